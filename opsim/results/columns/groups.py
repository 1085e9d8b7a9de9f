"""Rows of a table grouped by an id, without moving the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.results.columns.intervals import Flags, Times, Whole, ranges, run_starts
from opsim.results.columns.reading import CHUNK, Column

#: As many rows are sorted at once: so few that the room does not matter.
WHOLE: Final = 1 << 17


class Groups(NamedTuple):
    """Rows by id: those with id k are `order[first[k]:first[k + 1]]`, in their old order."""

    order: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]

    def of(self, key: int) -> npt.NDArray[np.int32]:
        """Return the rows with this id."""
        return self.order[self.place(key)]

    def place(self, key: int) -> slice:
        """Return where in `order` the rows with this id are."""
        return slice(int(self.first[key]), int(self.first[key + 1]))

    def of_all(self, keys: Whole) -> tuple[Times, Times]:
        """Return (position in `keys`, position in `order`) of every row that has one of these ids, key by key."""
        return ranges(self.first[keys], self.first[1:][keys])


def grouped(ids: Whole | Column, count: int) -> Groups:
    """Group rows by ids 0 .. count - 1; rows with id -1 belong nowhere.

    A counting sort of one chunk after the other: it needs no more room than its result. Within a chunk NumPy's radix
    sort is at work, several times as fast as sorting whole numbers, as long as its ids differ by less than 16 bits.
    """
    size = CHUNK if len(ids) > WHOLE else WHOLE
    free = np.zeros(count + 2, np.int32)  # of each id, from -1 on, the next place
    for _, low, keys in _chunks(ids, size):
        found = np.bincount(keys)
        free[low + 2 : low + 2 + len(found)] += found[: count - low]
    np.cumsum(free, out=free)
    first = free[1:].copy()
    order = np.empty(len(ids), np.int32)
    for at, low, keys in _chunks(ids, size):
        row = np.argsort(keys, kind="stable")
        if len(row) == len(ids):
            return Groups(row.astype(np.int32), first)
        ordered = keys[row]
        begin = np.flatnonzero(run_starts(ordered))
        lengths = np.diff(begin, append=len(row))
        key = low + 1 + ordered[begin].astype(np.int64)
        order[np.repeat(free[key] - begin, lengths) + np.arange(len(row))] = row + at
        free[key] += lengths
    return Groups(order, first)


def rows_with(ids: Whole | Column, wanted: Flags) -> Times:
    """Return the rows whose id is wanted, in their order."""
    parts = [np.flatnonzero(wanted[ids[at : at + CHUNK]]) + at for at in range(0, len(ids), CHUNK)]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _chunks(ids: Whole | Column, size: int) -> Iterator[tuple[int, int, Whole]]:
    """Yield the position of each chunk, its lowest id, and how far its ids lie above it."""
    for at in range(0, len(ids), size):
        chunk = np.ascontiguousarray(ids[at : at + size])
        low, high = int(chunk.min()), int(chunk.max())
        yield at, low, (chunk - chunk.dtype.type(low)).astype(np.uint16 if high - low <= 0xFFFF else np.uint32)
