"""Jobs that are alike: lots of one production order, for example."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsim.scheduling.problem import Problem
    from opsim.scheduling.schedule import Planned, Schedule


def twins(problem: Problem) -> list[tuple[int, int]]:
    """Return pairs of neighbours among like jobs, in which the first may be done first everywhere without loss.

    Two like jobs can always change places from some operation on, so the k-th to start a step may be called the k-th.
    That needs that the k-th to start is also the k-th to end: not so where set-ups differ on parallel machines, or
    where an operation may be done at several stations.
    """
    last: dict[tuple[object, ...], int] = {}
    pairs = []
    for number, job in enumerate(problem.jobs):
        if not all(_keeps_order(problem, operation.station, operation.alternatives) for operation in job.operations):
            continue
        kind = (job.operations, problem.release_of(job), job.due, job.weight)
        if kind in last:
            pairs.append((last[kind], number))
        last[kind] = number
    return pairs


def _keeps_order(problem: Problem, station_id: str, alternatives: tuple[tuple[str, int], ...]) -> bool:
    station = problem.station[station_id]
    has_set_ups = any(ms for row in station.set_up.values() for ms in row.values())
    return not alternatives and (len(station.machines) == 1 or not has_set_ups)


def in_order_of_twins(schedule: Schedule) -> list[Planned]:
    """Return the operations of a schedule, those of twins renamed so that the first goes first everywhere."""
    leader = list(range(len(schedule.problem.jobs)))
    for first, second in twins(schedule.problem):
        leader[second] = leader[first]
    family: dict[int, list[int]] = defaultdict(list)
    for job, first in enumerate(leader):
        family[first].append(job)
    turn: dict[tuple[int, int], int] = defaultdict(int)
    renamed = []
    for planned in sorted(schedule.operations):
        first = leader[planned.job]
        renamed.append(replace(planned, job=family[first][turn[first, planned.step]]))
        turn[first, planned.step] += 1
    return renamed
