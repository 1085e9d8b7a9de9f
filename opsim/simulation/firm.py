"""The firm: every department, wired to the others. Who talks to whom can be read here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from opsim.ledgers.books import Books
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.simulation.kernel.clock import MS_PER_DAY, URGENT, Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.operations.delivery import Delivery
from opsim.simulation.operations.design import Designs
from opsim.simulation.operations.equipment import Equipment
from opsim.simulation.operations.finance import Bank, DailyCosts, book_tax
from opsim.simulation.operations.forecasting import Outlook
from opsim.simulation.operations.inventory import Stock, asking, kitting
from opsim.simulation.operations.market import Customers
from opsim.simulation.operations.orders import Offer, OrderDesk
from opsim.simulation.operations.planning import Planner
from opsim.simulation.operations.purchasing import Buyer, Source
from opsim.simulation.operations.reputation import Reputation
from opsim.simulation.operations.returns import Returns
from opsim.simulation.operations.spares import Spares
from opsim.simulation.production.floor import Floor, Outside
from opsim.simulation.production.lot import Kit


class Firm:
    """A whole firm at time 0, ready to run; `adopt` changes it while it runs."""

    def __init__(self, scenario: Scenario, clock: Clock, tables: dict[str, Rows], seed: int, replication: int) -> None:
        """Set up every department as the scenario says."""
        self.scenario, self.clock, self.tables = scenario, clock, tables
        self.streams = Streams(seed, replication)
        self.books = Books(tables["money"])
        self.items = [*scenario.products, *(name for name in scenario.materials if name not in scenario.products)]
        self.suppliers: list[tuple[int, str]] = []
        self.bank = Bank(clock, self.books)
        self.reputation = Reputation(clock, tables["reputation"])
        self.desk = OrderDesk(clock, tables["orders"], self.bank, self.reputation)
        self.returns = Returns(clock, tables["returns"], self.bank, self.reputation, self.desk, self.streams)
        self.floor = Floor(clock, tables, self.books, self.streams, self.items)
        self.designs = Designs(clock, self.books, tables["designs"])
        self.stocks = {name: self._stock(index, name) for index, name in enumerate(self.items)}
        self.spares = Spares(clock, self.books, self.stocks, tables["spares"])
        self.planner = Planner(clock, self.books, self.floor.release, self.stocks, self.desk)
        self.delivery = Delivery(clock, self.bank, self.streams, self.desk.delivered)
        self.equipment = Equipment(clock, self.bank, self.streams, self.floor.set_machines, self._reserve)
        self.daily = DailyCosts(clock, self.bank, self.stocks, self.floor)
        self.outlooks = [Outlook(clock, stock, tables["forecasts"]) for stock in self.stocks.values()]
        self._wire()
        self._open()

    # -- setting up -----------------------------------------------------------------------------------------------

    def _stock(self, index: int, name: str) -> Stock:
        account = "inventory_products" if name in self.scenario.products else "inventory_materials"
        uniform = self.streams.uniforms(f"stock {name}", "defects")
        return Stock(self.clock, self.books, index, name, account, uniform=uniform)

    def _wire(self) -> None:
        scenario, desk = self.scenario, self.desk
        desk.make, desk.ship = self.floor.release.make, self.delivery.ship
        desk.can_enter = self.floor.release.is_open_to
        for name, product in scenario.products.items():
            to_order = scenario.operations.orders.mode == "to-order" and bool(product.routing)
            desk.offers[name] = Offer(name, self.stocks[name], to_order)
            desk.offers[name].ask = asking(self._needs(name))
            if product.routing:
                self.stocks[name].order = lambda units, _since, name=name: self.planner.make_for_stock(name, units)
        self.buyers = [self._buyer(name) for name in scenario.operations.purchasing]
        self.customers = [
            Customers(self.clock, desk.offers[name], desk, self.streams, self.reputation)
            for name in scenario.operations.market
        ]
        for stock in self.stocks.values():
            stock.on_receipt = self._received

    def _buyer(self, item: str) -> Buyer:
        sources = []
        for supplier in self.scenario.operations.purchasing[item]:
            sources.append(Source(len(self.suppliers), f"{supplier} for {item}", self.streams))
            self.suppliers.append((self.stocks[item].item, supplier))
        buyer = Buyer(self.clock, self.tables["purchases"], self.bank, self.stocks[item], sources)
        if not (item in self.scenario.products and self.scenario.products[item].routing):
            self.stocks[item].order = buyer.order
        return buyer

    def _received(self, stock: Stock) -> None:
        """Units have come in: serve the customers and the jobs that wait for them."""
        offer = self.desk.offers.get(stock.name)
        if offer is not None and offer.backlog:
            made = bool(self.scenario.products[stock.name].routing)
            supply = stock.last_supply
            self.desk.serve_backlog(offer, supply if made else -1, -1 if made else supply)
        if self.spares.waiting:
            self.spares.hand_out()
        self.floor.release.material_came()

    def _open(self) -> None:
        """Open the books and the doors at time 0."""
        scenario, now = self.scenario, self.clock.now_ms
        self.reputation.value = scenario.operations.reputation.start
        self._open_stocks()
        outside = Outside(self._kitting, self.planner.handed_over, self.planner.scrapped, self.spares.fetch)
        self._adopt_operations(scenario)
        self.books.post(now, self.books.kind("cash", "equity", "finance"), scenario.operations.finance.opening_cash)
        self.floor.build(scenario, outside)
        for name, route in self.floor.routes.items():
            self.desk.offers[name].route, route.of_orders = route, self.desk.priority_of
        self.designs.adopt(scenario, self.floor.routes)
        self.equipment.open(scenario)
        self.floor.opened()
        self.bank.adopt(scenario.operations.finance)
        self.equipment.adopt(scenario)
        for customers in self.customers:
            customers.adopt(scenario)
        self.clock.call_at(now, self._reorder, "first orders")
        self._start_rhythms()

    def _kitting(self, product: str) -> Callable[[int, int], Kit]:
        return kitting(self._needs(product), self.books, self.clock)

    def _needs(self, product: str) -> list[tuple[Stock, int]]:
        """Return the materials of one unit."""
        return [(self.stocks[item], count) for item, count in self.scenario.products[product].materials.items()]

    def _open_stocks(self) -> None:
        for name, stock in self.stocks.items():
            stock.last_cost = self._opening_cost(name)
            spec = self.scenario.operations.inventory.get(name)
            if spec is not None:
                stock.open(spec.opening, self._opening_cost(name))
                kind = self.books.kind(stock.account, "equity", "finance", name)
                self.books.post(self.clock.now_ms, kind, stock.value)

    def _opening_cost(self, item: str) -> int:
        spec = self.scenario.operations.inventory.get(item)
        if spec is not None and spec.opening_cost is not None:
            return spec.opening_cost
        suppliers = self.scenario.operations.purchasing.get(item)
        if suppliers:
            return min(supplier.price for supplier in suppliers.values())
        product = self.scenario.products.get(item)
        if product is None:
            return 0
        return sum(count * self._opening_cost(part) for part, count in product.materials.items())

    def _start_rhythms(self) -> None:
        clock, operations = self.clock, self.scenario.operations
        clock.every(MS_PER_DAY, lambda: MS_PER_DAY, self._midnight, "midnight", URGENT)
        period = operations.forecasting.review
        clock.every(period, lambda: period, self._close_period, "forecasting", URGENT)
        for name, spec in operations.inventory.items():
            if spec.policy == "periodic":
                stock = self.stocks[name]
                clock.every(0, lambda stock=stock: stock.spec.review, stock.review, f"review of '{name}'", URGENT)  # type: ignore[misc]
        self.delivery.start()

    def _reserve(self) -> int:
        """Return what must stay in the bank for materials where nothing is bought without cash, in cents."""
        return sum(buyer.next_cost() for buyer in self.buyers)

    # -- while it runs --------------------------------------------------------------------------------------------

    def adopt(self, scenario: Scenario) -> None:
        """Take what a decision or a shock has changed."""
        self.scenario = scenario
        self._adopt_operations(scenario)
        self.bank.adopt(scenario.operations.finance)
        self.designs.adopt(scenario, self.floor.routes)
        self.floor.adopt(scenario)
        self.equipment.adopt(scenario)
        for customers in self.customers:
            customers.adopt(scenario)
        self._reorder()

    def _reorder(self) -> None:
        for stock in self.stocks.values():
            stock.reorder()

    def _adopt_operations(self, scenario: Scenario) -> None:
        operations = scenario.operations
        self.bank.spec = operations.finance
        self.reputation.adopt(operations.reputation)
        self.desk.adopt(scenario)
        self.returns.adopt(scenario)
        self.delivery.adopt(scenario)
        self.daily.adopt(scenario)
        for name, stock in self.stocks.items():
            stock.adopt(operations.inventory.get(name))
        for buyer in self.buyers:
            buyer.adopt(scenario)
        for outlook in self.outlooks:
            outlook.adopt(operations.forecasting)

    def _midnight(self) -> None:
        """Close the day: money first, then customers, then what waits for money."""
        self.bank.open_day()
        self.daily.close_day()
        self.equipment.close_day()
        self.equipment.invest()
        self.reputation.close_day()
        for offer in self.desk.offers.values():
            if offer.backlog:  # whoever leaves may make way for those behind
                self.desk.serve_backlog(offer, -1, -1)
        self.bank.cash_came()

    def _close_period(self) -> None:
        for outlook in self.outlooks:
            outlook.close_period()

    # -- the end --------------------------------------------------------------------------------------------------

    def close(self, end_ms: int) -> dict[str, object]:
        """Write what is not over, book the tax, and return the live counters for the invariants."""
        book_tax(self.clock, self.books, self.scenario.operations.finance.tax)
        unfinished = self.floor.close(end_ms)
        self.desk.close()
        for buyer in self.buyers:
            buyer.close()
        return {
            "unfinished": unfinished,
            "opening": {name: spec.opening for name, spec in self.scenario.operations.inventory.items()},
            "stock": {name: stock.on_hand + self.desk.staged(name) for name, stock in self.stocks.items()},
            "stock_value": {name: stock.value for name, stock in self.stocks.items()},
            "position": {name: stock.position for name, stock in self.stocks.items()},
            "cash": self.books.cash,
            "wip_lots": len(self.floor.release.on_floor),
            "wip_value": sum(lot.cents for lot in self.floor.release.on_floor.values()),
            "open_orders": len(self.desk.open),
            "events": self.clock.events,
            "clamped": dict(self.streams.clamped),
        }
