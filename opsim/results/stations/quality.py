"""Where units fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import Window, window_of
from opsim.results.stations.blame import charged

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times
    from opsim.results.run import Run


class Failures(NamedTuple):
    """Units that failed: by the step that spoiled them (see `opsim.results.stations.blame`), or where they came in.

    `found` is the station whose inspection rejected them, where it is another one.
    """

    place: str
    cause: str
    units: int
    found: str = ""


def pareto(run: Run) -> list[Failures]:
    """Return where units failed in the window, the place with most of them first.

    What inspection rejects stands at the step that spoiled it, by the station that found it. A unit that is
    rejected twice counts twice. What suppliers' inspections send back counts at goods-in.
    """
    window, names = window_of(run), run.history.names
    found = _rejected(run, window)
    purchases, returns = run.history.tables["purchases"], run.history.tables["returns"]
    came = window.has(purchases["arrived"])
    bad = (purchases["units"] - purchases["accepted"])[came]
    back = sums_by(purchases["item"][came], bad, len(names.items))
    found += _of(names.items, "rejected at goods-in", back)
    product = Reader(run.history.tables["orders"])["product"][returns["order"]]
    inside = window.has(returns["time"])
    home = sums_by(product[inside], returns["units"][inside], len(names.items))
    found += _of(names.items, "brought back by customers", home)
    return sorted((each for each in found if each.units), key=lambda each: -each.units)


def _of(places: list[str], cause: str, units: Times) -> list[Failures]:
    return [Failures(place, cause, count) for place, count in zip(places, units.tolist(), strict=True)]


def _rejected(run: Run, window: Window) -> list[Failures]:
    """Return the units that were rejected in the window, by the stations that spoiled and that found them."""
    table, floor, names = Reader(run.history.tables["inspections"]), run.floor, run.history.names.stations
    rows = table.where(lambda end, rejected: window.has(end) & (rejected > 0), "end", "rejected")
    lot, step = table["lot"][rows], table["step"][rows]
    spoiled, found = (
        floor.station_of[floor.operations["machine"][operation]]
        for operation in (charged(run, lot, step), floor.operation_at(lot, step))
    )
    units = sums_by(spoiled * len(names) + found, table["rejected"][rows], len(names) ** 2)
    return [
        Failures(
            names[made],
            "rejected by inspection",
            int(units[made * len(names) + seen]),
            names[seen] if made != seen else "",
        )
        for made, seen in np.argwhere(units.reshape(len(names), len(names))).tolist()
    ]
