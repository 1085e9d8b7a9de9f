"""Due dates that a firm quotes: what it promises on the day an order comes, in any one unit of time.

The classical rules of the job-shop literature (Conway 1965; Eilon & Chowdhury 1976; Baker 1984), and a lead time that
is kept with a given probability (Hopp & Spearman, Factory Physics, chapter 15).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from opsim.theory.probability import normal_quantile


@dataclass(frozen=True, slots=True)
class Arrival:
    """An order on the day it comes."""

    time: float
    work: float
    """Total process time of its operations."""
    operations: int
    queue: int = 0
    """Jobs that wait at the stations on its way."""


def constant_allowance(order: Arrival, allowance: float) -> float:
    """Return CON: arrival + k, the same lead time for all."""
    return order.time + allowance


def equal_slack(order: Arrival, allowance: float) -> float:
    """Return SLK: arrival + work + k, the same room to wait for all."""
    return order.time + order.work + allowance


def total_work_content(order: Arrival, factor: float) -> float:
    """Return TWK: arrival + k x work."""
    return order.time + factor * order.work


def number_of_operations(order: Arrival, factor: float) -> float:
    """Return NOP: arrival + work + k for each operation, since jobs wait before each."""
    return order.time + order.work + factor * order.operations


def jobs_in_queue(order: Arrival, factor: float, per_job: float) -> float:
    """Return JIQ: arrival + k x work + m for each job that waits on its way."""
    return order.time + factor * order.work + per_job * order.queue


#: Rule -> the due date of an order, from one parameter.
DUE_DATE: Final[dict[str, Callable[[Arrival, float], float]]] = {
    "constant": constant_allowance,
    "slack": equal_slack,
    "total-work": total_work_content,
    "operations": number_of_operations,
}


def quoted_lead_time(mean_cycle_time: float, deviation: float, service: float) -> float:
    """Return the lead time kept with probability `service` when cycle times are about normal: CT + z sigma."""
    return mean_cycle_time + normal_quantile(service) * deviation


def queue_lead_time(
    work_ahead: float, bottleneck_rate: float, rate_deviation: float, service: float, fixed: float = 0.0
) -> float:
    """Return the lead time behind `work_ahead` jobs, kept with probability `service`, plus a fixed time on the way.

    The line makes mu jobs per period with deviation sigma, so n jobs take about n / mu with variance n sigma^2 / mu^3
    (renewal theory; Hopp & Spearman, section 15.3).
    """
    mean = work_ahead / bottleneck_rate
    deviation = rate_deviation * math.sqrt(work_ahead / bottleneck_rate**3)
    return fixed + mean + normal_quantile(service) * deviation
