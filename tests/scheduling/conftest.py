"""Small scheduling problems, by hand and by chance."""

from __future__ import annotations

import itertools
import random
from typing import Any

from opsim.scheduling.building import Shop, in_order
from opsim.scheduling.problem import Job, Machine, Operation, Problem, Station
from opsim.simulation.kernel.calendar import ALWAYS, Calendar

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: Muth and Thompson's six jobs on six machines (1963); the shortest makespan is 55.
FT06 = """
6 6
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
"""


def hours(first: int, last: int, days: int = 5) -> Calendar:
    """Open from hour `first` to hour `last` on so many days of the week."""
    return Calendar([(day * DAY + first * HOUR, day * DAY + last * HOUR) for day in range(days)])


SHIFTS = (ALWAYS, hours(8, 16), hours(6, 14), hours(22, 24, 7), hours(8, 12, 3))


def any_problem(seed: int, jobs: int = 4, *, with_everything: bool = True) -> Problem:
    """Return a random little problem, with every kind of constraint or (almost) none."""
    luck = random.Random(seed)
    mixed = with_everything
    shared = luck.choice(SHIFTS)
    stations = tuple(
        Station(
            f"s{number}",
            tuple(
                Machine(luck.choice((0, 0, 3 * HOUR)), luck.choice(("", "red")), is_manned=luck.random() < 0.3)
                for _ in range(luck.choice((1, 1, 2)) if mixed else 1)
            ),
            luck.choice(SHIFTS) if luck.random() < 0.4 else shared,
            {"red": {"blue": luck.choice((1, 4)) * HOUR}, "blue": {"red": 2 * HOUR}} if luck.random() < 0.4 else {},
            ("crew", luck.choice((1, 2))) if mixed and luck.random() < 0.4 else None,
        )
        for number in range(luck.choice((1, 2, 3)))
    )
    return Problem(
        stations, tuple(_any_job(luck, f"j{n}", stations, mixed) for n in range(jobs)), 2 * HOUR, {"crew": 4}
    )


def _any_job(luck: random.Random, name: str, stations: tuple[Station, ...], mixed: bool) -> Job:
    def work() -> int:
        return luck.choice((1, 1, 2, 5, 11)) * HOUR // luck.choice((1, 2))

    operations = []
    for _ in range(luck.choice((1, 2, 2))):
        place = luck.choice(stations)
        other = luck.choice(stations)
        others = ((other.id, work()),) if mixed and other is not place and luck.random() < 0.3 else ()
        operations.append(Operation(place.id, work(), luck.choice(("red", "blue")), others))
    due = luck.choice((None, 6 * HOUR, 20 * HOUR, 2 * DAY))
    return Job(name, tuple(operations), luck.choice((0, 0, 5 * HOUR)), due, luck.choice((0, 1, 1, 3)))


def best_by_hand(problem: Problem, objective: Any) -> tuple[int, int]:
    """Return the best value among all orders of all stations: feasible only for a handful of jobs."""
    shop = Shop(problem)
    at = [[op for op in range(len(shop)) if station in shop.work[op]] for station in range(len(shop.stations))]
    found = [
        schedule.value(objective)
        for orders in itertools.product(*(itertools.permutations(ops) for ops in at))
        if (schedule := in_order(shop, [list(order) for order in orders])) is not None
    ]
    return min(found)
