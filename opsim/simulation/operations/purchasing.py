"""Purchasing: which supplier gets an order, when it arrives, and what of it is good."""

from __future__ import annotations

from collections.abc import Iterator

from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.scenario.operations import GoodsIn, Supplier
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.operations.finance import Bank
from opsim.simulation.operations.inventory import Stock
from opsim.simulation.production.quality.drawing import Uniform


class Source:
    """One supplier of one item, and how much it has been given since the shares last changed."""

    def __init__(self, index: int, name: str, streams: Streams) -> None:
        """Be supplier number `index` in the names of the run; `name` keys its streams."""
        self.index, self.name, self._streams = index, name, streams
        self.given = 0
        self.draws: Uniform = streams.uniforms(name, "defects")
        self._drawn: Distribution | None = None

    def adopt(self, spec: Supplier, now_ms: int) -> None:
        """Take the terms that hold from now on."""
        self.spec = spec
        self.quoted = spec.quoted if spec.quoted is not None else round(spec.lead_time.mean)
        if spec.lead_time != self._drawn:
            since = "" if self._drawn is None else f" from {now_ms}"
            self.lead_time: Iterator[int] = self._streams.whole(spec.lead_time, self.name, "lead time" + since)
            self._drawn = spec.lead_time


class Purchase:
    """One order on its way."""

    __slots__ = ("cents", "due", "order_cost", "ordered", "requested", "row", "source", "units")

    def __init__(self, row: int, source: Source, units: int, requested: int, ordered: int) -> None:
        """Fix price and terms as they are now."""
        self.row, self.source, self.units, self.requested, self.ordered = row, source, units, requested, ordered
        self.due = ordered + source.quoted
        self.cents = units * source.spec.price
        self.order_cost = source.spec.order_cost


class Buyer:
    """Buys one item from its suppliers, in proportion to their shares."""

    def __init__(self, clock: Clock, purchases: Rows, bank: Bank, stock: Stock, sources: list[Source]) -> None:
        """Keep `stock` supplied."""
        self.clock, self.rows, self.bank, self.stock, self.sources = clock, purchases, bank, stock, sources
        self.on_its_way: dict[int, Purchase] = {}
        self._shares: list[float] = []
        books = bank.books
        self._bought = books.kind(stock.account, "payables", "purchasing", stock.name)
        self._prepaid = books.kind("prepayments", "cash", "purchasing", stock.name)
        self._came = books.kind(stock.account, "prepayments", "purchasing", stock.name)
        self._refund = books.kind("cash", "prepayments", "purchasing", stock.name)
        self._order_cost = books.kind("order_costs", "payables", "purchasing", stock.name)
        self._order_cost_now = books.kind("order_costs", "cash", "purchasing", stock.name)
        self._inspection = books.kind("quality", "cash", "quality", stock.name)

    def adopt(self, scenario: Scenario) -> None:
        """Take the terms that hold from now on."""
        self.goods_in: GoodsIn = scenario.operations.goods_in
        specs = scenario.operations.purchasing[self.stock.name]
        shares = self._shares
        for source, supplier_id in zip(self.sources, specs, strict=True):
            source.adopt(specs[supplier_id], self.clock.now_ms)
        self._shares = [source.spec.share for source in self.sources]
        if self._shares != shares:  # they are kept from now on; nobody makes up for the past
            for source in self.sources:
                source.given = 0

    def order(self, units: int, wanted_since: int) -> int:
        """Order at least `units` where the share is furthest behind; return the units, 0 if there is no cash."""
        source = self._choose()
        units = max(units, source.spec.minimum)
        cost = units * source.spec.price + source.spec.order_cost
        if not self.bank.may_buy(cost, self.goods_in.only_with_cash):
            self.bank.waiting[self.stock.name] = self.stock.reorder
            return 0
        self.bank.waiting.pop(self.stock.name, None)
        purchase = Purchase(self.rows.reserve(), source, units, wanted_since, self.clock.now_ms)
        source.given += units
        self.on_its_way[purchase.row] = purchase
        if self.goods_in.pay == "when-ordered":
            self.bank.pay(self._prepaid, purchase.cents, purchase.row)
            self.bank.pay(self._order_cost_now, purchase.order_cost, purchase.row)
        arrival = self.clock.now_ms + next(source.lead_time)
        self.stock.ordered(units)
        self.clock.call_at(arrival, lambda: self._arrive(purchase), f"delivery of '{self.stock.name}' by {source.name}")
        return units

    def next_cost(self) -> int:
        """Return what the next order will cost where orders need cash, in cents; 0 where they do not."""
        spec = self.stock.spec
        if not self.goods_in.only_with_cash or spec is None or (spec.policy == "r-Q" and spec.Q == 0):
            return 0
        source = self._choose()
        units = max(spec.Q if spec.policy == "r-Q" else 0, source.spec.minimum)
        return units * source.spec.price + source.spec.order_cost

    def _choose(self) -> Source:
        used = [source for source in self.sources if source.spec.share > 0] or self.sources
        return min(used, key=lambda source: (source.given + 1) / max(source.spec.share, 1e-9))

    def _arrive(self, purchase: Purchase) -> None:
        del self.on_its_way[purchase.row]
        stock, source, units = self.stock, purchase.source, purchase.units
        bad = sum([next(source.draws) < source.spec.defects for _ in range(units)]) if source.spec.defects else 0
        rejected = bad if self.goods_in.inspect else 0
        if self.goods_in.inspect and self.goods_in.cost:
            self.bank.pay(self._inspection, units * self.goods_in.cost, purchase.row)
        accepted = units - rejected
        cents = accepted * purchase.cents // units
        self._settle(purchase, cents)
        self._write(purchase, self.clock.now_ms, accepted, cents)
        stock.outstanding -= 1
        stock.position -= rejected
        stock.receive(accepted, cents, bad - rejected, purchase.row)
        stock.reorder()

    def _settle(self, purchase: Purchase, cents: int) -> None:
        books, now = self.bank.books, self.clock.now_ms
        if self.goods_in.pay == "when-ordered":
            books.post(now, self._came, cents, purchase.row)
            if purchase.cents > cents:
                self.bank.pay(self._refund, purchase.cents - cents, purchase.row)
            return
        books.post(now, self._bought, cents, purchase.row)
        books.post(now, self._order_cost, purchase.order_cost, purchase.row)
        self.bank.owe(cents + purchase.order_cost)

    def _write(self, purchase: Purchase, arrived: int, accepted: int, cents: int) -> None:
        self.rows.fill(
            purchase.row, self.stock.item, purchase.source.index, purchase.units, purchase.requested, purchase.ordered,
            purchase.due, arrived, accepted, cents,
        )  # fmt: skip

    def close(self) -> None:
        """At the end of the run, write the orders that have not arrived."""
        for purchase in self.on_its_way.values():
            self._write(purchase, -1, 0, purchase.cents)
