"""The constants of Shewhart charts for normal characteristics, computed rather than looked up.

For samples of n: the range averages d2 sigma with deviation d3 sigma, the sample standard deviation c4 sigma. All
tables follow from these three (Montgomery, appendix VI; ASTM Manual 7).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from opsim.theory.numerics import integral, require
from opsim.theory.probability import normal_cdf, normal_density, normal_tail

#: Beyond so many deviations nothing of a sample's range is left.
_REACH: Final = 9.0
LARGEST_SAMPLE: Final = 1_000


@dataclass(frozen=True, slots=True)
class ChartConstants:
    """What control limits at three standard deviations need for samples of one size."""

    n: int
    d2: float
    """Mean range, in process standard deviations."""
    d3: float
    """Standard deviation of the range."""
    c4: float
    """Mean of the sample standard deviation."""

    @property
    def a2(self) -> float:
        """Return A2: limits of the mean from the mean range, 3 / (d2 sqrt(n))."""
        return 3.0 / (self.d2 * math.sqrt(self.n))

    @property
    def a3(self) -> float:
        """Return A3: limits of the mean from the mean standard deviation, 3 / (c4 sqrt(n))."""
        return 3.0 / (self.c4 * math.sqrt(self.n))

    @property
    def range_factors(self) -> tuple[float, float]:
        """Return D3 and D4: limits of the range over the mean range, 1 -+ 3 d3 / d2, not below 0."""
        reach = 3.0 * self.d3 / self.d2
        return max(0.0, 1.0 - reach), 1.0 + reach

    @property
    def deviation_factors(self) -> tuple[float, float]:
        """Return B3 and B4: limits of the standard deviation over its mean, 1 -+ 3 sqrt(1 - c4^2) / c4, not below 0."""
        reach = 3.0 * math.sqrt(1.0 - self.c4 * self.c4) / self.c4
        return max(0.0, 1.0 - reach), 1.0 + reach


@lru_cache(maxsize=128)
def chart_constants(n: int) -> ChartConstants:
    """Return the constants for samples of `n` units, 2 or more."""
    require(2 <= n <= LARGEST_SAMPLE, f"a sample of {n} has no range to chart; take 2 to {LARGEST_SAMPLE:,} units")
    mean = _mean_range(n)
    return ChartConstants(n, mean, math.sqrt(_mean_square_range(n) - mean * mean), _mean_deviation(n))


def _mean_range(n: int) -> float:
    """Return d2, the integral of 1 - P(all <= x) - P(all > x) over all x (Tippett 1925)."""
    return integral(lambda x: 1.0 - normal_cdf(x) ** n - normal_tail(x) ** n, -_REACH, _REACH)


def _mean_square_range(n: int) -> float:
    """Return E[W^2] = integral of 2 w P(W > w); P(W <= w) = n x integral of phi(x) (Phi(x + w) - Phi(x))^(n - 1)."""

    def within(w: float) -> float:
        def at(x: float) -> float:
            return normal_density(x) * (normal_cdf(x + w) - normal_cdf(x)) ** (n - 1)

        return n * integral(at, -_REACH, _REACH, panels=6)

    return integral(lambda w: 2.0 * w * (1.0 - within(w)), 0.0, 1.5 * _REACH, panels=4)


def _mean_deviation(n: int) -> float:
    """Return c4 = sqrt(2 / (n - 1)) Gamma(n / 2) / Gamma((n - 1) / 2)."""
    return math.sqrt(2.0 / (n - 1)) * math.exp(math.lgamma(n / 2.0) - math.lgamma((n - 1) / 2.0))
