"""Process batches that move in parts: when a transfer batch waits for nothing but its own lot.

That is the wait in batch of Hopp & Spearman (Factory Physics): while a machine of the station works on, or is set up
for, other parts of the same lot at the same step. It is a matter of lot sizing, not of the queue.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.intervals import Spans, gaps, pieces, united
from opsim.results.time import causes

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Flags, Times, Whole
    from opsim.results.time.floor import Floor
    from opsim.results.time.stories import Listener

#: More than there are steps in a routing, and stations.
_STEPS = 1 << 16
_STATIONS = 1 << 15


class Batches:
    """The work on all lots that were released in parts, batch by batch on stretches of time of their own."""

    def __init__(self, floor: Floor) -> None:
        """Look at `floor`."""
        self._floor = floor
        self._sublots = floor.history.tables["sublots"]

    def __bool__(self) -> bool:
        """Say whether any lot was released in parts."""
        return bool(len(self._sublots["lot"]))

    @cached_property
    def _batch_of(self) -> Times:
        """The process batch of each lot, -1 for whole lots."""
        batch = np.full(len(self._floor.lots["job"]), -1, np.int64)
        batch[self._sublots["lot"]] = self._sublots["batch"]
        return batch

    def _in_parts(self, rows: Whole) -> Flags:
        """Say which of these operations are on transfer batches, one by one: an oven takes loads of them."""
        table = self._floor.operations
        one_by_one = ~np.array(self._floor.machines.has_loads, np.bool_)
        parts: Flags = self._batch_of[table["lot"][rows]] >= 0
        return parts & one_by_one[self._floor.station_of[table["machine"][rows]]]

    def _keys(self, rows: Whole) -> Times:
        """Return what process batch, step and station each of these operations is of."""
        table = self._floor.operations
        batch, step = self._batch_of[table["lot"][rows]], table["step"][rows]
        return (batch * _STEPS + step) * _STATIONS + self._floor.station_of[table["machine"][rows]]

    @cached_property
    def _work(self) -> tuple[Times, Spans]:
        """All keys in rising order, and the work on each, every key on a stretch of its own."""
        table = self._floor.operations
        rows = np.flatnonzero(self._in_parts(np.arange(len(self._floor))))
        keys, number = np.unique(self._keys(rows), return_inverse=True)
        offset = number * self._stretch
        return keys, united(Spans(table["start"][rows] + offset, table["end"][rows] + offset))

    @property
    def _stretch(self) -> int:
        return self._floor.history.end_ms + 2

    def tell(  # noqa: PLR0917
        self, rows: Whole, life: Times, station: Times, start: Times, end: Times, to: Listener
    ) -> tuple[Times, Times, Times, Times]:
        """Tell the waits [start, end] for the own lot before these operations, and return what is left of all waits."""
        waiting = self._in_parts(rows)
        mine, others = np.flatnonzero(waiting), np.flatnonzero(~waiting)
        keys, work = self._work
        offset = np.searchsorted(keys, self._keys(rows[mine])) * self._stretch
        begin, over = start[mine] + offset, end[mine] + offset
        owner, low, high = pieces(begin, over, work)
        back = offset[owner]
        to.hear(causes.OWN_LOT, life[mine[owner]], low - back, high - back, station[mine[owner]])
        owner, low, high = pieces(begin, over, gaps(work))
        back, whose = offset[owner], np.concatenate([others, mine[owner]])
        begin, over = np.concatenate([start[others], low - back]), np.concatenate([end[others], high - back])
        return life[whose], station[whose], begin, over
