"""Stock over time: a view over jobs, lots, purchases and orders, in whole units; no stock move is recorded twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.columns.groups import Groups, grouped
from opsim.results.columns.intervals import Times, Whole
from opsim.results.money.balances import after_each_instant
from opsim.results.money.lost import lost_at

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.time.receipts import Receipts


#: What moves an item -> the table that tells it, and when it does.
WHAT_MOVES: Final = {
    "started": ("lots", "released"),
    "demand": ("orders", "arrived"),
    "shipments": ("orders", "supplied"),
    "made": ("jobs", "created"),
    "bought": ("purchases", "ordered"),
    "spares": ("spares", "time"),
}


class Moves(NamedTuple):
    """Changes of a quantity, in any order: when (ms) and by how many units."""

    time: Times
    units: Times


class Flow(NamedTuple):
    """The moves of one item: what came in, what went into products, into machines and to customers, what was wanted.

    `ordered` is what the firm ordered to refill it: purchases and production orders; `demand` is all that customers
    asked for, served or not.
    """

    receipts: Moves
    issues: Moves
    demand: Moves
    shipments: Moves
    ordered: Moves


class Stock:
    """What came in and went out of each item of one run."""

    def __init__(self, history: History, receipts: Receipts) -> None:
        """Look at `history`; nothing is computed yet."""
        self.history, self._receipts = history, receipts
        self.items = history.names.items
        self.opening = {str(item): int(units) for item, units in history.closing.get("opening", {}).items()}

    @cached_property
    def _orders(self) -> Groups:
        return grouped(self.history.tables["orders"]["product"], len(self.items))

    def orders(self, item: int) -> Whole:
        """Return the rows of the customers' orders for a product."""
        return self._orders.of(item)

    def flow(self, item: int) -> Flow:
        """Return everything that came in, went out and was wanted of one item."""

        def moves_of(what: str, item: int) -> Moves:
            table, time = WHAT_MOVES[what]
            columns, rows = self.history.tables[table], np.flatnonzero(self._items_of(table) == item)
            return _moves(columns[time][rows], columns["units"][rows])

        return self._flow(item, moves_of)

    def flows(self) -> Iterator[Flow]:
        """Yield the flow of each item; columns are put in the order of items all at once."""

        @cache
        def groups(table: str) -> Groups:
            return grouped(self._items_of(table), len(self.items))

        @cache
        def column(table: str, name: str) -> Whole:
            return np.ascontiguousarray(self.history.tables[table][name])[groups(table).order]

        def moves_of(what: str, item: int) -> Moves:
            table, time = WHAT_MOVES[what]
            place = groups(table).place(item)
            return _moves(column(table, time)[place], column(table, "units")[place])

        for item in range(len(self.items)):
            yield self._flow(item, moves_of)

    def _items_of(self, table: str) -> Whole:
        """Return the item that each row moves; -1 for lots that took no material: rework, and those not released."""
        columns = self.history.tables[table]
        if table != "lots":
            return columns["item" if "item" in columns else "product"]
        items = np.where(columns["released"] >= 0, columns["product"], np.int16(-1))
        items[self.history.tables["reworks"]["lot"]] = -1
        return items

    def _flow(self, item: int, moves_of: Callable[[str, int], Moves]) -> Flow:
        issues = [moves_of("spares", item)]
        for product, spec in self.history.scenario.products.items():
            each = spec.materials.get(self.items[item], 0)
            if each and spec.routing:
                started = moves_of("started", self.items.index(product))
                issues.append(Moves(started.time, started.units * each))
        return Flow(
            receipts=_moves(self._receipts.time(item), self._receipts.units(item)),
            issues=_together(issues),
            demand=moves_of("demand", item),
            shipments=_that_happened(moves_of("shipments", item)),
            ordered=_together([moves_of("made", item), _that_happened(moves_of("bought", item))]),
        )

    def steps(self, item: int) -> tuple[Times, Times]:
        """Return the stock on hand after each instant (ms, units), from the opening stock on."""
        return self.level(item, self.flow(item))

    def level(self, item: int, flow: Flow) -> tuple[Times, Times]:
        """Return the stock on hand after each instant, given what moved."""
        opening = _moves(np.array([0]), np.array([self.opening.get(self.items[item], 0)]))
        gone = (Moves(moves.time, -moves.units) for moves in (flow.issues, flow.shipments))
        return after_each_instant(*_together([opening, flow.receipts, *gone]))

    def backlog(self, product: int) -> tuple[Times, Times]:
        """Return the units that customers have ordered and not yet been given, after each instant."""
        start, end, units = self.waits(product)
        left = end >= 0
        moves = _together([Moves(start, units), Moves(end[left], -units[left])])
        return after_each_instant(*moves)

    def waits(self, product: int) -> tuple[Times, Times, Times]:
        """Return the orders that had to wait: since when, until when (-1: they still wait), and for how many units.

        A wait ends with the supply, or when the customer has left.
        """
        orders, rows = self.history.tables["orders"], self.orders(product)
        arrived, until = orders["arrived"][rows], self.wait_ends(rows)
        which = np.flatnonzero(until != arrived)
        return arrived[which], until[which], orders["units"][rows[which]].astype(np.int64)

    def wait_ends(self, orders: Whole) -> Times:
        """Return when these orders were supplied or lost; -1 for those that still wait."""
        ends = self.history.tables["orders"]["supplied"][orders].astype(np.int64)
        missed = np.flatnonzero(ends < 0)
        if missed.size:
            rows, lost = self._lost_at
            ends[missed] = lost[np.searchsorted(rows, orders[missed])]
        return ends

    @cached_property
    def _lost_at(self) -> tuple[Times, Times]:
        """The orders that were not supplied, and when each was lost (-1: not yet)."""
        rows = np.flatnonzero(self.history.tables["orders"]["supplied"] < 0)
        return rows, lost_at(self.history)[rows]


def _moves(time: Whole, units: Whole) -> Moves:
    return Moves(np.asarray(time, np.int64), np.asarray(units, np.int64))


def _that_happened(moves: Moves) -> Moves:
    """Return the moves that have a time; -1 means not yet."""
    if not len(moves.time) or moves.time.min() >= 0:
        return moves
    done = moves.time >= 0
    return Moves(moves.time[done], moves.units[done])


def _together(parts: list[Moves]) -> Moves:
    """Return all moves, one kind after the other."""
    parts = [moves for moves in parts if len(moves.time)]
    if not parts:
        return Moves(np.empty(0, np.int64), np.empty(0, np.int64))
    if len(parts) == 1:
        return parts[0]
    return Moves(*(np.concatenate(column) for column in zip(*parts, strict=True)))
