"""Release: when jobs may enter the floor as lots, and what they take with them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY, Clock
from opsim.simulation.production.lot import Job, Lot, Route
from opsim.simulation.production.release.release_rules import Gate


class Release:
    """Jobs that wait for a card (CONWIP) or for material, in the order in which they came."""

    def __init__(self, clock: Clock, tables: dict[str, Rows]) -> None:
        """Write jobs, lots and shortages to their tables; `handed_over` is set when the floor is built."""
        jobs, lots = tables["jobs"], tables["lots"]
        self.clock, self._shortages = clock, tables["shortages"]
        self.handed_over: Callable[[Lot, int], None]  # lot, good units, as it leaves the floor
        self._jobs, self._pack_job = jobs.buffer, jobs.pack
        self._lots, self._rows, self._pack, self._size = lots, lots.buffer, lots.pack, lots.size
        self._fill, self._fate = lots.part("finished", "good")
        self.on_floor: dict[int, Lot] = {}
        self.limit = FOREVER
        self.cap = FOREVER
        self._open_to = FOREVER  # lots on the floor up to which neither the limit nor the cap has to be looked at
        self.gate: Gate | None = None
        self._waiting: dict[Route, deque[Job]] = {}
        self.waiting = 0  # jobs that wait and are not known to be short of something
        self._short: set[Route] = set()
        self._relieved = -1
        self._busy = False
        self._opened = 0  # jobs so far
        self.entered = 0  # lots so far

    def adopt(self, limit: int, cap: int, gate: Gate | None) -> None:
        """Take the CONWIP limit (FOREVER for push), or a gate in its place, and the work-in-progress cap, in lots."""
        self.limit, self.cap = min(limit, cap + 1) if gate is None else 0, cap
        self._open_to = min(self.limit, cap)
        self.gate = gate
        for route in self._waiting:
            self._put_in_order(route)

    def allow(self, more: int) -> None:
        """Count so many lots on the floor without cards, besides those so far: they share that of another one."""
        if self.gate is None:
            self.limit += more
            self._open_to = min(self.limit, self.cap)

    def _put_in_order(self, route: Route) -> None:
        """Let the jobs of a product wait in the order in which the gate opens: by date for release by date."""
        jobs = self._waiting[route]
        if self.gate is not None and self.gate.by_date:
            self._waiting[route] = deque(sorted(jobs, key=lambda job: (job.due, job.id)))

    def make(self, route: Route, units: int, due: int, order: int) -> None:
        """Open a job for `units` of a product, for stock (-1) or for a customer's order; release it, or let it wait."""
        now, number, jobs, pack = self.clock.now_ms, self._opened, self._jobs, self._pack_job
        self._opened = number + 1
        jobs += pack(route.item, units, now, order)
        job = Job(number, route, units, now, due, order)
        if route.first.station.open_way and units <= route.lot_size and self._enters_whole(job, now):
            return
        if self._short and route in self._short:
            job.short_from = now
        elif self.waiting or self._busy:
            self.waiting += 1
        elif self._goes_at_once(job):
            return
        else:
            self.waiting += route not in self._short
        self._waiting.setdefault(route, deque()).append(job)
        if self.gate is not None:
            self._put_in_order(route)
        self.go()

    def _enters_whole(self, job: Job, now: int) -> bool:
        """Release a new job as one lot at a first station that takes all, as by `_release`; say whether it went."""
        on_floor, number, route, units = self.on_floor, self.entered, job.route, job.units
        if self.waiting or self._short or len(on_floor) >= self._open_to:
            return False
        kit, first = route.kit, route.first
        cents, defective = kit(units, number)
        if cents < 0:
            return False
        lot = on_floor[number] = Lot(number, job, units, cents, first)
        lot.defective = defective
        job.unreleased, job.on_floor = 0, 1
        self.entered = number + 1
        rows, pack, station = self._rows, self._pack, first.station
        rows += pack(now, -1, 0, job.id, units, route.item)
        if station.idle:
            station.begin(station.idle.popleft(), lot, now)
        else:
            station.queue.append(lot)
        return True

    def _goes_at_once(self, job: Job) -> bool:
        """Release as much of a new job as may enter while no other waits; say whether that is all of it."""
        station, on_floor = job.route.first.station, self.on_floor
        self._busy = True
        while len(on_floor) < self.limit and (station.buffer is None or station.has_room()) and self._release(job):
            if not job.unreleased:
                break
        self._busy = False
        return not job.unreleased

    def _may_enter(self, job: Job) -> bool:
        """Say whether there is a card (or the gate is open), and room at the first station."""
        station, gate = job.route.first.station, self.gate
        is_open = len(self.on_floor) < self.limit if gate is None else gate.opens(job)
        return is_open and (station.buffer is None or station.has_room())

    def is_open_to(self, route: Route | None) -> bool:
        """Say whether a lot could enter at once: no job waits, and there is room at the first station, and a card."""
        if route is None or self.waiting or len(self.on_floor) >= (self.cap if self.gate is not None else self.limit):
            return False
        station = route.first.station
        return route not in self._short and (station.buffer is None or station.has_room())

    def material_came(self) -> None:
        """Try again the jobs that found something short."""
        if self._short:
            self._short.clear()
            self._relieved = self.clock.now_ms
            self.waiting = sum(len(jobs) for jobs in self._waiting.values())
            self.go()

    def go(self) -> None:
        """Release lots until cards, room or materials run out."""
        if not self.waiting or self._busy or (self.gate is None and len(self.on_floor) >= self.limit):
            return
        self._busy = True
        while self.waiting and (job := self._first()) is not None:
            if not self._release(job):
                self.waiting -= len(self._waiting[job.route])
            elif not job.unreleased:
                self.waiting -= 1
                jobs = self._waiting[job.route]
                jobs.remove(job)
                if not jobs:
                    del self._waiting[job.route]
        self._busy = False

    def _first(self) -> Job | None:
        """Return the oldest job whose materials are not known to be short and that may enter."""
        best: Job | None = None
        for route, jobs in self._waiting.items():
            if jobs and (best is None or jobs[0].id < best.id) and route not in self._short:
                best = jobs[0] if self._may_enter(jobs[0]) else best
        return best

    def _release(self, job: Job) -> bool:
        """Release the job's next lot, or note that its materials are short; say whether it went."""
        route = job.route
        units, kit = job.unreleased, route.kit
        units = min(units, route.lot_size)
        cents, defective = kit(units, self.entered)
        if cents < 0:
            self._wait_for_material(job)
            return False
        lot = Lot(self.entered, job, units, cents, route.first)
        lot.defective = defective
        if job.short_from >= 0:
            self._shortages.add(lot.id, job.short_from)
            if self.clock.now_ms > self._relieved:  # lots that leave at once all waited for the same material
                job.short_from = -1
        job.unreleased -= units
        route.enter(lot)
        return True

    def has_to_come(self, order: int) -> bool:
        """Say whether a production order is still to be opened, or has lots that wait for release."""
        return order >= self._opened or any(job.id == order for jobs in self._waiting.values() for job in jobs)

    def route_of(self, order: int) -> Route | None:
        """Return how an order is made that is on the floor or waits for release, None if it is not here."""
        here = (job for jobs in self._waiting.values() for job in jobs)
        jobs = (*here, *(lot.job for lot in self.on_floor.values()))
        return next((job.route for job in jobs if job.id == order), None)

    def _wait_for_material(self, job: Job) -> None:
        self._short.add(job.route)
        for waiting in (job, *self._waiting.get(job.route, ())):
            if waiting.short_from < 0:
                waiting.short_from = self.clock.now_ms

    def enter(self, lot: Lot) -> None:
        """Let a lot, whose number is the next, onto the floor at the step where it starts."""
        on_floor, rows, pack, job, now = self.on_floor, self._rows, self._pack, lot.job, self.clock.now_ms
        rows += pack(now, -1, 0, job.id, lot.units, job.route.item)
        self.entered += 1
        job.on_floor += 1
        on_floor[lot.id] = lot
        if len(on_floor) > self.cap:
            self.clock.halt(
                f"more than {self.cap} lots are on the floor after {self.clock.now_ms / MS_PER_DAY:.1f} days: "
                "more work comes in than the floor can do; the result is partial"
            )
        if self.gate is not None:
            self.gate.changed(lot)
        station = lot.step.station  # type: ignore[union-attr]
        if not station.open_way:
            station.come(lot)
        elif station.idle:
            station.begin(station.idle.popleft(), lot, now)
        else:
            station.queue.append(lot)

    def changed(self, lot: Lot) -> None:
        """A lot has fewer units now, or has chosen where to go."""
        if self.gate is not None:
            self.gate.changed(lot)

    def leave(self, lot: Lot) -> None:
        """Let a lot go with the good units that are left, and give its card to the next."""
        fill, number, good, handed_over = self._fill, lot.id, lot.units, self.handed_over
        del self.on_floor[number]
        lot.job.on_floor -= 1
        fill(self._rows, (number - self._lots.first) * self._size + self._fate, self.clock.now_ms, good)
        handed_over(lot, good)
        if self.waiting:
            self.go()
