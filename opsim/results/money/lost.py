"""Orders that came to nothing: when the firm lost them, and the margin that went with them (a memo in the books)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import LOST, REFUSED
from opsim.results.columns.groups import rows_with
from opsim.results.columns.intervals import Times
from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.money.balances import MEMO

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class LostMargin:
    """The margin that was lost with orders, in cents."""

    def __init__(self, history: History) -> None:
        """Collect what the books say; few orders are lost."""
        money, rows = Reader(history.tables["money"]), _memos(history)
        self._orders, order = np.unique(money["subject"][rows], return_inverse=True)
        self._cents = sums_by(order, money["cents"][rows], len(self._orders))

    def of(self, low: int, high: int) -> Times:
        """Return the margin lost with each of the orders low .. high - 1; 0 for those that were served."""
        cents = np.zeros(high - low, np.int64)
        lost = slice(*np.searchsorted(self._orders, (low, high)).tolist())
        cents[self._orders[lost] - low] = self._cents[lost]
        return cents


def lost_at(history: History) -> Times:
    """Return when each order was lost, refused or given up by the customer; -1 for those that were not."""
    money, orders, rows = Reader(history.tables["money"]), Reader(history.tables["orders"]), _memos(history)
    times: Times = np.full(orders.rows, -1, np.int64)
    at_once = orders.where(lambda status: (status == LOST) | (status == REFUSED), "status")
    times[at_once] = orders["arrived"][at_once]
    times[money["subject"][rows]] = money["time"][rows]
    return times


def _memos(history: History) -> Times:
    """Return the memo postings that speak of an order."""
    money = Reader(history.tables["money"])
    memo = np.array([set(kind[:2]) == set(MEMO) for kind in history.names.kinds], np.bool_)
    if not memo.any():
        return np.empty(0, np.int64)
    rows = rows_with(money["kind"], memo)
    return rows[money["subject"][rows] >= 0]
