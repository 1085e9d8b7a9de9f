"""Due-date quoting: what the order desk promises on the day an order for a made product comes.

The rules of Conway (1965) and Eilon & Chowdhury (1976), as in `opsim.theory.scheduling.due_dates`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opsim.scenario.operations import Orders
    from opsim.simulation.production.lot import Route

#: Terms, expected work of the order in ms, orders that are open -> promised lead time in ms.
Rule = Callable[["Orders", float, int], float]


def total_work(terms: Orders, work_ms: float, _open: int) -> float:
    """TWK: a multiple of the order's work."""
    return terms.quote_factor * work_ms


def orders_in_queue(terms: Orders, work_ms: float, open_orders: int) -> float:
    """JIQ: a multiple of the order's work, and some time for each order that is there before it."""
    return terms.quote_factor * work_ms + terms.quote_per_order * open_orders


RULES: Final[dict[str, Rule]] = {"total-work": total_work, "queue": orders_in_queue}


def quoted_ms(terms: Orders, route: Route, units: int, open_orders: int) -> int:
    """Return the lead time that is promised for so many units of a product, in whole ms."""
    lots = -(-units // route.moves)
    work = route.first.each_left * units + route.first.lot_left * lots
    return round(RULES[terms.quoting](terms, work, open_orders))
