"""Where units fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.kpis.window import Window, window_of
from opsim.results.sums import sums_by

if TYPE_CHECKING:
    from opsim.results.intervals import Times
    from opsim.results.run import Run


class Failures(NamedTuple):
    """Units that failed at one place: found there by inspection, or brought back by customers."""

    place: str
    cause: str
    units: int


def pareto(run: Run) -> list[Failures]:
    """Return where units failed in the window, the place with most of them first.

    A unit that is rejected twice counts twice. What suppliers' inspections send back counts at goods-in.
    """
    window, names = window_of(run), run.history.names
    found = _of(names.stations, "rejected by inspection", _rejected(run, window))
    purchases, returns = run.history.tables["purchases"], run.history.tables["returns"]
    came = window.has(purchases["arrived"])
    bad = (purchases["units"] - purchases["accepted"])[came]
    back = sums_by(purchases["item"][came], bad, len(names.items))
    found += _of(names.items, "rejected at goods-in", back)
    product = run.history.tables["orders"]["product"][returns["order"]]
    inside = window.has(returns["time"])
    home = sums_by(product[inside], returns["units"][inside], len(names.items))
    found += _of(names.items, "brought back by customers", home)
    return sorted((each for each in found if each.units), key=lambda each: -each.units)


def _of(places: list[str], cause: str, units: Times) -> list[Failures]:
    return [Failures(place, cause, count) for place, count in zip(places, units.tolist(), strict=True)]


def _rejected(run: Run, window: Window) -> Times:
    """Return the units that were rejected at each station in the window."""
    table, floor = run.history.tables["inspections"], run.floor
    rows = np.flatnonzero(window.has(table["end"]))
    station = floor.station_of[floor.operations["machine"][floor.inspected(rows)]]
    return sums_by(station, table["rejected"][rows], len(run.history.names.stations))
