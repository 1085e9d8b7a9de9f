"""Orders that came to nothing: when the firm lost them, and the margin that went with them (a memo in the books)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import LOST, REFUSED
from opsim.results.columns.groups import rows_with
from opsim.results.columns.intervals import Times
from opsim.results.columns.sums import sums_by
from opsim.results.money.balances import MEMO

if TYPE_CHECKING:
    from opsim.ledgers.history import History


def lost_margin(history: History) -> Times:
    """Return the margin lost with each order, in cents; 0 for those that were served."""
    money, rows = history.tables["money"], _memos(history)
    return sums_by(money["subject"][rows], money["cents"][rows], len(history.tables["orders"]["product"]))


def lost_at(history: History) -> Times:
    """Return when each order was lost, refused or given up by the customer; -1 for those that were not."""
    money, orders, rows = history.tables["money"], history.tables["orders"], _memos(history)
    at_once = np.isin(orders["status"], (LOST, REFUSED))
    times: Times = np.where(at_once, orders["arrived"], -1)
    times[money["subject"][rows]] = money["time"][rows]
    return times


def _memos(history: History) -> Times:
    """Return the memo postings that speak of an order."""
    money = history.tables["money"]
    memo = np.array([set(kind[:2]) == set(MEMO) for kind in history.names.kinds], np.bool_)
    if not memo.any():
        return np.empty(0, np.int64)
    rows = rows_with(money["kind"], memo)
    return rows[money["subject"][rows] >= 0]
