"""The money ledger in use: double entry in whole cents, each posting with the function that caused it."""

from __future__ import annotations

from typing import Final

import numpy as np

from opsim.ledgers.rows import Rows

CASH: Final = "cash"


class Books:
    """Posts entries, and knows the cash in hand at all times; other balances are added up when they are asked for."""

    def __init__(self, rows: Rows) -> None:
        """Write to `rows`, the money table; who appends to `entries` without `post` vouches that no cash moves."""
        self.entries, self.pack, self._rows = rows.buffer, rows.pack, rows
        self.kinds: list[tuple[str, str, str, str]] = []
        self.cash = 0
        self._ids: dict[tuple[str, str, str, str], int] = {}
        self._cash_signs: list[int] = []

    def kind(self, debit: str, credit: str, function: str, item: str = "") -> int:
        """Return the id of the postings that debit and credit these accounts for this function (and item)."""
        key = (debit, credit, function, item)
        if key not in self._ids:
            self._ids[key] = len(self.kinds)
            self.kinds.append(key)
            self._cash_signs.append((debit == CASH) - (credit == CASH))
        return self._ids[key]

    def post(self, now_ms: int, kind: int, cents: int, subject: int = -1) -> None:
        """Post one entry; `subject` is the row (order, lot, purchase, ...) that caused it, -1 for none."""
        entries, pack = self.entries, self.pack
        entries += pack(now_ms, cents, subject, kind)
        if sign := self._cash_signs[kind]:
            self.cash += sign * cents

    def balance(self, *accounts: str) -> int:
        """Return debits less credits of `accounts` together so far, in cents."""
        signs = np.array([(kind[0] in accounts) - (kind[1] in accounts) for kind in self.kinds], np.int64)
        return sum(int((part["cents"] * signs.take(part["kind"])).sum()) for part in self._rows.so_far().parts())


class Accrual:
    """Turns a stream of fractions of a cent into whole cents; what is left over waits for the next time."""

    def __init__(self) -> None:
        """Start with nothing left over."""
        self._left = 0

    def whole(self, amount: int, divisor: int) -> int:
        """Return the whole cents in `amount / divisor` plus what was left over before, which has the same divisor."""
        cents, self._left = divmod(self._left + amount, divisor)
        return cents
