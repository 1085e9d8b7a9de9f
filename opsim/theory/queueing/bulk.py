"""Bulk service: a server that takes several customers at once, as an oven takes lots."""

from __future__ import annotations

import math
from typing import NamedTuple

from opsim.theory.numerics import bisected_root, require
from opsim.theory.queueing.markovian import require_stable


class BulkQueue(NamedTuple):
    """Averages of a queue in front of a bulk server: mean number waiting, mean wait, share of time at work."""

    mean_queue: float
    mean_wait: float
    utilisation: float


def wait_to_batch(load: int, arrival_rate: float) -> float:
    """Return the mean wait until a load of so many is there: (b - 1) / (2 lambda).

    Hopp & Spearman, Factory Physics, on parallel batches: the first waits for b - 1 others, the last for none.
    """
    require(load >= 1 and arrival_rate > 0, "a load has one or more, and they come: give a rate above 0")
    return (load - 1) / (2.0 * arrival_rate)


def bulk_service(arrival_rate: float, service_rate: float, minimum: int, maximum: int) -> BulkQueue:
    """Return the averages of M/M(a,b)/1: an exponential server takes from a up to b of those who wait, all at once.

    Neuts (1967), "A general class of bulk queues with Poisson input"; Medhi (2003), "Stochastic Models in Queueing
    Theory", chapter 4. With n waiting while the server works, p(n) = p(0) r^n, where r in (0, 1) solves
    mu (r + r^2 + ... + r^b) = lambda.
    """
    require(1 <= minimum <= maximum, "a load is from 1 up to what fits: give 1 <= minimum <= maximum")
    require_stable(arrival_rate / (service_rate * maximum))
    powers = range(1, maximum + 1)
    r = bisected_root(lambda x: service_rate * math.fsum(x**k for k in powers) - arrival_rate, 0.0, 1.0)
    busy, busy_queue = 1.0 / (1.0 - r), r / (1.0 - r) ** 2
    idle = [service_rate / arrival_rate * (1.0 - r ** (waiting + 1)) / (1.0 - r) for waiting in range(minimum)]
    total = busy + math.fsum(idle)
    queue = (busy_queue + math.fsum(waiting * weight for waiting, weight in enumerate(idle))) / total
    return BulkQueue(queue, queue / arrival_rate, busy / total)
