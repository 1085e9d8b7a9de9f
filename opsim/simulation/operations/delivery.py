"""Delivery: from the firm's door to the customer."""

from __future__ import annotations

from collections.abc import Callable

from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.operations.finance import Bank
from opsim.simulation.operations.orders import Order


class Delivery:
    """Lets a carrier collect what is ready at fixed times; what is handed over at the door never comes here."""

    def __init__(self, clock: Clock, bank: Bank, streams: Streams, delivered: Callable[[Order], None]) -> None:
        """Tell `delivered` when the customer has the goods."""
        self.clock, self.bank, self.delivered, self._streams = clock, bank, delivered, streams
        self.ready: list[Order] = []
        self._freight = bank.books.kind("freight", "cash", "delivery")
        self._drawn: Distribution | None = None

    def adopt(self, scenario: Scenario) -> None:
        """Take the terms that hold from now on."""
        self.spec = scenario.operations.delivery
        if self.spec.transit != self._drawn:
            since = "" if self._drawn is None else f" from {self.clock.now_ms}"
            self._transit = self._streams.whole(self.spec.transit, "carrier", "transit" + since)
            self._drawn = self.spec.transit

    def start(self) -> None:
        """Let the carrier come."""
        if self.spec.mode == "carrier":
            self.clock.every(self.spec.first, lambda: self.spec.every, self._collect, "carrier")

    def ship(self, order: Order) -> None:
        """Take an order whose goods are complete, for the next collection."""
        self.ready.append(order)

    def _collect(self) -> None:
        if not self.ready:
            return
        orders, self.ready = self.ready, []
        spec, now = self.spec, self.clock.now_ms
        self.bank.pay(self._freight, spec.cost_per_trip)
        for order in orders:
            order.shipped = now
            self.bank.pay(self._freight, spec.cost_per_order + spec.cost_per_unit * order.units, order.id)
        self.clock.call_at(now + next(self._transit), lambda: self._arrive(orders), "carrier")

    def _arrive(self, orders: list[Order]) -> None:
        for order in orders:
            self.delivered(order)
