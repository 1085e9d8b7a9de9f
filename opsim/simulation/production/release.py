"""Release: when jobs may enter the floor as lots, and what they take with them."""

from __future__ import annotations

from collections import deque

from opsim.errors import ModelError
from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import FOREVER, Clock
from opsim.simulation.production.lot import Job, Lot, Route


class Runaway(ModelError):
    """More work piles up than the scenario's cap allows; what was recorded so far is kept, as a partial result."""


class Release:
    """Jobs that wait for a card (CONWIP) or for material, in the order in which they came."""

    def __init__(self, clock: Clock, lots: Rows) -> None:
        """Enter lots into the table `lots`."""
        self.clock, self.rows = clock, lots
        self.on_floor: dict[int, Lot] = {}
        self.limit = FOREVER
        self.cap = FOREVER
        self._waiting: dict[Route, deque[Job]] = {}
        self._short: set[Route] = set()
        self._busy = False

    def adopt(self, limit: int, cap: int) -> None:
        """Take the CONWIP limit (FOREVER for push) and the work-in-progress cap, in lots."""
        self.limit, self.cap = limit, cap

    def add(self, job: Job) -> None:
        """Let a job wait for its turn, and release what can be released."""
        self._waiting.setdefault(job.route, deque()).append(job)
        if job.route not in self._short:
            self.go()
        else:
            job.short_from = self.clock.now_ms

    def material_came(self) -> None:
        """Try again the jobs that found something short."""
        if self._short:
            self._short.clear()
            self.go()

    def go(self) -> None:
        """Release lots until cards, room or materials run out."""
        if self._busy:
            return
        self._busy = True
        while len(self.on_floor) < self.limit and (job := self._first()) is not None:
            self._release(job)
        self._busy = False

    def _first(self) -> Job | None:
        best: Job | None = None
        for route, jobs in self._waiting.items():
            if jobs and route not in self._short and (best is None or jobs[0].id < best.id) and self._has_room(route):
                best = jobs[0]
        return best

    def _has_room(self, route: Route) -> bool:
        return not route.steps or route.steps[0].station.has_room()

    def _release(self, job: Job) -> None:
        route, now = job.route, self.clock.now_ms
        units = min(route.lot_size, job.unreleased)
        kit = route.kit(units, len(self.rows))
        if kit.cents < 0:
            if job.short_from < 0:
                for waiting in self._waiting[route]:
                    waiting.short_from = now
            self._short.add(route)
            return
        lot = Lot(self.rows.reserve(), job, units, now, kit.cents)
        lot.defective = kit.defective
        if job.short_from >= 0:
            lot.supply = kit.supply
            job.short_from = -1
        job.unreleased -= units
        if not job.unreleased:
            self._waiting[route].popleft()
        self.enter(lot)

    def enter(self, lot: Lot) -> None:
        """Let a lot onto the floor, at the step where it starts."""
        if len(self.on_floor) >= self.cap:
            raise Runaway(
                f"more than {self.cap} lots are on the floor after {self.clock.now_ms / 86_400_000:.1f} days: "
                "more work comes in than the floor can do; the result is partial"
            )
        self.on_floor[lot.id] = lot
        lot.job.on_floor += 1
        lot.steps[lot.at].station.come(lot)

    def leave(self, lot: Lot, good: int) -> None:
        """Write the lot's row as it leaves the floor with `good` units, and give its card back."""
        del self.on_floor[lot.id]
        lot.job.on_floor -= 1
        self.write(lot, self.clock.now_ms, good)

    def write(self, lot: Lot, finished: int, good: int) -> None:
        """Write the lot's row."""
        job = lot.job
        self.rows.fill(
            lot.id, job.id, job.route.item, lot.started_with, lot.created, lot.short_from, lot.supply, lot.released,
            finished, lot.parent, lot.rework_until, good, lot.scrapped,
        )  # fmt: skip
