"""Rules that hold work back from the floor: by its date, and by a rope from the drum."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Job, Lot, RoutingStep
    from opsim.simulation.production.station import Station


class Gate(Protocol):
    """Says whether a job's next lot may enter; who opens it later tells the release.

    `by_date` says whether jobs of one product may overtake each other, the one that is due first going first.
    """

    by_date: bool

    def opens(self, job: Job) -> bool:
        """Say whether the next lot of a job may enter now."""


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


class Rope:
    """Drum, buffer, rope: work enters as the drum uses it up, so that so much work for it is on its way.

    Goldratt & Cox (1984), "The Goal". What never comes to the drum is released at once.
    """

    by_date = False

    def __init__(self, drum: Station, buffer_ms: int, on_floor: dict[int, Lot]) -> None:
        """Keep up to `buffer_ms` of expected work for each machine of the drum on the floor."""
        self._drum, self._buffer_ms, self._on_floor = drum, buffer_ms, on_floor

    def opens(self, job: Job) -> bool:
        """Say whether the drum needs more work, or this is none for it."""
        if not self._work(job.route.first, 1):
            return True
        ahead = fsum(self._work(lot.step, lot.units) for lot in self._on_floor.values())
        return ahead / max(len(self._drum.machines), 1) < self._buffer_ms

    def _work(self, step: RoutingStep | None, units: int) -> float:
        """Return the expected work of a lot at the drum, from a step on, in ms."""
        work = 0.0
        while step is not None:
            if step.station.id == self._drum.id:
                work += step.expected_work(units)
            step = step.following
        return work
