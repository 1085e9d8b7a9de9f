"""Time and money by function: every order's life is cut by cause, and what lateness cost is shared out by the cuts.

The share of a function in the cost of one late order is its share in the order's delay: all tiles but processing and
the transit that was planned (all tiles, where there is no other).

Nights and weekends delay every order that waits over them. So that the causes that can be mended are seen, all of this
is there a second time with the time off shift shared out over each order's other delays, in proportion; where an order
has no other, it stays. Both add up to the same time and money.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.ledgers.history import DELIVERED
from opsim.results.columns.intervals import Flags, Times
from opsim.results.columns.reading import Reader
from opsim.results.columns.rounding import largest_remainder
from opsim.results.money.lost import LostMargin
from opsim.results.time.causes import CAUSES, FUNCTION_OF, OFF_SHIFT
from opsim.results.time.listeners import Sums
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.time.stories import Teller

#: Orders looked at together: enough to be quick, few enough to need little memory.
BLOCK: Final = 4_096
#: So few are looked at all at once.
FEW: Final = 4 * BLOCK
#: functions x causes: 1 where the cause belongs to the function; once for all causes, once for delays only.
OF_FUNCTION: Final = np.array([[int(owner == f) for owner in FUNCTION_OF] for f in range(len(FUNCTIONS))], np.int64)
DELAY_OF_FUNCTION: Final = OF_FUNCTION * np.array([cause.delay for cause in CAUSES], np.int64)
#: Cause -> 1 where it is a delay other than time off shift.
OTHER_DELAY: Final = np.array([int(cause.delay and row != OFF_SHIFT) for row, cause in enumerate(CAUSES)], np.int64)


@dataclass
class Attribution:
    """Sums over orders: `lead_ms[cause]` of those delivered that arrived after the warm-up, `cents[function]` of all.

    `spread_ms` and `spread_cents` are the same with the time off shift shared out over each order's other delays.
    `untiled` counts orders whose tiles do not add up to their life; an invariant says that there are none.
    """

    orders: int = 0
    untiled: int = 0
    lead_ms: Times = field(default_factory=lambda: np.zeros(len(CAUSES), np.int64))
    cents: Times = field(default_factory=lambda: np.zeros(len(FUNCTIONS), np.int64))
    spread_ms: Times = field(default_factory=lambda: np.zeros(len(CAUSES), np.int64))
    spread_cents: Times = field(default_factory=lambda: np.zeros(len(FUNCTIONS), np.int64))


def attribute(history: History, teller: Teller) -> Attribution:
    """Return lead time by cause and the cost of lateness by function.

    What an order cost by being late is its discount, and the margin lost with it (a memo in the books).
    """
    orders, warm_up = Reader(history.tables["orders"]), history.scenario.clock.warm_up
    lost, result, columns = LostMargin(history), Attribution(), ("arrived", "delivered", "status", "discount")
    low = 0
    for arrived, reached, status, discount in orders.parts(*columns, size=FEW if orders.rows <= FEW else BLOCK):
        cents = lost.of(low, low + len(status)) + discount
        delivered = status == DELIVERED
        counted = delivered & (arrived >= warm_up)
        result.orders += int(np.count_nonzero(counted))
        told = np.flatnonzero(counted | (cents > 0))
        sums = Sums(len(told))
        teller.tell_orders(told + low, sums)
        causes = np.array(sorted(sums.heard), np.int64)
        by_cause = sums.by_cause[causes]
        amiss = by_cause.sum(axis=0) != reached[told] - arrived[told]
        result.untiled += int(np.count_nonzero(amiss & delivered[told]))
        _add(result, by_cause, causes, counted[told], cents[told])
        low += len(status)
    return result


def _add(result: Attribution, by_cause: Times, causes: Times, counted: Flags, cents: Times) -> None:
    """Add some orders of which the time is told, `causes` x orders."""
    lead_ms, late_cents = _totals(by_cause, causes, counted, cents)
    result.lead_ms[causes] += lead_ms
    result.cents += late_cents
    if OFF_SHIFT in causes:
        lead_ms, late_cents = _totals(without_off_shift(by_cause, causes), causes, counted, cents)
    result.spread_ms[causes] += lead_ms
    result.spread_cents += late_cents


def _totals(by_cause: Times, causes: Times, counted: Flags, cents: Times) -> tuple[Times, Times]:
    """Return the time by cause of the orders that count, and the cents by function of those that cost something."""
    late = np.flatnonzero(cents)
    lead_ms = by_cause if counted.all() else by_cause[:, counted]
    return lead_ms.sum(axis=1), shared_out(cents[late], by_cause[:, late], causes).sum(axis=1)


def without_off_shift(by_cause: Times, causes: Times) -> Times:
    """Return `causes` x orders, each order's time off shift shared out over its other delays, where it has any."""
    off_shift, result = by_cause[causes == OFF_SHIFT][0], by_cause.copy()
    some = np.flatnonzero(off_shift)
    others = by_cause[:, some] * OTHER_DELAY[causes, None]
    delayed = np.flatnonzero(others.any(axis=0))
    some = some[delayed]
    result[:, some] += largest_remainder(off_shift[some], others[:, delayed])
    result[np.ix_(causes == OFF_SHIFT, some)] -= off_shift[some]
    return result


def by_function(by_cause: Times) -> dict[str, int]:
    """Return time by cause as time by function."""
    return dict(zip(FUNCTIONS, (OF_FUNCTION @ by_cause).tolist(), strict=True))


def shared_out(cents: Times, by_cause: Times, causes: Times) -> Times:
    """Return functions x orders: each order's cents shared out over functions by its time, `causes` x orders."""
    weights = DELAY_OF_FUNCTION[:, causes] @ by_cause
    no_delay = np.flatnonzero(~weights.any(axis=0))
    weights[:, no_delay] = OF_FUNCTION[:, causes] @ by_cause[:, no_delay]
    return largest_remainder(cents, weights)
