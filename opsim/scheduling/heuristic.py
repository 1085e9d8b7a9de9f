"""Good schedules without OR-Tools: the best dispatching rule, improved by tabu search on the critical path.

A move swaps two operations that follow each other on one machine of the critical path, at an end of their block
(Nowicki and Smutnicki 1996), or takes a critical operation to another station that can do it. Every move is judged by
building its schedule, so shifts, set-ups, parallel machines and crews count in full. There is no chance in it: as long
as it is not stopped by time, the same problem gives the same schedule.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from opsim.scheduling.bounds import lower_bound
from opsim.scheduling.building import Shop, in_order
from opsim.scheduling.dispatching import best_dispatched
from opsim.scheduling.problem import Problem
from opsim.scheduling.schedule import Objective, Planned, Schedule, Solution

Orders = list[list[int]]
#: (station, the operation that goes first now, the one that waits now): what a move has brought about.
Change = tuple[int, int, int]

_TENURE: Final = 8
#: Moves without a better schedule after which the search goes back to the best one, by another way.
_PATIENCE: Final = 150
_LATE_JOBS: Final = 3


def schedule_by_search(
    problem: Problem,
    objective: Objective = "makespan",
    *,
    trials: int = 5000,
    limit_s: float = float("inf"),
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return a good schedule after at most `trials` built ones; `limit_s` and `should_stop` end the search early.

    The bound is a simple one (work of a station, length of a job), so `optimal` is proven only now and then.
    """
    watch = _Watch(trials, limit_s, on_progress, should_stop)
    rule, start = best_dispatched(problem, objective, watch.is_interrupted)
    search = _Search(Shop(problem), objective, start, watch)
    bound = lower_bound(problem, objective)
    while not watch.is_over() and search.best.value(objective)[0] > bound and search.move():
        pass
    improved = search.best.value(objective) < start.value(objective)
    method = f"rule {rule}, improved by tabu search" if improved else f"rule {rule}"
    return Solution(search.best, objective, bound, method, watch.seconds, watch.is_cancelled)


class _Watch:
    """Knows when the search is over: enough tried, out of time, or stopped by a person; tells how far it is."""

    def __init__(
        self,
        trials: int,
        limit_s: float,
        on_progress: Callable[[float], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.trials, self.limit_s, self.on_progress, self.should_stop = trials, limit_s, on_progress, should_stop
        self.begun, self.tried, self.is_cancelled = time.monotonic(), 0, False

    @property
    def seconds(self) -> float:
        """Return how long the search has taken so far, in s of the wall clock."""
        return time.monotonic() - self.begun

    def is_over(self) -> bool:
        """Say whether all trials are used up, or time or patience is at an end."""
        return self.is_interrupted() or self.tried >= self.trials

    def is_interrupted(self) -> bool:
        """Say whether time or patience is at an end, however little has been tried."""
        self.is_cancelled = self.is_cancelled or (self.should_stop is not None and self.should_stop())
        if self.on_progress is not None:
            self.on_progress(min(1.0, max(self.tried / max(self.trials, 1), self.seconds / self.limit_s)))
        return self.is_cancelled or self.seconds >= self.limit_s


class _Search:
    """Tabu search over the orders in which the stations take their operations."""

    def __init__(self, shop: Shop, objective: Objective, start: Schedule, watch: _Watch) -> None:
        self.shop, self.objective, self.watch = shop, objective, watch
        self.now = self.best = start
        self.orders = shop.orders(start)
        self.best_orders = self.orders
        self.tabu: dict[Change, int] = {}
        self.moves = self.since_best = self.returns = 0

    def move(self) -> bool:
        """Go to the best neighbour that is allowed; say whether there was one."""
        found = self._best_neighbour()
        if found is None:
            return self._go_back()
        (_, change), self.orders, self.now = found
        self.moves += 1
        self.since_best += 1
        self.tabu[change[0], change[2], change[1]] = self.moves + _TENURE + (self.moves + self.returns) % 7
        if self.now.value(self.objective) < self.best.value(self.objective):
            self.best, self.best_orders, self.since_best = self.now, self.orders, 0
        return self.since_best < _PATIENCE or self._go_back()

    def _best_neighbour(self) -> tuple[tuple[tuple[int, int], Change], Orders, Schedule] | None:
        best = None
        record = self.best.value(self.objective)
        for change, orders in self._neighbours():
            schedule = in_order(self.shop, orders)
            self.watch.tried += 1
            if self.watch.is_over():
                break
            if schedule is None:
                continue
            value = schedule.value(self.objective)
            if self.tabu.get(change, 0) > self.moves and value >= record:
                continue
            if best is None or (value, change) < best[0]:
                best = (value, change), orders, schedule
        return best

    def _go_back(self) -> bool:
        """Start again from the best orders, on which the tabu list is now another one; a few times in all."""
        self.returns += 1
        self.since_best = 0
        self.orders = self.best_orders
        same = in_order(self.shop, self.orders)
        if same is not None:
            self.now = same
        return self.returns < 50

    def _neighbours(self) -> Iterator[tuple[Change, Orders]]:
        seen = set[Change]()
        for path in self._critical_paths():
            for change, orders in (*self._swaps(path), *self._transfers(path)):
                if change not in seen:
                    seen.add(change)
                    yield change, orders

    def _critical_paths(self) -> Iterator[list[Planned]]:
        """Yield what led to the end of the last job, or of the latest jobs, each from the end backwards."""
        before = _Before(self.shop, self.now)
        ends = {planned.job: planned for planned in self.now.operations}  # in order of start: the last one stays
        if self.objective == "makespan" or not self.now.late_jobs:
            last = [max(ends.values(), key=lambda planned: planned.end)]
        else:
            cost = self.shop.problem.lateness_cost
            costly = sorted(self.now.late_jobs, key=lambda job: -cost(job, ends[job].end))
            last = [ends[job] for job in costly[:_LATE_JOBS]]
        return (before.path_to(planned) for planned in last)

    def _swaps(self, path: list[Planned]) -> Iterator[tuple[Change, Orders]]:
        for block in _blocks(path):
            for first, second in {0: block[:2], len(block) - 2: block[-2:]}.values():
                yield self._swapped(first, second)

    def _swapped(self, second: Planned, first: Planned) -> tuple[Change, Orders]:
        """Return the orders in which `second` goes before `first`; a path runs backwards."""
        place = next(i for i, station in enumerate(self.shop.stations) if station.id == first.station)
        a, b = self.shop.number_of(first), self.shop.number_of(second)
        order = [{a: b, b: a}.get(op, op) for op in self.orders[place]]
        return (place, b, a), [order if i == place else same for i, same in enumerate(self.orders)]

    def _transfers(self, path: list[Planned]) -> Iterator[tuple[Change, Orders]]:
        """Yield the orders in which a critical operation is done at another station, in the place of its start."""
        starts = {self.shop.number_of(planned): planned.start for planned in self.now.operations}
        for planned in path:
            op = self.shop.number_of(planned)
            for place in self.shop.work[op]:
                if self.shop.stations[place].id != planned.station:
                    orders = [[other for other in order if other != op] for order in self.orders]
                    spot = sum(starts[other] < planned.start for other in orders[place])
                    orders[place].insert(spot, op)
                    yield (place, op, -1), orders


class _Before:
    """Which operation each one had to wait for: the one before it in its job or on its machine, whichever was later."""

    def __init__(self, shop: Shop, schedule: Schedule) -> None:
        self.shop = shop
        self.in_job: dict[int, Planned] = {shop.number_of(planned): planned for planned in schedule.operations}
        self.on_machine: dict[int, Planned] = {}
        last: dict[tuple[str, int], Planned] = {}
        for planned in schedule.operations:
            machine = planned.station, planned.machine
            if machine in last:
                self.on_machine[shop.number_of(planned)] = last[machine]
            last[machine] = planned

    def path_to(self, planned: Planned) -> list[Planned]:
        """Return the critical path to an operation, from it backwards: each one waited for the end of the next.

        Moving operations on it is all that can end this one earlier (van Laarhoven, Aarts & Lenstra 1992).
        """
        path = [planned]
        while (earlier := self._of(path[-1])) is not None:
            path.append(earlier)
        return path

    def _of(self, planned: Planned) -> Planned | None:
        op = self.shop.number_of(planned)
        candidates = [self.on_machine[op]] if op in self.on_machine else []
        if planned.step:
            candidates.append(self.in_job[op - 1])
        latest = max(candidates, key=lambda it: it.end, default=None)
        return latest if latest is not None and latest.end >= self._ready(planned) else None

    def _ready(self, planned: Planned) -> int:
        return self.shop.problem.release_of(self.shop.problem.jobs[planned.job])


def _blocks(path: list[Planned]) -> Iterator[list[Planned]]:
    """Yield the stretches of a path that lie on one machine, two operations or more."""
    block = path[:1]
    for planned in path[1:]:
        if (planned.station, planned.machine) != (block[-1].station, block[-1].machine):
            if len(block) > 1:
                yield block
            block = []
        block.append(planned)
    if len(block) > 1:
        yield block
