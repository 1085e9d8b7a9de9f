"""How much the lateness of each lot matters: weights as whole numbers, as exact schedules need them."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import TYPE_CHECKING, Final

from opsim.errors import InputError

if TYPE_CHECKING:
    from opsim.scheduling.order_book import OrderBook
    from opsim.scheduling.schedule import Schedule, Solution

#: Weights are told apart to so many parts of 1.
PARTS: Final = 1000
#: Larger ones, times ms, would not fit into the solver's numbers.
MOST: Final = 1_000_000


def whole_weights(weights: Mapping[str, float]) -> tuple[dict[str, int], int]:
    """Return weights as whole numbers in the same proportions (to thousandths), and what a weight of 1 is among them.

    Raises `InputError` where they are too far apart.
    """
    parts = {name: round(weight * PARTS) for name, weight in weights.items()}
    unit = gcd(PARTS, *parts.values())
    whole = {name: part // unit for name, part in parts.items()}
    if max(whole.values(), default=0) > MOST:
        largest = max(weights, key=lambda name: weights[name])
        raise InputError(
            f"products.{largest}.weight: {weights[largest]:g} is too large beside the others to plan by; divide all "
            "weights by the same number"
        )
    return whole, PARTS // unit


def weighted_tardiness_ms(book: OrderBook, schedule: Schedule) -> float:
    """Return the tardiness of a plan with each lot counted by the weight of its product, in ms."""
    cost = 0.0
    for ticket, job, end in zip(book.tickets, book.problem.jobs, schedule.completions, strict=True):
        late = max(end - job.due, 0) if job.due is not None else 0
        cost += book.scenario.products[ticket.product].weight * late
    return cost


def objective_name(book: OrderBook, solution: Solution) -> str:
    """Return what was made small, as the command line calls it."""
    is_weighted = book.is_weighted and solution.objective == "tardiness"
    return "weighted-tardiness" if is_weighted else solution.objective
