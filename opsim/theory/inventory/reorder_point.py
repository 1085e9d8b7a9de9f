"""Continuous review: order Q whenever the inventory position falls to r. Exact costs and the usual approximations.

Lead times are constant; unmet demand is backordered at a cost per unit and unit of time unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from opsim.theory.inventory.lot_size import economic_lot_with_backorders, eoq
from opsim.theory.inventory.newsvendor import critical_ratio
from opsim.theory.numerics import bisected_root, require
from opsim.theory.probability import (
    normal_cdf,
    normal_loss,
    normal_quantile,
    normal_second_loss,
    poisson_cdf,
    poisson_loss,
    poisson_surplus,
)


@dataclass(frozen=True, slots=True)
class ReorderCosts:
    """What storing, shortages and orders cost."""

    holding: float
    """Per unit and unit of time."""
    shortage: float
    """Per unit and unit of time, or per unit where a formula says so."""
    order: float
    """Per order."""


@dataclass(frozen=True, slots=True)
class ReorderPolicy:
    """A reorder point, an order quantity and their cost per unit of time."""

    reorder_point: float
    quantity: float
    cost_rate: float


@dataclass(frozen=True, slots=True)
class ReorderMeasures:
    """Long-run averages of an (r, Q) policy."""

    cost_rate: float
    fill_rate: float
    """Share of demand served at once."""
    mean_on_hand: float
    mean_backorders: float
    order_rate: float


@dataclass(frozen=True, slots=True)
class NormalDemand:
    """Normal demand per unit of time and the lead time over which it must be covered."""

    mean: float
    deviation: float
    lead_time: float

    @property
    def lead_time_mean(self) -> float:
        """Return the mean demand of a lead time."""
        return self.mean * self.lead_time

    @property
    def lead_time_deviation(self) -> float:
        """Return the standard deviation of the demand of a lead time."""
        return self.deviation * math.sqrt(self.lead_time)

    def scaled(self, stock: float) -> float:
        """Return `stock` in standard deviations above the mean demand of a lead time."""
        return (stock - self.lead_time_mean) / self.lead_time_deviation


def poisson_reorder(
    reorder_point: int, quantity: int, costs: ReorderCosts, demand_rate: float, lead_time: float
) -> ReorderMeasures:
    """Return the exact averages of (r, Q) with Poisson demand, ordering when the position falls to r.

    The inventory position is uniform on r + 1 .. r + Q, and stock a lead time later is the position less the demand in
    between (Hadley & Whitin 1963; Snyder & Shen, section 5.6).
    """
    mean = demand_rate * lead_time
    positions = range(reorder_point + 1, reorder_point + quantity + 1)
    on_hand = math.fsum(poisson_surplus(y, mean) for y in positions) / quantity
    backorders = math.fsum(poisson_loss(y, mean) for y in positions) / quantity
    orders = demand_rate / quantity
    return ReorderMeasures(
        cost_rate=costs.order * orders + costs.holding * on_hand + costs.shortage * backorders,
        fill_rate=math.fsum(poisson_cdf(y - 1, mean) for y in positions) / quantity,
        mean_on_hand=on_hand,
        mean_backorders=backorders,
        order_rate=orders,
    )


def best_poisson_reorder(costs: ReorderCosts, demand_rate: float, lead_time: float) -> ReorderPolicy:
    """Return the exact optimum of (r, Q) with Poisson demand (Federgruen & Zheng 1992).

    Add the cheapest next inventory position, on the left or on the right, for as long as it lowers the average cost.
    """
    mean = demand_rate * lead_time

    def position_cost(position: int) -> float:
        return costs.holding * poisson_surplus(position, mean) + costs.shortage * poisson_loss(position, mean)

    low = 0
    while poisson_cdf(low, mean) < critical_ratio(costs.holding, costs.shortage):
        low += 1
    high, total = low, costs.order * demand_rate + position_cost(low)
    while True:
        count = high - low + 1
        left, right = position_cost(low - 1), position_cost(high + 1)
        if min(left, right) >= total / count:
            return ReorderPolicy(low - 1, count, total / count)
        total += min(left, right)
        if left <= right:
            low -= 1
        else:
            high += 1


def normal_reorder_cost(reorder_point: float, quantity: float, costs: ReorderCosts, demand: NormalDemand) -> float:
    """Return the exact cost rate of (r, Q) with normal demand of a lead time (Zheng 1992).

    S D / Q + average over the positions r .. r + Q of h E[stock on hand] + b E[backorders], integrated in closed form
    by the second-order loss function.
    """
    mean_stock = reorder_point + quantity / 2.0 - demand.lead_time_mean
    backorders = mean_normal_backorders(reorder_point, quantity, demand)
    return (
        costs.order * demand.mean / quantity + costs.holding * (mean_stock + backorders) + costs.shortage * backorders
    )


def mean_normal_backorders(reorder_point: float, quantity: float, demand: NormalDemand) -> float:
    """Return the long-run backorders of (r, Q): the loss function averaged over positions r .. r + Q."""
    spread = demand.lead_time_deviation
    low, high = demand.scaled(reorder_point), demand.scaled(reorder_point + quantity)
    return spread * spread * (normal_second_loss(low) - normal_second_loss(high)) / quantity


def normal_ready_rate(reorder_point: float, quantity: float, demand: NormalDemand) -> float:
    """Return the share of time without backorders under (r, Q): 1 - sd (L(z_r) - L(z_(r+Q))) / Q."""
    low, high = demand.scaled(reorder_point), demand.scaled(reorder_point + quantity)
    return 1.0 - demand.lead_time_deviation * (normal_loss(low) - normal_loss(high)) / quantity


def normal_cycle_service(reorder_point: float, demand: NormalDemand) -> float:
    """Return the probability that the demand of a lead time does not exceed the reorder point (type 1 service)."""
    return normal_cdf(demand.scaled(reorder_point))


def best_normal_reorder(costs: ReorderCosts, demand: NormalDemand) -> ReorderPolicy:
    """Return the exact optimum of (r, Q) with normal demand of a lead time.

    At the optimum the cost rates of the positions r and r + Q equal each other and the whole cost (Zheng 1992).
    """

    def gap(quantity: float) -> float:
        point = _balanced_point(quantity, costs, demand)
        return _position_cost(point, costs, demand) - normal_reorder_cost(point, quantity, costs, demand)

    high = economic_lot_with_backorders(demand.mean, costs.order, costs.holding, costs.shortage).quantity
    low = high * 1e-3
    while gap(high) < 0.0:
        high *= 2.0
    quantity = bisected_root(gap, low, high)
    point = _balanced_point(quantity, costs, demand)
    return ReorderPolicy(point, quantity, normal_reorder_cost(point, quantity, costs, demand))


def backorder_lot_policy(costs: ReorderCosts, demand: NormalDemand) -> ReorderPolicy:
    """Return the EOQB approximation: the lot of the EOQ with backorders, its best reorder point (Zheng 1992).

    Never more than 12.5 % above the optimum.
    """
    quantity = economic_lot_with_backorders(demand.mean, costs.order, costs.holding, costs.shortage).quantity
    point = _balanced_point(quantity, costs, demand)
    return ReorderPolicy(point, quantity, normal_reorder_cost(point, quantity, costs, demand))


def safety_stock_policy(costs: ReorderCosts, demand: NormalDemand) -> ReorderPolicy:
    """Return the EOQ + safety stock approximation: Q = EOQ, r = mean + z sd with P(Z <= z) = b / (b + h)."""
    quantity = eoq(demand.mean, costs.order, costs.holding)
    z = normal_quantile(critical_ratio(costs.holding, costs.shortage))
    point = demand.lead_time_mean + z * demand.lead_time_deviation
    return ReorderPolicy(point, quantity, normal_reorder_cost(point, quantity, costs, demand))


def expected_inventory_policy(costs: ReorderCosts, demand: NormalDemand) -> ReorderPolicy:
    """Return the expected-inventory-level approximation, with the shortage cost per unit short (Hadley & Whitin 1963).

    Q = sqrt(2 D (S + b n(r)) / h) and P(demand > r) = Q h / (b D), in turn until neither moves; cost
    h (r - mean + Q / 2) + S D / Q + b D n(r) / Q, where n(r) is the expected shortage of a cycle.
    """
    quantity, point, short = eoq(demand.mean, costs.order, costs.holding), 0.0, 0.0
    for _ in range(1000):
        before = quantity
        risk = quantity * costs.holding / (costs.shortage * demand.mean)
        require(risk < 1.0, "shortages are too cheap for a reorder point of this kind; raise their cost")
        point = demand.lead_time_mean - normal_quantile(risk) * demand.lead_time_deviation
        short = demand.lead_time_deviation * normal_loss(demand.scaled(point))
        quantity = eoq(demand.mean, costs.order + costs.shortage * short, costs.holding)
        if abs(quantity - before) < 1e-12 * quantity:
            break
    cost = costs.holding * (point - demand.lead_time_mean + quantity / 2.0)
    cost += (costs.order + costs.shortage * short) * demand.mean / quantity
    return ReorderPolicy(point, quantity, cost)


@dataclass(frozen=True, slots=True)
class StockoutRisk:
    """What can happen between placing an order and receiving it, when each customer takes a whole batch."""

    trigger_stock: int
    """Stock at the moment of ordering."""
    customers_covered: int
    p_stockout: float
    """Probability that some customer has to wait, per cycle."""
    mean_waiting: float
    """Customers waiting when the order arrives."""


def stockout_risk(
    reorder_point: int, batch: int, customer_rate: float, lead_time: float, at_or_below: bool = False
) -> StockoutRisk:
    """Return the risk of a cycle when Poisson customers take `batch` units each and stock moves in whole batches.

    The order goes out when stock falls strictly below the reorder point, or to it with `at_or_below`.
    """
    steps = reorder_point // batch if at_or_below else -(-reorder_point // batch) - 1
    mean = customer_rate * lead_time
    return StockoutRisk(
        trigger_stock=steps * batch,
        customers_covered=steps,
        p_stockout=1.0 - poisson_cdf(steps, mean),
        mean_waiting=poisson_loss(steps, mean),
    )


def _position_cost(position: float, costs: ReorderCosts, demand: NormalDemand) -> float:
    """Return the holding and backorder cost rate that an inventory position leads to, a lead time later."""
    short = demand.lead_time_deviation * normal_loss(demand.scaled(position))
    return costs.holding * (position - demand.lead_time_mean + short) + costs.shortage * short


def _balanced_point(quantity: float, costs: ReorderCosts, demand: NormalDemand) -> float:
    """Return the best reorder point of a given lot, where the positions r and r + Q cost the same."""
    ratio = critical_ratio(costs.holding, costs.shortage)
    cheapest = demand.lead_time_mean + normal_quantile(ratio) * demand.lead_time_deviation
    imbalance: Callable[[float], float] = lambda r: (  # noqa: E731
        _position_cost(r + quantity, costs, demand) - _position_cost(r, costs, demand)
    )
    return bisected_root(imbalance, cheapest - quantity, cheapest)
