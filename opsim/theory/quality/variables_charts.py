"""Control limits for measured characteristics and for counts, and the running statistics of EWMA and CUSUM charts.

Limits stand at three standard deviations unless said otherwise (Montgomery, chapters 6, 7 and 9).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsim.theory.quality.chart_constants import chart_constants
from opsim.theory.quality.control_charts import ControlLimits, ewma_limit


def mean_limits(centre: float, mean_range: float, n: int) -> ControlLimits:
    """Return the limits of an x-bar chart from the mean range: centre -+ A2 R."""
    return _around(centre, chart_constants(n).a2 * mean_range)


def mean_limits_from_deviation(centre: float, mean_deviation: float, n: int) -> ControlLimits:
    """Return the limits of an x-bar chart from the mean sample standard deviation: centre -+ A3 s."""
    return _around(centre, chart_constants(n).a3 * mean_deviation)


def mean_limits_known(target: float, deviation: float, n: int, limit_deviations: float = 3.0) -> ControlLimits:
    """Return the limits of an x-bar chart for a process whose mean and deviation are known: mu -+ k sigma / sqrt(n)."""
    return _around(target, limit_deviations * deviation / math.sqrt(n))


def range_limits(mean_range: float, n: int) -> ControlLimits:
    """Return the limits of a range chart: D3 R and D4 R."""
    low, high = chart_constants(n).range_factors
    return ControlLimits(low * mean_range, mean_range, high * mean_range)


def deviation_limits(mean_deviation: float, n: int) -> ControlLimits:
    """Return the limits of a chart of standard deviations: B3 s and B4 s."""
    low, high = chart_constants(n).deviation_factors
    return ControlLimits(low * mean_deviation, mean_deviation, high * mean_deviation)


def individuals_limits(values: Sequence[float]) -> tuple[ControlLimits, ControlLimits]:
    """Return the limits of single values and of their moving ranges of two: mean -+ 3 MR / d2, and D4 MR."""
    moving = [abs(after - before) for before, after in pairwise(values)]
    mean_range = math.fsum(moving) / len(moving)
    centre = math.fsum(values) / len(values)
    return _around(centre, 3.0 * mean_range / chart_constants(2).d2), range_limits(mean_range, 2)


def count_limits(mean_defects: float) -> ControlLimits:
    """Return the limits of a c chart, defects per inspected unit: c -+ 3 sqrt(c), not below 0 (Poisson)."""
    reach = 3.0 * math.sqrt(mean_defects)
    return ControlLimits(max(0.0, mean_defects - reach), mean_defects, mean_defects + reach)


def rate_limits(mean_rate: float, units: float) -> ControlLimits:
    """Return the limits of a u chart, defects per unit in samples of `units`: u -+ 3 sqrt(u / n), not below 0."""
    reach = 3.0 * math.sqrt(mean_rate / units)
    return ControlLimits(max(0.0, mean_rate - reach), mean_rate, mean_rate + reach)


def ewma_path(values: Sequence[float], smoothing: float, start: float) -> list[float]:
    """Return z(t) = lambda x(t) + (1 - lambda) z(t - 1), begun at `start`, the target (Roberts 1959)."""
    path, level = [], start
    for value in values:
        level = smoothing * value + (1.0 - smoothing) * level
        path.append(level)
    return path


def ewma_limits(
    target: float, deviation: float, smoothing: float, limit_deviations: float, sample: int
) -> ControlLimits:
    """Return the limits at the `sample`-th point (from 1), which widen to the steady ones.

    mu -+ L sigma sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2 t))); sigma is that of the value plotted.
    """
    widened = math.sqrt(1.0 - (1.0 - smoothing) ** (2 * sample))
    return _around(target, deviation * ewma_limit(smoothing, limit_deviations) * widened)


@dataclass(frozen=True, slots=True)
class Cusum:
    """The two sums of a tabular CUSUM after one sample."""

    upper: float
    lower: float


def cusum_path(values: Sequence[float], target: float, slack: float, head_start: float = 0.0) -> list[Cusum]:
    """Return C+ = max(0, x - (mu + K) + C+) and C- = max(0, (mu - K) - x + C-), in the unit of x (Page 1954)."""
    path, upper, lower = [], head_start, head_start
    for value in values:
        upper = max(0.0, value - (target + slack) + upper)
        lower = max(0.0, (target - slack) - value + lower)
        path.append(Cusum(upper, lower))
    return path


def _around(centre: float, reach: float) -> ControlLimits:
    """Return limits at the same distance on either side."""
    return ControlLimits(centre - reach, centre, centre + reach)
