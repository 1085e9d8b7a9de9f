"""A work centre: like machines in parallel with one queue, and the rules by which lots wait and start.

How lots come in is told in `entrance`, and how work goes on once it has started in `workplace`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from opsim.ledgers.rows import Rows
from opsim.scenario.production import Station as StationSpec
from opsim.simulation.kernel.calendar import Calendar
from opsim.simulation.kernel.clock import SETTLED, Alarm, Clock
from opsim.simulation.production.lot import Lot
from opsim.simulation.production.stations.blocking import halt_if_stuck
from opsim.simulation.production.stations.dispatch import DISPATCH, LOOKS_AT_TIMES, batch_first, urgent_first
from opsim.simulation.production.stations.entrance import Entrance
from opsim.simulation.production.stations.machine import Machine

if TYPE_CHECKING:
    from opsim.simulation.production.release.plan import Plan


class Station(Entrance):
    """Machines, their queue, and the rules by which lots are chosen, start and move on."""

    __slots__ = (
        "_end_of_instant", "_when_settled", "adjusted", "chances", "first_come", "pick", "plan", "settling", "title",
    )  # fmt: skip

    #: It looks at process times before lots start, whatever its rule of dispatching.
    looks_at_times = False

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        super().__init__(clock, station_id, tables, finish)
        self.title = station_id  # what people call it
        self.adjusted = False  # a control chart may stop its machines
        self.plan: Plan | None = None
        self.chances = False  # upkeep is done early when there is a chance
        self.settling = False  # lots are chosen when all that happens at this instant has happened
        self._end_of_instant = Alarm(clock, f"dispatching at station '{station_id}'")
        self._when_settled: list[Any] = [self._settle]

    def adopt(self, spec: StationSpec, dispatch: str, calendar: Calendar) -> None:
        """Take what the scenario says now."""
        self.equip(spec, calendar, self.looks_at_times or dispatch in LOOKS_AT_TIMES)
        self.pick = DISPATCH[dispatch]
        self.first_come = dispatch == "fifo"
        self.buffer = spec.buffer
        self.title = spec.title or self.id

    def keep_together(self) -> None:
        """Let the transfer batches of a lot follow each other, as far as they are there."""
        self.pick, self.first_come, self.in_batches = batch_first(self.pick), False, True

    def hurry(self, within_ms: int) -> None:
        """Let lots that are due within a time go before all others."""
        self.pick, self.first_come = urgent_first(self.pick, within_ms), False

    def follow(self, plan: Plan | None) -> None:
        """Take lots in the order of a plan from now on, or by the station's own rule again."""
        self.plan = plan
        if plan is not None:
            self.first_come = False

    def run_in(self, machine: Machine) -> None:
        """A new machine is there: it comes up to its full pace; then the way may be open again."""
        self.ramp_up.begin(machine, self.clock, self.look_again)

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

    @property
    def at_once(self) -> int:
        """How many lots each machine can work on at once."""
        return 1

    # -- lots come ------------------------------------------------------------------------------------------------

    def _can_start(self) -> bool:
        return self.clock.now_ms < self.open_until and (self.operators is None or self.operators.available(self))

    def arrive(self, lot: Lot) -> None:
        """Take a lot in: start it if a machine can, else let it wait."""
        lot.arrived = now = self.clock.now_ms
        if self.kanban is not None:
            self.kanban.moved(lot, self)
        if not self.idle or self.queue:
            self.queue.append(lot)
            if self.kanban is not None:
                halt_if_stuck(lot, self.clock)
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

    def pass_on(self, lot: Lot, holder: Machine | None = None) -> bool:
        """Send a lot to its next step, or off the floor; a machine that still holds it is blocked if it has no room.

        Say whether it was blocked, even if work that its people could begin meanwhile has made way for the lot.
        """
        if lot.step is None:
            self.finish(lot)
        elif not lot.step.station.come(lot, holder, self) and holder is not None:
            holder.station.block(holder)
            return True
        return False

    # -- lots start -------------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Start as many waiting lots as machines, shift and operators allow, and let in what waits outside."""
        if self.operators is not None:
            self.operators.dispatch()
        else:
            while self.queue and self.idle and self.clock.now_ms < self.open_until and not self.holds_back():
                self.dispatch_one()
        if self.buffer is not None or self.outside:  # the places in front may have become unlimited meanwhile
            self.admit()
        if self.plan is not None:
            self.plan.note(self)

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
        if self.plan is not None:
            self.plan.note(self)

    def ready(self, machine: Machine) -> None:
        """Take the next lot that waits, or stand idle."""
        if machine.leaving:
            self.take_away(machine)
            if self.operators is not None:
                self.operators.dispatch()
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
