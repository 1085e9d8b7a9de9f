"""Blocking: whether stations hold finished lots for each other for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsim.simulation.production.station import Station


def stuck_with(first: Station) -> list[Station]:
    """Return the stations that block each other for good, `first` among them, or nothing while any of them can move.

    A station is stuck when each of its machines holds a finished lot for a station that is stuck.
    """
    stuck, found = [first], 0
    while found < len(stuck):
        stuck += [ahead for ahead in _ahead(stuck[found]) if ahead not in stuck]
        found += 1
    while movable := [s for s in stuck if not _is_blocked(s) or any(ahead not in stuck for ahead in _ahead(s))]:
        stuck = [station for station in stuck if station not in movable]
    return stuck if first in stuck else []


def _is_blocked(station: Station) -> bool:
    return bool(station.machines) and all(machine.blocked_since >= 0 for machine in station.machines)


def _ahead(station: Station) -> list[Station]:
    """Return the stations for which blocked machines hold lots."""
    lots = [machine.lot for machine in station.machines if machine.blocked_since >= 0]
    return list(dict.fromkeys(lot.step.station for lot in lots if lot is not None and lot.step is not None))
