"""Ratios of the business: break-even, turns and days, overall equipment effectiveness, cost drivers, rebates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

DAYS_PER_YEAR = 365.0


def contribution_margin(price: float, variable_cost: float) -> float:
    """Return what one unit contributes to fixed cost and profit."""
    return price - variable_cost


def break_even_units(fixed_cost: float, price: float, variable_cost: float) -> float:
    """Return the units at which contribution equals fixed cost; infinite when a unit contributes nothing."""
    margin = contribution_margin(price, variable_cost)
    return fixed_cost / margin if margin > 0.0 else math.inf


def inventory_turns(cost_of_goods_sold: float, mean_inventory: float) -> float:
    """Return how often the inventory is sold and replaced in a year, both at cost."""
    return cost_of_goods_sold / mean_inventory


def days_of(balance: float, yearly_flow: float, days: float = DAYS_PER_YEAR) -> float:
    """Return how many days of a yearly flow a balance holds.

    Inventory over cost of goods is DIO, receivables over revenue DSO, payables over cost of goods DPO.
    """
    return balance / yearly_flow * days


def cash_conversion_cycle(inventory_days: float, receivable_days: float, payable_days: float) -> float:
    """Return the days from paying suppliers to being paid, DIO + DSO - DPO."""
    return inventory_days + receivable_days - payable_days


@dataclass(frozen=True, slots=True)
class EquipmentEffectiveness:
    """The three factors of overall equipment effectiveness, each a share of 1."""

    availability: float
    """Running time over planned time."""
    performance: float
    """Ideal time of all pieces made over running time."""
    quality: float
    """Good pieces over all pieces."""

    @property
    def oee(self) -> float:
        """Return availability x performance x quality (Nakajima 1988)."""
        return self.availability * self.performance * self.quality


def equipment_effectiveness(
    planned_time: float, stop_time: float, ideal_cycle: float, pieces: float, rejects: float
) -> EquipmentEffectiveness:
    """Return the OEE factors; planned time, stops and the ideal cycle of a piece in one unit of time."""
    running = planned_time - stop_time
    return EquipmentEffectiveness(running / planned_time, ideal_cycle * pieces / running, (pieces - rejects) / pieces)


def availability_of_schedule(total: float, idle: float, scheduled_down: float, unscheduled_down: float) -> float:
    """Return running time over the time not idle, scheduled and unscheduled stops both counted (SMRP metric 2.2)."""
    return (total - idle - scheduled_down - unscheduled_down) / (total - idle)


@dataclass(frozen=True, slots=True)
class CostPool:
    """The cost of an activity and how many units of its driver each product uses."""

    cost: float
    driver_use: Mapping[str, float]

    @property
    def rate(self) -> float:
        """Return the cost of one unit of the driver."""
        return self.cost / math.fsum(self.driver_use.values())


def activity_based_costs(pools: Mapping[str, CostPool]) -> dict[str, float]:
    """Return the overhead of each product: driver use times driver rate, over all pools (Cooper & Kaplan 1988)."""
    overhead: dict[str, float] = {}
    for pool in pools.values():
        for product, use in pool.driver_use.items():
            overhead[product] = overhead.get(product, 0.0) + use * pool.rate
    return overhead


def price_after_delay(price: float, lead_time: float, quoted: float, latest: float) -> float:
    """Return what an order earns: full price up to the quoted lead time, nothing from the latest on, linear between.

    price x clip((latest - lead time) / (latest - quoted), 0, 1).
    """
    return price * min(1.0, max(0.0, (latest - lead_time) / (latest - quoted)))
