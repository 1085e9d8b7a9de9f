"""Operations in several parts: a lot lost its machine to one that went before it, and came back later."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from opsim.results.columns.intervals import Flags, Times, Whole

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.groups import Groups

#: More than there are steps in a routing.
_STEPS = 1 << 16


class Displaced:
    """Which operations were cut short, and which went on with what one before them had begun."""

    def __init__(self, history: History, by_lot: Groups) -> None:
        """Look at `history`; `by_lot` are its operations by lot, in the order of time."""
        self._table, self._operations, self._by_lot = history.tables["displaced"], history.tables["operations"], by_lot
        self._latest = history.end_ms + 1

    def __bool__(self) -> bool:
        """Say whether any lot was ever displaced."""
        return bool(len(self._table["lot"]))

    @cached_property
    def _cut(self) -> npt.NDArray[np.bool_]:
        """Which operations were cut short: those of a displaced lot that ended when it was."""
        ended = np.asarray(self._operations["lot"], np.int64) * self._latest + self._operations["end"]
        gone = np.asarray(self._table["lot"], np.int64) * self._latest + self._table["time"]
        return np.isin(ended, gone)

    @cached_property
    def _resumed(self) -> npt.NDArray[np.bool_]:
        """Which operations go on with one that was cut short: the next ones of their lots."""
        order, flags = self._by_lot.order, np.zeros(len(self._operations["lot"]), np.bool_)
        flags[order[1:]] = self._cut[order[:-1]] & (np.diff(self._operations["lot"][order]) == 0)
        return flags

    def cut_short(self, rows: Whole) -> Flags:
        """Say which of these operations were cut short."""
        return self._cut[rows] if self else np.zeros(len(rows), np.bool_)

    def resumed(self, rows: Whole) -> Flags:
        """Say which of these operations are the rest of an earlier one."""
        return self._resumed[rows] if self else np.zeros(len(rows), np.bool_)

    def last_part(self, lots: Whole, steps: Whole) -> npt.NDArray[np.int32]:
        """Return for each of these lots and steps the operation with which the step was done."""
        order = self._by_lot.order
        found = np.searchsorted(self._keys, np.asarray(lots, np.int64) * _STEPS + steps, side="right") - 1
        return order[found]

    @cached_property
    def _keys(self) -> Times:
        """Lot and step of all operations, lot by lot: in rising order, since the steps of a lot follow each other."""
        order = self._by_lot.order
        keys: Times = np.asarray(self._operations["lot"][order], np.int64) * _STEPS + self._operations["step"][order]
        return keys
