"""Stories: what every millisecond in the life of a lot or an order was spent on, without gap or overlap.

A teller cuts many lives at once into pieces of one cause each and hands them to a listener: one that adds them up
(`Sums`) for key figures, or one that keeps them (`Tiles`) for a person who asks why.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from opsim.ledgers.history import DELIVERED
from opsim.results.columns.intervals import Times, Whole, run_ends, run_starts
from opsim.results.columns.reading import Reader
from opsim.results.time import causes, filling
from opsim.results.time.clocks import CauseClocks
from opsim.results.time.floor import PAUSED, REWORK, SET_UP, Floor
from opsim.results.time.lots import Lots
from opsim.results.time.receipts import Receipts
from opsim.results.time.waiting import first_station, still_waiting

if TYPE_CHECKING:
    from opsim.ledgers.history import History


#: Why work in hand stands still.
_PAUSES: Final = (
    causes.DOWN, causes.PLANNED, causes.ADJUSTED, causes.NO_PART, causes.OFF_SHIFT, causes.NO_OPERATOR
)  # fmt: skip


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

    def __init__(self, history: History, floor: Floor) -> None:
        """Read `history` through `floor`."""
        self.floor = floor
        self.end_ms = history.end_ms
        self.lots = Lots(history)
        self.orders, self.purchases = Reader(history.tables["orders"]), Reader(history.tables["purchases"])
        self.history = history

    @cached_property
    def receipts(self) -> Receipts:
        """What came in for each item, and when."""
        return Receipts(self.history)

    @cached_property
    def clocks(self) -> CauseClocks:
        """What the machines of each station were doing."""
        return CauseClocks(self.floor)

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
        columns = orders.at(rows, "arrived", "supplied", "shipped", "delivered", "lot", "purchase")
        arrived, supplied, shipped, delivered, lot, purchase = (np.asarray(column, np.int64) for column in columns)
        missed = np.flatnonzero(supplied < 0)
        missed = missed[orders["status"][rows[missed]] != DELIVERED]
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
        self._tell_delivery(life, supplied, shipped, delivered, listener)

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
        requested, ordered, due, arrived = self.purchases.at(purchase, "requested", "ordered", "due", "arrived")
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
        ordered_by = Reader(self.history.tables["jobs"])["order"]
        while lives.life.size:
            life, lot, low, high = lives
            begin = np.clip(self.lots.of("created", lot), low, high)
            parent = np.asarray(self.lots.of("parent", lot), np.int64)
            child, again = parent >= 0, ordered_by[self.lots.of("job", lot)] >= 0
            for cause, which in ((causes.NOT_ORDERED, ~child & ~again), (causes.MADE_AGAIN, ~child & again)):
                to.hear(cause, life[which], low[which], begin[which], -1)
            parts = self._tell_release(lives._replace(low=begin), to)
            self._tell_operations(lives._replace(low=begin), to)
            parents = Lives(life, parent, low, begin).only(np.flatnonzero(child & (low < begin)))
            lives = Lives(*(np.concatenate(columns) for columns in zip(parents, parts, strict=True)))

    def _tell_release(self, lives: Lives, to: Listener) -> Lives:
        """Tell the waits before the floor, and the rest after it; return the lots of parts that were waited for."""
        life, lot, low, high = lives
        finished, released, short = (self.lots.of(name, lot) for name in ("finished", "released", "short_from"))
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
        came, made_by, purchase = self.receipts.ending_shortage(self.lots.of("product", lot), low, high)
        made, bought = made_by >= 0, purchase >= 0
        nothing = ~made & ~bought
        to.hear(causes.MATERIAL, life[nothing], low[nothing], high[nothing], -1)
        to.hear(causes.RELEASE, life[~nothing], came[~nothing], high[~nothing], -1)
        self._tell_purchases(Lives(life, purchase, low, came).only(np.flatnonzero(bought)), to, causes.MATERIAL)
        return Lives(life, made_by, low, came).only(np.flatnonzero(made))

    def _tell_operations(self, lives: Lives, to: Listener) -> None:
        floor = self.floor
        visits = floor.visits(lives.subject)
        life, station = lives.life[visits.owner], visits.station
        ready, start, end = visits.ready, visits.start, visits.end
        if not self._within(lives):
            low, high = lives.low[visits.owner], lives.high[visits.owner]
            ready, start, end = (np.clip(edge, low, high) for edge in (ready, start, end))
        self._tell_way_back(lives, to)
        waits = life, station, ready, start
        if self.floor.batches:
            waits = self.floor.batches.tell(visits.row, *waits, to)
        self._tell_waits(*waits, to)
        self._tell_work(Work(visits.row, life, station, start, end), to)
        owner, piece = floor.held(visits.row)
        if not owner.size:
            return
        low, high = lives.low[visits.owner[owner]], lives.high[visits.owner[owner]]
        begin, over = (np.clip(edge[piece], low, high) for edge in (floor.holds.start, floor.holds.end))
        for cause in (causes.NO_INSPECTOR, causes.INSPECTION, causes.BLOCKED, causes.TRAVEL):
            which = floor.holds.cause[piece] == cause
            to.hear(cause, life[owner[which]], begin[which], over[which], station[owner[which]])

    def tell_waiting(self, lot: int, to: Listener) -> None:
        """Tell what a lot waits for that is still in a queue at the end of the run."""
        lots, station, since = still_waiting(self.floor)
        mine = np.flatnonzero(lots == lot)
        end = np.full(len(mine), self.end_ms, np.int64)
        self._tell_waits(np.zeros(len(mine), np.int64), station[mine], since[mine], end, to)

    def _tell_way_back(self, lives: Lives, to: Listener) -> None:
        """Tell how rejects travelled from where they were found to where they start again."""
        if len(self.floor.ways_back[0]):
            life, lot, low, high = lives
            came = self.lots.of("released", lot), self.floor.came(lot)
            begin, over = (np.clip(edge, low, high) for edge in came)
            to.hear(causes.TRAVEL, life, begin, over, first_station(self.history, lot))

    def _within(self, lives: Lives) -> bool:
        """Say whether all that happened to the lots lies within the windows."""
        released, finished = (self.lots.of(name, lives.subject) for name in ("released", "finished"))
        return bool(((lives.low <= released) & (finished >= 0) & (finished <= lives.high)).all())

    def _tell_waits(self, life: Times, station: Times, start: Times, end: Times, to: Listener) -> None:
        waiting = np.flatnonzero(start < end)
        waiting = waiting[np.argsort(station[waiting].astype(np.uint16), kind="stable")]
        life, station, start, end = (column[waiting] for column in (life, station, start, end))
        if self.floor.filling:
            life, station, start, end = filling.tell(self.floor, life, station, start, end, to)
        which, shares = self.clocks.split(station, start, end)
        begin, place = start[which], station[which]
        for cause, share in zip(self.clocks.causes, shares, strict=True):
            over = begin + share
            to.hear(cause, life[which], begin, over, place)
            begin = over
        start[which] = begin
        manned = np.where(self.clocks.with_people[station], start, end)
        to.hear(causes.QUEUE, life, start, manned, station)
        to.hear(causes.NO_OPERATOR, life, manned, end, station)

    def _tell_work(self, work: Work, to: Listener) -> None:
        marks = self.floor.marks[work.row] & (PAUSED | SET_UP | REWORK)
        to.hear(causes.PROCESSING, work.life, work.start, np.where(marks, work.start, work.end), work.station)
        marked = np.flatnonzero(marks)
        if marked.size:
            self._tell_marked(work.only(marked), marks[marked], to)

    def _tell_marked(self, work: Work, marks: Whole, to: Listener) -> None:
        """Tell work that was not all processing in one go."""
        set_ups = self.floor.set_ups
        set_up = np.flatnonzero(marks & SET_UP)
        done = set_ups.end[set_ups.of(work.row[set_up])[1]]
        until = work.start.copy()
        until[set_up] = np.clip(done, work.start[set_up], work.end[set_up])
        self._tell_paused(causes.SET_UP, work._replace(end=until).only(set_up), to)
        work = work._replace(start=until)
        self._tell_paused(causes.REWORK, work.only(np.flatnonzero(marks & REWORK)), to)
        self._tell_paused(causes.PROCESSING, work.only(np.flatnonzero(~marks & REWORK)), to)

    def _tell_paused(self, cause: int, work: Work, to: Listener) -> None:
        """Tell work of one cause, cut where the machine stood still."""
        if not work.row.size:
            return
        pauses, paused = self.floor.pauses, self.floor.marks[work.row] & PAUSED
        to.hear(cause, work.life, work.start, np.where(paused, work.start, work.end), work.station)
        work = work.only(np.flatnonzero(paused))
        owner, piece = pauses.of(work.row)
        life, station = work.life[owner], work.station[owner]
        stop, go_on = (np.clip(edge[piece], work.start[owner], work.end[owner]) for edge in (pauses.start, pauses.end))
        for pause in _PAUSES:
            mine = pauses.cause[piece] == pause
            to.hear(pause, life[mine], stop[mine], go_on[mine], station[mine])
        to.hear(cause, work.life, work.start, stop[run_starts(owner)], work.station)
        until = np.append(stop[1:], 0)
        until[run_ends(owner)] = work.end
        to.hear(cause, life, go_on, until, station)
