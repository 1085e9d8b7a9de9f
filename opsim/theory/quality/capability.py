"""How good a process is, and what its defects do to the flow: Cp, Cpk, yields, imperfect inspection."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.numerics import require
from opsim.theory.probability import chi_square_quantile, normal_quantile, normal_tail


@dataclass(frozen=True, slots=True)
class Capability:
    """How a normal characteristic fits between its specification limits."""

    cp: float
    """Width of the specification over six standard deviations."""
    cpk: float
    """Distance from the mean to the nearer limit, over three standard deviations."""
    defect_rate: float
    """Share of units outside the limits."""

    @property
    def ppm(self) -> float:
        """Return the defects per million units."""
        return self.defect_rate * 1e6


def capability(lower_limit: float, upper_limit: float, mean: float, deviation: float) -> Capability:
    """Return Cp, Cpk and the defect rate of a normal characteristic (Montgomery, chapter 8)."""
    require(deviation > 0.0, f"standard deviation {deviation:g} must be positive")
    below, above = (mean - lower_limit) / deviation, (upper_limit - mean) / deviation
    return Capability(
        cp=(upper_limit - lower_limit) / (6.0 * deviation),
        cpk=min(below, above) / 3.0,
        defect_rate=normal_tail(below) + normal_tail(above),
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float


def cp_interval(cp: float, sample: int, confidence: float = 0.95) -> Interval:
    """Return the interval of Cp estimated from `sample` normal values: Cp sqrt(chi2(a; n - 1) / (n - 1)), exact.

    Montgomery, section 8.3.
    """
    freedom, tail = sample - 1, (1.0 - confidence) / 2.0
    low, high = (cp * math.sqrt(chi_square_quantile(p, freedom) / freedom) for p in (tail, 1.0 - tail))
    return Interval(low, high)


def cpk_interval(cpk: float, sample: int, confidence: float = 0.95) -> Interval:
    """Return the approximate interval of Cpk estimated from `sample` normal values.

    Cpk (1 -+ z sqrt(1 / (9 n Cpk^2) + 1 / (2 (n - 1)))) (Bissell 1990).
    """
    spread = math.sqrt(1.0 / (9.0 * sample) + cpk * cpk / (2.0 * (sample - 1)))
    reach = normal_quantile((1.0 + confidence) / 2.0) * spread
    return Interval(cpk - reach, cpk + reach)


def rolled_yield(first_pass_yields: Sequence[float]) -> float:
    """Return the share of units that pass every step the first time, the product of the yields."""
    return math.prod(first_pass_yields)


def normalised_yield(first_pass_yields: Sequence[float]) -> float:
    """Return the yield per step that would give the same rolled yield, RTY^(1 / steps)."""
    return math.pow(rolled_yield(first_pass_yields), 1.0 / len(first_pass_yields))


def defects_per_unit(first_pass_yields: Sequence[float]) -> float:
    """Return the defects per unit that the rolled yield implies, -ln RTY (Poisson defects)."""
    return -math.log(rolled_yield(first_pass_yields))


def inputs_needed(first_pass_yields: Sequence[float], good_output: float) -> list[float]:
    """Return what each step must start so that `good_output` good units leave the last, when bad units are scrapped."""
    inputs, wanted = [], good_output
    for share in reversed(first_pass_yields):
        wanted /= share
        inputs.append(wanted)
    return inputs[::-1]


@dataclass(frozen=True, slots=True)
class InspectionOutcome:
    """What an inspection with errors lets through, when rejected units go through the process again."""

    p_accept: float
    """Probability that a unit is accepted after any one pass."""
    mean_passes: float
    """Times through the process per accepted unit."""
    outgoing_defective: float
    """Share of accepted units that are defective."""


def inspection_with_rework(defect_rate: float, false_reject: float, miss: float) -> InspectionOutcome:
    """Return the outcome of inspecting after every pass, each pass making a unit anew (renewal argument).

    `false_reject` is the type I error (good unit rejected), `miss` the type II error (bad unit accepted).
    """
    missed = defect_rate * miss
    accepted = (1.0 - defect_rate) * (1.0 - false_reject) + missed
    return InspectionOutcome(accepted, 1.0 / accepted, missed / accepted)
