"""The few counts that several plots take from a run's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from opsim.results.run import Run


def delivered_orders(run: Run) -> NDArray[np.intp]:
    """Return the indices of the orders that reached their customer in this run."""
    return np.flatnonzero(run.history.tables["orders"]["delivered"] >= 0)


def measured_orders(run: Run) -> NDArray[np.intp]:
    """Return the indices of the delivered orders that arrived after the warm-up: those of the service figures."""
    delivered = delivered_orders(run)
    return delivered[run.history.tables["orders"]["arrived"][delivered] >= run.scenario.clock.warm_up]


def late_orders(run: Run) -> NDArray[np.intp]:
    """Return the indices of the orders that were delivered after their due date, or are still open and overdue."""
    orders = run.history.tables["orders"]
    left_or_open = np.where(orders["delivered"] >= 0, orders["delivered"], run.history.end_ms)
    expected = (orders["due"] >= 0) & (orders["status"] <= 1)
    return np.flatnonzero(expected & (left_or_open > orders["due"]))


def worst_late_orders(run: Run) -> NDArray[np.intp]:
    """Return the late orders, those that cost most in discounts first, then those that were late for longest."""
    late, orders = late_orders(run), run.history.tables["orders"]
    ends = np.where(orders["delivered"] >= 0, orders["delivered"], run.history.end_ms)
    return late[np.lexsort((orders["due"][late] - ends[late], -orders["discount"][late]))]


def orders_arriving(run: Run, low_ms: float, high_ms: float, *, only_late: bool = False) -> NDArray[np.intp]:
    """Return the indices of the orders that arrive in a window of time and were delivered or are still expected."""
    orders = run.history.tables["orders"]
    arriving = (orders["arrived"] >= low_ms) & (orders["arrived"] < high_ms) & (orders["status"] <= 1)
    if only_late:
        late = np.zeros(len(arriving), dtype=bool)
        late[late_orders(run)] = True
        arriving &= late
    return np.flatnonzero(arriving)


def picked(orders: NDArray[np.intp], most: int, wanted: int = -1) -> list[int]:
    """Return at most `most` of `orders`, evenly spread; `wanted` is among them if it is one of them."""
    if len(orders) > most:
        orders_at = np.linspace(0, len(orders) - 1, most).round().astype(np.intp)
        if wanted in orders:
            place = int(np.flatnonzero(orders == wanted)[0])
            orders_at[np.abs(orders_at - place).argmin()] = place
        orders = orders[orders_at]
    return [int(order) for order in orders]
