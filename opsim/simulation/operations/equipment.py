"""Equipment: machines are bought when there is cash for them, written off day by day, and sold."""

from __future__ import annotations

from collections.abc import Callable

from opsim.ledgers.books import Accrual
from opsim.scenario import Scenario
from opsim.simulation.kernel.clock import MS_PER_DAY, Clock
from opsim.simulation.operations.finance import PPM, Bank, ppm


class Equipment:
    """The machines on the books, station by station.

    `install(station, machines)` tells the floor how many stand there. A scenario that asks for more machines than the
    firm has gets them as soon as the cash (with the credit line) pays for them and still leaves `reserve()` cents.
    """

    def __init__(
        self, clock: Clock, bank: Bank, install: Callable[[str, int], None], reserve: Callable[[], int]
    ) -> None:
        """Own nothing yet."""
        self.clock, self.bank, self.install, self.reserve = clock, bank, install, reserve
        self.machines: dict[str, int] = {}
        self._value: dict[str, int] = {}
        self._accruals: dict[str, Accrual] = {}
        books = bank.books
        self._opening = books.kind("equipment", "equity", "finance")
        self._buy = books.kind("equipment", "cash", "finance")
        self._sell = books.kind("cash", "equipment", "finance")
        self._disposal = books.kind("disposal", "equipment", "finance")
        self._depreciation = books.kind("depreciation", "equipment", "production")

    def open(self, scenario: Scenario) -> None:
        """Put the machines that the firm owns at the start on the books and on the floor."""
        share = ppm(scenario.operations.finance.equipment_value)
        for station_id, spec in scenario.production.stations.items():
            owned = spec.machines if spec.owned is None else spec.owned
            self.machines[station_id] = owned
            self._value[station_id] = spec.price * owned * share // PPM
            self._accruals[station_id] = Accrual()
            self.install(station_id, owned)
        self.bank.books.post(self.clock.now_ms, self._opening, sum(self._value.values()))

    def adopt(self, scenario: Scenario) -> None:
        """Take what holds from now on, and buy or sell accordingly."""
        self.specs = scenario.production.stations
        self.invest()

    def invest(self) -> None:
        """Buy the machines that are wanted and can be paid, sell those that are not wanted any more."""
        for station_id, spec in self.specs.items():
            present = self.machines[station_id]
            while self.machines[station_id] < spec.machines and self._can_pay(spec.price):
                self.bank.pay(self._buy, spec.price)
                self._value[station_id] += spec.price
                self.machines[station_id] += 1
            while self.machines[station_id] > spec.machines:
                self._sell_one(station_id, spec.salvage)
            if self.machines[station_id] != present:
                self.install(station_id, self.machines[station_id])

    def _can_pay(self, price: int) -> bool:
        return price == 0 or self.bank.affordable(price + self.reserve())

    def _sell_one(self, station_id: str, salvage: int) -> None:
        written = self._value[station_id] // self.machines[station_id]
        self.bank.pay(self._sell, salvage)
        self.bank.pay(self._disposal, written - salvage)
        self._value[station_id] -= written
        self.machines[station_id] -= 1

    def close_day(self) -> None:
        """At midnight: write off a day, in a straight line over the life, down to the resale value."""
        for station_id, spec in self.specs.items():
            machines, value = self.machines[station_id], self._value[station_id]
            floor = machines * spec.salvage
            per_life = max(machines * spec.price - floor, 0) * MS_PER_DAY
            cents = min(self._accruals[station_id].whole(per_life, spec.life), max(value - floor, 0))
            self.bank.pay(self._depreciation, cents)
            self._value[station_id] = value - cents
