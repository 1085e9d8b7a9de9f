"""How well the firm looked ahead, and how its orders swung."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.groups import grouped
from opsim.results.columns.intervals import Whole
from opsim.results.kpis.window import NONE, Window, ratio, window_of

if TYPE_CHECKING:
    from opsim.results.run import Run


def planning(run: Run) -> dict[str, float]:
    """Return forecast errors by product and the bullwhip ratio of every item that is ordered."""
    window = window_of(run)
    figures: dict[str, float] = {}
    forecasts = grouped(run.history.tables["forecasts"]["item"], len(run.history.names.items))
    for item, name in enumerate(run.history.names.items):
        figures |= {
            f"forecast.{kind}.{name}": value for kind, value in _errors(run, forecasts.of(item), window).items()
        }
        figures[f"supply.bullwhip.{name}"] = run.levels[item].bullwhip
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
