"""How fast work flows through the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import DELIVERED
from opsim.results.columns.reading import Reader
from opsim.results.kpis.overdue import lead_time_h
from opsim.results.kpis.window import ratio, window_of
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def flow(run: Run) -> dict[str, float]:
    """Return throughput, work in progress, cycle time and lead time."""
    window, lots = window_of(run), Reader(run.history.tables["lots"])
    figures = {
        "flow.lead_time_h": lead_time_h(run),
        "flow.total_lead_time_ms": float(sum(run.lead_time_by_function.values())),
    }
    if not any(product.routing for product in run.scenario.products.values()):
        orders = Reader(run.history.tables["orders"])
        gone = orders.where(lambda when, fate: window.has(when) & (fate == DELIVERED), "delivered", "status")
        units = int(orders["units"][gone].sum(dtype=np.int64))
        return {"flow.throughput_per_day": ratio(units, window.days), **figures}
    good = on_floor = whole = cycle_ms = 0
    for released, finished, made in lots.parts("released", "finished", "good"):
        done = window.has(finished)
        good += int(made[done].sum(dtype=np.int64))
        stay = window.covered(released, np.where(finished < 0, window.high, finished))
        on_floor += int(stay[released >= 0].sum())
        yielded = np.flatnonzero(done & (made > 0))
        whole, cycle_ms = whole + len(yielded), cycle_ms + int((finished[yielded] - released[yielded]).sum())
    return {
        "flow.throughput_per_day": ratio(good, window.days),
        "flow.wip": ratio(on_floor, window.ms),
        "flow.cycle_time_h": ratio(cycle_ms, whole) / HOUR_MS,
        **figures,
    }
