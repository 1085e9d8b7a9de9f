"""How much to have for one period of uncertain demand, when both too much and too little cost money."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opsim.theory.numerics import require
from opsim.theory.probability import (
    binomial_pmf,
    normal_loss,
    normal_quantile,
    poisson_loss,
    poisson_pmf,
    poisson_surplus,
)


@dataclass(frozen=True, slots=True)
class StockPlan:
    """A stock level for one period and what to expect of it."""

    level: float
    cost: float
    """Expected cost of leftovers and shortages per period."""
    cycle_service: float
    """Probability of no shortage in a period."""
    fill_rate: float
    """Share of demand served from stock."""
    mean_leftover: float
    mean_shortage: float


def critical_ratio(overage_cost: float, underage_cost: float) -> float:
    """Return the best probability of no shortage, cu / (cu + co) (Arrow, Harris & Marschak 1951)."""
    return underage_cost / (underage_cost + overage_cost)


def newsvendor_normal(overage_cost: float, underage_cost: float, mean: float, deviation: float) -> StockPlan:
    """Return the best stock for normal demand: S = mean + z sd, cost (co + cu) sd phi(z) at the best z."""
    level = mean + normal_quantile(critical_ratio(overage_cost, underage_cost)) * deviation
    return normal_stock(level, overage_cost, underage_cost, mean, deviation)


def normal_stock(level: float, overage_cost: float, underage_cost: float, mean: float, deviation: float) -> StockPlan:
    """Return what any stock level leads to under normal demand; expected shortage is sd L(z)."""
    z = (level - mean) / deviation
    shortage = deviation * normal_loss(z)
    leftover = level - mean + shortage
    return StockPlan(
        level=level,
        cost=overage_cost * leftover + underage_cost * shortage,
        cycle_service=0.5 * math.erfc(-z / math.sqrt(2.0)),
        fill_rate=1.0 - shortage / mean,
        mean_leftover=leftover,
        mean_shortage=shortage,
    )


def newsvendor_poisson(overage_cost: float, underage_cost: float, mean: float) -> StockPlan:
    """Return the best stock for Poisson demand: the least S with P(D <= S) at or above the critical ratio."""
    ratio = critical_ratio(overage_cost, underage_cost)
    level, covered = 0, poisson_pmf(0, mean)
    while covered < ratio:
        level += 1
        covered += poisson_pmf(level, mean)
    return poisson_stock(level, overage_cost, underage_cost, mean)


def poisson_stock(level: int, overage_cost: float, underage_cost: float, mean: float) -> StockPlan:
    """Return what any stock level leads to under Poisson demand."""
    shortage, leftover = poisson_loss(level, mean), poisson_surplus(level, mean)
    return StockPlan(
        level=level,
        cost=overage_cost * leftover + underage_cost * shortage,
        cycle_service=math.fsum(poisson_pmf(k, mean) for k in range(level + 1)),
        fill_rate=1.0 - shortage / mean,
        mean_leftover=leftover,
        mean_shortage=shortage,
    )


@dataclass(frozen=True, slots=True)
class Overbooking:
    """How many bookings to take, and the expected cost per session."""

    bookings: int
    cost: float


def overbooking_cost(bookings: int, slots: int, no_show: float, bump_cost: float, idle_cost: float) -> float:
    """Return the expected cost of guests turned away and of empty slots; those who show up are binomial."""
    cost = 0.0
    for shows in range(bookings + 1):
        each = bump_cost * max(shows - slots, 0) + idle_cost * max(slots - shows, 0)
        cost += each * binomial_pmf(shows, bookings, 1.0 - no_show)
    return cost


def best_overbooking(slots: int, no_show: float, bump_cost: float, idle_cost: float) -> Overbooking:
    """Return the bookings of least expected cost, a newsvendor in bookings (Littlewood 1972); the cost is convex."""
    require(0.0 <= no_show < 1.0, f"no-show probability {no_show:g} must be at least 0 and below 1")
    best = Overbooking(slots, overbooking_cost(slots, slots, no_show, bump_cost, idle_cost))
    while True:
        bookings = best.bookings + 1
        cost = overbooking_cost(bookings, slots, no_show, bump_cost, idle_cost)
        if cost >= best.cost:
            return best
        best = Overbooking(bookings, cost)


def disrupted_base_stock(
    holding_cost: float, shortage_cost: float, demand: float, disruption: float, recovery: float
) -> float:
    """Return the base stock against a supplier that is sometimes down, for steady demand per period and no lead time.

    S* = d (n + 1), n the least count of periods down in a row whose cumulative probability reaches the critical ratio.
    `disruption` and `recovery` are probabilities per period. Snyder & Shen, section 9.2; Tomlin (2006).
    """
    ratio = critical_ratio(holding_cost, shortage_cost)
    periods_down, still_down = 0, disruption / (disruption + recovery)
    while 1.0 - still_down < ratio - 1e-12:
        periods_down += 1
        still_down *= 1.0 - recovery
    return demand * (periods_down + 1)


def disrupted_cost(
    level: float, holding_cost: float, shortage_cost: float, *, demand: float, disruption: float, recovery: float
) -> float:
    """Return the expected cost per period of base stock `level` under supplier disruptions.

    After n periods down in a row, demand of n + 1 periods has been drawn from the level. P(n = 0) = b / (a + b) and
    P(n) = a b / (a + b) (1 - b)^(n-1) for disruption probability a and recovery probability b.
    """
    require(0.0 < recovery <= 1.0, f"recovery probability {recovery:g} must lie in (0, 1]")
    up = recovery / (disruption + recovery)

    def cost_after(periods_down: int) -> float:
        rest = level - (periods_down + 1) * demand
        return holding_cost * rest if rest > 0.0 else -shortage_cost * rest

    cost, chance, n = up * cost_after(0), disruption * up, 1
    while (n + 1) * demand <= level:
        cost += chance * cost_after(n)
        chance *= 1.0 - recovery
        n += 1
    # All that follows is shortage, growing by one period's demand each time: a geometric tail in closed form.
    tail = chance / recovery
    return cost + tail * (cost_after(n) + shortage_cost * demand * (1.0 - recovery) / recovery)
