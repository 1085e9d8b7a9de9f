"""Reading a ledger table in parts: a whole column need never be in memory, and costs time to unpack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from opsim.ledgers.blocks import Packed
from opsim.results.columns.intervals import Flags, Times, Whole

if TYPE_CHECKING:
    from opsim.ledgers.blocks import Columns

Numbers = npt.NDArray[Any]

#: Rows looked at together: their ids lie near each other in a table that is in the order of time.
CHUNK: Final = 1 << 14
#: Rows that lie further apart are not unpacked in one go.
PAGE: Final = 1 << 17


class Column:
    """One column: `column[low:high]` and `column[rows]` are arrays, for which only what is near is unpacked."""

    __slots__ = ("_name", "_reader")

    def __init__(self, reader: Reader, name: str) -> None:
        """Look at a column; nothing is read yet."""
        self._reader, self._name = reader, name

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._reader.rows

    def __getitem__(self, which: slice | Whole) -> Numbers:
        """Return the numbers in a stretch of rows, or in some rows (0 or above) in any order."""
        if isinstance(which, slice):
            return self._reader.between(self._name, *which.indices(len(self))[:2])
        return self._reader.at(which, self._name)[0]

    def whole(self) -> Numbers:
        """Return all numbers."""
        return self[:]


class Reader:
    """A table of which each column is read in parts."""

    def __init__(self, table: Columns) -> None:
        """Look at `table`; nothing is read yet."""
        self._table, self.names = table, tuple(table)
        #: The number of rows.
        self.rows = table.rows if isinstance(table, Packed) else len(table[self.names[0]])
        self._packed = table if isinstance(table, Packed) and table.packed else None

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return Column(self, name)

    def between(self, name: str, low: int, high: int) -> Numbers:
        """Return one column from the row `low` up to, but not including, `high`."""
        return self._table[name][low:high] if self._packed is None else self._packed.between(name, low, high)

    def at(self, rows: Whole, *names: str) -> tuple[Numbers, ...]:
        """Return some columns in these rows (0 or above), which are in any order."""
        if self._packed is None:
            return tuple([self._table[name][rows] for name in names])
        low, high = (int(rows.min()), int(rows.max()) + 1) if len(rows) else (0, 0)
        if high - low > PAGE:
            return tuple(self._far_apart(rows, name) for name in names)
        near = rows - low
        return tuple([self._packed.between(name, low, high).take(near) for name in names])

    def _far_apart(self, rows: Whole, name: str) -> Numbers:
        """Return the numbers in these rows, page by page."""
        found, page = np.empty(len(rows), self.between(name, 0, 0).dtype), rows // PAGE
        for number in np.flatnonzero(np.bincount(page)).tolist():
            mine = np.flatnonzero(page == number)
            wanted = rows[mine]
            low, high = int(wanted.min()), int(wanted.max()) + 1
            found[mine] = self.between(name, low, high).take(wanted - low)
        return found

    def parts(self, *names: str, size: int = CHUNK) -> Iterator[tuple[Numbers, ...]]:
        """Yield some columns, so many rows at a time."""
        for at in range(0, self.rows, size):
            yield tuple(self.between(name, at, min(at + size, self.rows)) for name in names)

    def where(self, holds: Callable[..., Flags], *names: str) -> Times:
        """Return the rows for whose numbers in these columns something holds."""
        found, at = [np.empty(0, np.int64)], 0
        for part in self.parts(*names):
            found.append(np.flatnonzero(holds(*part)) + at)
            at += len(part[0])
        return np.concatenate(found)
