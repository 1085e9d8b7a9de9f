"""Money that can be reckoned by hand: interest, a loan, depreciation."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.theory import finance

DAY_MS = 86_400_000


def booked(run, debit, credit):
    """Postings of one kind: times (ms), cents."""
    kinds = [number for number, kind in enumerate(run.history.names.kinds) if kind[:2] == (debit, credit)]
    rows = np.isin(run.postings["kind"], kinds)
    return run.postings["time"][rows], run.postings["cents"][rows]


def test_interest_on_cash_is_a_365th_each_day_and_compounds(scenario):
    run = opsim.simulate(scenario("bank")).verify()
    assert finance.compounded(90_000, 0.10, 268) - 90_000 == pytest.approx(6855.89657)
    assert run.kpis["finance.cash_end"] == pytest.approx(90_000 + 6855.89657, abs=0.02)


def test_a_loan_costs_its_fee_at_once_and_interest_every_day(scenario):
    """From day 100 to day 160: the bank keeps 5 %, and the debt grows by a 365th of 20 % each day."""
    bank = scenario("bank", {"clock.horizon": "161 days", "operations.finance.interest_on_cash": 0})
    loan = "operations.finance.loan.amount"
    run = opsim.simulate(bank, [(100 * DAY_MS, loan, 80_000), (160 * DAY_MS, loan, 0)]).verify()
    times, cash = run.cash()
    assert cash[np.searchsorted(times, 101 * DAY_MS) - 1] == 90_000_00 + 76_000_00
    _, paid_back = booked(run, "loan", "cash")
    assert paid_back.sum() / 100 == pytest.approx(82_673.10545, abs=0.02)


@pytest.mark.parametrize(("price", "salvage", "years", "a_year"), [
    (90_000, 10_000, 5, 16_000),
    (48_000, 3_000, 4, 11_250),
])  # fmt: skip
def test_machines_are_written_off_in_a_straight_line(scenario, price, salvage, years, a_year):
    station = {"price": price, "salvage": salvage, "life": f"{years * 365} days"}
    changes = {"production.stations.machine": station, "clock.horizon": f"{(years + 1) * 365} days"}
    run = opsim.simulate(scenario("bank", changes)).verify()
    times, cents = booked(run, "depreciation", "equipment")
    year = (times - DAY_MS) // (365 * DAY_MS)  # booked at the midnight that ends the day
    assert [int(cents[year == number].sum()) for number in range(years + 1)] == [a_year * 100] * years + [0]


def test_the_values_above_are_those_of_the_cases(expected_of):
    assert expected_of("W-lf-interest")["nominal_over_365_daily"] == pytest.approx(6855.89657)
    assert expected_of("W-lf-loan")["debt_if_fee_deducted"] == pytest.approx(82_673.10545)
    assert expected_of("B-depreciation")["sl"] == [16_000] * 5
    assert expected_of("B-depreciation-h")["sl"] == [11_250] * 4
