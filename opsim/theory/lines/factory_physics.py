"""What a line can do at a given work in process: best, worst and practical worst case (Hopp & Spearman, chapter 7)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkCentre:
    """One step of a line: identical parallel machines and the mean process time of one job."""

    mean_process: float
    machines: int = 1


@dataclass(frozen=True, slots=True)
class Performance:
    """Throughput and cycle time of a line at one level of work in process."""

    throughput: float
    cycle_time: float


def bottleneck_rate(line: Sequence[WorkCentre]) -> float:
    """Return rb, the capacity of the slowest work centre, in jobs per unit of time."""
    return min(centre.machines / centre.mean_process for centre in line)


def raw_process_time(line: Sequence[WorkCentre]) -> float:
    """Return T0, the cycle time of a job that never waits."""
    return math.fsum(centre.mean_process for centre in line)


def critical_wip(line: Sequence[WorkCentre]) -> float:
    """Return W0 = rb T0, the least work in process that can keep the bottleneck busy when nothing varies."""
    return bottleneck_rate(line) * raw_process_time(line)


def best_case(line: Sequence[WorkCentre], wip: float) -> Performance:
    """Return the performance without any variability: TH = min(w / T0, rb), CT = max(T0, w / rb)."""
    rate, time = bottleneck_rate(line), raw_process_time(line)
    return Performance(min(wip / time, rate), max(time, wip / rate))


def worst_case(line: Sequence[WorkCentre], wip: float) -> Performance:
    """Return the performance when all jobs travel as one batch: TH = 1 / T0, CT = w T0."""
    time = raw_process_time(line)
    return Performance(1.0 / time, wip * time)


def practical_worst_case(line: Sequence[WorkCentre], wip: float) -> Performance:
    """Return the performance of maximum randomness: TH = w rb / (W0 + w - 1), CT = T0 + (w - 1) / rb.

    Exact for a balanced line of single machines with exponential times under CONWIP.
    """
    rate, time = bottleneck_rate(line), raw_process_time(line)
    return Performance(wip * rate / (rate * time + wip - 1.0), time + (wip - 1.0) / rate)
