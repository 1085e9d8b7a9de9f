"""Is an investment worth it? Cash flows are at the ends of equal periods, the first one now; rates are per period."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from opsim.theory.numerics import bisected_root, require

CashFlows = Sequence[float]


def npv(rate: float, cash_flows: CashFlows) -> float:
    """Return the net present value, sum of flow(t) / (1 + rate)^t."""
    value = 0.0
    for flow in reversed(cash_flows):
        value = flow + value / (1.0 + rate)
    return value


def irr(cash_flows: CashFlows) -> float:
    """Return the rate at which the net present value is zero; the lowest above -100 % if there are several.

    Raises `InputError` when the flows never change sign, so that no such rate exists.
    """
    require(min(cash_flows) < 0.0 < max(cash_flows), "an internal rate needs both payments and receipts")
    edges = [-0.999 + 0.999 * i / 100.0 for i in range(101)] + [0.01 * 1.06**i for i in range(200)]
    for low, high in pairwise(edges):
        if npv(low, cash_flows) * npv(high, cash_flows) <= 0.0:
            return bisected_root(lambda rate: npv(rate, cash_flows), low, high)
    require(False, "these cash flows have no internal rate of return")
    return math.nan


def payback_periods(cash_flows: CashFlows) -> float:
    """Return the periods until the flows add up to zero, each flow coming in evenly; infinite if they never do."""
    balance = 0.0
    for period, flow in enumerate(cash_flows):
        if balance + flow >= 0.0:
            return period - 1.0 - balance / flow if balance < 0.0 else float(period)
        balance += flow
    return math.inf


def discounted_payback_periods(rate: float, cash_flows: CashFlows) -> float:
    """Return the payback of the flows after discounting each to now."""
    return payback_periods([flow / (1.0 + rate) ** t for t, flow in enumerate(cash_flows)])


def profitability_index(rate: float, cash_flows: CashFlows) -> float:
    """Return the present value of all later flows over what is paid now."""
    return (npv(rate, cash_flows) - cash_flows[0]) / -cash_flows[0]


def annuity_factor(rate: float, periods: float) -> float:
    """Return the present value of 1 paid at the end of each period, (1 - (1 + r)^-n) / r."""
    return periods if rate == 0.0 else -math.expm1(-periods * math.log1p(rate)) / rate


def equivalent_annuity(rate: float, cash_flows: CashFlows) -> float:
    """Return the even payment per period worth as much as the flows, NPV over the annuity factor.

    It compares investments of different lives.
    """
    return npv(rate, cash_flows) / annuity_factor(rate, len(cash_flows) - 1)


def return_on_investment(gain: float, cost: float) -> float:
    """Return (gain - cost) / cost."""
    return (gain - cost) / cost
