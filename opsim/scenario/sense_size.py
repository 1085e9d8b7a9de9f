"""How much there is to simulate: reckoned before a run, so that nobody waits for one that cannot end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from opsim.scenario.references import Finding
from opsim.units import duration_text

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario

#: Most customers' orders that a run may expect: each leaves some dozens of bytes in the ledgers, even packed.
MOST_ORDERS: Final = 1_000_000_000


def expected_orders(scenario: Scenario, end_ms: int) -> float:
    """Return how many orders come within `end_ms` at the declared rates, whatever trend, season and reputation do."""
    gaps = [demand.arrivals for demand in scenario.operations.market.values()]
    return sum(end_ms / max(gap.mean, 1.0) for gap in gaps if gap.kind != "never")


def run_can_be_done(scenario: Scenario) -> Iterator[Finding]:
    """A run does not ask for more orders than a computer can hold."""
    horizon_ms = scenario.clock.horizon
    orders = expected_orders(scenario, horizon_ms)
    if orders > MOST_ORDERS:
        fault = f"in {duration_text(horizon_ms)} about {orders:,.0f} customers' orders come, more than can be held"
        remedy = f"stay below {MOST_ORDERS:,}: shorten the run, or let fewer customers come"
        yield Finding(("clock", "horizon"), fault, remedy, (("operations", "market"),))


#: The checks that every scenario and every revised copy passes.
CHECKS: Final[tuple[Callable[[Scenario], Iterator[Finding]], ...]] = (run_can_be_done,)
