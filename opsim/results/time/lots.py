"""Lots with everything that is known of them, put together from the lean tables in which it was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from opsim.results.columns.reading import Reader

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Whole

Column = npt.NDArray[Any]


class Lots(Mapping[str, Column]):
    """The columns of all lots; what is rare has a table of its own and is spread over the lots when asked for.

    Besides those of the table: `created` (when the job was opened, or the rework split off), `short_from` (since when
    the lot waited for material), `parent` and `rework_until` of rework lots, `scrapped` units; -1 for what is not.
    """

    def __init__(self, history: History) -> None:
        """Look at `history`."""
        self._tables = history.tables
        self._end_ms = history.end_ms
        self._plain, self._jobs = Reader(history.tables["lots"]), Reader(history.tables["jobs"])

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return self._plain[name].whole() if name in self._plain.names else self.of(name, np.arange(self.count))

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all columns."""
        yield from self._plain.names
        yield from ("created", *RARE, "scrapped")

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(list(iter(self)))

    @property
    def count(self) -> int:
        """The number of lots."""
        return self._plain.rows

    def of(self, name: str, lots: Whole) -> Column:
        """Return one column for some lots only."""
        if name in self._plain.names:
            return self._plain[name][lots]
        if name == "created":
            return self._created(lots)
        if name == "short_from" and len(self._tables["sublots"]["lot"]):
            lots = self._batch_of[lots]
        return self._scrapped()[lots] if name == "scrapped" else self._rare(*RARE[name], lots)

    def _created(self, lots: Whole) -> Column:
        """Return when the job was opened (the end, if that is not known yet), or the rework split off."""
        job, count = self._plain["job"][lots], self._jobs.rows
        known = np.full(len(lots), self._end_ms, np.int64)
        opened = np.flatnonzero(job < count)
        known[opened] = self._jobs["created"][job[opened]]
        again = np.flatnonzero(self._marks["reworks"][lots])
        known[again] = self._plain["released"][lots[again]]
        return known

    def _rare(self, table: str, column: str, lots: Whole) -> Column:
        """Return what a table says that has rows, in the order of lots, for few of them; -1 where it says nothing."""
        rows = self._tables[table]
        found = np.full(len(lots), -1, rows[column].dtype)
        known = np.flatnonzero(self._marks[table][lots])
        found[known] = rows[column][np.searchsorted(rows["lot"], lots[known])]
        return found

    @cached_property
    def _marks(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Which lots the rare tables speak of."""
        marks = {}
        for table in {table for table, _ in RARE.values()}:
            marks[table] = np.zeros(self.count, np.bool_)
            marks[table][self._tables[table]["lot"]] = True
        return marks

    @cached_property
    def _batch_of(self) -> Column:
        """The lot of which each is a transfer batch; itself for a whole one."""
        batches, sublots = np.arange(self.count), self._tables["sublots"]
        batches[sublots["lot"]] = sublots["batch"]
        return batches

    def _scrapped(self) -> Column:
        scraps, units = self._tables["scraps"], np.zeros(self.count, np.int32)
        np.add.at(units, scraps["lot"], scraps["units"])
        return units


#: Column -> table and column in which it is recorded, for the few lots that have it.
RARE: Final[dict[str, tuple[str, str]]] = {
    "short_from": ("shortages", "since"),
    "parent": ("reworks", "parent"),
    "rework_until": ("reworks", "until"),
    "rework_from": ("reworks", "first"),
}
