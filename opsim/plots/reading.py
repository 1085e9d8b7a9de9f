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


def orders_alive(run: Run, low_ms: float, high_ms: float, *, only_late: bool = False) -> NDArray[np.intp]:
    """Return the indices of the orders that arrive in a window of time, or were under way when it began."""
    orders = run.history.tables["orders"]
    ends = np.where(orders["delivered"] >= 0, orders["delivered"], run.history.end_ms)
    alive = (orders["arrived"] < high_ms) & (ends > low_ms) & (orders["status"] <= 1)
    if only_late:
        late = np.zeros(len(alive), dtype=bool)
        late[late_orders(run)] = True
        alive &= late
    return np.flatnonzero(alive)
