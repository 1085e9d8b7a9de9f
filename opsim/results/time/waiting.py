"""Where lots are that are not done: in which queue those wait that still do at the end of the run; where lots begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.intervals import run_ends

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Times, Whole
    from opsim.results.time.floor import Floor


def still_waiting(floor: Floor) -> tuple[Times, Times, Times]:
    """Return the lot, its station and since when for each that waits in a queue at the end of the run."""
    history = floor.history
    lots = np.flatnonzero((floor.lots["finished"] < 0) & (floor.lots["released"] >= 0))
    since: Times = floor.came[lots]
    step = np.array([_first_step(history, lot) for lot in lots.tolist()], np.int64)
    visits = floor.visits(lots)
    last = np.flatnonzero(run_ends(visits.owner))
    lot, row = visits.owner[last], visits.row[last]
    since[lot] = visits.free[last]
    step[lot] = floor.operations["step"][row] + 1 - floor.displaced.cut_short(row)
    places = [_station(history, *at) for at in zip(lots.tolist(), step.tolist(), strict=True)]
    station = np.array(places, np.int64)
    waiting = (since < history.end_ms) & (station >= 0)
    return lots[waiting], station[waiting], since[waiting]


def first_station(history: History, lots: Whole) -> Times:
    """Return the station at which each of these lots starts."""
    return np.array([_station(history, lot, _first_step(history, lot)) for lot in lots.tolist()], np.int64)


def _first_step(history: History, lot: int) -> int:
    """Return the step at which a lot starts."""
    reworks = history.tables["reworks"]
    mine = np.flatnonzero(reworks["lot"] == lot)
    return int(reworks["first"][mine[0]]) if mine.size else 0


def _station(history: History, lot: int, step: int) -> int:
    """Return the station of a step of a lot, -1 behind its last step."""
    choices, names = history.tables["choices"], history.names
    chosen = np.flatnonzero((choices["lot"] == lot) & (choices["step"] == step))
    if chosen.size:
        return int(choices["station"][chosen[-1]])
    routing = history.scenario.products[names.items[history.tables["lots"]["product"][lot]]].routing
    return names.stations.index(routing[step].station) if step < len(routing) else -1
