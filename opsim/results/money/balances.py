"""Sums over the money ledger: balances of accounts, cash over time, cost by function; all in whole cents."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.results.columns.groups import rows_with
from opsim.results.columns.intervals import AFTER_ALL, Times, Whole, run_ends
from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Collection

    from opsim.ledgers.history import History

ASSETS: Final = (
    "cash", "receivables", "prepayments", "inventory_materials", "wip", "inventory_products", "goods_in_transit",
    "equipment",
)  # fmt: skip
INVENTORY: Final = ("inventory_materials", "wip", "inventory_products", "goods_in_transit")
LIABILITIES: Final = ("payables", "loan", "tax_due")
EQUITY: Final = ("equity",)
INCOME: Final = ("sales", "discounts", "interest_income", "seconds")
EXPENSES: Final = (
    "cost_of_goods", "scrap", "wages", "training", "energy", "maintenance", "quality", "adjustments", "rework",
    "downgrades", "freight", "order_costs", "holding", "depreciation", "overheads", "warranty", "refunds", "disposal",
    "loan_fees",
    "interest", "tax",
)  # fmt: skip
MEMO: Final = ("memo_lost", "memo_lost_margin")
ACCOUNTS: Final = (*ASSETS, *LIABILITIES, *EQUITY, *INCOME, *EXPENSES, *MEMO)


class Money:
    """Reads one run's money ledger."""

    def __init__(self, history: History) -> None:
        """Look at `history`; nothing is computed yet."""
        self.kinds = history.names.kinds
        self.table = Reader(history.tables["money"])

    @cached_property
    def by_kind(self) -> list[int]:
        """What was posted of each kind."""
        totals: list[int] = sums_by(self.table["kind"], self.table["cents"], len(self.kinds)).tolist()
        return totals

    def sign(self, kind: int, accounts: Collection[str]) -> int:
        """Return +1 where the kind adds to (debits) these accounts, -1 where it takes away, 0 where neither or both."""
        debit, credit, *_ = self.kinds[kind]
        return (debit in accounts) - (credit in accounts)

    @cached_property
    def _balances(self) -> dict[str | None, dict[str, int]]:
        """Debits less credits by item (None for all of them) and account."""
        found: dict[str | None, dict[str, int]] = {None: {}}
        for (debit, credit, _, item), total in zip(self.kinds, self.by_kind, strict=True):
            for balances in (found[None], found.setdefault(item, {})):
                balances[debit] = balances.get(debit, 0) + total
                balances[credit] = balances.get(credit, 0) - total
        return found

    def balance(self, *accounts: str, item: str | None = None) -> int:
        """Return debits less credits of these accounts (for one item)."""
        balances = self._balances.get(item, {})
        return sum(balances.get(account, 0) for account in accounts)

    @cached_property
    def against_cash(self) -> dict[str, int]:
        """Cash received less paid, by the account on the other side."""
        found: dict[str, int] = {}
        for (debit, credit, *_), total in zip(self.kinds, self.by_kind, strict=True):
            if debit == "cash":
                found[credit] = found.get(credit, 0) + total
            if credit == "cash":
                found[debit] = found.get(debit, 0) - total
        return found

    @cached_property
    def cost_by_function(self) -> dict[str, int]:
        """Debits less credits of all expense accounts, by the function that caused them."""
        costs = dict.fromkeys(FUNCTIONS, 0)
        for kind, total in enumerate(self.by_kind):
            if sign := self.sign(kind, EXPENSES):
                costs[self.kinds[kind][2]] += sign * total
        return costs

    def steps(self, *accounts: str) -> tuple[Times, Times]:
        """Return the balance of these accounts after each instant at which it changed: times (ms), cents."""
        signs = self._signs(accounts)
        rows = rows_with(self.table["kind"], signs != 0)
        time = np.asarray(self.table["time"][rows], np.int64)
        cents = np.asarray(self.table["cents"][rows], np.int64) * signs[self.table["kind"][rows]]
        return after_each_instant(time, cents)

    def until(self, at_ms: int, *accounts: str) -> int:
        """Return debits less credits of these accounts up to and at a time, in cents."""
        signs, balance = self._signs(accounts), 0
        for time, cents, kind in self.table.parts("time", "cents", "kind"):
            before = bisect_right(time, at_ms)
            balance += int((cents[:before] * signs[kind[:before]]).sum())
            if before < len(time):
                break
        return balance

    def lowest(self, *accounts: str) -> int:
        """Return the least balance of these accounts after an instant at which it changed, in cents; 0 without any."""
        signs, balance, latest, least = self._signs(accounts), 0, -1, AFTER_ALL
        for time, cents, kind in self.table.parts("time", "cents", "kind"):
            sign = signs[kind]
            if not len(mine := np.flatnonzero(sign)):
                continue
            when, balances = time[mine], np.cumsum(cents[mine] * sign[mine])
            balances += balance
            if when[0] > latest >= 0:
                least = min(least, balance)
            least = int(balances[:-1].min(where=when[1:] > when[:-1], initial=least))
            balance, latest = int(balances[-1]), int(when[-1])  # the next part may go on with this instant
        return min(least, balance) if latest >= 0 else 0

    def mean(self, low: int, high: int, *accounts: str) -> float:
        """Return the time average of the balance of these accounts over [low, high], in cents."""
        if high <= low:
            return float("nan")
        signs, area, balance, before = self._signs(accounts), 0, 0, low
        for time, cents, kind in self.table.parts("time", "cents", "kind"):
            until = min(max(int(time[-1]), low), high)
            changes = cents * signs[kind]
            area += balance * (until - before) + int((changes * (until - np.clip(time, low, until))).sum())
            balance, before = balance + int(changes.sum()), until
        return (area + balance * (high - before)) / (high - low)

    def _signs(self, accounts: Collection[str]) -> Times:
        return np.array([self.sign(kind, accounts) for kind in range(len(self.kinds))], np.int64)


def after_each_instant(times: Whole, changes: Whole) -> tuple[Times, Times]:
    """Return the running sum of changes after the last one of each instant."""
    if len(times) and (times[1:] < times[:-1]).any():
        order = np.argsort(times, kind="stable")
        times, changes = times[order], changes[order]
    last = np.flatnonzero(run_ends(times))
    return np.asarray(times[last], np.int64), np.cumsum(changes, dtype=np.int64)[last]
