"""Waiting for a full load: when an oven could have worked, and lots waited there, but too few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.intervals import Spans, gaps, overlaps, pieces, united
from opsim.results.time import causes

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times
    from opsim.results.time.floor import Floor
    from opsim.results.time.machines import MachineTime
    from opsim.results.time.stories import Listener


def of_machine(floor: Floor, number: int, machine: MachineTime) -> Spans:
    """Return when one machine of an oven waited for lots to fill a load."""
    rows = np.flatnonzero(floor.history.tables["filling"]["station"] == floor.station_of[number])
    lacking = overlaps(machine.idle(), floor.machines.spans("filling", rows))
    return Spans(lacking.start, lacking.end)


def by_station(floor: Floor) -> dict[int, Spans]:
    """Return station -> when any of its machines waited for a load; only ovens that ever did."""
    found: dict[int, list[Spans]] = {}
    for station, log in zip(floor.station_of.tolist(), floor.logs, strict=True):
        if "filling" in log.states and len(log.states["filling"].start):
            found.setdefault(station, []).append(log.states["filling"])
    return {station: united(*parts) for station, parts in found.items()}


def tell(  # noqa: PLR0917
    floor: Floor, life: Times, station: Times, start: Times, end: Times, to: Listener
) -> tuple[Times, ...]:
    """Tell the waits for a full load, exactly when they were, and return the pieces that are left of the waits.

    The waits come in the order of stations.
    """
    rest: list[tuple[Times, ...]] = []
    for place in range(len(floor.history.names.stations)):
        low, high = np.searchsorted(station, [place, place + 1])
        mine = tuple(column[low:high] for column in (life, station, start, end))
        filling = floor.filling.get(place)
        if filling is not None:
            whose, _, since, until = mine
            owner, begin, over = pieces(since, until, filling)
            to.hear(causes.FILLING, whose[owner], begin, over, place)
            owner, begin, over = pieces(since, until, gaps(filling))
            mine = whose[owner], mine[1][owner], begin, over
        rest.append(mine)
    return tuple(np.concatenate(columns) for columns in zip(*rest, strict=True))
