"""What no schedule can beat, found without search."""

from __future__ import annotations

from opsim.scheduling.problem import Problem, Station
from opsim.scheduling.schedule import Objective


def lower_bound(problem: Problem, objective: Objective) -> int:
    """Return a value of the objective, in ms, that no schedule goes below."""
    alone = [_alone(problem, job) for job in range(len(problem.jobs))]
    if objective == "tardiness":
        return sum(problem.lateness_cost(job, ends[-1]) for job, ends in enumerate(alone))
    ends = [path[-1] for path in alone]
    ends += [_station_bound(problem, station, alone) for station in problem.stations]
    return max(ends, default=problem.start) - problem.start


def _alone(problem: Problem, job: int) -> list[int]:
    """Return when a job would begin, and when each of its steps would end, if it had the floor to itself."""
    at = [problem.release_of(problem.jobs[job])]
    for operation in problem.jobs[job].operations:
        at.append(min(problem.station[station].hours.finish(at[-1], work) for station, work in operation.options))
    return at


def _station_bound(problem: Problem, station: Station, alone: list[list[int]]) -> int:
    """Return when the last job can be done at the earliest, judged by the work that only this station can do.

    The operations that cannot be there before some time share the machines from then on; after the last of them at
    least the shortest of their jobs' remaining work follows (Carlier's simple bound, for parallel machines).
    """
    load = sorted(
        (alone[number][step], operation.work, sum(min(w for _, w in o.options) for o in job.operations[step + 1 :]))
        for number, job in enumerate(problem.jobs)
        for step, operation in enumerate(job.operations)
        if operation.station == station.id and not operation.alternatives
    )
    best, work, least_after = problem.start, 0, load[-1][2] if load else 0
    for head, duration, after in reversed(load):
        work, least_after = work + duration, min(after, least_after)
        best = max(best, _shared(station, head, work) + least_after)
    return best


def _shared(station: Station, head: int, work: int) -> int:
    """Return when the station's machines can have shared `work` ms from `head` on; some may be busy at first."""
    first, count = max(head, min(machine.free_from for machine in station.machines)), len(station.machines)
    done = station.hours.finish(first, -(-work // count))
    busy = sum(station.hours.open_ms(first, min(max(first, it.free_from), done)) for it in station.machines)
    return station.hours.finish(first, -(-(work + busy) // count))
