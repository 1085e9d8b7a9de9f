"""Permutation flow shops: every job visits the machines in the same order, and no job overtakes another."""

from __future__ import annotations

from collections.abc import Sequence

Times = Sequence[Sequence[float]]
"""Process time of job i on machine j."""


def completion_times(times: Times, sequence: Sequence[int]) -> list[float]:
    """Return when each job of the sequence leaves the last machine; buffers are endless, all jobs are there at 0."""
    free = [0.0] * len(times[0])
    done = []
    for job in sequence:
        ready = 0.0
        for machine, time in enumerate(times[job]):
            ready = max(ready, free[machine]) + time
            free[machine] = ready
        done.append(ready)
    return done


def makespan(times: Times, sequence: Sequence[int]) -> float:
    """Return when the last job of the sequence leaves the last machine."""
    return completion_times(times, sequence)[-1] if sequence else 0.0


def johnson(times: Times) -> list[int]:
    """Return the sequence of least makespan on two machines (Johnson 1954).

    Jobs faster on the first machine go first, shortest first; the others last, longest second operation first.
    """
    early = [job for job, (first, second) in enumerate(times) if first < second]
    late = [job for job, (first, second) in enumerate(times) if first >= second]
    return sorted(early, key=lambda job: times[job][0]) + sorted(late, key=lambda job: -times[job][1])


def neh(times: Times) -> list[int]:
    """Return a good sequence for any number of machines (Nawaz, Enscore & Ham 1983).

    Jobs are taken by falling total time, and each is put where it lengthens the makespan least; among equal places the
    first is taken.
    """
    sequence: list[int] = []
    for job in sorted(range(len(times)), key=lambda one: -_total(times[one])):
        places = [[*sequence[:i], job, *sequence[i:]] for i in range(len(sequence) + 1)]
        sequence = min(places, key=lambda place: makespan(times, place))
    return sequence


def _total(values: Sequence[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total
