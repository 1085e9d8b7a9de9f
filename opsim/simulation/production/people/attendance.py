"""When people are at the machines of one station: an operation in phases, some of which need them and some do not.

A machine whose next phase needs people waits for them with the lot in hand. A phase that has begun is finished by
whoever began it; where people are needed all the time the station keeps their hours, so that it rests with the shift.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from opsim.simulation.production.people.staff import NOBODY, Hands, Place, Staff
from opsim.simulation.production.people.team import PPM

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.scenario.production import Operators as OperatorsSpec
    from opsim.simulation.production.stations.machine import Machine
    from opsim.simulation.production.stations.station import Station

SET_UP, LOADING, RUN = "set-up", "loading", "run"
#: What people are needed for -> the phases that need them.
ATTENDED: Final = {
    "all": frozenset({SET_UP, LOADING, RUN}),
    "set-up": frozenset({SET_UP, LOADING}),
    "run": frozenset({LOADING, RUN}),
    "loading": frozenset({LOADING}),
    "": frozenset[str](),
}


class Phase(NamedTuple):
    """A part of an operation: what happens, how long at the standard pace, and whether people are needed."""

    kind: str
    ms: int
    attended: bool


class Attendance:
    """The operations in hand at one station, phase by phase."""

    def __init__(self, station: Station, staff: Staff, tables: dict[str, Rows]) -> None:
        """Look after `station`; `adopt` says what people are needed for."""
        self.station, self.staff = station, staff
        self.complete: Callable[[Machine], None]  # the station's own end of an operation
        self.place: Place | None = None
        self.attended = ATTENDED[""]
        self._set_ups, self._unmanned, self._attended = (tables[name] for name in ("set_ups", "unmanned", "attended"))
        self._ahead: dict[Machine, list[Phase]] = {}
        self._now: dict[Machine, tuple[str, int]] = {}  # phase, since when
        self._paced: dict[Machine, int] = {}  # how long the phase takes at the pace of who is there, in ms
        self._hands: dict[Machine, tuple[Hands, int]] = {}  # who, since when
        self._calls: dict[Machine, int] = {}  # machines that wait for people, since when

    def adopt(self, spec: OperatorsSpec | None) -> None:
        """Take what people are needed for from now on."""
        self.attended = ATTENDED[spec.needed_for if spec is not None else ""]

    # -- an operation -----------------------------------------------------------------------------------------------

    def begin(self, machine: Machine, set_up: int, run: int) -> None:
        """Work on the lot that the machine has just taken: set-up and process time in ms, loading besides."""
        step = machine.lot.step  # type: ignore[union-attr]
        load, unload = (next(times) if times is not None else 0 for times in (step.load, step.unload))  # type: ignore[union-attr]
        parts = ((SET_UP, set_up), (LOADING, load), (RUN, run), (LOADING, unload))
        self._ahead[machine] = [Phase(kind, ms, kind in self.attended) for kind, ms in parts if ms]
        if self.staff.taken:
            self._hands[machine] = self.staff.taken, self.station.clock.now_ms
            self.staff.taken = NOBODY
        self._go_on(machine)

    def over(self, machine: Machine) -> None:
        """One phase is over."""
        self._note_set_up(machine, machine.until)
        if self._ahead.get(machine):
            self._go_on(machine)
        else:
            self._leave(machine)
            self._ahead.pop(machine, None)
            self.complete(machine)
        self.staff.dispatch()

    def _go_on(self, machine: Machine) -> None:
        ahead = self._ahead[machine]
        attended = bool(ahead) and ahead[0].attended
        if not attended:
            self._leave(machine)
        elif machine not in self._hands and not self._call(machine):
            return
        kind, ms, _ = ahead.pop(0) if ahead else Phase(RUN, 0, attended=False)
        if attended and self.place is not None:
            pace = self.place.pace(self._hands[machine][0])
            ms = (ms * PPM + pace // 2) // pace
        self._now[machine], self._paced[machine] = (kind, self.station.clock.now_ms), ms
        if self.station.careful:
            jobs = self.station.breakdowns.jobs  # type: ignore[union-attr]
            jobs.begins(machine, ms if kind == RUN else 0, machine.lot.units)  # type: ignore[union-attr]
        self.station.worked_ms += ms
        self.station.work_on(machine, ms)

    def drop(self, machine: Machine) -> None:
        """The lot in hand is lost: nothing more is done on it."""
        self._note_set_up(machine, self.station.clock.now_ms)
        self._leave(machine)
        self._ahead.pop(machine, None)
        self._calls.pop(machine, None)

    def is_unfinished(self, machine: Machine) -> bool:
        """Say whether the process of the lot in hand is not over: what is left is not just to take it off."""
        kind, _ = self._now.get(machine, (LOADING, 0))
        return kind == RUN or any(phase.kind == RUN for phase in self._ahead.get(machine, []))

    def is_setting_up(self, machine: Machine) -> bool:
        """Say whether a machine is being set up just now."""
        kind, _ = self._now.get(machine, (LOADING, 0))
        return kind == SET_UP

    def run_left(self, machine: Machine, left: int) -> tuple[int, int]:
        """Return how long the process takes and how much of that is left when `left` ms of this phase are."""
        kind, _ = self._now.get(machine, (LOADING, 0))
        return (self._paced[machine], left) if kind == RUN else (1, 1)

    # -- people come and go -------------------------------------------------------------------------------------------

    def _call(self, machine: Machine) -> bool:
        """Get people for the machine; let it wait if there are none. Say whether they came."""
        hands, now = self.place.hands() if self.place is not None else None, self.station.clock.now_ms
        if hands is None:
            self._calls[machine] = now
            self.station.hold(machine)
            return False
        self.staff.lend(hands)
        self._hands[machine] = hands, now
        return True

    def _leave(self, machine: Machine) -> None:
        """Nobody is needed at the machine any more."""
        hands, since = self._hands.pop(machine, (NOBODY, 0))
        self.staff.take_back(hands)
        self._write(machine, hands, since, self.station.clock.now_ms)

    def keep(self, machine: Machine) -> None:
        """Let a machine that was started before have its people, as far as there are any."""
        if self.place is not None and self.place.teams:
            hands = self.place.hands() or [(self.place.teams[0], self.place.share * self.place.count)]
            self.staff.lend(hands)
            self._hands[machine] = hands, self.station.clock.now_ms

    def is_waiting(self, machine: Machine) -> bool:
        """Say whether the machine waits for people."""
        return machine in self._calls

    def _first_call(self) -> Machine | None:
        return next((machine for machine in self._calls if not machine.down), None)

    def waiting_since(self) -> int | None:
        """Return since when a machine or a lot waits here for people only; nothing if none does."""
        call, station = self._first_call(), self.station
        times = [self._calls[call]] if call is not None else []
        if station.can_use_people():
            times.append(station.queue[0].arrived)
        return min(times, default=None)

    def waits_longer_than_queue(self) -> bool:
        """Say whether a machine here has waited for people at least as long as the first lot in the queue."""
        call, station = self._first_call(), self.station
        return call is not None and not (station.can_use_people() and station.queue[0].arrived < self._calls[call])

    def can_be_served(self) -> bool:
        """Say whether the people who are free are enough for whoever waits longest here."""
        if self.place is None:
            return False
        return self.place.hands() is not None or not (self.waits_longer_than_queue() or self.place.from_the_start)

    def answer(self) -> None:
        """People come to the machine that has waited longest."""
        machine = self._first_call()
        if machine is not None:
            since, now = self._calls.pop(machine), self.station.clock.now_ms
            if since < now:
                self._unmanned.add(since, now, machine.index)
            self._go_on(machine)

    # -- what is written ----------------------------------------------------------------------------------------------

    def _note_set_up(self, machine: Machine, end: int) -> None:
        kind, since = self._now.pop(machine, (RUN, 0))
        if kind == SET_UP and since < end:
            self._set_ups.add(machine.index, since, end)

    def _write(self, machine: Machine, hands: Hands, since: int, end: int) -> None:
        for team, parts in hands:
            if since < end:
                self._attended.add(since, end, parts, machine.index, team.index)

    def close(self, end: int) -> None:
        """At the end of the run, write what is not over."""
        for machine in self._now.copy():
            self._note_set_up(machine, end)
        for machine, since in self._calls.items():
            if since < end:
                self._unmanned.add(since, end, machine.index)
        for machine, (hands, since) in self._hands.items():
            self._write(machine, hands, since, end)


