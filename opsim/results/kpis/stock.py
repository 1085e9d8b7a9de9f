"""What the firm keeps on its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import NONE, Window, ratio, window_of
from opsim.results.money.balances import INVENTORY, mean_of_steps
from opsim.units import WEEK_MS, YEAR_MS

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times
    from opsim.results.run import Run
    from opsim.results.stock import Flow, Moves


class Level(NamedTuple):
    """The stock of one item in a few numbers: mean and times at zero in the window; least and last in the whole run.

    `bullwhip` is the variance of what was ordered in a week over that of what was needed; NaN where nothing was.
    """

    mean: float
    stockouts: int
    lowest: int
    closing: int
    bullwhip: float


def levels(run: Run) -> list[Level]:
    """Return the stock level of each item."""
    window = window_of(run)
    view = run.stock_view
    found = []
    for item, flow in enumerate(view.flows()):
        bullwhip = _bullwhip(flow, window)
        found.append(_level(*view.level(item, flow), window, bullwhip))
    return found


def _level(times: Times, units: Times, window: Window, bullwhip: float) -> Level:
    emptied = (units[1:] <= 0) & (units[:-1] > 0) & window.has(times[1:])
    mean = mean_of_steps(times, units, *window)
    return Level(mean, int(np.count_nonzero(emptied)), int(units.min()), int(units[-1]), bullwhip)


def _bullwhip(flow: Flow, window: Window) -> float:
    if not len(flow.ordered.time):
        return NONE
    return ratio(_weekly_variance(window, flow.ordered), _weekly_variance(window, flow.demand, flow.issues))


def _weekly_variance(window: Window, *parts: Moves) -> float:
    """Return the sample variance of the units in whole weeks of the window; NaN with fewer than two weeks."""
    weeks = window.ms // WEEK_MS
    if weeks < 2:
        return NONE
    units = np.zeros(weeks, np.int64)
    for moves in parts:
        week: Times = (moves.time - window.low) // WEEK_MS
        inside = (week >= 0) & (week < weeks)
        units += sums_by(week[inside], moves.units[inside], weeks)
    return float(units.var(ddof=1))


def stock(run: Run) -> dict[str, float]:
    """Return mean stock, stock-outs and backorders by item, and the value of stock and its turns."""
    window, operations = window_of(run), run.scenario.operations
    figures: dict[str, float] = {}
    backorders = _backorders(run, window).tolist()
    for item, name in enumerate(run.history.names.items):
        if name in operations.inventory:
            figures[f"inventory.mean_units.{name}"] = run.levels[item].mean
            figures[f"inventory.stockouts.{name}"] = run.levels[item].stockouts
        if name in operations.market:
            figures[f"inventory.mean_backorders.{name}"] = ratio(backorders[item], window.ms)
    value = run.money.mean(*window, *INVENTORY) / 100
    sold = (run.money.balance("cost_of_goods") - run.money.until(window.low, "cost_of_goods")) / 100
    figures["inventory.mean_value"] = value
    figures["inventory.turns"] = ratio(sold * YEAR_MS / window.ms, value) if window.ms else NONE
    return figures


def _backorders(run: Run, window: Window) -> Times:
    """Return for each item the units that customers waited for times how long, in ms."""
    orders, at = Reader(run.history.tables["orders"]), 0
    waited = np.zeros(len(run.history.names.items), np.int64)
    for product, units, arrived in orders.parts("product", "units", "arrived"):
        until = run.stock_view.wait_ends(np.arange(at, at + len(product)))
        at += len(product)
        unit_ms = window.covered(arrived, np.where(until < 0, window.high, until)) * units
        waited += sums_by(product, unit_ms, len(waited))
    return waited
