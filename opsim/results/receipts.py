"""When each item came in, made or bought: what a customer who left would have waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.groups import grouped
from opsim.results.intervals import Times, Whole

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class Receipts:
    """Receipts of every item in the order of time, each with its lot or its purchase."""

    def __init__(self, history: History) -> None:
        """Collect finished lots with good units and arrived purchases with accepted ones."""
        lots, purchases = history.tables["lots"], history.tables["purchases"]
        made = np.flatnonzero((lots["finished"] >= 0) & (lots["good"] > 0))
        bought = np.flatnonzero((purchases["arrived"] >= 0) & (purchases["accepted"] > 0))
        self.end_ms = history.end_ms
        item = np.concatenate([lots["product"][made], purchases["item"][bought]])
        time = np.concatenate([lots["finished"][made], purchases["arrived"][bought]])
        order = np.argsort(time, kind="stable")
        self.time = time[order]
        self.lot = np.concatenate([made, np.full(len(bought), -1)])[order].astype(np.int32)
        self.purchase = np.concatenate([np.full(len(made), -1), bought])[order].astype(np.int32)
        self.units = np.concatenate([lots["good"][made], purchases["accepted"][bought]])[order]
        self.by_item = grouped(item[order], len(history.names.items))

    def next_after(self, items: Whole, times: Times) -> tuple[Times, Times, Times]:
        """Return time, lot and purchase of each item's first receipt after each time; the end of the run if none."""
        when = np.full(len(items), self.end_ms, np.int64)
        lot, purchase = np.full(len(items), -1, np.int64), np.full(len(items), -1, np.int64)
        for item in np.flatnonzero(np.bincount(items, minlength=1)):
            mine, asked = self.by_item.of(int(item)), np.flatnonzero(items == item)
            following = np.searchsorted(self.time[mine], times[asked], side="right")
            known = following < len(mine)
            source, asked = mine[following[known]], asked[known]
            when[asked], lot[asked], purchase[asked] = self.time[source], self.lot[source], self.purchase[source]
        return when, lot, purchase
