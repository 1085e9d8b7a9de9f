"""Waiting for a full load: when an oven could have worked, and lots waited there, but too few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.intervals import Spans, overlaps, united

if TYPE_CHECKING:
    from opsim.results.floor import Floor
    from opsim.results.machines import MachineTime


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
