"""Rows that will not change any more, in blocks: each column takes as few bytes as the numbers of its block need."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
#: Columns of equal length by their names.
Columns = Mapping[str, Numbers]

_LOWER_HALF: Final = 0xFFFF_FFFF


class Narrow(NamedTuple):
    """One column of a block: `low + lower + upper * 2**32`, where None stands for zeros."""

    low: int
    lower: Numbers | None
    upper: Numbers | None

    def write(self, out: Numbers, rows: slice) -> None:
        """Write the numbers of some rows to `out`, which has the declared type of the column, and may wrap around."""
        whole = out.view(np.int64) if out.dtype.kind == "f" else out
        if self.lower is None:
            whole[:] = self.low
            return
        whole[:] = self.lower[rows]
        whole += self.low
        if self.upper is not None:
            whole += self.upper[rows].astype(np.int64) << 32


def narrow(column: Numbers) -> Narrow:
    """Return a column in few bytes; a float is taken for the whole number that its bits are."""
    wide = column.copy().view(np.int64) if column.dtype.kind == "f" else column.astype(np.int64)
    low, high = int(wide.min()), int(wide.max())
    if low == high:
        return Narrow(low, None, None)
    beyond = high - low
    wide -= low  # may wrap around; so does the sum when it is read
    if beyond <= _LOWER_HALF:
        return Narrow(low, wide.astype(_least(beyond)), None)
    upper = wide.view(np.uint64) >> np.uint64(32)
    return Narrow(low, wide.astype(np.uint32), upper.astype(_least(beyond >> 32)))


def _least(most: int) -> type[np.unsignedinteger[Any]]:
    """Return the narrowest type for numbers from 0 to `most`."""
    if most <= 0xFF:
        return np.uint8
    return np.uint16 if most <= 0xFFFF else np.uint32


class Block:
    """So many rows of a table, packed; the columns are in the order of the table."""

    __slots__ = ("columns", "rows")

    def __init__(self, table: npt.NDArray[Any], names: Sequence[str]) -> None:
        """Pack the columns with these names."""
        self.rows = len(table)
        self.columns = [narrow(table[name]) for name in names]


class Packed(Columns):
    """A table as it was written: packed blocks, and the rows that came after them as they are.

    Each look at a column of packed rows reads it anew, into an array of the caller's own.
    """

    def __init__(self, names: Sequence[str], blocks: Sequence[Block], rest: npt.NDArray[Any]) -> None:
        """Hold `blocks`, then the rows of `rest`, a table with these columns."""
        self._places = {name: place for place, name in enumerate(names)}
        self._blocks, self._rest = blocks, rest
        self._first = [0, *accumulate(block.rows for block in blocks)]
        self.packed = self._first[-1]  # rows in blocks
        self.rows = self.packed + len(rest)

    def __getitem__(self, name: str) -> Numbers:
        """Return a whole column."""
        return self.between(name, 0, self.rows)

    def between(self, name: str, low: int, high: int) -> Numbers:
        """Return one column from the row `low` up to, but not including, `high`; only blocks in between are read."""
        place, first, rest, packed = self._places[name], self._first, self._rest[name], self.packed
        if low >= packed:
            return rest[low - packed : high - packed]
        numbers, at = np.empty(min(high, self.rows) - low, rest.dtype), 0
        for number in range(bisect_right(first, low) - 1, bisect_left(first, min(high, packed))):
            begin, end = first[number], min(high, first[number + 1])
            rows = slice(low + at - begin, end - begin)
            self._blocks[number].columns[place].write(numbers[at : end - low], rows)
            at = end - low
        numbers[at:] = rest[: len(numbers) - at]
        return numbers

    def __iter__(self) -> Iterator[str]:
        """Return the names of the columns."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self._places)

    def parts(self) -> Iterator[Packed]:
        """Yield the same rows, part by part, so that no whole column is ever in memory."""
        for block in self._blocks:
            yield Packed(list(self), [block], self._rest[:0])
        yield Packed(list(self), [], self._rest)
