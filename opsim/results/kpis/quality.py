"""What passes the first time, what processes are capable of, and what quality costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import ratio, window_of
from opsim.results.money.quality_cost import by_class
from opsim.results.time.lots import Lots

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times, Whole
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
    window, floor, stations = window_of(run), run.floor, len(run.history.names.stations)
    count, before = len(run.history.names.items) * stations, _Rejected(run)
    units, rejected = np.zeros(count, np.int64), np.zeros(count, np.int64)
    table, lots = Reader(run.history.tables["inspections"]), Lots(run.history)
    for end, seen, bad, *of_lots in table.parts("end", "inspected", "rejected", "lot", "step"):
        first = window.has(end) & (seen > 0) & (of_lots[1] > lots.of("rework_until", of_lots[0]))  # 0 seen: it waits
        lot, step = (column[first] for column in of_lots)
        station = floor.station_of[floor.operations["machine"][floor.operation_at(lot, step)]]
        key = np.asarray(lots.of("product", lot), np.int64) * stations + station
        units += sums_by(key, lots.of("units", lot) - before.of(lot, step), count)
        rejected += sums_by(key, bad[first], count)
    found: dict[str, dict[str, float]] = {}
    for place in np.flatnonzero(units).tolist():
        item, where = divmod(place, stations)
        of_product = found.setdefault(run.history.names.items[item], {})
        of_product[run.history.names.stations[where]] = 1 - ratio(int(rejected[place]), int(units[place]))
    return found


class _Rejected:
    """What was rejected of each lot, step by step; few inspections reject anything."""

    def __init__(self, run: Run) -> None:
        """Collect it."""
        table = Reader(run.history.tables["inspections"])
        rows = table.where(lambda rejected: rejected > 0, "rejected")
        key = _key(table["lot"][rows], table["step"][rows])
        order = np.argsort(key, kind="stable")
        self._keys = key[order]
        self._until = np.concatenate([[0], np.cumsum(table["rejected"][rows[order]], dtype=np.int64)])

    def of(self, lot: Whole, step: Whole) -> Times:
        """Return how many units of each lot were rejected before a step."""
        begin, end = (np.searchsorted(self._keys, _key(lot, at)) for at in (0, step))
        rejected: Times = self._until[end] - self._until[begin]
        return rejected


def _key(lot: Whole, step: Whole | int) -> Times:
    """Return a number that rises with the lot, and then with the step."""
    key: Times = (np.asarray(lot, np.int64) << 16) + step
    return key
