"""Release: when jobs may enter the floor as lots, and what they take with them."""

from __future__ import annotations

from collections import deque

from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY, Clock
from opsim.simulation.production.lot import Job, Lot, Route


class Release:
    """Jobs that wait for a card (CONWIP) or for material, in the order in which they came."""

    def __init__(self, clock: Clock, lots: Rows) -> None:
        """Enter lots into the table `lots`."""
        self.clock, self.rows = clock, lots
        self.on_floor: dict[int, Lot] = {}
        self.limit = FOREVER
        self.cap = FOREVER
        self._waiting: dict[Route, deque[Job]] = {}
        self._count = 0  # jobs that wait and are not known to be short of something
        self._short: set[Route] = set()
        self._relieved = -1
        self._busy = False

    def adopt(self, limit: int, cap: int) -> None:
        """Take the CONWIP limit (FOREVER for push) and the work-in-progress cap, in lots."""
        self.limit, self.cap = min(limit, cap + 1), cap

    def add(self, job: Job) -> None:
        """Let a job wait for its turn, and release what can be released."""
        route = job.route
        jobs = self._waiting.get(route)
        if jobs is None:
            jobs = self._waiting[route] = deque()
        jobs.append(job)
        if route in self._short:
            job.short_from = self.clock.now_ms
            return
        self._count += 1
        if self._busy:
            return
        if self._count > 1 or len(self.on_floor) >= self.limit:
            self.go()
            return
        self._busy = True
        while self._count and job.unreleased and route not in self._short and route.steps[0].station.has_room():
            if len(self.on_floor) >= self.limit:
                break
            self._release(job)
        self._busy = False

    def material_came(self) -> None:
        """Try again the jobs that found something short."""
        if self._short:
            self._short.clear()
            self._relieved = self.clock.now_ms
            self._count = sum(len(jobs) for jobs in self._waiting.values())
            self.go()

    def go(self) -> None:
        """Release lots until cards, room or materials run out."""
        if self._busy or not self._count:
            return
        self._busy = True
        while self._count and len(self.on_floor) < self.limit and (job := self._first()) is not None:
            self._release(job)
        self._busy = False

    def _first(self) -> Job | None:
        """Return the oldest job whose materials are not known to be short and whose first station has room."""
        best: Job | None = None
        for route, jobs in self._waiting.items():
            if jobs and (best is None or jobs[0].id < best.id) and route not in self._short:
                best = jobs[0] if route.steps[0].station.has_room() else best
        return best

    def _release(self, job: Job) -> None:
        """Release the job's next lot, or note that its materials are short."""
        route = job.route
        units = min(job.unreleased, route.lot_size)
        cents, defective = route.kit(units, len(self.rows))
        if cents < 0:
            self._wait_for_material(route, self.clock.now_ms)
            return
        lot = Lot(self.rows.reserve(), job, units, job.created, self.clock.now_ms, cents)
        lot.defective = defective
        if job.short_from >= 0:
            lot.short_from = job.short_from
            if self.clock.now_ms > self._relieved:  # lots that leave at once all waited for the same material
                job.short_from = -1
        job.unreleased -= units
        if not job.unreleased:
            self._waiting[route].popleft()
            self._count -= 1
        self.enter(lot)

    def _wait_for_material(self, route: Route, now: int) -> None:
        jobs = self._waiting[route]
        self._short.add(route)
        self._count -= len(jobs)
        for job in jobs:
            if job.short_from < 0:
                job.short_from = now

    def enter(self, lot: Lot) -> None:
        """Let a lot onto the floor, at the step where it starts."""
        self.on_floor[lot.id] = lot
        if len(self.on_floor) > self.cap:
            self.clock.halt(
                f"more than {self.cap} lots are on the floor after {self.clock.now_ms / MS_PER_DAY:.1f} days: "
                "more work comes in than the floor can do; the result is partial"
            )
        lot.job.on_floor += 1
        station = lot.steps[lot.at].station
        if station.buffer is None:
            station.arrive(lot)
        else:
            station.come(lot)

    def leave(self, lot: Lot, good: int) -> None:
        """Write the lot's row as it leaves the floor with `good` units, and give its card back."""
        del self.on_floor[lot.id]
        lot.job.on_floor -= 1
        self.write(lot, self.clock.now_ms, good)

    def write(self, lot: Lot, finished: int, good: int) -> None:
        """Write the lot's row."""
        job = lot.job
        self.rows.fill(
            lot.id, job.id, job.route.item, lot.started_with, lot.created, lot.short_from, lot.released, finished,
            lot.parent, lot.rework_until, good, lot.scrapped,
        )  # fmt: skip
