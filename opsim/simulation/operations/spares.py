"""Spare parts: the store hands out what repairs and maintenance take, and machines wait for what is short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from opsim.ledgers.books import Books
from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.operations.inventory import Stock


class Request(NamedTuple):
    """Units of some items for one machine; `at_hand(cents)` is called with what they cost when all are there."""

    parts: Mapping[str, int]
    machine: int
    at_hand: Callable[[int], None]


class Spares:
    """Requests that wait, in the order in which they came; whichever can be met first is met."""

    def __init__(self, clock: Clock, books: Books, stocks: dict[str, Stock], spares: Rows) -> None:
        """Write what is handed out to `spares`."""
        self.clock, self.books, self.stocks, self.rows = clock, books, stocks, spares
        self.waiting: list[Request] = []

    def fetch(self, parts: Mapping[str, int], machine: int, at_hand: Callable[[int], None]) -> None:
        """Ask for parts; they are reordered as the policy of each item says."""
        self.waiting.append(Request(parts, machine, at_hand))
        for item, units in parts.items():
            self.stocks[item].demand(units)
        self.hand_out()

    def hand_out(self) -> None:
        """Meet the requests that can be met."""
        for request in list(self.waiting):
            if request in self.waiting and self._is_there(request):
                self.waiting.remove(request)
                request.at_hand(self._take(request))

    def _is_there(self, request: Request) -> bool:
        return all(self.stocks[item].on_hand >= units for item, units in request.parts.items())

    def _take(self, request: Request) -> int:
        total = 0
        for item, units in request.parts.items():
            stock = self.stocks[item]
            stock.bad_among(units)
            kind = self.books.kind("maintenance", stock.account, "maintenance", item)
            total += stock.issue(units, kind, request.machine)
            self.rows.add(self.clock.now_ms, units, request.machine, stock.item)
        return total
