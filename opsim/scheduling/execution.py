"""What the simulated floor made of a plan: the operations of the planned lots, as they happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.ledgers.history import Decision
from opsim.scheduling.naming import LotName, lot_names
from opsim.scheduling.plan import sequences
from opsim.simulation.run import simulate

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.scenario import Scenario
    from opsim.scheduling.order_book import OrderBook
    from opsim.scheduling.schedule import Solution

COLUMNS: Final = ("lot", "step", "machine", "start", "end")


@dataclass(frozen=True, slots=True)
class Done:
    """One operation that happened; `machine` counts those of its station from 0, `is_planned` says whether it was."""

    lot: LotName
    product: str
    step: int
    station: str
    machine: int
    start: int
    end: int
    is_planned: bool


def executed(  # noqa: PLR0917
    scenario: Scenario,
    book: OrderBook,
    solution: Solution,
    decisions: Sequence[Decision] = (),
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> list[Done]:
    """Return what the floor did after the plan was made, in the run that the book was taken from.

    It is followed a quarter longer than the plan lasts: chance and new work take their time.
    """
    start, length = book.problem.start, solution.schedule.makespan
    until = min(scenario.clock.horizon, start + length + length // 4)
    history = simulate(scenario, decisions, book.seed, until=until, on_progress=on_progress, should_stop=should_stop)
    return operations_since(history, book)


def followed(book: OrderBook, solution: Solution) -> list[Decision]:
    """Return the decision to follow a plan from the time on at which it was made."""
    return [Decision(book.problem.start, "production.plan", dict(sequences(book, solution)))]


def operations_since(history: History, book: OrderBook) -> list[Done]:
    """Return all operations of a history that end after the book was taken, in the order of their end."""
    table, lots, names = history.tables["operations"], history.tables["lots"], history.names
    machines, stations = _machines(history), history.tables["machines"]["station"]
    lot_of = lot_names(history)
    planned = {ticket.lot for ticket in book.tickets} | {busy.lot for busy in book.in_hand}
    found = []
    for row in np.flatnonzero(table["end"] > book.problem.start).tolist():
        lot, step, machine, start, end = (int(table[name][row]) for name in COLUMNS)
        station, product = names.stations[stations[machine]], names.items[lots["product"][lot]]
        name = lot_of[lot]
        found.append(Done(name, product, step, station, machines[machine], start, end, name in planned))
    return found


def _machines(history: History) -> list[int]:
    """Return the number of each machine within its station."""
    count: dict[int, int] = {}
    numbers = []
    for station in history.tables["machines"]["station"].tolist():
        numbers.append(count.get(station, 0))
        count[station] = numbers[-1] + 1
    return numbers
