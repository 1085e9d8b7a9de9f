"""What the firm keeps on its shelves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import NONE, Window, ratio, window_of
from opsim.results.money.balances import INVENTORY
from opsim.units import WEEK_MS, YEAR_MS

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Flags, Times
    from opsim.results.run import Run
    from opsim.results.stock import Moves


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
    each = zip(run.stock_view.levels(), _bullwhips(run, window), strict=True)
    return [_level(parts, window, bullwhip) for parts, bullwhip in each]


def _level(parts: Iterable[tuple[Times, Times]], window: Window, bullwhip: float) -> Level:
    """Look at the stock after each instant, part by part."""
    stock, since, area, stockouts, lowest = 0, window.low, 0, 0, list[int]()
    for times, units in parts:
        edges, held = np.clip(np.append(since, times), *window), np.append(stock, units)
        area += int((np.diff(edges) * held[:-1]).sum())
        stockouts += int(np.count_nonzero((held[1:] <= 0) & (held[:-1] > 0) & window.has(times)))
        lowest.append(int(units.min()))
        stock, since = int(units[-1]), int(times[-1])
    area += (window.high - min(max(since, window.low), window.high)) * stock
    return Level(ratio(area, window.ms), stockouts, min(lowest), stock, bullwhip)


def _bullwhips(run: Run, window: Window) -> list[float]:
    """Return the bullwhip ratio of each item."""
    view, count, weeks = run.stock_view, len(run.history.names.items), window.ms // WEEK_MS
    if weeks < 2:
        return [NONE] * count
    ordered, is_ordered = _weekly(chain(view.moves("made"), view.moves("bought")), window, count)
    needed, _ = _weekly(chain(view.moves("demand"), view.issues(0, count)), window, count)
    variances = zip(ordered, needed, strict=True)
    found = [ratio(float(made.var(ddof=1)), float(used.var(ddof=1))) for made, used in variances]
    return [value if known else NONE for value, known in zip(found, is_ordered.tolist(), strict=True)]


def _weekly(parts: Iterable[Moves], window: Window, count: int) -> tuple[Times, Flags]:
    """Return the units of each item in each whole week of the window, and which of the items moved at all."""
    weeks = window.ms // WEEK_MS
    units, some = np.zeros(count * weeks, np.int64), np.zeros(count, np.bool_)
    for moves in parts:
        some[moves.item] = True
        week = (moves.time - window.low) // WEEK_MS
        inside = np.flatnonzero((week >= 0) & (week < weeks))
        np.add.at(units, moves.item[inside] * np.int64(weeks) + week[inside], moves.units[inside].astype(np.int64))
    return units.reshape(count, weeks), some


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
