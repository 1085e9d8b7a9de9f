"""What the firm keeps on its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.kpis.window import NONE, ratio, window_of
from opsim.results.money import INVENTORY, mean_of_steps
from opsim.units import YEAR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def stock(run: Run) -> dict[str, float]:
    """Return mean stock, stock-outs and backorders by item, and the value of stock and its turns."""
    window, figures = window_of(run), {}
    keeps = run.scenario.operations.inventory
    for item, name in enumerate(run.history.names.items):
        if name in keeps:
            times, units = run.stock(name)
            empty = np.flatnonzero((units <= 0) & (np.r_[0, units[:-1]] > 0) & window.has(times))
            figures[f"inventory.mean_units.{name}"] = mean_of_steps(times, units, *window)
            figures[f"inventory.stockouts.{name}"] = float(len(empty))
        if name in run.scenario.operations.market:
            figures[f"inventory.mean_backorders.{name}"] = mean_of_steps(*run.stock_view.backlog(item), *window)
    value = mean_of_steps(*run.money.steps(*INVENTORY), *window) / 100
    sold = _cost_of_goods_in(run, window.low, window.high)
    figures["inventory.mean_value"] = value
    figures["inventory.turns"] = ratio(sold * YEAR_MS / window.ms, value) if window.ms else NONE
    return figures


def _cost_of_goods_in(run: Run, low: int, high: int) -> float:
    """Return the cost of goods sold in [low, high], in the currency."""
    times, cents = run.money.steps("cost_of_goods")
    if not len(times):
        return 0.0
    before, until = (int(np.searchsorted(times, at, side="right")) for at in (low, high))
    return int((cents[until - 1] if until else 0) - (cents[before - 1] if before else 0)) / 100
