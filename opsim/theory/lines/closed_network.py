"""A fixed number of jobs circulating among work centres with exponential times (CONWIP), exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.lines.factory_physics import WorkCentre


@dataclass(frozen=True, slots=True)
class ClosedNetwork:
    """Long-run averages of a closed line."""

    throughput: float
    """Jobs completed (and replaced) per unit of time."""
    cycle_time: float
    mean_jobs: tuple[float, ...]
    """Jobs at each work centre, in service or waiting."""
    utilisations: tuple[float, ...]


def closed_network(line: Sequence[WorkCentre], wip: int, visits: Sequence[float] | None = None) -> ClosedNetwork:
    """Return the exact averages of a closed exponential network with `wip` jobs (Gordon & Newell 1967, Buzen 1973).

    `visits` is how often a job calls at each work centre, once unless given. The normalisation constants G come by
    convolution; TH = G(w - 1) / G(w). Process times are first scaled by the bottleneck's to keep G near one.
    """
    calls = list(visits) if visits is not None else [1.0] * len(line)
    slowest = max(v * centre.mean_process / centre.machines for v, centre in zip(calls, line, strict=True))
    loads = [v * centre.mean_process / slowest for v, centre in zip(calls, line, strict=True)]
    factors = [_factors(load, centre.machines, wip) for load, centre in zip(loads, line, strict=True)]
    constants = _convolved(factors, wip)
    scaled_rate = constants[wip - 1] / constants[wip]
    mean_jobs = []
    for i, own in enumerate(factors):
        others = _convolved([*factors[:i], *factors[i + 1 :]], wip)
        mean_jobs.append(math.fsum(n * own[n] * others[wip - n] for n in range(wip + 1)) / constants[wip])
    throughput = scaled_rate / slowest
    return ClosedNetwork(
        throughput=throughput,
        cycle_time=wip / throughput,
        mean_jobs=tuple(mean_jobs),
        utilisations=tuple(scaled_rate * load / centre.machines for load, centre in zip(loads, line, strict=True)),
    )


def _factors(load: float, machines: int, wip: int) -> list[float]:
    """Return the product-form factor of 0..wip jobs at a centre: load^n / (n! while machines last, then c per job)."""
    factors = [1.0]
    for n in range(1, wip + 1):
        factors.append(factors[-1] * load / min(n, machines))
    return factors


def _convolved(factors: Sequence[Sequence[float]], wip: int) -> list[float]:
    """Return the convolution of all factors, up to `wip` jobs."""
    total = [1.0] + [0.0] * wip
    for own in factors:
        total = [math.fsum(total[k] * own[n - k] for k in range(n + 1)) for n in range(wip + 1)]
    return total
