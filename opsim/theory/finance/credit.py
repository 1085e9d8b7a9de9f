"""Borrowing and lending: level-payment loans, interest by the day, loans with a fee."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from opsim.theory.finance.investment import annuity_factor

DayCount = Literal["nominal", "effective"]
DAYS_PER_YEAR = 365


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a loan, and what is owed after it."""

    interest: float
    principal: float
    balance: float


def level_payment(principal: float, rate: float, periods: int) -> float:
    """Return the even payment that repays a loan in `periods` periods at `rate` per period, P / annuity factor."""
    return principal / annuity_factor(rate, periods)


def repayment_plan(principal: float, rate: float, periods: int) -> list[Instalment]:
    """Return every payment of a level-payment loan, split into interest and principal."""
    payment, balance, plan = level_payment(principal, rate, periods), principal, []
    for _ in range(periods):
        interest = balance * rate
        balance -= payment - interest
        plan.append(Instalment(interest, payment - interest, balance))
    return plan


def compounded(amount: float, annual_rate: float, days: int, convention: DayCount = "nominal") -> float:
    """Return what an amount grows to when interest is added every day.

    Nominal: annual rate / 365 each day, so a year brings more than the annual rate. Effective: the 365th root, so a
    year brings exactly the annual rate.
    """
    if convention == "nominal":
        return amount * math.pow(1.0 + annual_rate / DAYS_PER_YEAR, days)
    return amount * math.pow(1.0 + annual_rate, days / DAYS_PER_YEAR)


@dataclass(frozen=True, slots=True)
class FeeLoan:
    """A loan with a fee, repaid at once: cash in hand and debt on the day of repayment."""

    cash_received: float
    debt: float


def loan_with_fee(
    amount: float, fee_rate: float, annual_rate: float, days: int, fee_added_to_debt: bool = False
) -> FeeLoan:
    """Return what a loan brings and costs after `days` days of daily interest at annual rate / 365.

    The fee is kept back from the cash, or else added to the debt and the cash paid in full.
    """
    fee = amount * fee_rate
    owed = amount + fee if fee_added_to_debt else amount
    received = amount if fee_added_to_debt else amount - fee
    return FeeLoan(received, compounded(owed, annual_rate, days))
