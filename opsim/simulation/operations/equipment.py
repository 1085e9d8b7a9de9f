"""Equipment: machines are bought when there is cash for them, come, are written off day by day, and are sold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

from opsim.ledgers.books import Accrual
from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.scenario.production import Station as StationSpec
from opsim.simulation.kernel.clock import MS_PER_DAY, URGENT, Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.operations.finance import DAYS_PER_YEAR, PPM, Bank, ppm


class Fleet:
    """The machines of one station on the books: `value` in cents, those that are still `coming` included.

    `worth` is, oldest machine first, since when and from what share of its price (in millionths) each loses value.
    """

    def __init__(self, spec: StationSpec, owned: int, share: int, now: int) -> None:
        """Own so many from the start, worth a share of their price."""
        self.machines, self.coming = owned, 0
        self.value = spec.price * owned * share // PPM
        self.worth = [(now, share)] * owned
        self.written_off = Accrual()
        self.delivery: tuple[Distribution, Iterator[int]] | None = None

    def resale(self, spec: StationSpec, now: int) -> int:
        """Return what the oldest machine brings when sold now, in cents; each year it loses a share of its value."""
        if not spec.loses_per_year:
            return spec.salvage
        since, share = self.worth[0]
        years = (now - since) / (MS_PER_DAY * DAYS_PER_YEAR)
        left = round(math.pow(1 - spec.loses_per_year, years) * share)
        return max(spec.price * left // PPM, min(spec.salvage, spec.price))


class Equipment:
    """The machines on the books, station by station.

    `install(station, machines)` tells the floor how many stand there. A scenario that asks for more machines than the
    firm has gets them as soon as the cash (with the credit line) pays for them and still leaves `reserve()` cents; they
    come after their delivery and installation. Of those that are not wanted any more the oldest is sold first.
    """

    def __init__(
        self,
        clock: Clock,
        bank: Bank,
        streams: Streams,
        install: Callable[[str, int], None],
        reserve: Callable[[], int],
    ) -> None:
        """Own nothing yet."""
        self.clock, self.bank, self.streams, self.install, self.reserve = clock, bank, streams, install, reserve
        self.fleets: dict[str, Fleet] = {}
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
            self.fleets[station_id] = Fleet(spec, owned, share, self.clock.now_ms)
            self.install(station_id, owned)
        self.bank.books.post(self.clock.now_ms, self._opening, sum(fleet.value for fleet in self.fleets.values()))

    def adopt(self, scenario: Scenario) -> None:
        """Take what holds from now on, and buy or sell accordingly."""
        self.specs = scenario.production.stations
        self.invest()

    def invest(self) -> None:
        """Buy the machines that are wanted and can be paid, sell those that are not wanted any more."""
        for station_id, spec in self.specs.items():
            fleet = self.fleets[station_id]
            present = fleet.machines
            while fleet.machines + fleet.coming < spec.machines and self._can_pay(spec.price):
                self._order(station_id, fleet, spec)
            while fleet.machines > spec.machines:
                self._sell_one(fleet, spec)
            if fleet.machines != present:
                self.install(station_id, fleet.machines)

    def _can_pay(self, price: int) -> bool:
        return price == 0 or self.bank.affordable(price + self.reserve())

    def _order(self, station_id: str, fleet: Fleet, spec: StationSpec) -> None:
        """Pay for a machine; it comes at once, or is on its way."""
        self.bank.pay(self._buy, spec.price)
        fleet.value += spec.price
        takes = self._delivery(station_id, fleet, spec) + spec.installation
        if takes == 0:
            self._arrive(fleet)
            return
        fleet.coming += 1
        come = partial(self._come, station_id, fleet)
        self.clock.call_at(self.clock.now_ms + takes, come, f"a machine for '{station_id}'", URGENT)

    def _delivery(self, station_id: str, fleet: Fleet, spec: StationSpec) -> int:
        if fleet.delivery is None or fleet.delivery[0] != spec.delivery:
            since = "" if fleet.delivery is None else f" from {self.clock.now_ms}"
            draws = self.streams.whole(spec.delivery, f"station {station_id}", f"delivery of machines{since}")
            fleet.delivery = spec.delivery, draws
        return next(fleet.delivery[1])

    def _arrive(self, fleet: Fleet) -> None:
        fleet.machines += 1
        fleet.worth.append((self.clock.now_ms, PPM))

    def _come(self, station_id: str, fleet: Fleet) -> None:
        """A machine that was on its way is ready for work."""
        fleet.coming -= 1
        self._arrive(fleet)
        self.install(station_id, fleet.machines)
        self.invest()  # it may not be wanted any more

    def _sell_one(self, fleet: Fleet, spec: StationSpec) -> None:
        written = (fleet.value - fleet.coming * spec.price) // fleet.machines
        price = fleet.resale(spec, self.clock.now_ms)
        self.bank.pay(self._sell, price)
        self.bank.pay(self._disposal, written - price)
        fleet.value -= written
        fleet.machines -= 1
        del fleet.worth[0]

    def close_day(self) -> None:
        """At midnight: write off a day, in a straight line over the life, down to the resale value."""
        for station_id, spec in self.specs.items():
            fleet = self.fleets[station_id]
            floor = fleet.machines * spec.salvage
            per_life = max(fleet.machines * spec.price - floor, 0) * MS_PER_DAY
            left = fleet.value - fleet.coming * spec.price - floor
            cents = min(fleet.written_off.whole(per_life, spec.life), max(left, 0))
            self.bank.pay(self._depreciation, cents)
            fleet.value -= cents
