"""Periodic review with a fixed order cost: the best (s, S) policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from opsim.theory.inventory.newsvendor import critical_ratio
from opsim.theory.inventory.reorder_point import ReorderCosts
from opsim.theory.numerics import require
from opsim.theory.probability import poisson_cdf, poisson_loss, poisson_pmf, poisson_surplus


@dataclass(frozen=True, slots=True)
class OrderUpTo:
    """Order up to `up_to` whenever the inventory position is at or below `reorder_point`."""

    reorder_point: int
    up_to: int
    cost_rate: float
    """Expected cost per period."""


class PoissonPeriods:
    """Poisson demand per period, what each inventory position costs, and how often it is visited.

    Sequence in a period: review and order, receive what was ordered `lead_time` periods ago, meet demand, count costs.
    """

    def __init__(self, costs: ReorderCosts, mean_demand: float, lead_time: int = 0) -> None:
        """Hold the costs and the Poisson mean of one period's demand."""
        require(mean_demand > 0.0, f"mean demand {mean_demand:g} must be positive")
        self._costs = costs
        self._mean = mean_demand
        self._covered = mean_demand * (lead_time + 1)
        self._renewals = [1.0 / (1.0 - poisson_pmf(0, mean_demand))]
        self.position_cost: Callable[[int], float] = lru_cache(maxsize=None)(self._position_cost)

    def best_single_position(self) -> int:
        """Return the position of least cost, the base stock when orders are free."""
        position = 0
        while poisson_cdf(position, self._covered) < critical_ratio(self._costs.holding, self._costs.shortage):
            position += 1
        return position

    def renewal(self, below: int) -> float:
        """Return m(j), the expected periods spent `below` units under S per cycle: m(j) = sum of p(k) m(j - k)."""
        while len(self._renewals) <= below:
            j = len(self._renewals)
            earlier = 0.0
            for k in range(1, j + 1):
                earlier += poisson_pmf(k, self._mean) * self._renewals[j - k]
            self._renewals.append(earlier * self._renewals[0])
        return self._renewals[below]

    def cost_rate(self, reorder_point: int, up_to: int) -> float:
        """Return the cost per period of any (s, S): order cost and position costs of a cycle over its length."""
        cost, periods = self._costs.order, 0.0
        for j in range(up_to - reorder_point):
            cost += self.renewal(j) * self.position_cost(up_to - j)
            periods += self.renewal(j)
        return cost / periods

    def _position_cost(self, position: int) -> float:
        surplus, loss = poisson_surplus(position, self._covered), poisson_loss(position, self._covered)
        return self._costs.holding * surplus + self._costs.shortage * loss


def best_order_up_to(costs: ReorderCosts, mean_demand: float, lead_time: int = 0) -> OrderUpTo:
    """Return the optimal (s, S) policy for Poisson demand per period and backorders (Zheng & Federgruen 1991).

    Start at the cheapest position y*. For an S, the best s is where waiting one position longer stops paying; a
    larger S is worth trying only while its own cost is below the best average found.
    """
    periods = PoissonPeriods(costs, mean_demand, lead_time)
    cheapest = periods.best_single_position()
    up_to, point = cheapest, cheapest - 1
    while periods.cost_rate(point, up_to) > periods.position_cost(point):
        point -= 1
    best = OrderUpTo(point, up_to, periods.cost_rate(point, up_to))
    up_to += 1
    while periods.position_cost(up_to) <= best.cost_rate:
        if periods.cost_rate(best.reorder_point, up_to) < best.cost_rate:
            point = best.reorder_point
            while periods.cost_rate(point, up_to) <= periods.position_cost(point + 1):
                point += 1
            best = OrderUpTo(point, up_to, periods.cost_rate(point, up_to))
        up_to += 1
    return best
