"""What customers got, and what they thought of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import DELIVERED, LEFT, LOST, REFUSED
from opsim.results.columns.intervals import Flags, Times
from opsim.results.kpis.overdue import waited
from opsim.results.kpis.window import NONE, Window, mean, ratio, window_of
from opsim.results.time.lots import Lots
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def service(run: Run) -> dict[str, float]:
    """Return fill rate, service level, punctuality, satisfaction and lost orders, and the quality customers saw."""
    window, orders = window_of(run), run.history.tables["orders"]
    status, units = np.asarray(orders["status"]), np.asarray(orders["units"], np.int64)
    arrived, delivered, supplied = (np.asarray(orders[name], np.int64) for name in ("arrived", "delivered", "supplied"))
    due, until, overdue = waited(run)
    asked, expected, done = window.has(arrived), window.has(due), status == DELIVERED
    on_time = done & (delivered <= due)
    gone = np.isin(status, (LOST, REFUSED, LEFT))
    shipped = done & window.has(delivered)
    figures = {
        "service.otif": ratio(int((on_time & expected).sum()), int(expected.sum())),
        "service.mean_lateness_h": mean(np.maximum(until - due, 0)[expected & ~gone]) / HOUR_MS,
        "service.overdue_open": int(overdue.sum()),
        "service.lost_share": ratio(int((gone & asked).sum()), int(asked.sum())),
        "service.satisfaction": _satisfaction(run, window),
        "quality.escaped_rate": ratio(int(orders["defective"][shipped].sum(dtype=np.int64)), int(units[shipped].sum())),
        "quality.yield": _yield(run, window),
    }
    if run.scenario.operations.orders.mode == "to-stock":
        at_once = (supplied == arrived) & (orders["lot"] < 0) & (orders["purchase"] < 0)
        figures["service.fill_rate"] = ratio(int(units[at_once & asked].sum()), int(units[asked].sum()))
        figures["service.cycle_service_level"] = _cycle_service(run, window, arrived, ~at_once & asked)
    return figures


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
    lots = Lots(run.history)
    left = window.has(lots["finished"])
    good, scrapped = (int(lots[name][left].sum(dtype=np.int64)) for name in ("good", "scrapped"))
    known = scrapped or window.has(run.history.tables["inspections"]["end"]).any()
    return ratio(good, good + scrapped) if known else NONE


def _cycle_service(run: Run, window: Window, arrived: Times, unserved: Flags) -> float:
    """Return the share of the cycles between two receipts of a product in which every order was served at once."""
    cycles = short = 0
    for item in range(len(run.history.names.items)):
        orders = run.stock_view.orders(item)
        if not len(orders):
            continue
        times = np.unique(run.teller.receipts.time(item))
        times = times[(times > window.low) & (times < window.high)]
        cycles += len(times) + 1
        short += len(np.unique(np.searchsorted(times, arrived[orders[unserved[orders]]], side="right")))
    return 1 - ratio(short, cycles)
