"""What several replications say together: mean, confidence interval, paired difference. Standard library only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean and the half-width of its confidence interval, from `n` independent replications.

    The half-width is NaN with fewer than two replications, and both are NaN with none.
    """

    mean: float
    half_width: float
    n: int

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.mean + self.half_width

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside the interval; of a difference: whether it is more than noise."""
        return self.low > 0 or self.high < 0


def estimate(values: Iterable[float], confidence: float = CONFIDENCE) -> Estimate:
    """Return mean and Student's interval of `values`, leaving out NaN (a figure that a replication did not have).

    Assumes independent, roughly normal values: means over a whole run are, by the central limit theorem.
    """
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return Estimate(math.nan, math.nan, 0)
    return Estimate(mean(known), half_width(known, confidence), len(known))


def paired_difference(before: Sequence[float], after: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of `after - before`, pair by pair, with Student's interval (the paired t interval).

    Under common random numbers the two of a pair share their luck, which cancels in the difference.
    """
    return estimate((b - a for a, b in zip(before, after, strict=True)), confidence)


def mean(values: Sequence[float]) -> float:
    """Return the mean, from an exactly rounded sum: the order of `values` does not matter."""
    return math.fsum(values) / len(values)


def standard_deviation(values: Sequence[float]) -> float:
    """Return the sample standard deviation (n - 1 in the denominator); NaN for fewer than two values."""
    if len(values) < 2:
        return math.nan
    centre = mean(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def half_width(values: Sequence[float], confidence: float = CONFIDENCE) -> float:
    """Return the half-width t x s / sqrt(n) of the confidence interval of the mean; NaN for fewer than two values."""
    if len(values) < 2:
        return math.nan
    t = student_t_quantile((1 + confidence) / 2, len(values) - 1)
    return t * standard_deviation(values) / math.sqrt(len(values))


@cache
def student_t_quantile(probability: float, degrees: int) -> float:
    """Return the t that a Student variable with `degrees` of freedom stays below with `probability`.

    Solves Abramowitz and Stegun 26.7.3/4 by bisection of the angle atan(t / sqrt(degrees)); from 300 degrees on their
    expansion 26.7.5 around the normal quantile is exact to nine digits.
    """
    if not 0 < probability < 1 or degrees < 1:
        raise ValueError(f"no Student quantile for probability {probability} and {degrees} degrees of freedom")
    if probability < 0.5:
        return -student_t_quantile(1 - probability, degrees)
    if degrees >= 300:
        return _near_normal(NormalDist().inv_cdf(probability), degrees)
    return math.sqrt(degrees) * math.tan(_angle_holding(2 * probability - 1, degrees))


def _angle_holding(central: float, degrees: int) -> float:
    """Return the angle at which the two-sided probability reaches `central`."""
    low, high = 0.0, math.pi / 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _two_sided(middle, degrees) < central else (low, middle)
    return low


def _two_sided(angle: float, degrees: int) -> float:
    """Return P(|T| < sqrt(degrees) x tan(angle)), by the finite series for odd or for even degrees."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term, total = (sine * cosine, 0.0) if odd else (sine, 0.0)
    for k in range(2 + odd, degrees + 1, 2):
        total += term
        term *= cosine * cosine * (k - 1) / k
    return 2 / math.pi * (angle + total) if odd else total


def _near_normal(z: float, degrees: int) -> float:
    """Return the Student quantile for many `degrees` from the normal quantile `z`."""
    corrections = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(correction / degrees**power for power, correction in enumerate(corrections))
