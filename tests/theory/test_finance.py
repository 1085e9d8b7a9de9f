from __future__ import annotations

import math

import pytest

from opsim.errors import InputError
from opsim.theory import finance as fin


def appraisal(p):
    flows, rate = p["cash_flows"], p["rate"]
    return {
        "npv": fin.npv(rate, flows),
        "irr": fin.irr(flows),
        "payback": fin.payback_periods(flows),
        "pi": fin.profitability_index(rate, flows),
        "eaa": fin.equivalent_annuity(rate, flows),
    }


def loan(p):
    terms = p["principal"], p["annual_nominal"] / 12, p["months"]
    plan = fin.repayment_plan(*terms)
    return {
        "payment": fin.level_payment(*terms),
        "total_interest": math.fsum(part.interest for part in plan),
        "balance_after_12": plan[11].balance,
        "interest_first_12": math.fsum(part.interest for part in plan[:12]),
    }


def depreciation(p):
    terms = p["cost"], p["salvage"], p["life"]
    return {
        "sl": fin.straight_line(*terms),
        "ddb": fin.declining_balance(*terms),
        "syd": fin.sum_of_years_digits(*terms),
    }


def crawford(p):
    first, rate = p["T1"], p["rate"]
    return {
        "T5": fin.crawford_unit_time(first, rate, 5),
        "sum_1_5": fin.crawford_total_time(first, rate, 5),
        "sum_1_18": fin.crawford_total_time(first, rate, 18),
        "coef_sum_5": fin.crawford_total_time(1.0, rate, 5),
        "coef_sum_18": fin.crawford_total_time(1.0, rate, 18),
        "T4_85pct_75h": fin.crawford_unit_time(75.0, 0.85, 4),
        "T8_85pct_75h": fin.crawford_unit_time(75.0, 0.85, 8),
    }


def wright(p):
    totals = [fin.wright_total_time(p["T1"], p["rate"], n) for n in p["units"]]
    return {
        "average": [fin.wright_average_time(p["T1"], p["rate"], n) for n in p["units"]],
        "total": totals,
        "incremental": [total - before for total, before in zip(totals, [0.0, *totals], strict=False)],
    }


def equipment(p):
    found = fin.equipment_effectiveness(
        p["planned_min"], p["stop_min"], p["ideal_cycle_s"] / 60.0, p["total"], p["reject"]
    )
    row = {"availability": found.availability, "performance": found.performance}
    return {**row, "quality": found.quality, "oee": found.oee}


def schedule_availability(p):
    down = p["idle"], p["scheduled"], p["unscheduled"]
    return {
        "uptime": p["total_h"] - sum(down),
        "availability": fin.availability_of_schedule(p["total_h"], *down),
    }


def cost_pools(p):
    pools = {
        name: fin.CostPool(row["cost"], {product: row[product] for product in "CD"}) for name, row in p["pools"].items()
    }
    overhead = fin.activity_based_costs(pools)
    return {
        "rates": {name: pool.rate for name, pool in pools.items()},
        "overhead_C": overhead["C"],
        "overhead_D": overhead["D"],
        "total": sum(overhead.values()),
    }


def ratios(p):
    days = {
        "dio": fin.days_of(p["inventory"], p["cogs"]),
        "dso": fin.days_of(p["ar"], p["revenue"]),
        "dpo": fin.days_of(p["ap"], p["cogs"]),
    }
    return {
        "break_even_units": fin.break_even_units(p["fixed"], p["price"], p["variable"]),
        "turns": fin.inventory_turns(p["cogs"], p["inventory"]),
        **days,
        "ccc": fin.cash_conversion_cycle(days["dio"], days["dso"], days["dpo"]),
    }


CONTRACTS = {1: (750.0, 7.0, 14.0), 2: (1000.0, 1.0, 2.0), 3: (1250.0, 0.5, 1.0)}
"""Price, quoted and latest lead time in days."""


def rebate(p):
    def revenue(contract, lead_time):
        price, quoted, latest = CONTRACTS[contract]
        return fin.price_after_delay(price, lead_time, quoted, latest)

    return {"revenue": [revenue(*point) for point in p["points"]]}


def daily_interest(p):
    terms = p["principal"], p["annual"], p["days"]
    return {
        "nominal_over_365_daily": fin.compounded(*terms) - p["principal"],
        "effective_annual_root": fin.compounded(*terms, "effective") - p["principal"],
    }


def fee_loan(p):
    terms = p["loan"], p["fee"], p["rate"], p["days"]
    return {
        "cash_received": fin.loan_with_fee(*terms).cash_received,
        "debt_if_fee_deducted": fin.loan_with_fee(*terms).debt,
        "debt_if_fee_added": fin.loan_with_fee(*terms, fee_added_to_debt=True).debt,
    }


COMPUTED = {
    "B-npv-s": appraisal,
    "B-loan-s": loan,
    "B-depreciation": depreciation,
    "B-depreciation-h": depreciation,
    "B-learning-unit": crawford,
    "B-learning-wright": wright,
    "B-oee-vorne": equipment,
    "B-oee-smrp": schedule_availability,
    "B-abc-1": cost_pools,
    "B-ratios": ratios,
    "W-lf-revenue-s": rebate,
    "W-lf-interest": daily_interest,
    "W-lf-loan": fee_loan,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


def test_a_hundred_now_for_a_hundred_and_ten_next_year_earns_ten_per_cent():
    assert fin.irr([-100.0, 110.0]) == pytest.approx(0.1)
    assert fin.npv(0.1, [-100.0, 110.0]) == pytest.approx(0.0)


def test_internal_rate_may_be_negative():
    assert fin.irr([-100.0, 50.0]) == pytest.approx(-0.5)


def test_payback_counts_the_part_of_a_year():
    assert fin.payback_periods([-100.0, 60.0, 80.0]) == 1.5
    assert fin.payback_periods([-100.0, 60.0]) == math.inf
    assert fin.discounted_payback_periods(0.0, [-100.0, 60.0, 80.0]) == 1.5


def test_annuity_without_interest_is_the_number_of_periods():
    assert fin.annuity_factor(0.0, 12) == 12
    assert fin.annuity_factor(0.1, 1) == pytest.approx(1 / 1.1)


def test_a_loan_is_gone_after_its_last_payment():
    assert fin.repayment_plan(1000.0, 0.01, 12)[-1].balance == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("method", [fin.straight_line, fin.declining_balance, fin.sum_of_years_digits])
def test_depreciation_ends_at_the_salvage_value(method):
    assert sum(method(90_000.0, 10_000.0, 5)) == pytest.approx(80_000.0)


def test_second_unit_of_an_eighty_per_cent_curve_by_both_conventions():
    assert fin.crawford_unit_time(100.0, 0.8, 2) == pytest.approx(80.0)
    assert fin.wright_unit_time(100.0, 0.8, 2) == pytest.approx(60.0)
    assert fin.wright_unit_time(100.0, 0.8, 1) == pytest.approx(100.0)


def test_oee_is_the_product_of_its_losses():
    assert fin.EquipmentEffectiveness(0.9, 0.8, 0.5).oee == pytest.approx(0.36)


def test_price_falls_in_a_line_between_quoted_and_latest():
    assert [fin.price_after_delay(750.0, days, 7.0, 14.0) for days in (6.0, 10.5, 15.0)] == [750.0, 375.0, 0.0]


def test_a_product_sold_below_its_variable_cost_never_breaks_even():
    assert fin.break_even_units(1000.0, price=5.0, variable_cost=6.0) == math.inf


def test_flows_that_only_come_in_have_no_internal_rate():
    with pytest.raises(InputError, match="both payments and receipts"):
        fin.irr([100.0, 10.0])
