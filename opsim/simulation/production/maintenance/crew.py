"""The crews that repair and maintain, and the stops of machines that need them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from opsim.ledgers.history import FAILURE
from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.calendar import ALWAYS, Calendar
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.production.stations.machine import Machine


class Owner(Protocol):
    """Whoever looks after a machine that stops."""

    def restored(self, stop: Stop) -> None:
        """Take the machine back; the crew is done."""


class Stop:
    """One machine that stands: `kind` and `mode` say why, `worked` how much it had worked (ms) and `wear` how worn."""

    __slots__ = (
        "cents", "duration", "kind", "machine", "mode", "owner", "served", "start", "supplied", "wear", "worked",
    )  # fmt: skip

    def __init__(self, machine: Machine, kind: int, mode: int, start: int, duration: int, owner: Owner) -> None:  # noqa: PLR0917
        """Need a crew for `duration` ms of its working time."""
        self.machine, self.kind, self.mode, self.start, self.owner = machine, kind, mode, start, owner
        self.duration = duration
        self.supplied = self.served = -1
        self.worked = self.cents = 0
        self.wear = 0.0

    def write(self, rows: Rows, end_ms: int) -> None:
        """Write what has become of it."""
        served = end_ms if self.served < 0 else min(self.served, end_ms)
        supplied = end_ms if self.supplied < 0 else self.supplied
        machine, mode = self.machine.index, self.mode
        rows.add(self.start, supplied, served, end_ms, self.worked, self.cents, self.wear, machine, mode, self.kind)


Waiting = deque[Stop]


def _take(waiting: Waiting, best: Stop) -> Stop:
    waiting.remove(best)
    return best


#: Rule -> which of the machines that wait is next.
FIRST: Final[dict[str, Callable[[Waiting], Stop]]] = {
    "first-come": lambda waiting: waiting.popleft(),
    "failures": lambda waiting: _take(waiting, min(waiting, key=lambda stop: stop.kind != FAILURE)),
    "shortest": lambda waiting: _take(waiting, min(waiting, key=lambda stop: stop.duration)),
}


class Crew:
    """People with one skill; one of them to a machine. `on_free` are told when somebody has nothing to do."""

    def __init__(self, clock: Clock, stops: Rows) -> None:
        """Write what it has done to `stops`."""
        self.clock, self.rows = clock, stops
        self.people: int | None = None
        self.calendar: Calendar = ALWAYS
        self.pick = FIRST["first-come"]
        self.at_work: list[Stop] = []
        self.waiting: Waiting = deque()
        self.on_free: list[Callable[[], None]] = []

    def adopt(self, people: int | None, calendar: Calendar, first: str) -> None:
        """Take the size, the hours and the rule that hold from now on."""
        self.people, self.calendar, self.pick = people, calendar, FIRST[first]
        self._serve()

    def has_time(self) -> bool:
        """Say whether somebody could begin at once."""
        if self.people is not None and len(self.at_work) + len(self.waiting) >= self.people:
            return False
        return self.calendar.opens_at(self.clock.now_ms) == self.clock.now_ms

    def call(self, stop: Stop) -> None:
        """Put a machine on the list; its spare parts are at hand."""
        stop.supplied = self.clock.now_ms
        self.waiting.append(stop)
        self._serve()

    def _serve(self) -> None:
        while self.waiting and (self.people is None or len(self.at_work) < self.people):
            stop = self.pick(self.waiting)
            stop.served = self.calendar.opens_at(self.clock.now_ms)
            self.at_work.append(stop)
            end = self.calendar.finish(stop.served, stop.duration)
            self.clock.call_at(end, lambda stop=stop: self._done(stop), stop.machine.name)  # type: ignore[misc]

    def _done(self, stop: Stop) -> None:
        self.at_work.remove(stop)
        stop.write(self.rows, self.clock.now_ms)
        self._serve()
        stop.owner.restored(stop)
        for tell in self.on_free:
            if self.has_time():
                tell()

    def close(self, end_ms: int) -> None:
        """At the end of the run, write the stops that are not over."""
        for stop in [*self.at_work, *self.waiting]:
            stop.write(self.rows, end_ms)
