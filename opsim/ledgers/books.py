"""The money ledger in use: double entry in whole cents, each posting with the function that caused it."""

from __future__ import annotations

from typing import Final

from opsim.ledgers.rows import Rows

CASH: Final = "cash"


class Books:
    """Posts entries and knows the cash in hand and the balance of every account, in cents, at all times."""

    def __init__(self, rows: Rows) -> None:
        """Write to `rows`, the money table."""
        self._buffer, self._pack = rows.buffer, rows.pack
        self.kinds: list[tuple[str, str, str, str]] = []
        self.cash = 0
        self._ids: dict[tuple[str, str, str, str], int] = {}
        self._cash_signs: list[int] = []
        self._totals: list[int] = []

    def kind(self, debit: str, credit: str, function: str, item: str = "") -> int:
        """Return the id of the postings that debit and credit these accounts for this function (and item)."""
        key = (debit, credit, function, item)
        if key not in self._ids:
            self._ids[key] = len(self.kinds)
            self.kinds.append(key)
            self._cash_signs.append((debit == CASH) - (credit == CASH))
            self._totals.append(0)
        return self._ids[key]

    def post(self, now_ms: int, kind: int, cents: int, subject: int = -1) -> None:
        """Post one entry; `subject` is the row (order, lot, purchase, ...) that caused it, -1 for none."""
        buffer = self._buffer
        buffer += self._pack(now_ms, cents, subject, kind)
        if sign := self._cash_signs[kind]:
            self.cash += sign * cents
        self._totals[kind] += cents

    def balance(self, account: str) -> int:
        """Return debits less credits of `account` so far, in cents."""
        pairs = zip(self.kinds, self._totals, strict=True)
        return sum(((kind[0] == account) - (kind[1] == account)) * total for kind, total in pairs)


class Accrual:
    """Turns a stream of fractions of a cent into whole cents; what is left over waits for the next time."""

    def __init__(self) -> None:
        """Start with nothing left over."""
        self._left = 0

    def whole(self, amount: int, divisor: int) -> int:
        """Return the whole cents in `amount / divisor` plus what was left over before, which has the same divisor."""
        cents, self._left = divmod(self._left + amount, divisor)
        return cents
