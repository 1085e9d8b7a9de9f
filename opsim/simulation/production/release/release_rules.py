"""Rules that hold work back from the floor: by its date, and by a rope from the drum."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from opsim.simulation.production.stations.ways import Way

if TYPE_CHECKING:
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Job, Lot, RoutingStep
    from opsim.simulation.production.stations.station import Station


class Gate(Protocol):
    """Says whether a job's next lot may enter; who opens it later tells the release.

    `by_date` says whether jobs of one product may overtake each other, the one that is due first going first.
    """

    by_date: bool

    def opens(self, job: Job) -> bool:
        """Say whether the next lot of a job may enter now."""

    def changed(self, lot: Lot) -> None:
        """A lot has come onto the floor, has chosen a station, or has lost units."""


class ByDate:
    """A job is released its planned lead time before it is due, and not earlier."""

    by_date = True

    def __init__(self, clock: Clock, go: Callable[[], None], lead_ms: int) -> None:
        """Call `go` when a job's time has come."""
        self._clock, self._go, self._lead_ms = clock, go, lead_ms
        self._told: set[int] = set()

    def opens(self, job: Job) -> bool:
        """Say whether the time has come; else see to it that it will be told."""
        at = job.due - self._lead_ms
        if at <= self._clock.now_ms:
            return True
        if job.id not in self._told:
            self._told.add(job.id)
            self._clock.call_at(at, self._go, "planned release")
        return False

    def changed(self, lot: Lot) -> None:
        """Do nothing: what is on the floor does not matter to dates."""


class Rope:
    """Drum, buffer, rope: work enters as the drum uses it up, so that so much work for it is on its way.

    Goldratt & Cox (1984), "The Goal". What never comes to the drum is released at once. Where other stations can do a
    step as well, the drum's share of their machines counts, until the lot has chosen its station.
    """

    by_date = False

    def __init__(
        self, clock: Clock, go: Callable[[], None], drum: Station, buffer_ms: int, on_floor: dict[int, Lot]
    ) -> None:
        """Keep up to `buffer_ms` of expected work for each machine of the drum on the floor; `go` releases more."""
        self._clock, self._go, self._drum, self._buffer_ms, self._on_floor = clock, go, drum, buffer_ms, on_floor
        self._ahead = 0  # expected work for the drum on the floor, in ms
        self._work_of: dict[int, int] = {}
        self._told = False
        self.count_anew()

    def opens(self, job: Job) -> bool:
        """Say whether the drum needs more work, or this is none for it."""
        return not self._work(job.route.first, 1) or self._has_room()

    def _has_room(self) -> bool:
        return self._ahead < self._buffer_ms * max(len(self._drum.machines), 1)

    def changed(self, lot: Lot) -> None:
        """A lot has entered, or has another step or other units than before: count what it still brings the drum."""
        if lot.id not in self._on_floor:
            return
        before, now = self._work_of.get(lot.id, 0), self._work(lot.step, lot.units)
        self._work_of[lot.id] = now
        self._ahead += now - before
        if now < before:
            self._look_soon()

    def left(self, lot: Lot) -> None:
        """A lot has left the floor."""
        self._ahead -= self._work_of.pop(lot.id, 0)

    def count_anew(self) -> None:
        """Count all that is on the floor."""
        self._work_of = {lot.id: self._work(lot.step, lot.units) for lot in self._on_floor.values()}
        self._ahead = sum(self._work_of.values())

    def _look_soon(self) -> None:
        """Release more, if there is room, when what is going on just now is over."""
        if self._has_room() and not self._told:
            self._told = True
            self._clock.call_at(self._clock.now_ms, self._look, "the rope of the drum")

    def _look(self) -> None:
        self._told = False
        self._go()

    def _work(self, step: RoutingStep | None, units: int) -> int:
        """Return the expected work of a lot at the drum, from a step on, in ms."""
        work = 0.0
        while step is not None:
            if share := self._share(step.station):
                work += share * step.expected_work(units) / self._drum.at_once
            step = step.following
        return round(work)

    def _share(self, station: Station) -> float:
        """Return how much of a step the drum can be expected to do."""
        if not isinstance(station, Way):
            return float(station is self._drum)
        if self._drum not in station.options:
            return 0.0
        machines = sum(len(option.machines) for option in station.options)
        return len(self._drum.machines) / machines if machines else 1 / len(station.options)
