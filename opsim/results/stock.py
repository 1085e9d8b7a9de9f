"""Stock over time: a view over jobs, lots, purchases and orders, in whole units; stock moves are recorded nowhere twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.ledgers.history import LEFT, LOST, REFUSED
from opsim.results.intervals import Times, Whole
from opsim.results.money import after_each_instant

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.receipts import Receipts


class Moves(NamedTuple):
    """Changes of a quantity: when (ms) and by how many units."""

    time: Times
    units: Times

    def total(self) -> int:
        """Return their sum."""
        return int(self.units.sum())


class Stock:
    """What came in and went out of each item of one run."""

    def __init__(self, history: History, receipts: Receipts) -> None:
        """Look at `history`; nothing is computed yet."""
        self.history, self._receipts = history, receipts
        self.items = history.names.items
        self.opening = {str(item): int(units) for item, units in history.closing.get("opening", {}).items()}

    def receipts(self, item: int) -> Moves:
        """Return what came in: good units of finished lots, accepted units of purchases."""
        rows = np.flatnonzero(self._receipts.item == item)
        return Moves(self._receipts.time[rows], self._receipts.units[rows])

    def issues(self, item: int) -> Moves:
        """Return what went into production: by the bills of materials, when lots were released."""
        lots, parts = self.history.tables["lots"], []
        for product, spec in self.history.scenario.products.items():
            each = spec.materials.get(self.items[item], 0)
            if each and spec.routing:
                mine = lots["product"] == self.items.index(product)
                rows = np.flatnonzero(mine & (lots["parent"] < 0) & (lots["released"] >= 0))
                parts.append(_moves(lots["released"][rows], lots["units"][rows].astype(np.int64) * each))
        return _together(parts)

    def demand(self, item: int) -> Moves:
        """Return what customers asked for, served or not."""
        orders = self.history.tables["orders"]
        rows = np.flatnonzero(orders["product"] == item)
        return _moves(orders["arrived"][rows], orders["units"][rows])

    def shipments(self, item: int) -> Moves:
        """Return what was handed over to customers' orders."""
        orders = self.history.tables["orders"]
        rows = np.flatnonzero((orders["product"] == item) & (orders["supplied"] >= 0))
        return _moves(orders["supplied"][rows], orders["units"][rows])

    def ordered(self, item: int) -> Moves:
        """Return what the firm ordered to refill the item: purchases, and production orders."""
        jobs, purchases = self.history.tables["jobs"], self.history.tables["purchases"]
        made = np.flatnonzero(jobs["product"] == item)
        bought = np.flatnonzero((purchases["item"] == item) & (purchases["ordered"] >= 0))
        return _together([
            _moves(jobs["created"][made], jobs["units"][made]),
            _moves(purchases["ordered"][bought], purchases["units"][bought]),
        ])  # fmt: skip

    def usage(self, item: int) -> Moves:
        """Return what the item was needed for: customers' demand, or what went into products."""
        return _together([self.demand(item), self.issues(item)])

    def steps(self, item: int) -> tuple[Times, Times]:
        """Return the stock on hand after each instant (ms, units), from the opening stock on."""
        issues, shipments = self.issues(item), self.shipments(item)
        opening = _moves(np.array([0]), np.array([self.opening.get(self.items[item], 0)]))
        moves = _together([opening, self.receipts(item), _out(issues), _out(shipments)])
        return after_each_instant(*moves)

    def closing(self, item: int) -> int:
        """Return the stock at the end."""
        gone = self.issues(item).total() + self.shipments(item).total()
        return self.opening.get(self.items[item], 0) + self.receipts(item).total() - gone

    def backlog(self, product: int) -> tuple[Times, Times]:
        """Return the units that customers have ordered and not yet been given, after each instant.

        Orders that were lost, refused or whose customer left count for nothing: the ledger keeps no time of leaving.
        """
        orders = self.history.tables["orders"]
        gone = np.isin(orders["status"], (LOST, REFUSED, LEFT))
        rows = np.flatnonzero((orders["product"] == product) & ~gone)
        came = _moves(orders["arrived"][rows], orders["units"][rows])
        return after_each_instant(*_together([came, _out(self.shipments(product))]))


def _moves(time: Whole, units: Whole) -> Moves:
    return Moves(np.asarray(time, np.int64), np.asarray(units, np.int64))


def _out(moves: Moves) -> Moves:
    return Moves(moves.time, -moves.units)


def _together(parts: list[Moves]) -> Moves:
    """Return all moves, by time; of one instant those come first that were given first."""
    if not parts:
        return _moves(np.empty(0), np.empty(0))
    time, units = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(time, kind="stable")
    return Moves(time[order], units[order])
