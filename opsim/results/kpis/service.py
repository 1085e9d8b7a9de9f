"""What customers got, and what they thought of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.ledgers.history import DELIVERED, LEFT, LOST, REFUSED
from opsim.results.columns.intervals import Times, Whole
from opsim.results.columns.reading import Reader
from opsim.results.kpis.overdue import waited
from opsim.results.kpis.window import NONE, Window, ratio, window_of
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


#: What is counted of each order.
_COLUMNS: Final = ("arrived", "due", "delivered", "status", "units", "defective")


def service(run: Run) -> dict[str, float]:
    """Return fill rate, service level, punctuality, satisfaction and lost orders, and the quality customers saw."""
    window, orders, counts = window_of(run), Reader(run.history.tables["orders"]), Counter[str]()
    for part in orders.parts(*_COLUMNS):
        counts.update(_counted(window, *part))
    figures = {
        "service.otif": ratio(counts["on time"], counts["expected"]),
        "service.mean_lateness_h": ratio(counts["late ms"], counts["waited for"]) / HOUR_MS,
        "service.overdue_open": counts["overdue"],
        "service.lost_share": ratio(counts["lost"], counts["asked"]),
        "service.satisfaction": _satisfaction(run, window),
        "quality.escaped_rate": ratio(counts["defective"], counts["shipped"]),
        "quality.yield": _yield(run, window),
    }
    return figures | (_from_stock(run, window) if run.scenario.operations.orders.mode == "to-stock" else {})


def _counted(  # noqa: PLR0917
    window: Window, arrived: Times, due: Times, delivered: Times, status: Whole, units: Whole, defective: Whole
) -> dict[str, int]:
    """Count some orders: how many were asked for and expected in the window, how late they were, what was shipped."""
    due, until, overdue = waited(window.high, arrived, due, delivered, status)
    asked, expected, done = window.has(arrived), window.has(due), status == DELIVERED
    gone = np.isin(status, (LOST, REFUSED, LEFT))
    shipped, waited_for = done & window.has(delivered), expected & ~gone
    sums = {
        "on time": done & (delivered <= due) & expected,
        "expected": expected,
        "late ms": np.maximum(until - due, 0)[waited_for],
        "waited for": waited_for,
        "overdue": overdue,
        "lost": gone & asked,
        "asked": asked,
        "defective": defective[shipped],
        "shipped": units[shipped],
    }
    return {name: int(each.sum(dtype=np.int64)) for name, each in sums.items()}


def _from_stock(run: Run, window: Window) -> dict[str, float]:
    """Return the share of units that were served at once, and of cycles in which all orders were."""
    served = whole = row = 0
    unserved, asked_for = [np.empty(0, np.int64)], np.zeros(len(run.history.names.items), np.int64)
    orders = Reader(run.history.tables["orders"])
    for arrived, *rest in orders.parts("arrived", "supplied", "lot", "purchase", "units", "product"):
        supplied, lot, purchase, units, product = rest
        asked, at_once = window.has(arrived), (supplied == arrived) & (lot < 0) & (purchase < 0)
        served += int(units[at_once & asked].sum(dtype=np.int64))
        whole += int(units[asked].sum(dtype=np.int64))
        unserved.append(np.flatnonzero(~at_once & asked) + row)
        asked_for += np.bincount(product, minlength=len(asked_for))
        row += len(arrived)
    return {
        "service.fill_rate": ratio(served, whole),
        "service.cycle_service_level": _cycle_service(run, window, asked_for, np.concatenate(unserved)),
    }


def _satisfaction(run: Run, window: Window) -> float:
    reputation = run.history.tables["reputation"]
    times = np.asarray(reputation["time"], np.int64)
    if not len(times):
        return NONE
    edges = np.clip(np.r_[times[0], times[1:], window.high], window.low, window.high)
    edges[0] = window.low
    return ratio(float((np.diff(edges) * np.asarray(reputation["value"])).sum()), window.ms)


def _yield(run: Run, window: Window) -> float:
    """Return the share of good units; none where the floor neither inspects nor scraps, since nobody knows it then."""
    lots, scraps = Reader(run.history.tables["lots"]), run.history.tables["scraps"]
    good = sum(int(made[window.has(end)].sum(dtype=np.int64)) for end, made in lots.parts("finished", "good"))
    scrapped = int(scraps["units"][window.has(lots["finished"][scraps["lot"]])].sum(dtype=np.int64))
    inspections = Reader(run.history.tables["inspections"])
    known = scrapped or any(window.has(end).any() for (end,) in inspections.parts("end"))
    return ratio(good, good + scrapped) if known else NONE


def _cycle_service(run: Run, window: Window, asked_for: Times, unserved: Times) -> float:
    """Return the share of the cycles between two receipts of a product in which every order was served at once.

    `asked_for` is the number of orders for each item, `unserved` are the orders that had to wait.
    """
    orders, cycles, short = Reader(run.history.tables["orders"]), 0, 0
    product, arrived = orders["product"][unserved], orders["arrived"][unserved]
    for item in np.flatnonzero(asked_for).tolist():
        times = np.unique(run.teller.receipts.time(item))
        times = times[(times > window.low) & (times < window.high)]
        cycles += len(times) + 1
        short += len(np.unique(np.searchsorted(times, arrived[product == item], side="right")))
    return 1 - ratio(short, cycles)
