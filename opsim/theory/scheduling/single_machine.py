"""In which order one work centre takes the jobs that wait, and what follows for them.

Times are in any one unit; whole numbers stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be done: its name, its process time and when it is due."""

    name: str
    process: float
    due: float = 0.0
    weight: float = 1.0


ORDER: dict[str, Callable[[Job], float]] = {
    "fcfs": lambda _: 0.0,
    "spt": lambda job: job.process,
    "lpt": lambda job: -job.process,
    "edd": lambda job: job.due,
    "slack": lambda job: job.due - job.process,
    "critical_ratio": lambda job: job.due / job.process,
    "wspt": lambda job: job.process / job.weight,
}
"""Sequencing rules for jobs that are all there at time 0; ties keep the order given (fcfs keeps it altogether)."""


@dataclass(frozen=True, slots=True)
class SequenceMeasures:
    """What a sequence leads to when all jobs are there at time 0."""

    mean_flow: float
    """Time from 0 to completion, averaged over the jobs."""
    utilisation: float
    """Total process time over total flow time, the textbooks' measure."""
    mean_jobs: float
    """Jobs in the system, on average over the makespan."""
    mean_lateness: float
    """Completion less due date; early jobs count negative."""
    mean_tardiness: float
    """Completion less due date; early jobs count zero (many textbooks call this the average lateness)."""
    max_tardiness: float
    tardy_jobs: int
    makespan: float


def sequenced(jobs: Sequence[Job], rule: str) -> list[Job]:
    """Return the jobs in the order of a rule of `ORDER`."""
    return sorted(jobs, key=ORDER[rule])


def sequence_measures(sequence: Sequence[Job]) -> SequenceMeasures:
    """Return the measures of doing the jobs in this order without a break."""
    clock, flow, lateness, tardiness, worst, tardy = 0.0, 0.0, 0.0, 0.0, 0.0, 0
    for job in sequence:
        clock += job.process
        flow += clock
        late = clock - job.due
        lateness += late
        tardiness += max(0.0, late)
        worst = max(worst, late)
        tardy += late > 0.0
    count = len(sequence)
    return SequenceMeasures(
        mean_flow=flow / count,
        utilisation=clock / flow,
        mean_jobs=flow / clock,
        mean_lateness=lateness / count,
        mean_tardiness=tardiness / count,
        max_tardiness=worst,
        tardy_jobs=tardy,
        makespan=clock,
    )


def fewest_tardy(jobs: Sequence[Job]) -> list[Job]:
    """Return a sequence with the fewest tardy jobs (Moore 1968).

    In due-date order, whenever a job would be late, the longest job so far is put off to the end.
    """
    kept: list[Job] = []
    late: list[Job] = []
    clock = 0.0
    for job in sequenced(jobs, "edd"):
        kept.append(job)
        clock += job.process
        if clock > job.due:
            longest = max(kept, key=lambda one: one.process)
            kept.remove(longest)
            late.append(longest)
            clock -= longest.process
    return kept + late
