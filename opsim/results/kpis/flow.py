"""How fast work flows through the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import DELIVERED
from opsim.results.kpis.window import mean, ratio, window_of
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def flow(run: Run) -> dict[str, float]:
    """Return throughput, work in progress, cycle time and lead time."""
    window, lots, orders = window_of(run), run.history.tables["lots"], run.history.tables["orders"]
    lead_ms, delivered = sum(run.lead_time_by_function.values()), run.attribution.orders
    figures = {
        "flow.lead_time_h": ratio(lead_ms / HOUR_MS, delivered),
        "flow.total_lead_time_ms": float(lead_ms),
    }
    if not len(lots["job"]):
        done = window.has(orders["delivered"]) & (orders["status"] == DELIVERED)
        units = int(orders["units"][done].sum(dtype=np.int64))
        return {"flow.throughput_per_day": ratio(units, window.days), **figures}
    released, finished = (np.asarray(lots[name], np.int64) for name in ("released", "finished"))
    done = window.has(finished)
    good = int(lots["good"][done].sum(dtype=np.int64))
    on_floor = window.covered(released, np.where(finished < 0, window.high, finished))[released >= 0]
    whole = done & (lots["good"] > 0)
    return {
        "flow.throughput_per_day": ratio(good, window.days),
        "flow.wip": ratio(int(on_floor.sum()), window.ms),
        "flow.cycle_time_h": mean((finished - released)[whole]) / HOUR_MS,
        **figures,
    }
