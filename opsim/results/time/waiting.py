"""Where lots are that are not done: in which queue those wait that still do at the end of the run; where lots begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.intervals import run_ends
from opsim.results.columns.reading import Reader
from opsim.results.time.journeys import first_steps

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Times, Whole
    from opsim.results.time.floor import Floor

#: More than there are steps in a routing.
_STEPS = 1 << 16


def still_waiting(floor: Floor) -> tuple[Times, Times, Times]:
    """Return the lot, its station and since when for each that waits in a queue at the end of the run."""
    history = floor.history
    lots = floor.lots.where(lambda finished, released: (finished < 0) & (released >= 0), "finished", "released")
    since, step = floor.came(lots), first_steps(history, lots)
    visits = floor.visits(lots)
    last = np.flatnonzero(run_ends(visits.owner))
    lot, row = visits.owner[last], visits.row[last]
    since[lot] = visits.free[last]
    step[lot] = floor.operations["step"][row] + 1 - floor.displaced.cut_short(row)
    station = _stations(history, lots, step)
    waiting = (since < history.end_ms) & (station >= 0)
    return lots[waiting], station[waiting], since[waiting]


def first_station(history: History, lots: Whole) -> Times:
    """Return the station at which each of these lots starts."""
    return _stations(history, lots, first_steps(history, lots))


def _stations(history: History, lots: Whole, steps: Times) -> Times:
    """Return the station of a step of each of these lots, -1 behind its last step."""
    names, products = history.names, history.scenario.products
    routings = [products[item].routing if item in products else [] for item in names.items]
    places = [[names.stations.index(step.station) for step in routing] for routing in routings]
    items = Reader(history.tables["lots"])["product"][lots].tolist()
    found = [
        places[item][step] if step < len(places[item]) else -1 for item, step in zip(items, steps.tolist(), strict=True)
    ]
    station, choices = np.array(found, np.int64), history.tables["choices"]
    chosen = np.asarray(choices["lot"], np.int64) * _STEPS + choices["step"]
    if len(chosen):
        order = np.argsort(chosen, kind="stable")
        last = order[np.searchsorted(chosen[order], wanted := lots * _STEPS + steps, side="right") - 1]
        station = np.where(chosen[last] == wanted, choices["station"][last], station)
    return station
