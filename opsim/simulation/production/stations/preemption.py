"""Preemption: a lot that comes may take the machine of one that its station's rule ranks behind it.

With the shortest work first this is SRPT, the shortest remaining time first (Schrage & Miller 1966); by classes of
priority it is preemptive priority, resumed or repeated. Only stations that ask for it are of this kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from opsim.simulation.kernel.clock import FOREVER, SETTLED
from opsim.simulation.production.stations.dispatch import RANKS, Rank
from opsim.simulation.production.stations.machine import NO_BATCH
from opsim.simulation.production.stations.station import Station

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.scenario.production import Station as StationSpec
    from opsim.simulation.kernel.calendar import Calendar
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.stations.machine import Machine

#: Rule -> what lots are ranked by when one may displace another. ATC is left out: its index moves while a lot waits.
ORDER: Final[dict[str, Rank]] = {**RANKS, "edd": lambda lot, _machine: lot.due}


def _alike(_lot: Lot, _machine: Machine) -> float:
    """Rank no lot before another."""
    return 0.0


class Begun:
    """An operation in hand: its process time as drawn, and as wear and ramp-up stretch it (`work`), in ms.

    Its set-up is in row `set_up_row`, if it takes any time; before, the machine was set up for `family`. What wear adds
    is in row `slowed_row`, -1 if it adds nothing.
    """

    __slots__ = ("drawn", "family", "set_up_row", "slowed_row", "work")

    def __init__(self, drawn: int, family: str, set_up_row: int) -> None:
        """Begin with the set-up; how long the work takes is known when the machine has started."""
        self.drawn, self.family, self.set_up_row = drawn, family, set_up_row
        self.work = 0
        self.slowed_row = -1


class PreemptiveStation(Station):
    """A station where work in hand gives way to work that goes before it.

    What a displaced lot has had done stands in the time ledger as an operation of its own; the lot goes back into the
    queue with the rest of its process time (or all of it), and is set up again when its turn comes.
    """

    __slots__ = ("_begun", "_came", "_rank", "_set_up_ms", "_within_ms", "displaced", "resumes")
    looks_at_times = True

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        super().__init__(clock, station_id, tables, finish)
        self.displaced = tables["displaced"]
        self._begun: dict[Machine, Begun] = {}
        self._came = False  # a lot has come since it was last seen to whether one goes before those in hand
        self._set_up_ms = 0
        self._within_ms: int | None = None
        self._rank: Rank = _alike
        self.resumes = True

    def adopt(self, spec: StationSpec, dispatch: str, calendar: Calendar) -> None:
        """Take what the scenario says now."""
        super().adopt(spec, dispatch, calendar)
        self._rank, self._within_ms = ORDER.get(dispatch, _alike), None
        self.resumes = spec.preempt == "resume"

    def hurry(self, within_ms: int) -> None:
        """Let lots that are due within a time go before all others, also before those in hand."""
        super().hurry(within_ms)
        self._within_ms = within_ms

    # -- what is known of the work in hand --------------------------------------------------------------------------

    def known_work(self, lot: Lot) -> int:
        """Return the process time that a lot still needs here, in ms, also of one in hand."""
        for machine in self.machines:
            if machine.lot is lot and self._gives_way(machine):
                return self._rest(machine, self._left(machine))
        return super().known_work(lot)

    def _left(self, machine: Machine) -> int:
        """Return the work that is left of what the machine does now, in ms, set-up included."""
        left = self.calendar.open_ms(self.clock.now_ms, machine.until)
        return left if machine.callbacks is self._when_done else left + machine.left

    def _rest(self, machine: Machine, left: int) -> int:
        """Return how much of the drawn process time is left when `left` ms of work are."""
        begun = self._begun[machine]
        if self.attendance is not None:
            work, left = self.attendance.run_left(machine, left)
        else:
            work, left = begun.work, min(left, begun.work)
        return begun.drawn if left >= work else (begun.drawn * left + work - 1) // work

    def _start(self, machine: Machine, lot: Lot) -> None:
        drawn, worked, row = super().known_work(lot), self.worked_ms, len(self.set_ups)
        self._set_up_ms = 0
        begun = self._begun[machine] = Begun(drawn, machine.family, row)
        slowed = self.breakdowns.slowed if self.careful and self.breakdowns is not None else ()
        next_row = len(slowed)
        super()._start(machine, lot)
        begun.slowed_row = next_row if len(slowed) > next_row else -1
        begun.work = self.worked_ms - worked - self._set_up_ms

    def _prepare(self, machine: Machine, lot: Lot) -> int:
        self._set_up_ms = before = super()._prepare(machine, lot)
        return before

    # -- a lot comes --------------------------------------------------------------------------------------------------

    def arrive(self, lot: Lot) -> None:
        """Take a lot in: start it if a machine can, let it wait, or let it take the machine of another one.

        Whose machine it takes is seen when all that happens at this instant has happened: until then the machine that
        sends it here may hold it still, and others may be done as well.
        """
        super().arrive(lot)
        if self.queue and self.plan is None:
            self._came = True
            if not self.settling:
                self.settling = True
                self.clock.set_alarm(self._end_of_instant, self.clock.now_ms, self._when_settled, SETTLED)

    def dispatch(self) -> None:
        """Start what can start; then see whether what has come goes before what is in hand."""
        super().dispatch()
        if self._came and self.clock.now_ms < self.open_until:
            self._came = False
            while self._displaces():
                pass

    def _displaces(self) -> bool:
        """Let the first lot in the queue displace the last one in hand, if it goes before it; say whether it did."""
        in_hand = [machine for machine in self.machines if self._gives_way(machine)]
        if not in_hand or not self.queue or self.plan is not None:
            return False
        last = max(in_hand, key=lambda machine: self._place(machine.lot, machine))  # type: ignore[arg-type]
        first = min(self.queue, key=lambda lot: (self._place(lot, last), lot.id))
        if self._place(first, last) >= self._place(last.lot, last):  # type: ignore[arg-type]
            return False
        self._displace(last)
        self.queue.remove(first)
        self._start(last, first)
        if self.attendance is not None and self.operators is not None:
            self.operators.dispatch()
        return True

    def _gives_way(self, machine: Machine) -> bool:
        """Say whether a machine is at work on something that is not done yet, and will go on here."""
        if machine.lot is None or machine.down or machine.leaving or machine.blocked_since >= 0:
            return False
        at_work = self.clock.now_ms < machine.until < FOREVER
        return at_work and (self.attendance is None or self.attendance.is_unfinished(machine))

    def _place(self, lot: Lot, machine: Machine) -> tuple[int, float]:
        """Return where a lot stands in the order: less goes first."""
        if self._within_ms is not None and lot.due <= self.clock.now_ms + self._within_ms:
            return 0, lot.due
        return 1, self._rank(lot, machine)

    def _displace(self, machine: Machine) -> None:
        """Put the lot in hand back into the queue; what was done on it is written down."""
        lot, now, begun = machine.lot, self.clock.now_ms, self._begun[machine]
        self.interrupt(machine)
        self.clock.cancel(machine)
        machine.callbacks = self._when_done
        left = machine.left
        self.worked_ms -= left
        rest = self._rest(machine, left)
        if self._is_being_set_up(machine, left):
            machine.family, machine.set_for = begun.family, NO_BATCH
        if self.attendance is not None:
            self.attendance.drop(machine)
        elif left > begun.work:  # its set-up ends here
            self.set_ups.fill(begun.set_up_row, machine.index, machine.start, now)
        if begun.slowed_row >= 0:
            self._slowed_less(begun, rest)
        self._known[lot.id] = rest if self.resumes else begun.drawn  # type: ignore[union-attr]
        if machine.start < now:
            self._note(machine, lot)  # type: ignore[arg-type]
        machine.lot = None
        self.queue.appendleft(lot)  # type: ignore[arg-type]

    def _is_being_set_up(self, machine: Machine, left: int) -> bool:
        """Say whether a machine is still being set up when `left` ms of work are left."""
        if self.attendance is not None:
            return self.attendance.is_setting_up(machine)
        return left > self._begun[machine].work

    def _slowed_less(self, begun: Begun, rest: int) -> None:
        """Wear has added to what was done, not to the rest."""
        slowed = self.breakdowns.slowed  # type: ignore[union-attr]
        time, extra, index = slowed.row(begun.slowed_row)
        slowed.fill(begun.slowed_row, time, extra * (begun.drawn - rest) // begun.drawn, index)

    def _note(self, machine: Machine, lot: Lot) -> None:
        step, now = lot.step.index, self.clock.now_ms  # type: ignore[union-attr]
        rows, pack = self._rows, self._pack
        rows += pack(lot.id, step, machine.index, machine.start, now)
        self.displaced.add(now, self._known[lot.id], lot.id, step)
