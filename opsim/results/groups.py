"""Rows of a table grouped by an id, without moving the table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.results.intervals import Times, Whole, ranges


class Groups(NamedTuple):
    """Rows by id: those with id k are `order[first[k]:first[k + 1]]`, in their old order."""

    order: npt.NDArray[np.int32]
    first: Times

    def of(self, key: int) -> npt.NDArray[np.int32]:
        """Return the rows with this id."""
        return self.order[self.first[key] : self.first[key + 1]]

    def of_all(self, keys: Whole) -> tuple[Times, Times]:
        """Return (position in `keys`, position in `order`) of every row that has one of these ids, key by key."""
        keys = np.asarray(keys, np.int64)
        return ranges(self.first[keys], self.first[keys + 1])


def grouped(ids: Whole, count: int) -> Groups:
    """Group rows by ids 0 .. count - 1; rows with id -1 belong nowhere.

    Two passes over 16 bits each let NumPy use its radix sort, several times as fast as sorting whole numbers.
    """
    ids = np.ascontiguousarray(ids)
    nowhere = int(np.count_nonzero(ids < 0))
    order = np.argsort(ids.astype(np.uint16), kind="stable")
    if count < 0xFFFF:
        order = order[: len(order) - nowhere]  # -1 is the largest of 16 bits
    else:
        order = order[np.argsort((ids >> 16).astype(np.int16)[order], kind="stable")][nowhere:]
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(ids[ids >= 0] if nowhere else ids, minlength=count), out=first[1:])
    return Groups(order.astype(np.int32), first)
