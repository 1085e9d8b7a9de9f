"""How far forecasts were off. Errors are actual less forecast, so a positive bias means forecasts too low."""

from __future__ import annotations

import math
from collections.abc import Sequence

from opsim.theory.numerics import require

Series = Sequence[float]


def errors(actual: Series, forecast: Series) -> list[float]:
    """Return actual less forecast, period by period."""
    require(len(actual) == len(forecast) > 0, f"{len(actual)} actual values against {len(forecast)} forecasts")
    return [a - f for a, f in zip(actual, forecast, strict=True)]


def bias(actual: Series, forecast: Series) -> float:
    """Return the mean error."""
    return _mean(errors(actual, forecast))


def mae(actual: Series, forecast: Series) -> float:
    """Return the mean absolute error (also called MAD)."""
    return _mean([abs(error) for error in errors(actual, forecast)])


def rmse(actual: Series, forecast: Series) -> float:
    """Return the root of the mean squared error."""
    return math.sqrt(_mean([error * error for error in errors(actual, forecast)]))


def mape(actual: Series, forecast: Series) -> float:
    """Return the mean absolute percentage error, in per cent, over the periods whose actual value is not zero.

    NaN when every actual value is zero.
    """
    shares = [abs((a - f) / a) for a, f in zip(actual, forecast, strict=True) if a != 0.0]
    return 100.0 * _mean(shares) if shares else math.nan


def smape(actual: Series, forecast: Series) -> float:
    """Return the symmetric percentage error of the M4 competition, mean of 200 |e| / (|y| + |f|); 0 / 0 counts as 0."""
    shares = []
    for a, f in zip(actual, forecast, strict=True):
        scale = abs(a) + abs(f)
        shares.append(200.0 * abs(a - f) / scale if scale else 0.0)
    return _mean(shares)


def mase(actual: Series, forecast: Series, history: Series, season: int = 1) -> float:
    """Return the mean absolute error over that of the seasonal naive method on `history` (Hyndman & Koehler 2006).

    Below 1 is better than naive. NaN when the history has no more than one season or never changes.
    """
    if len(history) <= season:
        return math.nan
    scale = mae(history[season:], history[:-season])
    return mae(actual, forecast) / scale if scale else math.nan


def tracking_signal(actual: Series, forecast: Series) -> float:
    """Return the running sum of errors over the mean absolute error; beyond +-4 the forecast is biased (Brown 1959)."""
    off = errors(actual, forecast)
    total = 0.0
    for error in off:
        total += error
    spread = mae(actual, forecast)
    return total / spread if spread else 0.0


def _mean(values: Series) -> float:
    """Return the mean, added in order, so that it is the same on every Python."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values)
