"""Returns: defective units that customers bring back after a while, and what the firm does about it."""

from __future__ import annotations

from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.operations.finance import Bank
from opsim.simulation.operations.orders import Order, OrderDesk
from opsim.simulation.operations.reputation import Reputation


class Returns:
    """The counter where customers complain; the units themselves are worth nothing any more."""

    def __init__(  # noqa: PLR0917
        self, clock: Clock, rows: Rows, bank: Bank, reputation: Reputation, desk: OrderDesk, streams: Streams
    ) -> None:
        """Write to the table `returns`."""
        self.clock, self.rows, self.bank, self.reputation, self.desk = clock, rows, bank, reputation, desk
        self._streams = streams
        self._comes_back = streams.uniforms("customers", "come back")
        self._drawn: Distribution | None = None
        self._warranty = bank.books.kind("warranty", "cash", "quality")
        self._refund = bank.books.kind("refunds", "cash", "quality")

    def adopt(self, scenario: Scenario) -> None:
        """Take the terms that hold from now on."""
        spec = scenario.operations.returns
        self.desk.expect_return = self.expect if spec is not None else None
        if spec is None:
            return
        self.spec = spec
        if spec.delay != self._drawn:
            since = "" if self._drawn is None else f" from {self.clock.now_ms}"
            self._delay = self._streams.whole(spec.delay, "customers", "return delay" + since)
            self._drawn = spec.delay

    def expect(self, order: Order) -> None:
        """An order with defective units has been delivered: the customer may come back."""
        if next(self._comes_back) < self.spec.share:
            name = f"a return of '{order.product.name}'"
            self.clock.call_at(self.clock.now_ms + next(self._delay), lambda: self._take_back(order), name)

    def _take_back(self, order: Order) -> None:
        units, number = order.defective, order.id
        cents = units * order.product.warranty
        self.bank.pay(self._warranty, cents, number)
        if self.spec.remedy == "refund":
            refund = order.price * units // order.units
            self.bank.pay(self._refund, refund, number)
            cents += refund
        self.reputation.hear(0, units, order.units)
        replacement = self.desk.replace(order.product, units) if self.spec.remedy == "replacement" else -1
        self.rows.add(self.clock.now_ms, cents, number, units, replacement)
