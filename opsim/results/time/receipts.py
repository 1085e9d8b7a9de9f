"""When each item came in, made or bought: what a customer who left would have waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.groups import grouped
from opsim.results.columns.intervals import Times, Whole
from opsim.results.columns.reading import Reader

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class Receipts:
    """Receipts of every item in the order of time: finished lots with good units, purchases with accepted ones.

    A receipt is the row of its lot, or that of its purchase behind all lots.
    """

    def __init__(self, history: History) -> None:
        """Collect them."""
        self._lots, self._purchases = Reader(history.tables["lots"]), Reader(history.tables["purchases"])
        self.end_ms, self.items = history.end_ms, history.names.items
        self.products, self._behind = history.scenario.products, self._lots.rows
        made = self._lots.where(lambda finished, good: (finished >= 0) & (good > 0), "finished", "good")
        bought = self._purchases.where(lambda arrived, good: (arrived >= 0) & (good > 0), "arrived", "accepted")
        receipts = np.concatenate([made.astype(np.int32), (bought + self._behind).astype(np.int32)])
        del made
        receipts = receipts[np.argsort(self._of_both("finished", "arrived", receipts), kind="stable")]
        by_item = grouped(self._of_both("product", "item", receipts), len(self.items))
        self._by_item = by_item._replace(order=receipts[by_item.order])
        self._times: dict[int, Times] = {}

    def of(self, item: int) -> Whole:
        """Return the receipts of an item."""
        return self._by_item.of(item)

    def time(self, item: int) -> Times:
        """Return when its receipts came in."""
        return np.asarray(self._of_both("finished", "arrived", self.of(item)), np.int64)

    def moves(self, low: int, high: int) -> tuple[Whole, Whole, Whole]:
        """Return the receipts of the items low .. high - 1: of which item, when, how many units."""
        first = self._by_item.first[low : high + 1]
        receipts = self._by_item.order[first[0] : first[-1]]
        items = np.repeat(np.arange(low, high, dtype=np.int16), np.diff(first))
        return items, self._of_both("finished", "arrived", receipts), self._of_both("good", "accepted", receipts)

    def _of_both(self, of_lots: str, of_purchases: str, receipts: Whole) -> Whole:
        """Return for each receipt what a column says of its lot, or one of its purchase."""
        made = receipts < self._behind
        if made.all():
            return self._lots[of_lots][receipts]
        if not made.any():
            return self._purchases[of_purchases][receipts - self._behind]
        found = np.empty(len(receipts), self._lots[of_lots][:0].dtype)
        found[made] = self._lots[of_lots][receipts[made]]
        found[~made] = self._purchases[of_purchases][receipts[~made] - self._behind]
        return found

    def _came(self, item: int) -> Times:
        """Return when its receipts came in, and remember it: stories ask often, and of few items."""
        if item not in self._times:
            self._times[item] = self.time(item)
        return self._times[item]

    def _sources(self, receipts: Whole) -> tuple[Times, Times]:
        """Return lot and purchase of each receipt; -1 for what it is not, and for both where there is no receipt."""
        made = receipts < self._behind
        return np.where(made, receipts, -1), np.where(made, -1, receipts - self._behind)

    def next_after(self, items: Whole, times: Times) -> tuple[Times, Times, Times]:
        """Return time, lot and purchase of each item's first receipt after each time; the end of the run if none."""
        when, receipt = np.full(len(items), self.end_ms, np.int64), np.full(len(items), -1, np.int64)
        for item in np.flatnonzero(np.bincount(items, minlength=1)).tolist():
            mine, came, asked = self.of(item), self._came(item), np.flatnonzero(items == item)
            following = np.searchsorted(came, times[asked], side="right")
            known = following < len(mine)
            row, following = asked[known], following[known]
            when[row], receipt[row] = came[following], mine[following]
        return when, *self._sources(receipt)

    def ending_shortage(self, products: Whole, since: Times, until: Times) -> tuple[Times, Times, Times]:
        """Return time, lot and purchase of the receipt that ended a shortage of parts: the last one in (since, until].

        Each shortage is that of a lot of one of `products`; any part in its bill of materials may have been short.
        Lot and purchase are -1, and the time is `since`, where nothing came in.
        """
        when, receipt = since.copy(), np.full(len(since), -1, np.int64)
        for product in np.flatnonzero(np.bincount(products, minlength=1)).tolist():
            asked = np.flatnonzero(products == product)
            for part in self.products[self.items[product]].materials:
                item = self.items.index(part)
                mine, came = self.of(item), self._came(item)
                last = np.searchsorted(came, until[asked], side="right") - 1
                row, last = asked[last >= 0], last[last >= 0]
                later = came[last] > when[row]
                row, last = row[later], last[later]
                when[row], receipt[row] = came[last], mine[last]
        return when, *self._sources(receipt)
