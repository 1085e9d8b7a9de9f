"""Stock over time: a view over jobs, lots, purchases and orders, in whole units; no stock move is recorded twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.columns.groups import grouped
from opsim.results.columns.intervals import Times, Whole, ranges
from opsim.results.columns.reading import CHUNK, Reader
from opsim.results.money.balances import after_each_instant
from opsim.results.money.lost import lost_at

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.time.receipts import Receipts


#: What moves an item -> the table that tells it, the column of the item, and when it does.
WHAT_MOVES: Final = {
    "started": ("lots", "product", "released"),
    "demand": ("orders", "product", "arrived"),
    "shipments": ("orders", "product", "supplied"),
    "made": ("jobs", "product", "created"),
    "bought": ("purchases", "item", "ordered"),
    "spares": ("spares", "item", "time"),
}
#: The moves of all items are put in the order of time in several goes, each for about so many lots and orders.
_AT_ONCE: Final = 1 << 17


class Moves(NamedTuple):
    """Changes of quantities, in any order: of which item, when (ms), and by how many units."""

    item: Whole
    time: Whole
    units: Whole

    def only(self, which: Whole) -> Moves:
        """Return some of them."""
        return Moves(*(column[which] for column in self))


class Stock:
    """What came in and went out of each item of one run."""

    def __init__(self, history: History, receipts: Receipts) -> None:
        """Look at `history`; nothing is computed yet."""
        self.history, self._receipts = history, receipts
        self.items = history.names.items
        self.opening = {str(item): int(units) for item, units in history.closing.get("opening", {}).items()}

    def moves(self, what: str) -> Iterator[Moves]:
        """Yield all moves of one kind, part by part."""
        table, item, time = WHAT_MOVES[what]
        for part in Reader(self.history.tables[table]).parts(item, time, "units"):
            moves = Moves(*part)
            yield moves if moves.time.min() >= 0 else moves.only(np.flatnonzero(moves.time >= 0))

    def issues(self, low: int, high: int) -> Iterator[Moves]:
        """Yield what of the items low .. high - 1 went into products, as their lots were started, and into machines."""
        yield from self.moves("spares")
        material, lots, row = self._materials(low, high), Reader(self.history.tables["lots"]), 0
        if not len(material.item):
            return
        again = np.zeros(lots.rows, np.bool_)
        again[self.history.tables["reworks"]["lot"]] = True  # rejects need nothing that they do not have
        for product, released, units in lots.parts("product", "released", "units"):
            started = np.flatnonzero((released >= 0) & ~again[row : row + len(product)])
            row += len(product)
            kinds = product[started]
            which, entry = ranges(material.first[kinds], material.first[1:][kinds])
            lot = started[which]
            yield Moves(material.item[entry], released[lot], units[lot] * material.each[entry])

    def _materials(self, low: int, high: int) -> _Materials:
        """Return what all products need of the items low .. high - 1."""
        found: list[tuple[int, int]] = []
        first, number = [0], {name: number for number, name in enumerate(self.items) if low <= number < high}
        for name in self.items:
            spec = self.history.scenario.products.get(name)
            if spec is not None and spec.routing:
                found += [(number[part], each) for part, each in spec.materials.items() if each and part in number]
            first.append(len(found))
        item, each = np.array(found, np.int64).reshape(-1, 2).T
        return _Materials(np.array(first), item.astype(np.int16), each)

    def steps(self, item: int) -> tuple[Times, Times]:
        """Return the stock on hand after each instant (ms, units), from the opening stock on."""
        times, units = zip(*next(self._levels(item, item + 1)), strict=True)
        return np.concatenate(times), np.concatenate(units)

    def levels(self) -> Iterator[Iterator[tuple[Times, Times]]]:
        """Yield for each item the same, part by part."""
        count, rows = len(self.items), sum(Reader(self.history.tables[name]).rows for name in ("lots", "orders"))
        together = max(count * _AT_ONCE // max(rows, _AT_ONCE), 1)
        for low in range(0, count, together):
            yield from self._levels(low, min(low + together, count))

    def _levels(self, low: int, high: int) -> Iterator[Iterator[tuple[Times, Times]]]:
        """Yield the stock of each of the items low .. high - 1, part by part."""
        moves = _gathered(self._in_and_out(low, high), low, high)
        groups = grouped(moves.item, high) if high - low > 1 else None
        for item in range(low, high):
            mine = moves if groups is None else moves.only(groups.of(item))
            if (mine.time[1:] < mine.time[:-1]).any():
                mine = mine.only(np.argsort(mine.time, kind="stable"))
            yield _level(self.opening.get(self.items[item], 0), mine)

    def _in_and_out(self, low: int, high: int) -> Iterator[Moves]:
        yield Moves(*self._receipts.moves(low, high))
        products = self.history.scenario.products
        shipments = self.moves("shipments") if any(item in products for item in self.items[low:high]) else ()
        for kind in (self.issues(low, high), shipments):
            for moves in kind:
                yield moves._replace(units=-moves.units)

    def backlog(self, product: int) -> tuple[Times, Times]:
        """Return the units that customers have ordered and not yet been given, after each instant."""
        start, end, units = self.waits(product)
        left = end >= 0
        return after_each_instant(np.concatenate([start, end[left]]), np.concatenate([units, -units[left]]))

    def waits(self, product: int) -> tuple[Times, Times, Times]:
        """Return the orders that had to wait: since when, until when (-1: they still wait), and for how many units.

        A wait ends with the supply, or when the customer has left.
        """
        orders = Reader(self.history.tables["orders"])
        rows = orders.where(lambda item: item == product, "product")
        arrived, until = orders["arrived"][rows], self.wait_ends(rows)
        which = np.flatnonzero(until != arrived)
        return arrived[which], until[which], orders["units"][rows[which]].astype(np.int64)

    def wait_ends(self, orders: Whole) -> Times:
        """Return when these orders were supplied or lost; -1 for those that still wait."""
        ends = Reader(self.history.tables["orders"])["supplied"][orders].astype(np.int64)
        missed = np.flatnonzero(ends < 0)
        if missed.size:
            rows, lost = self._lost_at
            ends[missed] = lost[np.searchsorted(rows, orders[missed])]
        return ends

    @cached_property
    def _lost_at(self) -> tuple[Times, Times]:
        """The orders that were not supplied, and when each was lost (-1: not yet)."""
        rows = Reader(self.history.tables["orders"]).where(lambda supplied: supplied < 0, "supplied")
        return rows, lost_at(self.history)[rows]


class _Materials(NamedTuple):
    """Bills of materials: those of product k are the entries first[k] .. first[k + 1] - 1, with units for each one."""

    first: Times
    item: Times
    each: Times


def _gathered(parts: Iterable[Moves], low: int, high: int) -> Moves:
    """Return the moves of the items low .. high - 1."""
    found = [Moves(np.empty(0, np.int16), np.empty(0, np.int64), np.empty(0, np.int32))]
    for moves in parts:
        mine = moves.only(np.flatnonzero((moves.item >= low) & (moves.item < high)))
        found.append(Moves(mine.item.astype(np.int16), mine.time, mine.units))
    columns = [list(column) for column in zip(*found, strict=True)]
    del found
    units, time, item = (np.concatenate(columns.pop()) for _ in range(3))
    return Moves(item, time, units)


def _level(opening: int, moves: Moves) -> Iterator[tuple[Times, Times]]:
    """Yield the stock after each instant, given its moves in the order of time, part by part: ms, units."""
    stock, starts = 0, moves.time[np.arange(CHUNK, len(moves.time), CHUNK)]
    inner = np.unique(np.searchsorted(moves.time, starts))
    for begin, end in pairwise([0, *inner[inner > 0].tolist(), len(moves.time)]):
        time, units = moves.time[begin:end], moves.units[begin:end]
        if not begin:
            time, units = np.append(0, time), np.append(opening, units)
        times, change = after_each_instant(time, units)
        yield times, change + stock
        stock += int(change[-1])
