"""The machines of a station and the work done on them: how it starts and ends.

One kernel event ends each operation. Shifts cost none: when work stops with the shift, its end is computed from the
calendar. What interrupts work is told in `interruption`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from opsim.ledgers.rows import Rows
from opsim.scenario.production import Station as StationSpec
from opsim.simulation.kernel.calendar import Calendar
from opsim.simulation.kernel.clock import FOREVER, Clock
from opsim.simulation.production.lot import Lot, RoutingStep
from opsim.simulation.production.stations.machine import NO_FAMILY, Machine
from opsim.simulation.production.stations.ramp_up import RampUp

if TYPE_CHECKING:
    from opsim.simulation.production.maintenance.breakdowns import Breakdowns
    from opsim.simulation.production.maintenance.upkeep import Upkeep
    from opsim.simulation.production.people.attendance import Attendance
    from opsim.simulation.production.people.operators import Operators
    from opsim.simulation.production.people.staff import Staff


class Workplace(ABC):
    """Machines at work. Which lot is next, and where one goes that finds no room, is for the `Station` to say."""

    __slots__ = (
        "_alarms", "_keys", "_known", "_pack", "_rows", "_when_done", "attendance", "breakdowns",
        "calendar", "careful", "clock", "finish", "id", "idle", "in_batches", "known_times", "machines", "metered",
        "on_done", "open_until", "open_way", "operators", "queue", "ramp_up", "set_up", "set_ups", "upkeep",
        "worked_ms",
    )  # fmt: skip

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        self.clock, self.id, self.finish = clock, station_id, finish
        self.set_ups = tables["set_ups"]
        self._rows, self._pack = tables["operations"].buffer, tables["operations"].pack
        self.machines: list[Machine] = []
        self.idle: deque[Machine] = deque()
        self.queue: deque[Lot] = deque()
        self.open_until = FOREVER
        self.worked_ms = 0
        self.breakdowns: Breakdowns | None = None
        self.operators: Operators | Staff | None = None
        self.attendance: Attendance | None = None  # where people or loading make an operation one of several phases
        self.ramp_up = RampUp()
        self.on_done: Callable[[Lot], None] | None = None  # told after every operation; only at a drum
        self.in_batches = False  # lots come in transfer batches, for all of which it is set up once
        self.upkeep: Upkeep | None = None  # a policy of preventive maintenance, if there is one
        self.careful = False  # its failures look at the work in hand, or wear slows it
        self.open_way = False  # work is process time and nothing else, at any hour, and the first lot is the next
        self._known: dict[int, int] = {}
        self._when_done: list[Any] = [self._complete]
        self._keys, self._alarms = clock.keys, clock.alarms

    def equip(self, spec: StationSpec, calendar: Calendar, known_times: bool) -> None:
        """Take what the scenario says now about work; known process times are drawn before a lot starts."""
        self.calendar = calendar
        self.open_until = calendar.closes_at(self.clock.now_ms)
        self.known_times = known_times
        if not known_times:
            self._known.clear()
        self.set_up = spec.set_up
        self.metered = spec.power_kw > 0
        self.ramp_up.adopt(spec.ramp_up, spec.ramp_from)

    def attend(self, attendance: Attendance) -> None:
        """Let operations go through phases from now on."""
        self.attendance, attendance.complete = attendance, self._complete

    @abstractmethod
    def dispatch(self) -> None:
        """Start what can start."""

    @abstractmethod
    def ready(self, machine: Machine) -> None:
        """Take the next lot that waits, or stand idle."""

    @abstractmethod
    def block(self, machine: Machine) -> None:
        """Let a machine hold its lot, for which there is no room ahead."""

    # -- an operation starts ---------------------------------------------------------------------------------------

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

    def begin(self, machine: Machine, lot: Lot, now: int) -> None:
        """Start a lot now, where the way is open."""
        step: RoutingStep = lot.step  # type: ignore[assignment]
        if step.prepare is not None or lot.units != 1:
            self._start(machine, lot)
            return
        machine.lot = lot
        machine.start = now
        machine.until = until = now + next(step.times)
        key, keys = ~(4 * until), self._keys  # draws are whole
        at = bisect_left(keys, key)
        keys.insert(at, key)
        self._alarms.insert(at, machine)

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
        if self.set_up or step.prepare is not None or self.in_batches:  # type: ignore[union-attr]
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
        if self.in_batches:
            batch = (lot.batch, step.index)  # type: ignore[union-attr]
            if machine.set_for == batch:
                return 0
            machine.set_for = batch
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

    # -- and ends ---------------------------------------------------------------------------------------------------

    def _flow(self, machine: Machine) -> None:
        """The work in hand is done, where the way is open: all that `_complete` comes to there."""
        lot: Lot = machine.lot  # type: ignore[assignment]
        step: RoutingStep = lot.step  # type: ignore[assignment]
        rows, pack, now = self._rows, self._pack, machine.until
        rows += pack(lot.id, step.index, machine.index, machine.start, now)
        lot.step = following = step.following
        if step.check is not None:
            if step.check.after(lot, step, machine):
                return
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
                self.block(machine)
                return
        if not self.queue:
            machine.lot = None
            self.idle.append(machine)
            return
        machine.lot = lot = self.queue.popleft()  # as by `begin`, without a call for it
        step = lot.step  # type: ignore[assignment]
        if step.prepare is not None or lot.units != 1:
            self._start(machine, lot)
            return
        machine.start = now
        machine.until = until = now + next(step.times)
        key, keys = ~(4 * until), self._keys
        at = bisect_left(keys, key)
        keys.insert(at, key)
        self._alarms.insert(at, machine)

    def _complete(self, machine: Machine) -> None:
        """The work in hand is done: note it, send the lot on, take the next one."""
        now = machine.until
        lot: Lot = machine.lot  # type: ignore[assignment]
        step: RoutingStep = lot.step  # type: ignore[assignment]
        rows, pack = self._rows, self._pack
        rows += pack(lot.id, step.index, machine.index, machine.start, now)
        lot.step = following = step.following
        if self.operators is not None:
            self.operators.give_back(machine.station)
        if self.on_done is not None:
            self.on_done(lot)
        if step.check is not None:
            if step.check.after(lot, step, machine):
                return
        elif following is None:
            self.finish(lot)
        elif not following.station.come(lot, machine):
            self.block(machine)
            return
        self.free(machine)

    def free(self, machine: Machine) -> None:
        """Let go of the lot and look for the next one."""
        machine.lot = None
        if machine.down or (self.upkeep is not None and self.upkeep.takes(machine)):
            if self.operators is not None:  # its people have nothing to do here
                self.operators.dispatch()
            return
        self.ready(machine)

    def take_away(self, machine: Machine) -> None:
        """Let an idle machine that was sold go."""
        self.machines.remove(machine)
        machine.gone = self.clock.now_ms
