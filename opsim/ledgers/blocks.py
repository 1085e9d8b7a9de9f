"""Rows that will not change any more, in blocks: each column takes as few bytes as the numbers of its block need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
#: Columns of equal length by their names.
Columns = Mapping[str, Numbers]

_LOWER_HALF: Final = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Narrow:
    """One column of a block: `low + lower + upper * 2**32`, where None stands for zeros."""

    low: int
    lower: Numbers | None
    upper: Numbers | None

    def part(self, low: int, high: int) -> Narrow:
        """Return the rows from `low` up to, but not including, `high`."""
        lower, upper = (half if half is None else half[low:high] for half in (self.lower, self.upper))
        return Narrow(self.low, lower, upper)

    def write(self, out: Numbers) -> None:
        """Write the numbers to `out`, which has the declared type of the column."""
        whole = out.view(np.int64) if out.dtype.kind == "f" else out
        if self.lower is None:
            whole[:] = self.low
        else:
            np.add(self.lower, self.low, out=whole, dtype=np.int64, casting="unsafe")
        if self.upper is not None:
            whole += self.upper.astype(np.int64) << 32


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
        self.rows = self._first[-1] + len(rest)

    def __getitem__(self, name: str) -> Numbers:
        """Return a whole column."""
        return self.between(name, 0, self.rows)

    def between(self, name: str, low: int, high: int) -> Numbers:
        """Return one column from the row `low` up to, but not including, `high`; only blocks in between are read."""
        place, first, rest = self._places[name], self._first[-1], self._rest[name]
        if low >= first:
            return rest[low - first : high - first]
        numbers = np.empty(min(high, self.rows) - low, rest.dtype)
        for block in range(bisect_right(self._first, low) - 1, len(self._blocks)):
            begin, end = self._first[block], self._first[block + 1]
            if begin >= high:
                break
            column = self._blocks[block].columns[place].part(max(low - begin, 0), min(high, end) - begin)
            column.write(numbers[max(begin - low, 0) : end - low])
        numbers[max(first - low, 0) :] = rest[: max(high - first, 0)]
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
