"""Single-queue formulas for general times: Pollaczek-Khinchine, GI/M/1, Kingman/VUT, breakdowns.

Variability is the squared coefficient of variation (SCV): variance over squared mean; 1 for an exponential time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from opsim.theory.numerics import bisected_root, integral
from opsim.theory.queueing.markovian import QueueMeasures, measures_from_wait, require_stable

Transform = Callable[[float], float]


def mg1(arrival_rate: float, mean_service: float, service_second_moment: float) -> QueueMeasures:
    """Return the averages of M/G/1: Wq = lambda E[S^2] / (2 (1 - rho)), Pollaczek (1930), Khinchine (1932)."""
    rho = arrival_rate * mean_service
    require_stable(rho)
    wait = arrival_rate * service_second_moment / (2.0 * (1.0 - rho))
    return measures_from_wait(arrival_rate, mean_service, 1, wait)


def second_moment(mean: float, scv: float) -> float:
    """Return E[S^2] of a time from its mean and squared coefficient of variation."""
    return mean * mean * (1.0 + scv)


def deterministic_transform(mean: float) -> Transform:
    """Return s -> E[exp(-s A)] for a constant time A."""
    return lambda s: math.exp(-s * mean)


def erlang_transform(mean: float, shape: float) -> Transform:
    """Return s -> E[exp(-s A)] for an Erlang (gamma) time of SCV 1 / shape."""
    return lambda s: math.pow(1.0 + s * mean / shape, -shape)


def uniform_transform(low: float, high: float) -> Transform:
    """Return s -> E[exp(-s A)] for a uniform time."""
    width = high - low
    return lambda s: math.exp(-s * low) * (-math.expm1(-s * width) / (s * width) if s > 0.0 else 1.0)


def gim1_sigma(arrival_rate: float, service_rate: float, interarrival: Transform) -> float:
    """Return the probability that an arrival waits in GI/M/1: sigma = A*(mu (1 - sigma)), 0 < sigma < 1."""
    require_stable(arrival_rate / service_rate)
    return bisected_root(lambda x: interarrival(service_rate * (1.0 - x)) - x, 0.0, 1.0 - 1e-10)


def gim1(arrival_rate: float, service_rate: float, interarrival: Transform) -> QueueMeasures:
    """Return the averages of GI/M/1: Wq = sigma / (mu (1 - sigma)), Kleinrock (1975) section 6.3.

    `interarrival` is the Laplace transform of the time between arrivals, whose mean is 1 / arrival_rate.
    """
    sigma = gim1_sigma(arrival_rate, service_rate, interarrival)
    return measures_from_wait(arrival_rate, 1.0 / service_rate, 1, sigma / (service_rate * (1.0 - sigma)))


def dm1(arrival_rate: float, service_rate: float) -> QueueMeasures:
    """Return the averages of D/M/1: arrivals like clockwork, exponential service."""
    return gim1(arrival_rate, service_rate, deterministic_transform(1.0 / arrival_rate))


def vut_wait(
    arrival_scv: float, process_scv: float, utilisation: float, mean_process: float, machines: int = 1
) -> float:
    """Return the approximate wait at a work centre: variability x utilisation x time.

    Wq = (ca2 + ce2) / 2 * u^(sqrt(2 (m + 1)) - 1) / (m (1 - u)) * te: Kingman (1961) for one machine, Sakasegawa (1977)
    for more; Hopp & Spearman, Factory Physics, chapter 8. Exact for M/G/1, an approximation elsewhere.
    """
    require_stable(utilisation)
    congestion = math.pow(utilisation, math.sqrt(2.0 * (machines + 1)) - 1.0) / (machines * (1.0 - utilisation))
    return 0.5 * (arrival_scv + process_scv) * congestion * mean_process


def departure_scv(arrival_scv: float, process_scv: float, utilisation: float, machines: int = 1) -> float:
    """Return the variability that a work centre hands to the next one.

    cd2 = 1 + (1 - u^2) (ca2 - 1) + u^2 / sqrt(m) (ce2 - 1); Hopp & Spearman, Factory Physics, chapter 8.
    """
    busy = utilisation * utilisation
    return 1.0 + (1.0 - busy) * (arrival_scv - 1.0) + busy / math.sqrt(machines) * (process_scv - 1.0)


@dataclass(frozen=True, slots=True)
class EffectiveProcess:
    """A process time as the queue sees it, with its interruptions inside."""

    mean: float
    scv: float


def with_breakdowns(
    natural: EffectiveProcess, mean_operating_to_failure: float, mean_repair: float, repair_scv: float = 1.0
) -> EffectiveProcess:
    """Return the process time including failures in operation, each followed by a repair; work then resumes.

    te = t0 / A and ce2 = c0^2 + (1 + cr^2) A (1 - A) mr / t0, with A = mf / (mf + mr) (Factory Physics, chapter 8).
    Exact for exponential operating times to failure.
    """
    availability = mean_operating_to_failure / (mean_operating_to_failure + mean_repair)
    added = (1.0 + repair_scv) * availability * (1.0 - availability) * mean_repair / natural.mean
    return EffectiveProcess(natural.mean / availability, natural.scv + added)


def with_setups(
    natural: EffectiveProcess, jobs_between_setups: float, mean_setup: float, setup_scv: float
) -> EffectiveProcess:
    """Return the process time including a set-up after `jobs_between_setups` jobs on average (geometric).

    te = t0 + ts / N; variance = s0^2 + ss^2 / N + (N - 1) / N^2 ts^2 (Factory Physics, chapter 8).
    """
    mean = natural.mean + mean_setup / jobs_between_setups
    variance = natural.scv * natural.mean**2 + setup_scv * mean_setup**2 / jobs_between_setups
    variance += (jobs_between_setups - 1.0) / jobs_between_setups**2 * mean_setup**2
    return EffectiveProcess(mean, variance / mean**2)


def mm1_spt_wait(arrival_rate: float, service_rate: float) -> float:
    """Return the mean wait in M/M/1 when the shortest waiting job goes first (Phipps 1956).

    Wq = lambda / mu^2 * E[1 / (1 - rho(S))^2], where rho(x) is the load of jobs not longer than x.
    """
    require_stable(arrival_rate / service_rate)
    rho = arrival_rate / service_rate
    mean_excess = integral(lambda x: math.exp(-x) / (1.0 - _load_up_to(x, rho)) ** 2, 0.0, 60.0, panels=120)
    return arrival_rate / service_rate**2 * mean_excess


def mm1_srpt_sojourn(arrival_rate: float, service_rate: float) -> float:
    """Return the mean time in an M/M/1 system that always serves the shortest remaining time (Schrage & Miller 1966).

    E[T(x)] = lambda E[min(S, x)^2] / (2 (1 - rho(x))^2) + integral from 0 to x of dt / (1 - rho(t)).
    """
    require_stable(arrival_rate / service_rate)
    rho = arrival_rate / service_rate

    def waiting_and_residence(x: float) -> float:
        clipped_second_moment = 2.0 * (1.0 - math.exp(-x) * (1.0 + x))
        spare = 1.0 - _load_up_to(x, rho)
        return math.exp(-x) * (0.5 * rho * clipped_second_moment / spare**2 + 1.0 / spare)

    return integral(waiting_and_residence, 0.0, 60.0, panels=120) / service_rate


def _load_up_to(x: float, rho: float) -> float:
    """Return the load of exponential jobs of length at most `x` mean service times."""
    return rho * (1.0 - math.exp(-x) * (1.0 + x))
