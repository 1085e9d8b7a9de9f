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

    __slots__ = ("_name", "_rows", "_table")

    def __init__(self, table: Columns, name: str, rows: int) -> None:
        """Look at a column of so many rows; nothing is read yet."""
        self._table, self._name, self._rows = table, name, rows

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._rows

    def __getitem__(self, which: slice | Whole) -> Numbers:
        """Return the numbers in a stretch of rows, or in some rows (0 or above) in any order."""
        if isinstance(which, slice):
            return self._between(*which.indices(self._rows)[:2])
        if not isinstance(self._table, Packed):
            return self._table[self._name][which]
        if not len(which):
            return self._between(0, 0)
        low, high = int(which.min()), int(which.max()) + 1
        return self._between(low, high)[which - low] if high - low <= PAGE else self._far_apart(which)

    def whole(self) -> Numbers:
        """Return all numbers."""
        return self[:]

    def _between(self, low: int, high: int) -> Numbers:
        if isinstance(self._table, Packed):
            return self._table.between(self._name, low, high)
        return self._table[self._name][low:high]

    def _far_apart(self, rows: Whole) -> Numbers:
        """Return the numbers in these rows, page by page."""
        found, page = np.empty(len(rows), self._between(0, 0).dtype), rows // PAGE
        for number in np.flatnonzero(np.bincount(page)).tolist():
            mine = np.flatnonzero(page == number)
            wanted = rows[mine]
            low, high = int(wanted.min()), int(wanted.max()) + 1
            found[mine] = self._between(low, high)[wanted - low]
        return found


class Reader:
    """A table of which each column is read in parts."""

    def __init__(self, table: Columns) -> None:
        """Look at `table`; nothing is read yet."""
        self._table, self.names = table, tuple(table)
        #: The number of rows.
        self.rows = table.rows if isinstance(table, Packed) else len(table[self.names[0]])

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return Column(self._table, name, self.rows)

    def parts(self, *names: str, size: int = CHUNK) -> Iterator[tuple[Numbers, ...]]:
        """Yield some columns, so many rows at a time."""
        for at in range(0, self.rows, size):
            yield tuple(self[name][at : at + size] for name in names)

    def where(self, holds: Callable[..., Flags], *names: str) -> Times:
        """Return the rows for whose numbers in these columns something holds."""
        found, at = [np.empty(0, np.int64)], 0
        for part in self.parts(*names):
            found.append(np.flatnonzero(holds(*part)) + at)
            at += len(part[0])
        return np.concatenate(found)
