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


class Flow(NamedTuple):
    """The moves of one item: what came in, what went into products and to customers, and what was wanted.

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
    def _rows(self) -> dict[str, Groups]:
        """Rows by item: table -> groups; of the lots only those that took material: released, but no rework."""
        tables = self.history.tables
        keys = {"jobs": "product", "orders": "product", "purchases": "item"}
        items = {name: tables[name][key] for name, key in keys.items()}
        lots = tables["lots"]
        items["lots"] = np.where((lots["parent"] < 0) & (lots["released"] >= 0), lots["product"], np.int16(-1))
        return {name: grouped(ids, len(self.items)) for name, ids in items.items()}

    def orders(self, item: int) -> Whole:
        """Return the rows of the customers' orders for a product."""
        return self._rows["orders"].of(item)

    def flow(self, item: int) -> Flow:
        """Return everything that came in, went out and was wanted."""
        receipts, orders = self._receipts.of(item), self.orders(item)
        bought = _that_happened(self._moves_of("purchases", "ordered", self._rows["purchases"].of(item)))
        return Flow(
            receipts=_moves(self._receipts.time(receipts), self._receipts.units(receipts)),
            issues=self._issues(item),
            demand=self._moves_of("orders", "arrived", orders),
            shipments=_that_happened(self._moves_of("orders", "supplied", orders)),
            ordered=_together([self._moves_of("jobs", "created", self._rows["jobs"].of(item)), bought]),
        )

    def _issues(self, item: int) -> Moves:
        """Return what went into production: by the bills of materials, when lots were released."""
        lots, parts = self.history.tables["lots"], []
        for product, spec in self.history.scenario.products.items():
            each = spec.materials.get(self.items[item], 0)
            if each and spec.routing:
                rows = self._rows["lots"].of(self.items.index(product))
                parts.append(_moves(lots["released"][rows], lots["units"][rows] * np.int64(each)))
        return _together(parts)

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
        arrived, supplied = orders["arrived"][rows], orders["supplied"][rows]
        until = np.asarray(supplied, np.int64)
        missed = np.flatnonzero(supplied < 0)
        if missed.size:
            until[missed] = self._lost_at[1][np.searchsorted(self._lost_at[0], rows[missed])]
        which = np.flatnonzero(until != arrived)
        return arrived[which], until[which], orders["units"][rows[which]].astype(np.int64)

    @cached_property
    def _lost_at(self) -> tuple[Times, Times]:
        """The orders that were not supplied, and when each was lost (-1: not yet)."""
        rows = np.flatnonzero(self.history.tables["orders"]["supplied"] < 0)
        return rows, lost_at(self.history)[rows]

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
