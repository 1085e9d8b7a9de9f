"""When to replace or look at a machine: age, block and inspection policies for any life, and what each costs.

A cost rate is cost per unit of time in the long run. Lives come from `opsim.theory.lives` or `reliability.Weibull`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.lives import Life, age_survived_by
from opsim.theory.numerics import golden_section_minimum, require
from opsim.theory.reliability import ReplacementPolicy


@dataclass(frozen=True, slots=True)
class Intervention:
    """What it takes to renew a machine."""

    cost: float
    time: float = 0.0
    """How long the machine stands still."""


@dataclass(frozen=True, slots=True)
class AgePolicy:
    """Replacement at failure or at an age, whichever comes first: what it does in the long run."""

    age: float
    cost_rate: float
    availability: float
    failures: float
    """Failures per unit of time."""


def age_policy(age: float, life: Life, planned: Intervention, failure: Intervention) -> AgePolicy:
    """Return what replacing at `age` (infinite: run to failure) does, by the renewal reward theorem.

    Over a cycle of E[min(life, T)] + tp R(T) + tf F(T): cost Cp R(T) + Cf F(T) (Barlow & Proschan 1965; with durations
    Nakagawa 2005). Time counts while the machine works or is being renewed; idle time is left out.
    """
    survives = 0.0 if math.isinf(age) else life.reliability(age)
    up = life.mean() if math.isinf(age) else life.mean_until(age)
    fails = 1.0 - survives
    cycle = up + planned.time * survives + failure.time * fails
    return AgePolicy(age, (planned.cost * survives + failure.cost * fails) / cycle, up / cycle, fails / cycle)


def age_policy_curve(
    ages: Sequence[float], life: Life, planned: Intervention, failure: Intervention
) -> list[AgePolicy]:
    """Return the policy at each of these ages, to be drawn."""
    return [age_policy(age, life, planned, failure) for age in ages]


def best_age_policy(life: Life, planned: Intervention, failure: Intervention) -> AgePolicy:
    """Return the age of least cost rate for any life; infinite where no age is better than run to failure.

    The curve may have several valleys (a recorded life has one at every value): the lowest of a fine grid is refined.
    """

    def policy(age: float) -> AgePolicy:
        return age_policy(age, life, planned, failure)

    at_failure, oldest = policy(math.inf), age_survived_by(life, 1e-6)
    ages = [oldest * (step / 400.0) ** 2 for step in range(1, 401)]
    lowest = min(range(len(ages)), key=lambda i: policy(ages[i]).cost_rate)
    low, high = ages[max(lowest - 1, 0)], ages[min(lowest + 1, len(ages) - 1)]
    found = golden_section_minimum(lambda age: policy(age).cost_rate, low, high)
    best = min(policy(found), policy(ages[lowest]), key=lambda each: each.cost_rate)
    return best if best.cost_rate < at_failure.cost_rate * (1.0 - 1e-9) else at_failure


def expected_renewals(time: float, life: Life, steps: int = 400) -> float:
    """Return M(t), how often a part that is replaced at each failure is replaced in (0, t] (Xie 1989).

    M = F + integral of M(t - x) dF(x), solved step by step by the midpoint rule for Riemann-Stieltjes sums.
    """
    width = time / steps
    fails = [1.0 - life.reliability(i * width) for i in range(steps + 1)]
    middle = [1.0 - life.reliability((i + 0.5) * width) for i in range(steps)]
    renewals = [0.0]
    for i in range(1, steps + 1):
        terms = ((renewals[j] - renewals[j - 1]) * middle[i - j] for j in range(1, i))
        known = fails[i] + math.fsum(terms) - renewals[i - 1] * middle[0]
        renewals.append(known / (1.0 - middle[0]))
    return renewals[-1]


def block_replacement_cost(interval: float, life: Life, planned_cost: float, failure_cost: float) -> float:
    """Return the cost rate of replacing at every failure and, whatever its age, at every `interval`.

    (Cp + Cf M(T)) / T, M the renewal function (Barlow & Proschan 1965). Replacement takes no time. With minimal repair
    in between instead of replacement see `reliability.minimal_repair_cost`.
    """
    return (planned_cost + failure_cost * expected_renewals(interval, life)) / interval


@dataclass(frozen=True, slots=True)
class HiddenFailure:
    """What inspections for a failure that does not show by itself cost."""

    inspection: float
    """Cost of one inspection."""
    undetected: float
    """Cost per unit of time from failure to inspection."""
    renewal: float = 0.0
    """Cost of putting things right."""


def inspection_cost(interval: float, life: Life, costs: HiddenFailure) -> float:
    """Return the cost rate of inspecting every `interval` until the failure is found, then renewing.

    With n = sum of R(k T), k = 0, 1, ..., inspections in a cycle of n T: (ci n + cd (n T - mean) + cr) / (n T)
    (Barlow & Proschan 1965, chapter 4). Inspection and renewal take no time.
    """
    rounds = _inspections(interval, life)
    cycle = rounds * interval
    return (costs.inspection * rounds + costs.undetected * (cycle - life.mean()) + costs.renewal) / cycle


def _inspections(interval: float, life: Life) -> float:
    """Return how many inspections it takes on average to find the failure."""
    terms = [1.0]
    while terms[-1] > 1e-15:
        terms.append(life.reliability(len(terms) * interval))
        require(len(terms) < 1_000_000, f"an interval of {interval:g} is far below the life; make it longer")
    return math.fsum(terms)


def best_inspection(life: Life, costs: HiddenFailure) -> ReplacementPolicy:
    """Return the inspection interval of least cost, between a hundredth and ten times the mean life."""
    low, high = math.log(life.mean() / 100.0), math.log(life.mean() * 10.0)
    found = math.exp(golden_section_minimum(lambda x: inspection_cost(math.exp(x), life, costs), low, high, 80))
    return ReplacementPolicy(found, inspection_cost(found, life, costs))


@dataclass(frozen=True, slots=True)
class DelayTime:
    """Defects that show at an inspection some time before they become failures."""

    defects: float
    """Defects that begin per unit of time."""
    delay: Life
    """Time from when an inspection would find the defect to the failure."""


def share_failing(interval: float, process: DelayTime) -> float:
    """Return the share of defects that become failures before the next inspection finds them.

    b(T) = 1 - E[min(delay, T)] / T: defects begin evenly over the interval (Christer & Waller 1984).
    """
    return 1.0 - process.delay.mean_until(interval) / interval


def condition_inspection_cost(
    interval: float, process: DelayTime, inspection_cost: float, defect_cost: float, failure_cost: float
) -> float:
    """Return the cost rate of inspecting a machine's condition every `interval`, perfectly and in no time.

    (I + k T (b cf + (1 - b) cd)) / T: delay-time model (Christer & Waller 1984).
    """
    failing = share_failing(interval, process)
    per_defect = failing * failure_cost + (1.0 - failing) * defect_cost
    return inspection_cost / interval + process.defects * per_defect
