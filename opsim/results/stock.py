"""Stock over time: a view over jobs, lots, purchases and orders, in whole units; no stock move is recorded twice."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.groups import Groups, grouped
from opsim.results.intervals import Times, Whole
from opsim.results.lost import lost_at
from opsim.results.money import after_each_instant

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.receipts import Receipts


class Moves(NamedTuple):
    """Changes of a quantity, in any order: when (ms) and by how many units."""

    time: Times
    units: Times


class Stock:
    """What came in and went out of each item of one run."""

    def __init__(self, history: History, receipts: Receipts) -> None:
        """Look at `history`; nothing is computed yet."""
        self.history, self._receipts = history, receipts
        self.items = history.names.items
        self.opening = {str(item): int(units) for item, units in history.closing.get("opening", {}).items()}

    @cached_property
    def _rows(self) -> dict[str, Groups]:
        """Rows by item: table -> groups."""
        keys = {"lots": "product", "jobs": "product", "orders": "product", "purchases": "item"}
        return {name: grouped(self.history.tables[name][key], len(self.items)) for name, key in keys.items()}

    def orders(self, item: int) -> Whole:
        """Return the rows of the customers' orders for a product."""
        return self._rows["orders"].of(item)

    def receipts(self, item: int) -> Moves:
        """Return what came in: good units of finished lots, accepted units of purchases; by time."""
        rows = self._receipts.by_item.of(item)
        return _moves(self._receipts.time[rows], self._receipts.units[rows])

    def issues(self, item: int) -> Moves:
        """Return what went into production: by the bills of materials, when lots were released."""
        parts = []
        for product, spec in self.history.scenario.products.items():
            each = spec.materials.get(self.items[item], 0)
            if each and spec.routing:
                started = self._started[self.items.index(product)]
                parts.append(Moves(started.time, started.units * each))
        return _together(parts)

    @cached_property
    def _started(self) -> list[Moves]:
        """For each item the units that were started: released lots, but no rework."""
        lots = self.history.tables["lots"]
        parent, released, units = (np.ascontiguousarray(lots[name]) for name in ("parent", "released", "units"))
        fresh = (parent < 0) & (released >= 0)
        groups = (rows[fresh[rows]] for rows in map(self._rows["lots"].of, range(len(self.items))))
        return [_moves(released[rows], units[rows]) for rows in groups]

    def demand(self, item: int) -> Moves:
        """Return what customers asked for, served or not."""
        return self._moves_of("orders", "arrived", self.orders(item))

    def shipments(self, item: int) -> Moves:
        """Return what was handed over to customers' orders."""
        return _that_happened(self._moves_of("orders", "supplied", self.orders(item)))

    def ordered(self, item: int) -> Moves:
        """Return what the firm ordered to refill the item: purchases, and production orders."""
        bought = _that_happened(self._moves_of("purchases", "ordered", self._rows["purchases"].of(item)))
        return _together([self._moves_of("jobs", "created", self._rows["jobs"].of(item)), bought])

    def usage(self, item: int) -> Moves:
        """Return what the item was needed for: customers' demand, or what went into products."""
        return _together([self.demand(item), self.issues(item)])

    def steps(self, item: int) -> tuple[Times, Times]:
        """Return the stock on hand after each instant (ms, units), from the opening stock on."""
        opening = _moves(np.array([0]), np.array([self.opening.get(self.items[item], 0)]))
        gone = _together([self.issues(item), self.shipments(item)])
        return after_each_instant(*_together([opening, self.receipts(item), Moves(gone.time, -gone.units)]))

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
        arrived, supplied = orders["arrived"][rows], orders["supplied"][rows]
        until = np.where(supplied < 0, self._lost_at[rows], supplied)
        which = np.flatnonzero(until != arrived)
        return arrived[which], until[which], orders["units"][rows[which]].astype(np.int64)

    @cached_property
    def _lost_at(self) -> Times:
        return lost_at(self.history)

    def _moves_of(self, table: str, time: str, rows: Whole) -> Moves:
        columns = self.history.tables[table]
        return _moves(columns[time][rows], columns["units"][rows])


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
    if not parts:
        return Moves(np.empty(0, np.int64), np.empty(0, np.int64))
    return Moves(*(np.concatenate(column) for column in zip(*parts, strict=True)))
