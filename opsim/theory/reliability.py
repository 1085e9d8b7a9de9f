"""Machines that fail: availability, when to replace them, and how many repairers they need.

Times are in any one unit; rates are per that unit; failures are independent between machines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opsim.theory.markov import birth_death
from opsim.theory.numerics import bisected_root, integral, require
from opsim.theory.probability import binomial_pmf


def availability(mtbf: float, mttr: float) -> float:
    """Return the long-run share of time up, MTBF / (MTBF + MTTR), whatever the distributions (renewal theorem)."""
    return mtbf / (mtbf + mttr)


def point_availability(time: float, mtbf: float, mttr: float) -> float:
    """Return the probability of being up at `time`, new at 0, with exponential up and down times.

    A + (1 - A) exp(-(1 / MTBF + 1 / MTTR) t) (Barlow & Proschan 1965).
    """
    steady = availability(mtbf, mttr)
    return steady + (1.0 - steady) * math.exp(-(1.0 / mtbf + 1.0 / mttr) * time)


def series_availability(availabilities: Sequence[float]) -> float:
    """Return the availability of a system that needs every part."""
    return math.prod(availabilities)


def parallel_availability(availabilities: Sequence[float]) -> float:
    """Return the availability of a system that needs any one part."""
    return 1.0 - math.prod(1.0 - part for part in availabilities)


def k_of_n_availability(needed: int, availabilities: Sequence[float]) -> float:
    """Return the availability of a system that needs `needed` of its parts, which may differ, by exact recursion."""
    up = [1.0]
    for part in availabilities:
        up = [
            (up[k] * (1.0 - part) if k < len(up) else 0.0) + (up[k - 1] * part if k > 0 else 0.0)
            for k in range(len(up) + 1)
        ]
    return math.fsum(up[needed:])


def k_of_n_identical(needed: int, parts: int, part_availability: float) -> float:
    """Return the availability of a system that needs `needed` of `parts` equal parts (binomial)."""
    return math.fsum(binomial_pmf(k, parts, part_availability) for k in range(needed, parts + 1))


@dataclass(frozen=True, slots=True)
class Weibull:
    """A Weibull life: R(t) = exp(-(t / scale)^shape); a shape above 1 means wear-out, 1 is exponential."""

    scale: float
    shape: float

    def reliability(self, time: float) -> float:
        """Return the probability of surviving `time`."""
        return math.exp(-math.pow(time / self.scale, self.shape))

    def hazard(self, time: float) -> float:
        """Return the failure rate at age `time`."""
        return self.shape / self.scale * math.pow(time / self.scale, self.shape - 1.0)

    def mean(self) -> float:
        """Return the mean life, scale x Gamma(1 + 1 / shape)."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)

    def mean_until(self, age: float) -> float:
        """Return E[min(life, age)], the integral of the reliability up to `age`."""
        # u = (t / age)^(1/3) smooths the bend at 0 of shapes near or below 1.
        return integral(lambda u: 3.0 * u * u * age * self.reliability(age * u**3), 0.0, 1.0, panels=24)


@dataclass(frozen=True, slots=True)
class ReplacementPolicy:
    """When to replace, and the cost per unit of time in the long run."""

    age: float
    """Age (or time since the last overhaul) at which to act; infinite: run to failure."""
    cost_rate: float


def age_replacement_cost(age: float, life: Weibull, preventive_cost: float, failure_cost: float) -> float:
    """Return the cost rate of replacing at failure or at `age`, whichever comes first.

    (Cp R(T) + Cf (1 - R(T))) / integral of R from 0 to T (Barlow & Proschan 1965). Replacement takes no time.
    """
    if math.isinf(age):
        return failure_cost / life.mean()
    survives = life.reliability(age)
    return (preventive_cost * survives + failure_cost * (1.0 - survives)) / life.mean_until(age)


def best_age_replacement(life: Weibull, preventive_cost: float, failure_cost: float) -> ReplacementPolicy:
    """Return the age of least cost: h(T) E[min(life, T)] - F(T) = Cp / (Cf - Cp); never, when nothing wears out.

    The left side grows with T when the shape is above 1, so the root is the only one (Barlow & Proschan 1965).
    """
    never = ReplacementPolicy(math.inf, failure_cost / life.mean())
    if life.shape <= 1.0 or failure_cost <= preventive_cost:
        return never
    target = preventive_cost / (failure_cost - preventive_cost)

    def gain(age: float) -> float:
        return life.hazard(age) * life.mean_until(age) - 1.0 + life.reliability(age) - target

    high = life.scale
    while gain(high) < 0.0:
        high *= 2.0
        if life.reliability(high) == 0.0:
            return never
    age = bisected_root(gain, 0.0, high)
    return ReplacementPolicy(age, age_replacement_cost(age, life, preventive_cost, failure_cost))


def minimal_repair_cost(interval: float, life: Weibull, overhaul_cost: float, repair_cost: float) -> float:
    """Return the cost rate of overhauling every `interval`, failures in between being patched up as bad as old.

    (Cp + Cr (T / scale)^shape) / T: failures follow the power law (Barlow & Hunter 1960).
    """
    return (overhaul_cost + repair_cost * expected_minimal_repairs(interval, life)) / interval


def best_minimal_repair(life: Weibull, overhaul_cost: float, repair_cost: float) -> ReplacementPolicy:
    """Return the best overhaul interval, T = scale (Cp / (Cr (shape - 1)))^(1 / shape) (Barlow & Hunter 1960)."""
    require(life.shape > 1.0, f"shape {life.shape:g} is not above 1: without wear-out an overhaul never pays")
    interval = life.scale * math.pow(overhaul_cost / (repair_cost * (life.shape - 1.0)), 1.0 / life.shape)
    return ReplacementPolicy(interval, minimal_repair_cost(interval, life, overhaul_cost, repair_cost))


def expected_minimal_repairs(interval: float, life: Weibull) -> float:
    """Return the failures expected in `interval` under minimal repair, (T / scale)^shape."""
    return math.pow(interval / life.scale, life.shape)


@dataclass(frozen=True, slots=True)
class RepairShop:
    """Long-run averages of machines that share repairers."""

    state_probabilities: tuple[float, ...]
    """Probability of 0, 1, 2, ... machines down."""
    mean_down: float
    """Machines waiting for repair or in repair."""
    mean_waiting: float
    """Machines waiting for a repairer."""
    mean_running: float
    efficiency: float
    """Machines running over machines wanted."""
    repairer_utilisation: float
    mean_downtime: float
    """Time from failure to end of repair."""
    mean_wait: float
    """Time from failure to start of repair."""
    p_all_running: float
    """Probability that as many machines run as are wanted."""


def machine_repair(required: int, spares: int, repairers: int, mtbf: float, mttr: float) -> RepairShop:
    """Return the averages of `required` machines with cold spares and a crew, all times exponential.

    Birth-death process of machines down: failures at min(m, m + s - n) / MTBF, repairs at min(n, c) / MTTR. Without
    spares this is the machine interference of Palm (1947); with them, Taylor & Jackson (1954).
    """
    machines = required + spares
    failures = [min(required, machines - n) / mtbf for n in range(machines)]
    repairs = [min(n, repairers) / mttr for n in range(1, machines + 1)]
    chances = birth_death(failures, repairs)
    down = math.fsum(n * p for n, p in enumerate(chances))
    in_repair = math.fsum(min(n, repairers) * p for n, p in enumerate(chances))
    running = math.fsum(min(required, machines - n) * p for n, p in enumerate(chances))
    failure_rate = running / mtbf
    return RepairShop(
        state_probabilities=tuple(chances),
        mean_down=down,
        mean_waiting=down - in_repair,
        mean_running=running,
        efficiency=running / required,
        repairer_utilisation=in_repair / repairers,
        mean_downtime=down / failure_rate,
        mean_wait=(down - in_repair) / failure_rate,
        p_all_running=math.fsum(chances[: spares + 1]),
    )


def machine_interference(machines: int, repairers: int, mtbf: float, mttr: float) -> RepairShop:
    """Return the averages of machines that share repairers, without spares: M/M/c//N (Palm 1947)."""
    return machine_repair(machines, 0, repairers, mtbf, mttr)


@dataclass(frozen=True, slots=True)
class SingleRepairer:
    """Long-run averages of machines with one repairer and a general repair time."""

    repairer_utilisation: float
    mean_running: float
    efficiency: float


def single_repairer(
    machines: int, mtbf: float, mttr: float, repair_transform: Callable[[float], float]
) -> SingleRepairer:
    """Return the averages of M/G/1//N: exponential times to failure, one repairer, any repair time (Takacs 1962).

    `repair_transform` is s -> E[exp(-s repair)]. The repairer's busy period averages
    MTTR x sum over j of C(N - 1, j) x product of (1 - B(i / MTBF)) / B(i / MTBF), i = 1..j; idle, MTBF / N.
    """
    busy, product = 1.0, 1.0
    for j in range(1, machines):
        survives = repair_transform(j / mtbf)
        product *= (1.0 - survives) / survives * (machines - j) / j
        busy += product
    busy *= mttr
    utilisation = busy / (busy + mtbf / machines)
    running = utilisation * mtbf / mttr
    return SingleRepairer(utilisation, running, running / machines)


def constant_repair(machines: int, mtbf: float, repair: float) -> SingleRepairer:
    """Return the averages of machines with one repairer and a constant repair time (Ashcroft 1950)."""
    return single_repairer(machines, mtbf, repair, lambda s: math.exp(-s * repair))
