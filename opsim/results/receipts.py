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
        self.end_ms, self.items = history.end_ms, history.names.items
        self.products = history.scenario.products
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

    def ending_shortage(self, products: Whole, since: Times, until: Times) -> tuple[Times, Times, Times]:
        """Return time, lot and purchase of the receipt that ended a shortage of parts: the last one in (since, until].

        Each shortage is that of a lot of one of `products`; any part in its bill of materials may have been short.
        Lot and purchase are -1, and the time is `since`, where nothing came in.
        """
        when, lot, purchase = since.copy(), *(np.full(len(since), -1, np.int64) for _ in range(2))
        for product in np.flatnonzero(np.bincount(products, minlength=1)).tolist():
            asked = np.flatnonzero(products == product)
            for part in self.products[self.items[product]].materials:
                rows = self.by_item.of(self.items.index(part))
                last = np.searchsorted(self.time[rows], until[asked], side="right") - 1
                source = rows[last[last >= 0]]
                later = self.time[source] > when[asked[last >= 0]]
                row, source = asked[last >= 0][later], source[later]
                when[row], lot[row], purchase[row] = self.time[source], self.lot[source], self.purchase[source]
        return when, lot, purchase
