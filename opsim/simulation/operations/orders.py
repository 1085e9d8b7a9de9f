"""The order desk: customers' orders from their arrival to the last cent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from opsim.ledgers.history import DELIVERED, LEFT, LOST, OPEN, REFUSED
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.operations import Contract
from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY, Clock
from opsim.simulation.operations.finance import PPM, Bank, ppm
from opsim.simulation.operations.inventory import Stock
from opsim.simulation.operations.quoting import quoted_ms
from opsim.simulation.operations.reputation import Reputation
from opsim.simulation.production.lot import Route


class Order:
    """One customer's order; `missing` units are still to be made or found."""

    __slots__ = (
        "arrived", "contract", "defective", "due", "expires", "id", "in_transit", "lot", "missing", "price", "product",
        "purchase", "shipped", "supplied", "units",
    )  # fmt: skip

    def __init__(self, number: int, product: Offer, units: int, arrived: int, due: int, price: int) -> None:  # noqa: PLR0917
        """Arrive, with a promise and a price."""
        self.id, self.product, self.price, self.arrived, self.due = number, product, price, arrived, due
        self.units = self.missing = units
        self.supplied = self.shipped = self.lot = self.purchase = -1
        self.defective = 0
        self.in_transit = 0  # book value of goods that are made or sent and not yet delivered, in cents
        self.expires = FOREVER
        self.contract: Contract | None = None


class Offer:
    """One product on the price list, with what the desk needs to know of it."""

    def __init__(self, name: str, stock: Stock, made_to_order: bool) -> None:
        """Be delivered from `stock`, or made for each order."""
        self.name, self.stock, self.made_to_order = name, stock, made_to_order
        self.backlog: deque[Order] = deque()
        self.ask: Callable[[int], None]  # for the materials of so many units
        self.route: Route | None = None  # how it is made, if it is
        self.bears: Iterator[int] | None = None  # the longest lead time that each customer bears, in ms
        self.price = 0
        self.warranty = 0


class OrderDesk:
    """Takes orders, keeps promises, writes invoices."""

    def __init__(self, clock: Clock, orders: Rows, bank: Bank, reputation: Reputation) -> None:
        """Write to the table `orders`; `make` and `ship` are set when the firm is wired."""
        self.clock, self.rows, self.bank, self.books, self.reputation = clock, orders, bank, bank.books, reputation
        self.received = 0
        self.offers: dict[str, Offer] = {}
        self.priority_of: dict[int, int] = {}  # orders whose contract has a priority class
        self.open: dict[int, Order] = {}
        self.make: Callable[[Route, int, int, int], None]  # route, units, due, order
        self.can_enter: Callable[[Route | None], bool]  # whether a lot could enter the floor now
        self.ship: Callable[[Order], None]
        self.expect_return: Callable[[Order], None] | None = None
        books = self.books
        self._warranty = books.kind("warranty", "cash", "quality")
        self._lost_margin = books.kind("memo_lost_margin", "memo_lost", "market")

    def adopt(self, scenario: Scenario) -> None:
        """Take what holds from now on."""
        spec = scenario.operations.orders
        self.promise = spec.promise
        self.terms_of_orders = spec
        self.quotes = spec.quoting != "constant" or spec.bears is not None
        self.most_open = FOREVER if spec.refuse_above is None else spec.refuse_above
        self.most_meant = min(self.most_open, scenario.clock.backlog_limit)
        self.turns_away = spec.refuse_when_full
        self.full = 0 if self.turns_away else self.most_meant  # from so many on the desk has to look closer
        self.contract = spec.contracts[spec.contract] if spec.contract else None
        self.at_once = scenario.operations.delivery.mode == "at-once"
        self.terms = scenario.operations.finance.terms_customers
        paid_to = "receivables" if self.terms else "cash"
        self._sale = self.books.kind(paid_to, "sales", "market")
        self.bank.due_until = -1
        self._late = self.books.kind("discounts", paid_to, "market")
        self.discount_ppm = ppm(spec.late_discount)
        for name, offer in self.offers.items():
            offer.price = scenario.products[name].price
            offer.warranty = scenario.products[name].warranty_cost

    # -- an order comes -------------------------------------------------------------------------------------------

    def receive(self, offer: Offer, units: int, patience: int | None) -> None:
        """Answer a customer who asks for `units`; one with `patience` (ms) leaves when it takes longer to find them."""
        now, rows, waiting = self.clock.now_ms, self.rows, self.open
        number = self.received
        self.received = number + 1
        rows.buffer += rows.blank
        contract = self.contract
        if contract is None:
            order = Order(number, offer, units, now, now + self.promise, offer.price * units)
        else:
            order = Order(number, offer, units, now, now + contract.quoted, contract.price)
            order.contract = contract
            if contract.priority is not None:
                self.priority_of[number] = contract.priority
        if len(waiting) >= self.full and not self._has_room(order):
            return
        if self.quotes and not self._agreed(order):
            return
        waiting[number] = order
        if offer.made_to_order:
            ask, make, offer.stock.used = offer.ask, self.make, offer.stock.used + units
            ask(units)
            make(offer.route, units, order.due, number)  # type: ignore[arg-type]  # it has one
        else:
            self._from_stock(offer, order, patience)

    def _agreed(self, order: Order) -> bool:
        """Quote a due date where it depends on the order; say whether the customer bears it."""
        offer, terms = order.product, self.terms_of_orders
        if offer.made_to_order and offer.route is not None and order.contract is None and terms.quoting != "constant":
            order.due = order.arrived + quoted_ms(terms, offer.route, order.units, len(self.open))
        if offer.bears is None or order.due - order.arrived <= next(offer.bears):
            return True
        self._lose(order, LOST)
        return False

    def _has_room(self, order: Order) -> bool:
        """Refuse an order where the firm does so; end the run where there are more than can be meant."""
        offer, there = order.product, len(self.open)
        if there >= self.most_open or (self.turns_away and offer.made_to_order and not self.can_enter(offer.route)):
            self._lose(order, REFUSED)
            return False
        if there < self.most_meant:
            return True
        self.clock.halt(
            f"more than {self.most_meant} orders are open after {order.arrived / MS_PER_DAY:.1f} days: "
            "customers ask for more than the firm can do; the result is partial"
        )
        return True

    def _from_stock(self, offer: Offer, order: Order, patience: int | None) -> None:
        stock = offer.stock
        if not offer.backlog and stock.on_hand >= order.units:
            self._allocate(order)
            stock.demand(order.units)
        elif patience == 0:
            stock.used += order.units
            del self.open[order.id]
            self._lose(order, LOST)
        else:
            if patience is not None:
                order.expires = order.arrived + patience
            offer.backlog.append(order)
            stock.demand(order.units)

    def _allocate(self, order: Order) -> None:
        stock, units = order.product.stock, order.units
        if stock.defective:
            order.defective = stock.bad_among(units)
        if self.at_once:
            stock.issue(units, stock.sold, order.id)
        else:
            order.in_transit = stock.issue(units, stock.sent, order.id)
        self.supplied(order, self.clock.now_ms)

    # -- supply comes ---------------------------------------------------------------------------------------------

    def serve_backlog(self, offer: Offer, lot: int, purchase: int) -> None:
        """Give what has come in, by this lot or purchase, to those who wait, first come, first served."""
        self.let_go(offer)
        backlog, stock = offer.backlog, offer.stock
        while backlog and stock.on_hand >= backlog[0].units:
            order = backlog.popleft()
            order.lot, order.purchase = lot, purchase
            self._allocate(order)

    def let_go(self, offer: Offer) -> None:
        """Close the orders of customers who have lost patience meanwhile."""
        now = self.clock.now_ms
        gone = [order for order in offer.backlog if order.expires < now]
        for order in gone:
            offer.backlog.remove(order)
            offer.stock.position += order.units
            del self.open[order.id]
            self._lose(order, LEFT)

    def supplied(self, order: Order, now: int) -> None:
        """All units of the order are there: off they go."""
        order.supplied = now
        if self.at_once:
            order.shipped = now
            self.delivered(order)
        else:
            ship = self.ship
            ship(order)

    # -- the order is delivered, or lost ------------------------------------------------------------------------------

    def delivered(self, order: Order) -> None:
        """The customer has the goods: write the invoice and hear what the customer thinks."""
        now, number, price, bank = self.clock.now_ms, order.id, order.price, self.bank
        del self.open[number]
        late = now - order.due
        discount = self._discount(order, now) if late > 0 else 0
        if self.terms:
            entries, pack = self.books.entries, self.books.pack
            entries += pack(now, price, number, self._sale)
            if now > bank.due_until:
                bank.look_ahead(now, self.terms)
            bank.falling_due += price - discount
        else:
            self.books.post(now, self._sale, price, number)
        if order.in_transit:
            self.books.post(now, order.product.stock.arrived, order.in_transit, number)
        if late > 0:
            self.books.post(now, self._late, discount, number)
        if not self.terms and bank.waiting:
            bank.cash_came()
        bad = order.defective
        if bad:
            bad = self._defective(order)
        if late <= 0 and not bad:
            self.reputation.pleased += 1
        else:
            self.reputation.hear(late, bad, order.units)
        rows, pack_into = self.rows, self.rows.pack_into
        pack_into(  # as by `_write`, without a call for it
            rows.buffer, (number - rows.first) * rows.size, order.arrived, order.due, order.supplied, order.shipped,
            now, price, discount, order.units, order.lot, order.purchase, order.defective, order.product.stock.item,
            DELIVERED,
        )  # fmt: skip

    def _defective(self, order: Order) -> int:
        """Settle it at once, or wait for the customer to come back; return the units that are resented already."""
        if self.expect_return is not None:
            self.expect_return(order)
            return 0
        self.bank.pay(self._warranty, order.defective * order.product.warranty, order.id)
        return order.defective

    def replace(self, offer: Offer, units: int) -> int:
        """Take an order without a price for units that replace defective ones; return its number."""
        price, contract = offer.price, self.contract
        offer.price, self.contract = 0, None
        self.receive(offer, units, None)
        offer.price, self.contract = price, contract
        return self.received - 1

    def _discount(self, order: Order, now: int) -> int:
        """Return what is given back for lateness, in cents, never more than the price."""
        late, contract = now - order.due, order.contract
        if contract is not None:
            return min(order.price, order.price * late // max(contract.latest - contract.quoted, 1))
        return min(order.price, order.price * self.discount_ppm * late // (PPM * MS_PER_DAY))

    def _lose(self, order: Order, status: int) -> None:
        stock = order.product.stock
        cost = stock.value * order.units // stock.on_hand if stock.on_hand else stock.last_cost * order.units
        self.books.post(self.clock.now_ms, self._lost_margin, max(order.price - cost, 0), order.id)
        self.reputation.disappoint()
        self._write(order, -1, status, 0)

    def _write(self, order: Order, delivered: int, status: int, discount: int) -> None:
        rows = self.rows
        pack_into = rows.pack_into
        pack_into(
            rows.buffer, (order.id - rows.first) * rows.size, order.arrived, order.due, order.supplied, order.shipped,
            delivered, order.price, discount, order.units, order.lot, order.purchase, order.defective,
            order.product.stock.item, status,
        )  # fmt: skip

    def staged(self, product: str) -> int:
        """Return the units made for customers' orders that still wait for the rest of their order."""
        open_orders = (order for order in self.open.values() if order.product.name == product and order.supplied < 0)
        return sum(order.units - order.missing for order in open_orders if order.product.made_to_order)

    def close(self) -> None:
        """At the end of the run, write the orders that are still open."""
        for order in self.open.values():
            self._write(order, -1, OPEN, 0)
