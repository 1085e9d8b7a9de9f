"""A chain of stocking points, each fed by the one above it: best echelon base stocks (Clark & Scarf 1960)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opsim.theory.numerics import golden_section_minimum, integral
from opsim.theory.probability import normal_density

Cost = Callable[[float], float]

GRID_STEPS = 300
DEVIATIONS = 7.0


@dataclass(frozen=True, slots=True)
class Stage:
    """One stocking point, with its own extra holding cost over the stage above and the lead time from there."""

    echelon_holding_cost: float
    lead_time: float


@dataclass(frozen=True, slots=True)
class SerialSystem:
    """Best echelon base stocks, from the stage that serves customers upwards, and the cost per unit of time."""

    echelon_levels: tuple[float, ...]
    cost_rate: float


def serial_base_stocks(
    stages: Sequence[Stage], backorder_cost: float, mean_demand: float, demand_deviation: float
) -> SerialSystem:
    """Return the best echelon base stocks of a serial system under continuous review (Chen & Zheng 1994).

    `stages` run from the customer upwards; the last has an endless supplier. Demand of a lead time L is normal with
    mean L m and variance L s^2. Stage by stage: C(y) = E[h' (y - D) + penalty(y - D)], S = argmin C, and the stage
    above pays C(min(S, x)) for what it cannot supply. Integrals are numeric; the error is near 1e-6 of the cost.
    """
    local_holding = math.fsum(stage.echelon_holding_cost for stage in stages)
    shortage = backorder_cost + local_holding

    penalty: Cost = lambda stock: shortage * max(0.0, -stock)  # noqa: E731
    levels, cost, low_cover, kink = [], 0.0, 0.0, 0.0
    reach = DEVIATIONS * demand_deviation * math.sqrt(math.fsum(stage.lead_time for stage in stages))
    for stage in stages:
        mean, spread = mean_demand * stage.lead_time, demand_deviation * math.sqrt(stage.lead_time)
        expected = _expected_cost(stage.echelon_holding_cost, penalty, kink, mean, spread)
        low_cover += mean
        level = golden_section_minimum(expected, low_cover - reach, low_cover + reach, steps=60)
        cost = expected(level)
        levels.append(level)
        penalty, kink = _tabulated(expected, level, cost, level - 2.0 * reach - mean), level
    return SerialSystem(tuple(levels), cost)


def _expected_cost(holding: float, penalty: Cost, kink: float, mean: float, spread: float) -> Cost:
    """Return y -> E[h' (y - D) + penalty(y - D)] for a normal D; the integral is split where the penalty bends."""

    def cost(position: float) -> float:
        def weighted(z: float) -> float:
            return normal_density(z) * penalty(position - mean - spread * z)

        bend = min(max((position - mean - kink) / spread, -DEVIATIONS), DEVIATIONS)
        expected = integral(weighted, -DEVIATIONS, bend, panels=6, points=8)
        expected += integral(weighted, bend, DEVIATIONS, panels=6, points=8)
        return holding * (position - mean) + expected

    return cost


def _tabulated(cost: Cost, level: float, least: float, low: float) -> Cost:
    """Return x -> cost(min(level, x)), by cubics through a fine grid; below it the cost is all but a straight line."""
    step = (level - low) / GRID_STEPS
    # One point beyond either end, so that every cubic has two points on each side.
    table = [cost(low + (i - 1) * step) for i in range(GRID_STEPS + 3)]
    slope = (table[1] - table[0]) / step

    def lookup(stock: float) -> float:
        if stock >= level:
            return least
        if stock < low:
            return table[1] + slope * (stock - low)
        i = min(int((stock - low) / step), GRID_STEPS - 1)
        return _cubic(table[i : i + 4], (stock - low) / step - i)

    return lookup


def _cubic(values: Sequence[float], x: float) -> float:
    """Return the cubic through `values` at -1, 0, 1 and 2, at `x` (Lagrange)."""
    before, here, after, beyond = values
    outer = x * (x - 1.0) / 6.0
    inner = (x + 1.0) * (x - 2.0) / 2.0
    return outer * ((x + 1.0) * beyond - (x - 2.0) * before) + inner * ((x - 1.0) * here - x * after)
