"""Is a machine worth its price, and how long should it stay? Cash flows at the ends of equal periods, the first now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.finance.depreciation import straight_line
from opsim.theory.finance.investment import annuity_factor, npv
from opsim.theory.numerics import require


def machine_cash_flows(
    price: float,
    savings: Sequence[float],
    salvage: float = 0.0,
    tax_rate: float = 0.0,
    charges: Sequence[float] | None = None,
) -> list[float]:
    """Return what buying a machine does to cash: the price now, savings after tax and the tax shield, then salvage.

    Flow(t) = saving (1 - tax) + tax x depreciation; in the last period also the salvage less tax on what it brings
    above book value (Brealey & Myers, chapter 6). `charges` are straight-line unless given.
    """
    periods = len(savings)
    written_off = straight_line(price, salvage, periods) if charges is None else list(charges)
    require(len(written_off) == periods, f"{periods} savings need {periods} charges, got {len(written_off)}")
    kept = 1.0 - tax_rate
    flows = [-price, *(kept * saving + tax_rate * off for saving, off in zip(savings, written_off, strict=True))]
    book = price - math.fsum(written_off)
    flows[-1] += salvage - tax_rate * (salvage - book)
    return flows


def machine_npv(
    rate: float, price: float, savings: Sequence[float], salvage: float = 0.0, tax_rate: float = 0.0
) -> float:
    """Return the net present value of a machine, depreciated straight-line."""
    return npv(rate, machine_cash_flows(price, savings, salvage, tax_rate))


@dataclass(frozen=True, slots=True)
class EconomicLife:
    """How long to keep a machine, and what it then costs per period."""

    periods: int
    annual_cost: float


def annual_costs(rate: float, price: float, salvages: Sequence[float], running: Sequence[float]) -> list[float]:
    """Return the equivalent cost per period of keeping a machine 1, 2, ... periods.

    ((price - salvage(n) v^n) + sum of running(t) v^t) / annuity(n), v = 1 / (1 + rate): capital recovery plus running
    cost (Terborgh 1949).
    """
    costs, spent = [], price
    for n, (salvage, cost) in enumerate(zip(salvages, running, strict=True), start=1):
        discount = (1.0 + rate) ** -n
        spent += cost * discount
        costs.append((spent - salvage * discount) / annuity_factor(rate, n))
    return costs


def economic_life(rate: float, price: float, salvages: Sequence[float], running: Sequence[float]) -> EconomicLife:
    """Return the number of periods of least equivalent cost."""
    costs = annual_costs(rate, price, salvages, running)
    best = min(range(len(costs)), key=costs.__getitem__)
    return EconomicLife(best + 1, costs[best])
