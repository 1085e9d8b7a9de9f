"""A work centre: like machines in parallel with one queue, and what may happen at them.

One kernel event ends each operation. Shifts cost none: when work stops with the shift, its end is computed from the
calendar. A breakdown moves the end of the work in hand; the alarm that was set before rings unheard, or is taken off.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from opsim.errors import ModelError
from opsim.ledgers.rows import Rows
from opsim.scenario.production import Station as StationSpec
from opsim.simulation.kernel.calendar import Calendar
from opsim.simulation.kernel.clock import FOREVER, SETTLED, Alarm, Clock
from opsim.simulation.production.blocking import stuck_with
from opsim.simulation.production.dispatch import DISPATCH, LOOKS_AT_TIMES, urgent_first
from opsim.simulation.production.lot import Lot, RoutingStep
from opsim.simulation.production.machine import NO_FAMILY, Machine
from opsim.simulation.production.ramp_up import RampUp

if TYPE_CHECKING:
    from opsim.simulation.production.attendance import Attendance
    from opsim.simulation.production.breakdowns import Breakdowns
    from opsim.simulation.production.operators import Operators
    from opsim.simulation.production.plan import Plan
    from opsim.simulation.production.release_rules import Kanban
    from opsim.simulation.production.staff import Staff
    from opsim.simulation.production.upkeep import Upkeep


SILENT: Final[list[Any]] = []


class Station:
    """Machines, their queue, and the rules by which lots start, finish and move on."""

    __slots__ = (
        "_agenda", "_end_of_instant", "_ids", "_known", "_pack", "_rows", "_when_done", "_when_moved",
        "_when_settled", "adjusted", "attendance", "blocked", "breakdowns", "buffer", "calendar", "cards", "careful",
        "chances", "clock", "finish", "first_come", "id", "idle", "kanban", "known_times", "machines", "metered",
        "on_done", "on_room", "open_until", "open_way", "operators", "outside", "pick", "plan", "queue", "ramp_up",
        "set_up", "set_ups", "settling", "stage", "upkeep", "worked_ms",
    )  # fmt: skip

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        self.clock, self.id, self.finish = clock, station_id, finish
        self.set_ups, self.blocked = tables["set_ups"], tables["blocked"]
        self._rows, self._pack = tables["operations"].buffer, tables["operations"].pack
        self.machines: list[Machine] = []
        self.idle: deque[Machine] = deque()
        self.queue: deque[Lot] = deque()
        self.outside: deque[tuple[Lot, Machine | None]] = deque()  # lots that find no room in the queue
        self.open_until = FOREVER
        self.worked_ms = 0
        self.breakdowns: Breakdowns | None = None
        self.operators: Operators | Staff | None = None
        self.attendance: Attendance | None = None  # where people or loading make an operation one of several phases
        self.adjusted = False  # a control chart may stop its machines
        self.plan: Plan | None = None
        self.ramp_up = RampUp()
        self.kanban: Kanban | None = None
        self.cards: int | None = None  # lots that may be in this stage
        self.stage = 0
        self.on_done: Callable[[], None] | None = None  # told after every operation; only at a drum
        self.on_room: Callable[[], None] | None = None  # told when more lots may come in; only where routings begin
        self.upkeep: Upkeep | None = None  # a policy of preventive maintenance, if there is one
        self.chances = False  # it is done early when there is a chance
        self.careful = False  # its failures look at the work in hand, or wear slows it
        self.open_way = False  # work is process time and nothing else, at any hour, and the first lot is the next
        self._known: dict[int, int] = {}
        self._when_done: list[Any] = [self._complete]
        self._when_moved: list[Any] = [self._postpone]
        self._agenda, self._ids = clock.agenda, clock.ids
        self.settling = False  # lots are chosen when all that happens at this instant has happened
        self._end_of_instant = Alarm(clock, f"dispatching at station '{station_id}'")
        self._when_settled: list[Any] = [self._settle]

    def adopt(self, spec: StationSpec, dispatch: str, calendar: Calendar) -> None:
        """Take what the scenario says now."""
        self.calendar = calendar
        self.open_until = calendar.closes_at(self.clock.now_ms)
        self.pick = DISPATCH[dispatch]
        self.known_times = dispatch in LOOKS_AT_TIMES
        if not self.known_times:
            self._known.clear()
        self.first_come = dispatch == "fifo"
        self.set_up = spec.set_up
        self.buffer = spec.buffer
        self.metered = spec.power_kw > 0
        self.ramp_up.adopt(spec.ramp_up, spec.ramp_from)

    def hurry(self, within_ms: int) -> None:
        """Let lots that are due within a time go before all others."""
        self.pick, self.first_come = urgent_first(self.pick, within_ms), False

    def follow(self, plan: Plan | None) -> None:
        """Take lots in the order of a plan from now on, or by the station's own rule again."""
        self.plan = plan
        if plan is not None:
            self.first_come = False

    def attend(self, attendance: Attendance) -> None:
        """Let operations go through phases from now on."""
        self.attendance, attendance.complete = attendance, self._complete

    def go_by(self, kanban: Kanban | None, cards: int | None) -> None:
        """Let lots in by cards from now on, or (None) as there is room again."""
        self.kanban, self.cards = kanban, cards
        if kanban is not None and self.buffer is None:
            self.buffer = FOREVER

    def look_again(self) -> None:
        """Find out anew what need not be looked at with every lot."""
        ages = self.breakdowns is not None and self.breakdowns.ages
        leaving = any(machine.leaving for machine in self.machines)
        upkeep = self.breakdowns.upkeep if self.breakdowns is not None else None
        self.upkeep = upkeep if upkeep is not None and upkeep.active else None
        self.chances = self.upkeep is not None and self.upkeep.looks_for_chances
        self.careful = self.breakdowns is not None and self.breakdowns.careful
        special = ages or bool(self.set_up) or self.known_times or self.metered or not self.calendar.always
        limited = self.operators is not None or self.buffer is not None or self.adjusted or leaving
        phased = self.attendance is not None or self.ramp_up.is_on or self.on_done is not None
        self.open_way = self.first_come and not special and not limited and not phased
        done = self.attendance.over if self.attendance is not None else self._complete
        before, self._when_done = self._when_done, [self._flow if self.open_way else done]
        for machine in self.machines:
            if machine.callbacks is before or machine.lot is None:
                machine.callbacks = self._when_done

    # -- lots come ------------------------------------------------------------------------------------------------

    def has_room(self) -> bool:
        """Say whether one more lot may come in: a machine can take it at once, or there is a place to wait."""
        if self.cards is not None and self.stage >= self.cards:
            return False
        if self.buffer is None or len(self.queue) < self.buffer:
            return True
        return bool(self.idle) and not self.queue and self._can_start()

    def arrive(self, lot: Lot) -> None:
        """Take a lot in: start it if a machine can, else let it wait."""
        lot.arrived = now = self.clock.now_ms
        if self.kanban is not None:
            self.kanban.moved(lot, self)
        if not self.idle or self.queue:
            self.queue.append(lot)
            if self.idle and not self.first_come:
                self.settle()
        elif self.open_way:
            self.begin(self.idle.popleft(), lot, now)
        elif not self.first_come and self.buffer is None:
            self.queue.append(lot)
            self.settle()
        elif self._manned():
            if self.plan is not None:
                self.plan.taken(self, lot)
            self._start(self.idle.popleft(), lot)
        else:
            self.queue.append(lot)

    def _manned(self) -> bool:
        """Take the people for one machine, if it is open and needs any; say whether work can start."""
        if self.clock.now_ms >= self.open_until:
            return False
        return self.operators is None or self.operators.take(self)

    def come(self, lot: Lot, holder: Machine | None = None, _origin: Station | None = None) -> bool:
        """Take a lot in if there is room, else let it wait outside, held by a machine or nobody; say which.

        Where it comes from matters on a `Way` only.
        """
        if self.buffer is None or self.has_room():
            self.arrive(lot)
            return True
        if holder is not None and holder.station.cards is not None:  # with its card it waits beside the machine
            self.outside.append((lot, None))
            return True
        self.outside.append((lot, holder))
        return False

    def admit(self) -> None:
        """Let in the lots that wait outside, as far as there is room, and tell the release when there is more."""
        while self.outside and self.has_room():
            lot, holder = self.outside.popleft()
            self.arrive(lot)
            if holder is not None:
                holder.station.unblock(holder)
        if self.on_room is not None and self.has_room():
            self.on_room()

    # -- work -----------------------------------------------------------------------------------------------------

    def _can_start(self) -> bool:
        return self.clock.now_ms < self.open_until and (self.operators is None or self.operators.available(self))

    def dispatch(self) -> None:
        """Start as many waiting lots as machines, shift and operators allow, and let in what waits outside."""
        if self.operators is not None:
            self.operators.dispatch()
        else:
            while self.queue and self.idle and self.clock.now_ms < self.open_until and not self.holds_back():
                self.dispatch_one()
        if self.buffer is not None or self.outside:  # the places in front may have become unlimited meanwhile
            self.admit()

    def settle(self) -> None:
        """Choose what starts: at once if nothing else happens at this instant, else after all that still does.

        So a lot that comes at the very moment at which a machine gets free is among those that it chooses from.
        """
        if self.settling:
            return
        if not self.first_come and self.clock.more_is_due:
            self.settling = True
            self.clock.set_alarm(self._end_of_instant, self.clock.now_ms, self._when_settled, SETTLED)
        else:
            self.dispatch()

    def _settle(self, _alarm: Alarm) -> None:
        self.settling = False
        self.dispatch()
        if self.chances:
            self.upkeep.look()  # type: ignore[union-attr]

    def can_use_people(self) -> bool:
        """Say whether a lot and a machine wait here for people only."""
        if self.settling or not self.queue or not self.idle or self.clock.now_ms >= self.open_until:
            return False
        return not self.holds_back()

    def holds_back(self) -> bool:
        """Say whether the station waits for a lot that its plan has next, whatever else waits here."""
        waits = self.plan is not None and self.buffer is None and self.plan.next_lot(self) is None
        return waits and self.plan is not None  # the end of the plan may just have been found

    def _next_lot(self, machine: Machine) -> Lot:
        """Take the lot that is next for a machine out of the queue."""
        lot = self.plan.next_lot(self) if self.plan is not None else None
        if lot is None or self.plan is None:
            return self.pick(self.queue, machine)
        self.plan.taken(self, lot)
        self.queue.remove(lot)
        return lot

    def dispatch_one(self) -> None:
        """Start one waiting lot; there is one, and a machine and people for it."""
        if self.operators is not None:
            self.operators.take(self)
        machine = self.idle.popleft()
        self._start(machine, self._next_lot(machine))
        if self.buffer is not None:
            self.admit()

    def known_work(self, lot: Lot) -> int:
        """Return the process time of a waiting lot here, in ms; it is drawn once and kept until the lot starts."""
        work = self._known.get(lot.id)
        if work is None:
            work = self._known[lot.id] = self._work(lot)
        return work

    def _work(self, lot: Lot) -> int:
        step: RoutingStep = lot.step  # type: ignore[assignment]
        if lot.units == 1 or step.per_lot:
            return next(step.times)
        times = step.times
        return sum([next(times) for _ in range(lot.units)])

    def change_over_ms(self, machine: Machine, lot: Lot) -> int:
        """Return the set-up that the lot would need on this machine, in ms."""
        family = lot.step.family  # type: ignore[union-attr]
        if machine.family == NO_FAMILY:
            return 0
        return self.set_up.get(machine.family, {}).get(family, 0)

    def _start(self, machine: Machine, lot: Lot) -> None:
        step = lot.step
        machine.lot = lot
        machine.start = machine.until = self.clock.now_ms
        work = self._known.pop(lot.id, None) if self.known_times else None
        if work is None:
            work = self._work(lot)
        if self.ramp_up.is_on:
            work = self.ramp_up.stretched(work, machine, machine.start)
        before = 0
        if self.set_up or step.prepare is not None:  # type: ignore[union-attr]
            before = self._prepare(machine, lot)
        if self.careful:
            work = self.breakdowns.begins(machine, lot, work)  # type: ignore[union-attr]
        if self.attendance is not None:
            self.attendance.begin(machine, before, work)
            return
        work += before
        self.worked_ms += work
        self.work_on(machine, work)

    def _prepare(self, machine: Machine, lot: Lot) -> int:
        """Return the time before the first unit, in ms: the change-over between families and the set-up of the lot."""
        now, step = self.clock.now_ms, lot.step
        before = self.change_over_ms(machine, lot)
        machine.family = step.family  # type: ignore[union-attr]
        if step.prepare is not None:  # type: ignore[union-attr]
            before += next(step.prepare)  # type: ignore[union-attr]
        if before and self.attendance is None:
            self.set_ups.add(machine.index, now, self.calendar.finish(now, before))
        return before

    def work_on(self, machine: Machine, work: int) -> None:
        """Let the machine do `work` ms on its lot from now on, until it is done or the machine fails."""
        if machine.life < work and self.breakdowns is not None:
            machine.left = work - machine.life
            work, rings = machine.life, self.breakdowns.when_broken
        else:
            rings = self._when_done
        machine.life -= work
        machine.worked += work
        until = self.clock.now_ms + work
        if until > self.open_until:
            until = self.calendar.finish(self.clock.now_ms, work)
        machine.until = until
        self.clock.set_alarm(machine, until, rings)

    def _flow(self, machine: Machine) -> None:
        """The work in hand is done, where the way is open: all that `_complete` comes to there."""
        lot: Lot = machine.lot  # type: ignore[assignment]
        step: RoutingStep = lot.step  # type: ignore[assignment]
        rows, pack, now = self._rows, self._pack, machine.until
        rows += pack(lot.id, step.index, machine.index, machine.start, now)
        lot.step = following = step.following
        if step.check is not None:
            step.check.after(lot, step, machine)
        elif following is None:
            finish = self.finish
            finish(lot)
        else:
            station = following.station
            if station.open_way:
                if station.idle:
                    station.begin(station.idle.popleft(), lot, now)
                else:
                    station.queue.append(lot)
            elif not station.come(lot, machine):
                self._block(machine)
                return
        if self.queue:
            self.begin(machine, self.queue.popleft(), now)
        else:
            machine.lot = None
            self.idle.append(machine)

    def begin(self, machine: Machine, lot: Lot, now: int) -> None:
        """Start a lot now, where the way is open."""
        step: RoutingStep = lot.step  # type: ignore[assignment]
        if step.prepare is not None or lot.units != 1:
            self._start(machine, lot)
            return
        machine.lot = lot
        machine.start = now
        machine.until = until = now + next(step.times)
        insort(self._agenda, (-until, next(self._ids), machine))  # draws are whole

    def _complete(self, machine: Machine) -> None:
        """The work in hand is done: note it, send the lot on, take the next one."""
        now = machine.until
        lot: Lot = machine.lot  # type: ignore[assignment]
        step: RoutingStep = lot.step  # type: ignore[assignment]
        rows, pack = self._rows, self._pack
        rows += pack(lot.id, step.index, machine.index, machine.start, now)
        lot.step = following = step.following
        if self.operators is not None:
            self.operators.give_back(self)
        if self.on_done is not None:
            self.on_done()
        if step.check is not None:
            step.check.after(lot, step, machine)
        elif following is None:
            self.finish(lot)
        elif not following.station.come(lot, machine):
            self._block(machine)
            return
        self.free(machine)

    def interrupt(self, machine: Machine) -> None:
        """A stop moves the end of the work in hand; nobody knows yet to when. The work left over is as if not begun."""
        if self.attendance is not None and self.attendance.is_waiting(machine):
            return
        rest = self.calendar.open_ms(self.clock.now_ms, machine.until)
        machine.left = rest if machine.callbacks is self._when_done else rest + machine.left
        if self.breakdowns is not None and self.breakdowns.ages:
            machine.worked -= rest
            machine.life += rest
        machine.until = FOREVER
        machine.callbacks = self._when_moved

    def _postpone(self, machine: Machine) -> None:
        """The work in hand would be done now, had it not been interrupted."""
        machine.callbacks = SILENT

    def go_on(self, machine: Machine) -> None:
        """Go on with the work that a stop left over."""
        if self.attendance is not None and self.attendance.is_waiting(machine):
            self.dispatch()
            return
        if machine.callbacks is self._when_moved:  # it is set to ring still, at the end that was expected before
            self.clock.cancel(machine)
        self.work_on(machine, machine.left)

    def lose(self, machine: Machine) -> None:
        """All units of the lot in hand are lost while the machine stands: the lot leaves the floor."""
        lot: Lot = machine.lot  # type: ignore[assignment]
        rows, pack = self._rows, self._pack
        rows += pack(lot.id, lot.step.index, machine.index, machine.start, self.clock.now_ms)  # type: ignore[union-attr]
        if machine.callbacks is self._when_moved:
            self.clock.cancel(machine)
            machine.callbacks = self._when_done
        machine.lot = None
        if self.attendance is not None:
            self.attendance.drop(machine)
        if self.operators is not None:
            self.operators.give_back(self)
        self.finish(lot)
        if self.on_done is not None:
            self.on_done()
        if self.operators is not None:
            self.operators.dispatch()

    def hold(self, machine: Machine) -> None:
        """Let a machine wait with the lot that it has in hand; nobody knows yet for how long."""
        machine.until = FOREVER
        machine.callbacks = SILENT

    def work_late(self, prolong: Callable[[], None]) -> None:
        """Let `prolong` open the station for longer, from now on: what rests with the shift goes on at once."""
        now, calendar = self.clock.now_ms, self.calendar
        resting = [machine for machine in self.machines if machine.lot is not None and now < machine.until < FOREVER]
        left = [calendar.open_ms(now, machine.until) for machine in resting]
        prolong()
        self.open_until = calendar.closes_at(now)
        for machine, work in zip(resting, left, strict=True):
            self.clock.cancel(machine)
            machine.until = calendar.finish(now, work)
            self.clock.set_alarm(machine, machine.until, machine.callbacks)
        for machine in self.machines:
            if machine.callbacks is self._when_moved and machine.until == FOREVER:  # down: its old end may be too late
                self.clock.cancel(machine)
                machine.callbacks = SILENT

    def pass_on(self, lot: Lot) -> None:
        """Send a lot that no machine holds to its next step, or off the floor."""
        if lot.step is None:
            self.finish(lot)
        else:
            lot.step.station.come(lot, None, self)

    def free(self, machine: Machine) -> None:
        """Let go of the lot and look for the next one."""
        machine.lot = None
        if machine.down:
            return
        if self.upkeep is not None and self.upkeep.takes(machine):
            return
        self.ready(machine)

    def ready(self, machine: Machine) -> None:
        """Take the next lot that waits, or stand idle."""
        if machine.leaving:
            self.take_away(machine)
            return
        if not self.first_come:
            self.idle.append(machine)
            self.settle()
        elif self.operators is not None:
            self.idle.append(machine)
            self.operators.dispatch()
            if self.chances:
                self._use_chance(machine)
        elif self.queue and self.clock.now_ms < self.open_until:
            self._start(machine, self.pick(self.queue, machine))
            if self.buffer is not None:
                self.admit()
        else:
            self.idle.append(machine)
            if self.buffer is not None:
                self.admit()
            if self.chances:
                self._use_chance(machine)

    def _use_chance(self, machine: Machine) -> None:
        """Let a machine that found nothing to do be maintained, if that is due or nearly so."""
        if machine in self.idle:
            self.upkeep.use_chance(machine)  # type: ignore[union-attr]

    def take_away(self, machine: Machine) -> None:
        """Let an idle machine that was sold go."""
        self.machines.remove(machine)
        machine.gone = self.clock.now_ms

    # -- blocking ---------------------------------------------------------------------------------------------------

    def _block(self, machine: Machine) -> None:
        machine.blocked_since = self.clock.now_ms
        machine.until = FOREVER
        if self.operators is not None:
            self.operators.dispatch()
        stuck = stuck_with(self)
        if stuck:
            names = ", ".join(station.id for station in stuck)
            raise ModelError(
                f"deadlock at {self.clock.now_ms / 3_600_000:.2f} h: {names} wait for room at each other for ever; "
                "give one of them more places in front (buffer)"
            )

    def unblock(self, machine: Machine) -> None:
        """The lot that the machine held has moved on."""
        self.blocked.add(machine.index, machine.blocked_since, self.clock.now_ms)
        machine.blocked_since = -1
        self.free(machine)
