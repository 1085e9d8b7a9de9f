"""What the firm keeps on its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.kpis.window import NONE, Window, ratio, window_of
from opsim.results.money import INVENTORY, mean_of_steps
from opsim.units import YEAR_MS

if TYPE_CHECKING:
    from opsim.results.intervals import Times
    from opsim.results.run import Run


class Level(NamedTuple):
    """The stock of one item in a few numbers: mean and times at zero in the window; least and last in the whole run."""

    mean: float
    stockouts: int
    lowest: int
    closing: int


def levels(run: Run) -> list[Level]:
    """Return the stock level of each item."""
    window = window_of(run)
    return [_level(*run.stock_view.steps(item), window) for item in range(len(run.history.names.items))]


def _level(times: Times, units: Times, window: Window) -> Level:
    emptied = (units[1:] <= 0) & (units[:-1] > 0) & window.has(times[1:])
    mean = mean_of_steps(times, units, *window)
    return Level(mean, int(np.count_nonzero(emptied)), int(units.min()), int(units[-1]))


def stock(run: Run) -> dict[str, float]:
    """Return mean stock, stock-outs and backorders by item, and the value of stock and its turns."""
    window, operations = window_of(run), run.scenario.operations
    figures: dict[str, float] = {}
    for item, name in enumerate(run.history.names.items):
        if name in operations.inventory:
            figures[f"inventory.mean_units.{name}"] = run.levels[item].mean
            figures[f"inventory.stockouts.{name}"] = run.levels[item].stockouts
        if name in operations.market:
            start, end, units = run.stock_view.waits(item)
            waited = window.covered(start, np.where(end < 0, window.high, end)) * units
            figures[f"inventory.mean_backorders.{name}"] = ratio(int(waited.sum()), window.ms)
    value = mean_of_steps(*run.money.steps(*INVENTORY), *window) / 100
    sold = _cost_of_goods_in(run, window.low, window.high)
    figures["inventory.mean_value"] = value
    figures["inventory.turns"] = ratio(sold * YEAR_MS / window.ms, value) if window.ms else NONE
    return figures


def _cost_of_goods_in(run: Run, low: int, high: int) -> float:
    """Return the cost of goods sold in [low, high], in the currency."""
    times, cents = run.money.steps("cost_of_goods")
    before, until = (int(np.searchsorted(times, at, side="right")) for at in (low, high))
    return int((cents[until - 1] if until else 0) - (cents[before - 1] if before else 0)) / 100
