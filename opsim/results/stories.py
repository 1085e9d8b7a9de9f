"""Stories: what every millisecond in the life of a lot or an order was spent on, without gap or overlap.

A teller cuts many lives at once into pieces of one cause each and hands them to a listener: one that adds them up
(`Sums`) for key figures, or one that keeps them (`Tiles`) for a person who asks why.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from opsim.ledgers.history import DELIVERED
from opsim.results import causes
from opsim.results.clocks import StationClocks
from opsim.results.floor import Floor
from opsim.results.intervals import Times, Whole
from opsim.results.receipts import Receipts

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class Listener(Protocol):
    """Takes pieces: `life` says whose they are; `place` is a station or a purchase, as the cause has it, or -1."""

    def hear(self, cause: int, life: Times, start: Times, end: Times, place: Whole | int) -> None:
        """Take pieces [start, end) of one cause; empty ones may be among them."""


class Lives(NamedTuple):
    """Windows [low, high] of time, each to be told as the story of one lot (or of one purchase)."""

    life: Times
    subject: Times
    low: Times
    high: Times

    def only(self, which: Whole) -> Lives:
        """Return some of them."""
        return Lives(self.life[which], self.subject[which], self.low[which], self.high[which])


class Teller:
    """Tells the stories of one run."""

    def __init__(self, history: History, floor: Floor, clocks: Callable[[int], StationClocks]) -> None:
        """Read `history` through `floor`; `clocks(station)` gives a station's cause clocks."""
        self.floor, self.clocks = floor, clocks
        self.end_ms = history.end_ms
        self.lots, self.orders, self.purchases = (history.tables[name] for name in ("lots", "orders", "purchases"))
        self.product = history.tables["orders"]["product"]
        self.history = history

    @cached_property
    def receipts(self) -> Receipts:
        """What came in for each item, and when."""
        return Receipts(self.history)

    @cached_property
    def planned_transit_ms(self) -> int:
        """How long the carrier is expected to take."""
        delivery = self.history.scenario.operations.delivery
        return round(delivery.transit.mean) if delivery.mode == "carrier" else 0

    # -- orders ---------------------------------------------------------------------------------------------------

    def tell_orders(self, rows: Whole, listener: Listener) -> None:
        """Tell the lives of these orders, arrived .. delivered; life k is that of rows[k].

        An order that was not delivered is told up to the next receipt of its product: what it would have waited for.
        """
        orders, life = self.orders, np.arange(len(rows), dtype=np.int64)
        arrived, supplied, delivered = (
            np.asarray(orders[name][rows], np.int64) for name in ("arrived", "supplied", "delivered")
        )
        lot, purchase = (np.asarray(orders[name][rows], np.int64) for name in ("lot", "purchase"))
        missed = np.flatnonzero((orders["status"][rows] != DELIVERED) & (supplied < 0))
        if missed.size:
            product = orders["product"][rows[missed]]
            supplied[missed], lot[missed], purchase[missed] = self.receipts.next_after(product, arrived[missed])
        made, bought = lot >= 0, (lot < 0) & (purchase >= 0)
        neither = ~made & ~bought
        listener.hear(causes.NOT_ORDERED, life[neither], arrived[neither], supplied[neither], -1)
        self.tell_lots(Lives(life, lot, arrived, supplied).only(np.flatnonzero(made)), listener)
        self._tell_purchases(
            Lives(life, purchase, arrived, supplied).only(np.flatnonzero(bought)), listener, causes.REST
        )
        self._tell_delivery(life, supplied, np.asarray(orders["shipped"][rows], np.int64), delivered, listener)

    def _tell_delivery(self, life: Times, supplied: Times, shipped: Times, delivered: Times, to: Listener) -> None:
        shipped = np.where(shipped < 0, np.where(delivered < 0, supplied, delivered), shipped)
        delivered = np.where(delivered < 0, shipped, delivered)
        planned = np.minimum(shipped + self.planned_transit_ms, delivered)
        to.hear(causes.CARRIER, life, supplied, shipped, -1)
        to.hear(causes.TRANSIT, life, shipped, planned, -1)
        to.hear(causes.TRANSIT_LATE, life, planned, delivered, -1)

    def _tell_purchases(self, lives: Lives, to: Listener, afterwards: int) -> None:
        """Tell what purchases waited for; what is left after they arrived has the cause `afterwards`."""
        life, purchase, low, high = lives
        if not life.size:
            return
        requested, ordered, due, arrived = (
            np.asarray(self.purchases[name][purchase], np.int64) for name in ("requested", "ordered", "due", "arrived")
        )
        arrived = np.where(arrived < 0, self.end_ms, arrived)
        edges = [requested, ordered, np.minimum(due, arrived), arrived]
        story = (causes.NOT_ORDERED, causes.NO_CASH, causes.LEAD_TIME, causes.SUPPLIER_LATE, afterwards)
        start = low
        for cause, edge in zip(story, [*edges, high], strict=True):
            end = np.clip(edge, start, high)
            to.hear(cause, life, start, end, purchase)
            start = end

    # -- lots -----------------------------------------------------------------------------------------------------

    def tell_lots(self, lives: Lives, to: Listener) -> None:
        """Tell the story of a lot within each window: before the lot existed nothing was ordered yet."""
        while lives.life.size:
            life, lot, low, high = lives
            created = np.asarray(self.lots["created"][lot], np.int64)
            parent = np.asarray(self.lots["parent"][lot], np.int64)
            begin, child = np.clip(created, low, high), parent >= 0
            to.hear(causes.NOT_ORDERED, life[~child], low[~child], begin[~child], -1)
            self._tell_release(lives._replace(low=begin), to)
            self._tell_operations(lives._replace(low=begin), to)
            # what a rework lot was before it was split off is its parent's story
            lives = Lives(life, parent, low, begin).only(np.flatnonzero(child & (low < begin)))

    def _tell_release(self, lives: Lives, to: Listener) -> None:
        life, lot, low, high = lives
        released, short = (np.asarray(self.lots[name][lot], np.int64) for name in ("released", "short_from"))
        released = np.clip(np.where(released < 0, self.end_ms, released), low, high)
        short = np.where(short < 0, released, np.clip(short, low, released))
        to.hear(causes.RELEASE, life, low, short, -1)
        supply = np.asarray(self.lots["supply"][lot], np.int64)
        known, unknown = (np.flatnonzero((short < released) & which) for which in (supply >= 0, supply < 0))
        to.hear(causes.MATERIAL, life[unknown], short[unknown], released[unknown], -1)
        self._tell_purchases(Lives(life, supply, short, released).only(known), to, causes.MATERIAL)
        finished = np.asarray(self.lots["finished"][lot], np.int64)
        to.hear(causes.REST, life, np.clip(np.where(finished < 0, high, finished), low, high), high, -1)

    def _tell_operations(self, lives: Lives, to: Listener) -> None:
        floor = self.floor
        visits = floor.visits(lives.subject)
        life, low, high = (column[visits.owner] for column in (lives.life, lives.low, lives.high))
        station = visits.station
        ready, start, end = (np.clip(edge, low, high) for edge in (visits.ready, visits.start, visits.end))
        self._tell_waits(life, station, ready, start, to)
        self._tell_work(visits.row, life, station, start, end, to)
        held = np.flatnonzero(floor.holds.any[visits.row])
        owner, piece = floor.holds.of(visits.row[held])
        owner, holds = held[owner], floor.holds
        begin, over = (np.clip(edge[piece], low[owner], high[owner]) for edge in (holds.start, holds.end))
        for cause in (causes.INSPECTION, causes.BLOCKED):
            which = holds.cause[piece] == cause
            to.hear(cause, life[owner[which]], begin[which], over[which], station[owner[which]])

    def _tell_waits(self, life: Times, station: Times, start: Times, end: Times, to: Listener) -> None:
        waiting = np.flatnonzero(start < end)
        where = station[waiting]
        for place in np.flatnonzero(np.bincount(where, minlength=1)).tolist():
            rows = waiting[where == place]
            clocks, begin = self.clocks(place), start[rows]
            for cause, share in zip(clocks.causes, clocks.split(begin, end[rows]), strict=True):
                over = begin + share
                to.hear(cause, life[rows], begin, over, place)
                begin = over

    def _tell_work(self, row: Times, life: Times, station: Times, start: Times, end: Times, to: Listener) -> None:
        floor, middle = self.floor, start
        set_up = np.flatnonzero(floor.set_ups.any[row])
        if set_up.size:
            ready = floor.set_ups.end[floor.set_ups.of(row[set_up])[1]]
            middle = start.copy()
            middle[set_up] = np.clip(ready, start[set_up], end[set_up])
            self._tell_paused(causes.SET_UP, set_up, (row, life, station, start, middle), to)
        again = floor.rework[row]
        for cause, which in ((causes.PROCESSING, ~again), (causes.REWORK, again)):
            self._tell_paused(cause, np.flatnonzero(which), (row, life, station, middle, end), to)

    def _tell_paused(self, cause: int, which: Times, columns: tuple[Times, ...], to: Listener) -> None:
        """Tell pieces of work, cut where the machine stood still."""
        row, life, station, start, end = columns if len(which) == len(columns[0]) else (c[which] for c in columns)
        pauses, paused = self.floor.pauses, self.floor.pauses.any[row]
        if not paused.any():
            to.hear(cause, life, start, end, station)
            return
        smooth, broken = np.flatnonzero(~paused), np.flatnonzero(paused)
        to.hear(cause, life[smooth], start[smooth], end[smooth], station[smooth])
        row, life, station, start, end = (column[broken] for column in (row, life, station, start, end))
        owner, piece = pauses.of(row)
        begin, over = (np.clip(edge[piece], start[owner], end[owner]) for edge in (pauses.start, pauses.end))
        for pause in (causes.DOWN, causes.PLANNED, causes.OFF_SHIFT):
            mine = pauses.cause[piece] == pause
            to.hear(pause, life[owner[mine]], begin[mine], over[mine], station[owner[mine]])
        first = np.r_[True, owner[1:] != owner[:-1]]
        to.hear(cause, life, start, begin[first], station)
        until = np.r_[begin[1:], 0]
        last = np.r_[first[1:], True]
        until[last] = end
        to.hear(cause, life[owner], over, until, station[owner])
