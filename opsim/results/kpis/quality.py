"""What passes the first time, what processes are capable of, and what quality costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import ratio, window_of
from opsim.results.money.quality_cost import by_class

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times
    from opsim.results.run import Run


def quality(run: Run) -> dict[str, float]:
    """Return first-pass and rolled yields, capability, and the four classes of the cost of quality."""
    yields = first_pass_yields(run)
    stations: dict[str, list[float]] = {}
    for each in yields.values():
        for station, share in each.items():
            stations.setdefault(station, []).append(share)
    return {
        **{f"quality.{group.replace(' ', '_')}": cents / 100 for group, cents in by_class(run).items()},
        **{f"quality.rolled_yield.{product}": math.prod(each.values()) for product, each in yields.items()},
        **{f"quality.first_pass_yield.{station}": math.fsum(each) / len(each) for station, each in stations.items()},
        **{f"quality.cp.{chart}": study.cp for chart, study in run.charts.capability.items()},
        **{f"quality.cpk.{chart}": study.cpk for chart, study in run.charts.capability.items()},
    }


def first_pass_yields(run: Run) -> dict[str, dict[str, float]]:
    """Return product -> station -> share of the units inspected there for the first time that were not rejected.

    Only steps with inspection are known; a station that a product passes twice counts with both visits.
    """
    window, table, floor = window_of(run), run.history.tables["inspections"], run.floor
    rows = np.flatnonzero(window.has(table["end"]) & (table["inspected"] > 0))  # 0: it waits for an inspector
    again = np.zeros(len(floor.lots["job"]), np.int32) - 1
    again[run.history.tables["reworks"]["lot"]] = run.history.tables["reworks"]["until"]
    rows = rows[table["step"][rows] > again[table["lot"][rows]]]
    station = floor.station_of[floor.operations["machine"][floor.inspected(rows)]]
    product, stations = floor.lots["product"][table["lot"][rows]], len(run.history.names.stations)
    key = np.asarray(product, np.int64) * stations + station
    count = len(run.history.names.items) * stations
    units = sums_by(key, _units_at(run, rows), count).tolist()
    rejected = sums_by(key, table["rejected"][rows], count).tolist()
    found: dict[str, dict[str, float]] = {}
    for place, (whole, bad) in enumerate(zip(units, rejected, strict=True)):
        if whole:
            item, where = divmod(place, stations)
            of_product = found.setdefault(run.history.names.items[item], {})
            of_product[run.history.names.stations[where]] = 1 - ratio(bad, whole)
    return found


def _units_at(run: Run, rows: Times) -> Times:
    """Return how many units the lots of these inspections had: those at the start, less what was rejected before."""
    table, lots = run.history.tables["inspections"], run.history.tables["lots"]
    lot, step = np.asarray(table["lot"], np.int64), np.asarray(table["step"], np.int64)
    order = np.lexsort((step, lot))
    rejected = np.cumsum(table["rejected"][order], dtype=np.int64) - table["rejected"][order]
    first = np.flatnonzero(np.r_[True, lot[order][1:] != lot[order][:-1]]) if len(order) else order
    start = np.repeat(rejected[first], np.diff(np.r_[first, len(order)]))
    before = np.empty(len(order), np.int64)
    before[order] = rejected - start
    return np.asarray(lots["units"][table["lot"][rows]], np.int64) - before[rows]
