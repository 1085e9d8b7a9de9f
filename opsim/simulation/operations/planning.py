"""Planning: turns what customers and stocks want into jobs for the floor, and takes in what they make."""

from __future__ import annotations

from opsim.ledgers.books import Books
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.operations.inventory import Stock
from opsim.simulation.operations.orders import Offer, OrderDesk
from opsim.simulation.production.lot import Job, Lot
from opsim.simulation.production.release.release import Release


class Planner:
    """Opens jobs; the materials that they need are asked for at once, so that purchasing knows early."""

    def __init__(self, clock: Clock, books: Books, release: Release, stocks: dict[str, Stock], desk: OrderDesk) -> None:
        """Open jobs at `release`."""
        self.clock, self.books, self.release, self.stocks, self.desk = clock, books, release, stocks, desk
        self._products: dict[int, str] = {stock.item: name for name, stock in stocks.items()}
        self._made: dict[int, int] = {}
        self._sold: dict[int, int] = {}
        self._sent: dict[int, int] = {}
        for stock in stocks.values():
            self._made[stock.item] = books.kind(stock.account, "wip", "production", stock.name)
            self._sold[stock.item] = books.kind("cost_of_goods", "wip", "purchasing", stock.name)
            self._sent[stock.item] = books.kind("goods_in_transit", "wip", "purchasing", stock.name)

    def make_for_stock(self, product: str, units: int) -> int:
        """Open a job for stock; return the units."""
        stock = self.stocks[product]
        stock.ordered(units)
        cover = stock.spec.cover if stock.spec is not None else 0
        self.make(self.desk.offers[product], units, self.clock.now_ms + cover, -1)
        return units

    def make(self, product: Offer, units: int, due: int, order: int) -> None:
        """Open a job for a customer's order, or for stock (-1)."""
        ask = product.ask
        ask(units)
        self.release.make(product.route, units, due, order)  # type: ignore[arg-type]  # it has one

    def handed_over(self, lot: Lot, good: int) -> None:
        """Take in the good units of a lot that leaves the floor."""
        job = lot.job
        if job.order < 0:
            self._to_stock(lot, good)
            return
        if not good:
            return
        desk, cents = self.desk, lot.cents
        order = desk.open[job.order]
        order.missing -= good
        order.defective += lot.defective
        entries, pack, item, now = self.books.entries, self.books.pack, job.route.item, self.clock.now_ms
        if desk.at_once and not order.missing:
            entries += pack(now, cents, order.id, self._sold[item])
            order.lot, order.supplied, order.shipped = lot.id, now, now
            desk.delivered(order)
            return
        entries += pack(now, cents, order.id, self._sent[item])
        order.in_transit += cents
        if not order.missing:
            order.lot = lot.id
            desk.supplied(order, now)

    def _to_stock(self, lot: Lot, good: int) -> None:
        job = lot.job
        stock = self.stocks[self._products[job.route.item]]
        if not job.unreleased and not job.on_floor:
            stock.outstanding -= 1
        if good:
            self.books.post(self.clock.now_ms, self._made[stock.item], lot.cents, lot.id)
            stock.receive(good, lot.cents, lot.defective, lot.id)

    def scrapped(self, job: Job, units: int) -> None:
        """Scrapped units are made again: at once for a customer, by the policy for stock."""
        product = self._products[job.route.item]
        if job.order >= 0:
            self.make(self.desk.offers[product], units, job.due, job.order)
        else:
            self.stocks[product].lose(units)
