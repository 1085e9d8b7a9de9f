"""Every lot's passage through every station: when it joined the queue, when a machine took it, when it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.columns.groups import grouped
from opsim.results.columns.intervals import Spans, Times, spans
from opsim.results.money.balances import after_each_instant
from opsim.results.time.waiting import still_waiting

if TYPE_CHECKING:
    from opsim.results.time.floor import Floor


#: Lots looked at together.
LOTS: Final = 4_096


class Passage(NamedTuple):
    """The visits of lots to one station, in the order in which they joined its queue; `row` is the operation."""

    row: Times
    ready: Times
    start: Times
    end: Times


class Passages:
    """All visits of a run, station by station, and the lots that still wait at its end."""

    def __init__(self, floor: Floor) -> None:
        """Look at every lot once; times that the ledger has are left there."""
        self.floor, count = floor, len(floor)
        self._row, self._ready = np.empty(count, np.int32), np.empty(count, np.int64)
        station = np.empty(count, np.int16)
        at = 0
        for low in range(0, floor.lots.rows, LOTS):
            visits = floor.visits(np.arange(low, min(low + LOTS, floor.lots.rows)))
            place = slice(at, at := at + len(visits.row))
            self._row[place], self._ready[place], station[place] = visits.row, visits.ready, visits.station
        self._by_station = grouped(station[:at], len(floor.history.names.stations))
        _, *self._waiting = still_waiting(floor)

    def of(self, station: int) -> Passage:
        """Return the visits to one station."""
        visits = self._by_station.of(station)
        row, ready = self._row[visits].astype(np.int64), self._ready[visits]
        start, end = self.floor.operations.at(row, "start", "end")
        order = np.lexsort((start, ready))
        return Passage(row[order], ready[order], start[order], end[order])

    def still_waiting(self, station: int) -> Times:
        """Return since when each lot waits that still does at the end of the run."""
        where, since = self._waiting
        times: Times = since[where == station]
        return times

    def queue(self, station: int) -> tuple[Times, Times]:
        """Return how many lots wait in front of a station after each instant at which that changed: ms, lots."""
        visits = self._by_station.of(station)
        joined = np.concatenate([self._ready[visits], self.still_waiting(station)])
        left = self.floor.operations["start"][self._row[visits]]
        return after_each_instant(
            np.concatenate([joined, left]), np.repeat(np.array([1, -1], np.int64), [len(joined), len(left)])
        )

    def when_queued(self, station: int) -> Spans:
        """Return the times at which at least one lot waits in front of a station."""
        times, lots = self.queue(station)
        edges = np.diff(np.concatenate([[0], (lots > 0).astype(np.int8), [0]]))
        bounds = np.concatenate([times, [self.floor.history.end_ms]])
        return spans(bounds[np.flatnonzero(edges == 1)], bounds[np.flatnonzero(edges == -1)])
