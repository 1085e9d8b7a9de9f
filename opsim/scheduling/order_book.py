"""The order book: all work that a firm has open at a time, as a scheduling problem.

Every lot on the floor is a job with the steps that it still needs; production orders that wait for release are jobs of
their lots-to-be. Times are expected ones: what will be scrapped, reworked or break down is not known to a planner, and
room in front of the stations is not reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from opsim.errors import InputError
from opsim.results.time.lots import Lots
from opsim.scheduling.expected import process_of, scenario_at, whole, work_of
from opsim.scheduling.floor_now import FloorNow
from opsim.scheduling.materials import Materials
from opsim.scheduling.naming import LotName, lot_names
from opsim.scheduling.problem import Job, Operation, Problem
from opsim.scheduling.weights import whole_weights
from opsim.simulation.run import simulate
from opsim.units import duration_text

if TYPE_CHECKING:
    from opsim.ledgers.history import Decision, History
    from opsim.scenario import Scenario
    from opsim.scenario.production import Step


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a job of the problem is on the floor; it goes on at `first_step` of its routing, counted from 0."""

    lot: LotName
    product: str
    units: int
    first_step: int
    is_released: bool = True


@dataclass(frozen=True, slots=True)
class Busy:
    """A lot in hand when the plan is made, and until when as expected."""

    lot: LotName
    product: str
    step: int
    station: str
    machine: int
    start: int
    end: int


@dataclass(frozen=True)
class OrderBook:
    """Open work at `problem.start`; `tickets` tells of each job of the problem what it is."""

    scenario: Scenario
    seed: int
    problem: Problem
    tickets: tuple[Ticket, ...]
    in_hand: tuple[Busy, ...]
    is_weighted: bool = False
    """Whether the jobs have the weights of their products; otherwise all count alike."""


def order_book(  # noqa: PLR0917
    scenario: Scenario,
    at_ms: int | None = None,
    seed: int = 1,
    decisions: Sequence[Decision] = (),
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    *,
    weighted: bool = False,
) -> OrderBook:
    """Return what is open at `at_ms` (by default when the warm-up ends), after a simulation up to then.

    If `weighted`, jobs weigh what their products do (`products.*.weight`). Raises `InputError` when
    nothing is open, and `Cancelled` when asked to stop.
    """
    _refuse_loads(scenario)
    at_ms = scenario.clock.warm_up if at_ms is None else at_ms
    if at_ms > scenario.clock.horizon:
        horizon = duration_text(scenario.clock.horizon)
        raise InputError(f"{duration_text(at_ms)} is after the end of the run; choose a time within {horizon}")
    history = simulate(scenario, decisions, seed, until=at_ms, on_progress=on_progress, should_stop=should_stop)
    if history.end_ms < at_ms:
        raise InputError(f"the firm did not last until {duration_text(at_ms)}: {history.partial}")
    book = open_work(history, weighted=weighted)
    if not book.problem.jobs:
        raise InputError(
            f"no work is open at {duration_text(at_ms)}, so there is nothing to schedule; choose another time"
        )
    return book


def _refuse_loads(scenario: Scenario) -> None:
    production = scenario.production
    for name in production.transfer_batch:
        if production.moves(name) < production.lot_size.get(name, 1):
            fault = f"lots of '{name}' move in transfer batches, and a plan moves whole lots"
            raise InputError(f"{fault}; simulate instead")
    ovens = [name for name, station in scenario.production.stations.items() if station.oven is not None]
    if ovens:
        raise InputError(f"'{ovens[0]}' is an oven, and a plan cannot say which lots go in together; simulate instead")


def open_work(history: History, *, weighted: bool = False) -> OrderBook:
    """Return what is open at the end of a history; if `weighted`, with the weights of the products."""
    return _Reading(history, weighted=weighted).book()


class _Reading:
    """Reads the order book from the tables of a history."""

    def __init__(self, history: History, *, weighted: bool) -> None:
        self.history, self.at = history, history.end_ms
        self.scenario = scenario_at(history.scenario, history.decisions, self.at)
        self.is_weighted, self.weight_of_one = weighted, 1
        self.weights = dict.fromkeys(self.scenario.products, 1)
        if weighted:
            given = {name: product.weight for name, product in self.scenario.products.items()}
            self.weights, self.weight_of_one = whole_weights(given)
        self.lots = {name: column.tolist() for name, column in Lots(history).items()}
        self.names = lot_names(history)
        self.on_floor = [lot for lot, finished in enumerate(self.lots["finished"]) if finished < 0]
        self.units = self._units_left()
        self.floor = FloorNow(history, self.scenario, self.units)
        self.in_hand = {busy.lot: busy for busy in self.floor.in_hand.values()}

    def book(self) -> OrderBook:
        """Return the order book at the end of the history: open lots, their tickets, machines, people by skill."""
        found = [*self._lots_on_floor(), *self._lots_to_be()]
        crews: dict[str, int] = {}
        for name, team in self.scenario.operations.teams.items():
            crews[team.skill or name] = crews.get(team.skill or name, 0) + team.people
        jobs, tickets = tuple(job for job, _ in found), tuple(ticket for _, ticket in found)
        problem = Problem(self.floor.stations, jobs, self.at, crews, self.weight_of_one)
        return OrderBook(
            self.scenario, self.history.seed, problem, tickets, tuple(self._busy()), is_weighted=self.is_weighted
        )

    def _units_left(self) -> dict[int, int]:
        """Return the units of each lot on the floor, without those scrapped or taken out as rework."""
        units = {lot: self.lots["units"][lot] - self.lots["scrapped"][lot] for lot in self.on_floor}
        for parent, taken in zip(self.lots["parent"], self.lots["units"], strict=True):
            if parent in units:
                units[parent] -= taken
        return units

    # -- lots ---------------------------------------------------------------------------------------------------------

    def _lots_on_floor(self) -> Iterator[tuple[Job, Ticket]]:
        last, displaced = self._last_steps(), self._displaced()
        ready = self._inspected_until()
        for lot in self.on_floor:
            busy, product = self.in_hand.get(lot), self._product(lot)
            step = last[lot] + 1 if lot in last else self._first_step(lot)
            if busy is None:
                step = displaced.get(lot, step)
            if step < len(self.scenario.products[product].routing):
                ticket = Ticket(self.names[lot], product, self.units[lot], step)
                rest = self.floor.rests.get((lot, step))
                yield self._job(ticket, busy.end if busy is not None else ready.get(lot, self.at), rest)

    def _lots_to_be(self) -> Iterator[tuple[Job, Ticket]]:
        """Yield the lots that production orders have still to release, each as soon as its material is there."""
        jobs = {name: column.tolist() for name, column in self.history.tables["jobs"].items()}
        released, count = [0] * len(jobs["units"]), [0] * len(jobs["units"])
        for job, units, parent in zip(*(self.lots[name] for name in ("job", "units", "parent")), strict=True):
            if parent < 0:
                released[job] += units
                count[job] += 1
        materials = Materials(self.history)
        for job, wanted in enumerate(jobs["units"]):
            product = self.history.names.items[jobs["product"][job]]
            size = self.scenario.production.lot_size.get(product, 1)
            for units in _split(wanted - released[job], size):
                count[job] += 1
                ticket = Ticket(LotName(job, count[job]), product, units, 0, is_released=False)
                yield self._job(ticket, materials.take(self.scenario.products[product].materials, units))

    def _job(self, ticket: Ticket, release: int, rest: int | None = None) -> tuple[Job, Ticket]:
        """Return the job of a lot; of its first step there may be left only a `rest` of the process time, in ms."""
        product = self.scenario.products[ticket.product]
        rests = {ticket.first_step: rest}
        operations = tuple(
            _operation(step, product.family, ticket.units, rests.get(number))
            for number, step in enumerate(product.routing)
            if number >= ticket.first_step
        )
        return Job(ticket.lot.text, operations, release, self._due(ticket), self.weights[ticket.product]), ticket

    def _due(self, ticket: Ticket) -> int:
        """Return when a production order is due: as its customer was promised, or at the end of the stock's cover."""
        jobs, orders = self.history.tables["jobs"], self.history.tables["orders"]
        if (order := int(jobs["order"][ticket.lot.order])) >= 0:
            return int(orders["due"][order])
        stock = self.scenario.operations.inventory.get(ticket.product)
        return int(jobs["created"][ticket.lot.order]) + (stock.cover if stock is not None else 0)

    def _product(self, lot: int) -> str:
        item: int = self.lots["product"][lot]
        return self.history.names.items[item]

    def _last_steps(self) -> dict[int, int]:
        """Return the last step that each lot on the floor has begun."""
        operations = self.history.tables["operations"]
        mine = np.isin(operations["lot"], self.on_floor)
        return dict(zip(operations["lot"][mine].tolist(), operations["step"][mine].tolist(), strict=True))

    def _displaced(self) -> dict[int, int]:
        """Return the lots that lost their machine to another one and wait since then, with the step to go on with."""
        table, operations = self.history.tables["displaced"], self.history.tables["operations"]
        mine = np.isin(operations["lot"], table["lot"])
        ends = dict(zip(*(operations[name][mine].tolist() for name in ("lot", "end")), strict=True))
        rows = zip(*(table[name].tolist() for name in ("lot", "step", "time")), strict=True)
        return {lot: step for lot, step, time in rows if ends[lot] == time}

    def _first_step(self, lot: int) -> int:
        """Return the step at which a lot starts."""
        return max(int(self.lots["rework_from"][lot]), 0)

    def _routing(self, lot: int) -> list[Step]:
        return self.scenario.products[self._product(lot)].routing

    def _inspected_until(self) -> dict[int, int]:
        """Return when the lots that are being inspected will be free to go on."""
        table = self.history.tables["inspections"]
        later = table["end"] > self.at
        return dict(zip(table["lot"][later].tolist(), table["end"][later].tolist(), strict=True))

    def _busy(self) -> Iterator[Busy]:
        for lot, busy in self.in_hand.items():
            station, machine = self.floor.place_of(busy.machine)
            yield Busy(self.names[lot], self._product(lot), busy.step, station, machine, busy.start, busy.end)


def _operation(step: Step, family: str, units: int, rest: int | None) -> Operation:
    work = work_of(step, units)
    if rest is not None:
        work += rest - whole(process_of(step, units))
    return Operation(step.station, work, family, tuple((other, work) for other in step.alternatives))


def _split(units: int, size: int) -> Iterator[int]:
    """Yield the lots into which so many units are cut."""
    while units > 0:
        yield min(units, size)
        units -= size
