"""How well the firm looked ahead, and how its orders swung."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.groups import grouped
from opsim.results.intervals import Times, Whole
from opsim.results.kpis.window import NONE, Window, ratio, window_of
from opsim.results.sums import sums_by
from opsim.units import WEEK_MS

if TYPE_CHECKING:
    from opsim.results.run import Run
    from opsim.results.stock import Moves


def planning(run: Run) -> dict[str, float]:
    """Return forecast errors by product and the bullwhip ratio of every item that is ordered."""
    window = window_of(run)
    figures: dict[str, float] = {}
    forecasts = grouped(run.history.tables["forecasts"]["item"], len(run.history.names.items))
    for item, name in enumerate(run.history.names.items):
        figures |= {
            f"forecast.{kind}.{name}": value for kind, value in _errors(run, forecasts.of(item), window).items()
        }
        ordered = run.stock_view.ordered(item)
        if len(ordered.time):
            needed = run.stock_view.usage(item)
            figures[f"supply.bullwhip.{name}"] = ratio(
                _weekly_variance(ordered, window), _weekly_variance(needed, window)
            )
    return figures


def _errors(run: Run, rows: Whole, window: Window) -> dict[str, float]:
    table = run.history.tables["forecasts"]
    rows = rows[window.has(table["time"][rows]) & (table["actual"][rows] >= 0)]
    forecast, actual = np.asarray(table["forecast"][rows]), np.asarray(table["actual"][rows], np.float64)
    some = actual > 0
    misses = np.abs(forecast - actual)[some] / actual[some]
    return {
        "mape": float(misses.mean()) if some.any() else NONE,
        "bias": ratio(float((forecast - actual).sum()), float(actual.sum())),
    }


def _weekly_variance(moves: Moves, window: Window) -> float:
    """Return the sample variance of the units in whole weeks of the window; NaN with fewer than two weeks."""
    weeks = window.ms // WEEK_MS
    if weeks < 2:
        return NONE
    week: Times = (moves.time - window.low) // WEEK_MS
    inside = (week >= 0) & (week < weeks)
    units = sums_by(week[inside], moves.units[inside], weeks)
    return float(units.var(ddof=1))
