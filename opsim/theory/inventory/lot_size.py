"""How much to order at a time when demand is steady: EOQ and its relatives.

Demand and holding cost refer to the same unit of time, usually a year; costs are in any one currency unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.numerics import require


@dataclass(frozen=True, slots=True)
class LotSize:
    """A lot size and what it costs per unit of time."""

    quantity: float
    cost_rate: float
    """Ordering, holding and (where there are any) shortages; purchases too where the price depends on the lot."""
    max_inventory: float
    max_backorders: float
    cycle_time: float
    """Time between two orders."""


@dataclass(frozen=True, slots=True)
class PricedLot:
    """A lot size under quantity discounts."""

    quantity: float
    cost_rate: float
    """Ordering, holding and purchases per unit of time."""
    tier: int
    """Which row of the price list applies, counted from 0."""


@dataclass(frozen=True, slots=True)
class PriceBreak:
    """From `from_quantity` units on, a unit costs `unit_cost`."""

    from_quantity: float
    unit_cost: float


def eoq(demand_rate: float, order_cost: float, holding_cost: float) -> float:
    """Return the lot size that minimises ordering plus holding cost.

    Q* = sqrt(2 D S / H), Harris (1913). Assumes steady demand and no shortages.
    """
    return math.sqrt(2.0 * demand_rate * order_cost / holding_cost)


def lot_cost_rate(quantity: float, demand_rate: float, order_cost: float, holding_cost: float) -> float:
    """Return ordering plus holding cost per unit of time of any lot size, S D / Q + H Q / 2."""
    return order_cost * demand_rate / quantity + holding_cost * quantity / 2.0


def economic_lot(demand_rate: float, order_cost: float, holding_cost: float) -> LotSize:
    """Return the EOQ with its cost sqrt(2 D S H) and its cycle Q / D (Harris 1913)."""
    quantity = eoq(demand_rate, order_cost, holding_cost)
    cost = lot_cost_rate(quantity, demand_rate, order_cost, holding_cost)
    return LotSize(quantity, cost, quantity, 0.0, quantity / demand_rate)


def lot_cost_ratio(quantity_ratio: float) -> float:
    """Return the cost of ordering `quantity_ratio` times the EOQ over the least cost, (r + 1 / r) / 2."""
    return 0.5 * (quantity_ratio + 1.0 / quantity_ratio)


def economic_lot_with_backorders(
    demand_rate: float, order_cost: float, holding_cost: float, backorder_cost: float
) -> LotSize:
    """Return the EOQ when customers may wait at `backorder_cost` per unit and unit of time.

    Q* = sqrt(2 D S (H + B) / (H B)), cost sqrt(2 D S H B / (H + B)); a share H / (H + B) of demand waits.
    Snyder & Shen, Fundamentals of Supply Chain Theory, section 3.5.
    """
    waiting_share = holding_cost / (holding_cost + backorder_cost)
    quantity = eoq(demand_rate, order_cost, holding_cost) / math.sqrt(1.0 - waiting_share)
    cost = math.sqrt(2.0 * demand_rate * order_cost * holding_cost * (1.0 - waiting_share))
    return LotSize(quantity, cost, quantity * (1.0 - waiting_share), quantity * waiting_share, quantity / demand_rate)


def economic_production_lot(
    demand_rate: float, production_rate: float, setup_cost: float, holding_cost: float
) -> LotSize:
    """Return the lot size when a lot arrives gradually, at `production_rate` (Taft 1918).

    Q* = sqrt(2 D S / (H (1 - D / P))); stock peaks at Q (1 - D / P); a run lasts Q / P.
    """
    require(
        production_rate > demand_rate,
        f"production rate {production_rate:g} is not above demand {demand_rate:g}; it must be, to build any stock",
    )
    kept = 1.0 - demand_rate / production_rate
    quantity = eoq(demand_rate, setup_cost, holding_cost * kept)
    cost = lot_cost_rate(quantity, demand_rate, setup_cost, holding_cost * kept)
    return LotSize(quantity, cost, quantity * kept, 0.0, quantity / demand_rate)


def all_units_discount(
    demand_rate: float, order_cost: float, holding_rate: float, prices: Sequence[PriceBreak]
) -> PricedLot:
    """Return the best lot when one price, set by the lot size, applies to every unit of it.

    `holding_rate` is the share of a unit's cost charged for holding it one unit of time. In each tier the best lot is
    the EOQ at its price, moved to the nearest quantity of the tier. Snyder & Shen, section 3.4; prices must fall.
    """
    candidates = []
    for tier, price in enumerate(prices):
        lot = eoq(demand_rate, order_cost, holding_rate * price.unit_cost)
        lot = max(lot, price.from_quantity)
        if tier + 1 < len(prices) and lot >= prices[tier + 1].from_quantity:
            continue
        cost = price.unit_cost * demand_rate
        cost += lot_cost_rate(lot, demand_rate, order_cost, holding_rate * price.unit_cost)
        candidates.append(PricedLot(lot, cost, tier))
    return min(candidates, key=lambda lot: lot.cost_rate)


def incremental_discount(
    demand_rate: float, order_cost: float, holding_rate: float, prices: Sequence[PriceBreak]
) -> PricedLot:
    """Return the best lot when each price applies only to the units beyond its break.

    A lot in a tier costs X + c Q, so X acts as part of the order cost: Q = sqrt(2 (S + X) D / (i c)).
    Snyder & Shen, section 3.4.
    """
    candidates = []
    extra = 0.0
    for tier, price in enumerate(prices):
        if tier > 0:
            extra += price.from_quantity * (prices[tier - 1].unit_cost - price.unit_cost)
        holding = holding_rate * price.unit_cost
        lot = eoq(demand_rate, order_cost + extra, holding)
        above_next = tier + 1 < len(prices) and lot >= prices[tier + 1].from_quantity
        if lot < price.from_quantity or above_next:
            continue
        cost = price.unit_cost * demand_rate + holding_rate * extra / 2.0
        cost += lot_cost_rate(lot, demand_rate, order_cost + extra, holding)
        candidates.append(PricedLot(lot, cost, tier))
    return min(candidates, key=lambda lot: lot.cost_rate)
