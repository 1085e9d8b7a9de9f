"""Lot sizes for demand that is known but changes by period, as MRP plans them.

A plan is a list of order quantities by period; stock left at a period's end is charged `holding_cost` per unit. Only
plain arithmetic is used, so that a plan is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

Demand = Sequence[float]
Rate = Callable[[float, Demand], float]
"""The figure that a heuristic watches, from the cost of a lot and the demands it covers."""


def plan_cost(orders: Sequence[float], demand: Demand, order_cost: float, holding_cost: float) -> float:
    """Return the cost of a plan: one order cost per order, holding on each period's closing stock."""
    cost, stock = 0.0, 0.0
    for ordered, used in zip(orders, demand, strict=True):
        cost += order_cost if ordered > 0 else 0.0
        stock += ordered - used
        cost += holding_cost * stock
    return cost


def lot_for_lot(demand: Demand) -> list[float]:
    """Return the plan that orders each period's demand in that period."""
    return [float(units) for units in demand]


def fixed_period_lots(demand: Demand, periods: int) -> list[float]:
    """Return the plan that covers `periods` periods with each order (POQ); it starts with the first demand."""
    starts, start = [], 0
    while start < len(demand):
        if demand[start] > 0:
            starts.append(start)
            start += periods
        else:
            start += 1
    return _orders(demand, starts)


def wagner_whitin(demand: Demand, order_cost: float, holding_cost: float) -> list[float]:
    """Return the cheapest plan, by dynamic programming (Wagner & Whitin 1958).

    least(t) = min over the last order's period s of least(s) + S + holding of the demands of s..t. Among equal plans
    the one that holds less, with later orders, is taken. Opening stock is zero.
    """
    least, last_order = [0.0], [0]
    for end in range(1, len(demand) + 1):
        costs = [least[start] + _lot_cost(demand[start:end], order_cost, holding_cost) for start in range(end)]
        start = max(range(end), key=lambda s: (-costs[s], s))
        least.append(costs[start])
        last_order.append(start)
    starts, end = [], len(demand)
    while end > 0:
        starts.append(last_order[end])
        end = last_order[end]
    return _orders(demand, starts[::-1])


def silver_meal(demand: Demand, order_cost: float, holding_cost: float) -> list[float]:
    """Return the plan that extends each order until its cost per period would rise (Silver & Meal 1973)."""
    return _extended_while_falling(demand, order_cost, holding_cost, _cost_per_period)


def least_unit_cost(demand: Demand, order_cost: float, holding_cost: float) -> list[float]:
    """Return the plan that extends each order until its cost per unit would rise (Nahmias, chapter 8)."""
    return _extended_while_falling(demand, order_cost, holding_cost, _cost_per_unit)


def part_period_balancing(demand: Demand, order_cost: float, holding_cost: float) -> list[float]:
    """Return the plan that extends each order until holding comes closest to the order cost (DeMatteis 1968)."""
    starts, start = [], 0
    while start < len(demand):
        starts.append(start)
        end = start + 1
        nearest = order_cost
        while end < len(demand):
            distance = abs(_lot_cost(demand[start : end + 1], 0.0, holding_cost) - order_cost)
            if distance > nearest:
                break
            nearest, end = distance, end + 1
        start = end
    return _orders(demand, starts)


def _extended_while_falling(demand: Demand, order_cost: float, holding_cost: float, rate: Rate) -> list[float]:
    """Return the plan whose orders each stop before the first period that raises `rate`."""
    starts, start = [], 0
    while start < len(demand):
        starts.append(start)
        end, best = start + 1, rate(order_cost, demand[start : start + 1])
        while end < len(demand):
            covered = demand[start : end + 1]
            longer = rate(_lot_cost(covered, order_cost, holding_cost), covered)
            if longer > best:
                break
            best, end = longer, end + 1
        start = end
    return _orders(demand, starts)


def _cost_per_period(cost: float, covered: Demand) -> float:
    return cost / len(covered)


def _cost_per_unit(cost: float, covered: Demand) -> float:
    units = _total(covered)
    return cost / units if units > 0 else float("inf")


def _lot_cost(covered: Demand, order_cost: float, holding_cost: float) -> float:
    """Return the cost of one order that covers the demands `covered`, each held from the first period on."""
    cost = order_cost
    for periods_held, units in enumerate(covered):
        cost += holding_cost * periods_held * units
    return cost


def _orders(demand: Demand, starts: Sequence[int]) -> list[float]:
    """Return the plan whose orders start in the given periods and last until the next."""
    orders: list[float] = [0.0] * len(demand)
    for start, end in pairwise([*starts, len(demand)]):
        orders[start] = _total(demand[start:end])
    return orders


def _total(units: Demand) -> float:
    """Return the total, added in order (the built-in `sum` rounds differently from Python 3.12 on)."""
    total = 0.0
    for count in units:
        total += count
    return total
