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
from opsim.results.groups import grouped
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


class Work(NamedTuple):
    """Operations, or parts of them: row, whose life they belong to, where, from when, until when."""

    row: Times
    life: Times
    station: Times
    start: Times
    end: Times

    def only(self, which: Whole) -> Work:
        """Return some of them."""
        return Work(*(column[which] for column in self))


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
        """Tell the story of a lot within each window.

        Before a lot existed nothing was ordered yet; but a lot for a customer's order that came later than the order
        makes again what was scrapped. What a rework lot was before it was split off is its parent's story, and a lot
        that waits for a part that the firm makes has the story of that part's lot.
        """
        ordered_by = self.history.tables["jobs"]["order"]
        while lives.life.size:
            life, lot, low, high = lives
            begin = np.clip(self.lots["created"][lot], low, high)
            parent = np.asarray(self.lots["parent"][lot], np.int64)
            child, again = parent >= 0, ordered_by[self.lots["job"][lot]] >= 0
            for cause, which in ((causes.NOT_ORDERED, ~child & ~again), (causes.MADE_AGAIN, ~child & again)):
                to.hear(cause, life[which], low[which], begin[which], -1)
            parts = self._tell_release(lives._replace(low=begin), to)
            self._tell_operations(lives._replace(low=begin), to)
            parents = Lives(life, parent, low, begin).only(np.flatnonzero(child & (low < begin)))
            lives = Lives(*(np.concatenate(columns) for columns in zip(parents, parts, strict=True)))

    def _tell_release(self, lives: Lives, to: Listener) -> Lives:
        """Tell the waits before the floor, and the rest after it; return the lots of parts that were waited for."""
        life, lot, low, high = lives
        finished, released, short = (self.lots[name][lot] for name in ("finished", "released", "short_from"))
        to.hear(causes.REST, life, np.clip(np.where(finished < 0, high, finished), low, high), high, -1)
        released = np.clip(np.where(released < 0, self.end_ms, released), low, high)
        lacked = np.flatnonzero((short >= 0) & (short < released))
        until = released.copy()
        until[lacked] = np.maximum(short[lacked], low[lacked])
        to.hear(causes.RELEASE, life, low, until, -1)
        return self._tell_shortage(Lives(life, lot, until, released).only(lacked), to)

    def _tell_shortage(self, lives: Lives, to: Listener) -> Lives:
        """Tell waits for material by the purchase that ended them; return those that a lot ended."""
        life, lot, low, high = lives
        came, made_by, purchase = self.receipts.ending_shortage(self.lots["product"][lot], low, high)
        made, bought = made_by >= 0, purchase >= 0
        nothing = ~made & ~bought
        to.hear(causes.MATERIAL, life[nothing], low[nothing], high[nothing], -1)
        to.hear(causes.RELEASE, life[~nothing], came[~nothing], high[~nothing], -1)
        self._tell_purchases(Lives(life, purchase, low, came).only(np.flatnonzero(bought)), to, causes.MATERIAL)
        return Lives(life, made_by, low, came).only(np.flatnonzero(made))

    def _tell_operations(self, lives: Lives, to: Listener) -> None:
        floor = self.floor
        visits = floor.visits(lives.subject)
        life, low, high = (column[visits.owner] for column in (lives.life, lives.low, lives.high))
        station = visits.station
        ready, start, end = (np.clip(edge, low, high) for edge in (visits.ready, visits.start, visits.end))
        self._tell_waits(life, station, ready, start, to)
        self._tell_work(Work(visits.row, life, station, start, end), to)
        held = np.flatnonzero(floor.holds.any[visits.row])
        owner, piece = floor.holds.of(visits.row[held])
        owner, holds = held[owner], floor.holds
        begin, over = (np.clip(edge[piece], low[owner], high[owner]) for edge in (holds.start, holds.end))
        for cause in (causes.INSPECTION, causes.BLOCKED):
            which = holds.cause[piece] == cause
            to.hear(cause, life[owner[which]], begin[which], over[which], station[owner[which]])

    def _tell_waits(self, life: Times, station: Times, start: Times, end: Times, to: Listener) -> None:
        waiting = np.flatnonzero(start < end)
        by_station = grouped(station[waiting], len(self.history.names.stations))
        for place in np.flatnonzero(np.diff(by_station.first)).tolist():
            rows = waiting[by_station.of(place)]
            clocks, begin = self.clocks(place), start[rows]
            for cause, share in zip(clocks.causes, clocks.split(begin, end[rows]), strict=True):
                over = begin + share
                to.hear(cause, life[rows], begin, over, place)
                begin = over

    def _tell_work(self, work: Work, to: Listener) -> None:
        floor, set_up_until = self.floor, work.start
        set_up = np.flatnonzero(floor.set_ups.any[work.row])
        if set_up.size:
            done = floor.set_ups.end[floor.set_ups.of(work.row[set_up])[1]]
            set_up_until = work.start.copy()
            set_up_until[set_up] = np.clip(done, work.start[set_up], work.end[set_up])
            self._tell_paused(causes.SET_UP, work._replace(end=set_up_until).only(set_up), to)
        again, work = floor.rework[work.row], work._replace(start=set_up_until)
        if again.any():
            self._tell_paused(causes.REWORK, work.only(np.flatnonzero(again)), to)
            work = work.only(np.flatnonzero(~again))
        self._tell_paused(causes.PROCESSING, work, to)

    def _tell_paused(self, cause: int, work: Work, to: Listener) -> None:
        """Tell work of one cause, cut where the machine stood still."""
        pauses, paused = self.floor.pauses, self.floor.pauses.any[work.row]
        if not paused.any():
            to.hear(cause, work.life, work.start, work.end, work.station)
            return
        smooth, work = work.only(np.flatnonzero(~paused)), work.only(np.flatnonzero(paused))
        to.hear(cause, smooth.life, smooth.start, smooth.end, smooth.station)
        owner, piece = pauses.of(work.row)
        life, station = work.life[owner], work.station[owner]
        stop, go_on = (np.clip(edge[piece], work.start[owner], work.end[owner]) for edge in (pauses.start, pauses.end))
        for pause in (causes.DOWN, causes.PLANNED, causes.OFF_SHIFT):
            mine = pauses.cause[piece] == pause
            to.hear(pause, life[mine], stop[mine], go_on[mine], station[mine])
        first, last = np.r_[True, owner[1:] != owner[:-1]], np.r_[owner[1:] != owner[:-1], True]
        to.hear(cause, work.life, work.start, stop[first], work.station)
        until = np.r_[stop[1:], 0]
        until[last] = work.end
        to.hear(cause, life, go_on, until, station)
