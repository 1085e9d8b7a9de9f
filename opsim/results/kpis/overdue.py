"""Orders that customers still wait for: what is past its due date at the end counts as late, not as never asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.ledgers.history import OPEN
from opsim.results.columns.reading import Reader
from opsim.results.kpis.window import window_of
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Flags, Times, Whole
    from opsim.results.run import Run


class Waited(NamedTuple):
    """Some orders: when each was due (on arrival, where nothing was promised), and when its wait ended.

    Of those that are open the wait ends with the run: they have waited at least so long. `overdue` says which of these
    should have been there before the end.
    """

    due: Times
    until: Times
    overdue: Flags


def waited(end_ms: int, arrived: Times, due: Times, delivered: Times, status: Whole) -> Waited:
    """Return how long customers waited, up to the delivery or to the end of the run."""
    due = np.where(due < 0, arrived, due)
    is_open = status == OPEN
    return Waited(due, np.where(is_open, end_ms, delivered), is_open & (due < end_ms))


def lead_time_h(run: Run) -> float:
    """Return the mean lead time of the orders that arrived in the window and are delivered or overdue, in hours.

    An overdue order counts with the time that it has waited so far. Without it a rule that never serves some customers
    would shorten the mean.
    """
    window, orders = window_of(run), Reader(run.history.tables["orders"])
    lead_ms, count = sum(run.lead_time_by_function.values()), run.attribution.orders
    for arrived, *rest in orders.parts("arrived", "due", "delivered", "status"):
        times = waited(run.history.end_ms, arrived, *rest)
        late = np.flatnonzero(times.overdue & window.has(arrived))
        lead_ms, count = lead_ms + int((times.until[late] - arrived[late]).sum()), count + len(late)
    return lead_ms / HOUR_MS / count if count else float("nan")
