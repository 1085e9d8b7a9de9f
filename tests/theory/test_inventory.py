from __future__ import annotations

import math

import pytest

from opsim.errors import InputError
from opsim.theory import inventory as inv


def economic_lot(p):
    rates = p["demand_rate"], p["K"], p["h"]
    lot = inv.economic_lot(*rates)
    return {
        "Q": lot.quantity,
        "cost": lot.cost_rate,
        "cycle_time": lot.cycle_time,
        "cost_at_250": inv.lot_cost_rate(250.0, *rates),
        "cost_penalty_at_1_5Q": inv.lot_cost_ratio(1.5),
    }


def planned_backorders(p):
    lot = inv.economic_lot_with_backorders(p["demand_rate"], p["K"], p["h"], p["p"])
    share = lot.max_backorders / lot.quantity
    return {
        "Q": lot.quantity,
        "cost": lot.cost_rate,
        "max_backorder": lot.max_backorders,
        "stockout_fraction": share,
    }


def production_lot(p):
    lot = inv.economic_production_lot(p["demand_rate"], p["production_rate"], p["K"], p["h"])
    return {
        "Q": lot.quantity,
        "cost": lot.cost_rate,
        "max_inventory": lot.max_inventory,
        "run_time": lot.quantity / p["production_rate"],
        "cycle": lot.cycle_time,
    }


def hubcaps(p):
    production = p["D"] * p["p_per_day"] / p["d_per_day"]
    lot = inv.economic_production_lot(p["D"], production, p["S"], p["H"])
    half = lot.cost_rate / 2.0
    found = {"Q": lot.quantity, "max_inventory": lot.max_inventory}
    return {**found, "annual_setup": half, "annual_holding": half}


def discount(p):
    prices = [inv.PriceBreak(*row) for row in zip(p["breakpoints"], p["unit_costs"], strict=True)]

    def row(method):
        lot = method(p["demand_rate"], p["fixed_cost"], p["holding_cost_rate"], prices)
        return {"Q": lot.quantity, "region": lot.tier, "cost": lot.cost_rate}

    return {"all_units": row(inv.all_units_discount), "incremental": row(inv.incremental_discount)}


def newsvendor(p):
    plan = inv.newsvendor_normal(p["h"], p["p"], p["mean"], p["sd"])
    found = {"S": plan.level, "cost": plan.cost}
    return {**found, "cycle_service": plan.cycle_service, "fill_rate": plan.fill_rate}


def newsvendor_poisson(p):
    plan = inv.newsvendor_poisson(p["h"], p["p"], p["mean"])
    return {"S": plan.level, "cost": plan.cost}


def base_stock(p):
    stock = inv.best_base_stock(p["h"], p["p"], p["mean"], p["sd"], p["lead_time"])
    return {
        "S": stock.level,
        "cost": stock.cost_rate,
        "cycle_service_level": stock.cycle_service,
        "mean_backorders": stock.mean_backorders,
        "mean_on_hand": stock.mean_on_hand,
        "fill_rate": stock.fill_rate,
    }


def one_for_one(p):
    found = inv.one_for_one(p["S"], p["demand_rate"], p["mean_lead_time"])
    return {
        "fill_rate": found.fill_rate,
        "ready_rate": found.fill_rate,
        "mean_backorders": found.mean_backorders,
        "mean_on_hand": found.mean_on_hand,
        "mean_wait": found.mean_wait,
    }


def reorder_poisson(p):
    costs = inv.ReorderCosts(p["h"], p["p"], p["K"])
    best = inv.best_poisson_reorder(costs, p["demand_rate"], p["lead_time"])
    found = inv.poisson_reorder(best.reorder_point, best.quantity, costs, p["demand_rate"], p["lead_time"])
    assert found.cost_rate == pytest.approx(best.cost_rate)
    return {
        "r": best.reorder_point,
        "Q": best.quantity,
        "cost": best.cost_rate,
        "fill_rate": found.fill_rate,
        "mean_on_hand": found.mean_on_hand,
        "mean_backorders": found.mean_backorders,
        "orders_per_time": found.order_rate,
    }


def reorder_normal(p):
    costs = inv.ReorderCosts(p["h"], p["p"], p["K"])
    demand = inv.NormalDemand(p["mean"], p["sd"], p["lead_time"])
    best = inv.best_normal_reorder(costs, demand)
    expected = inv.expected_inventory_policy(costs, demand)
    backorder = inv.backorder_lot_policy(costs, demand)
    safety = inv.safety_stock_policy(costs, demand)
    return {
        "r_opt": best.reorder_point,
        "Q_opt": best.quantity,
        "cost_opt": best.cost_rate,
        "EIL": [expected.reorder_point, expected.quantity, expected.cost_rate],
        "EOQB": [backorder.reorder_point, backorder.quantity],
        "EOQSS": [safety.reorder_point, safety.quantity],
        "safety_stock_EOQSS": safety.reorder_point - demand.lead_time_mean,
        "ready_rate_at_opt": inv.normal_ready_rate(best.reorder_point, best.quantity, demand),
        "type1_at_opt": inv.normal_cycle_service(best.reorder_point, demand),
    }


def order_up_to(p):
    best = inv.best_order_up_to(inv.ReorderCosts(p["h"], p["p"], p["K"]), p["mean"])
    return {"s": best.reorder_point, "S": best.up_to, "cost": best.cost_rate}


def dynamic_lots(p):
    plan = p["demand"], p["K"], p["h"]
    best, meal, unit = inv.wagner_whitin(*plan), inv.silver_meal(*plan), inv.least_unit_cost(*plan)
    return {
        "ww_cost": inv.plan_cost(best, *plan),
        "ww_orders": best,
        "silver_meal": meal,
        "silver_meal_cost": inv.plan_cost(meal, *plan),
        "least_unit_cost": unit,
        "luc_cost": inv.plan_cost(unit, *plan),
        "lot_for_lot_cost": inv.plan_cost(inv.lot_for_lot(p["demand"]), *plan),
    }


def bullwhip(p):
    return {"ratio": [inv.bullwhip_moving_average(*point) for point in p["points"]]}


def serial_system(p):
    stages = [inv.Stage(node["h_echelon"], node["L"]) for node in p["nodes"]]
    customer = p["nodes"][0]
    best = inv.serial_base_stocks(stages, customer["p"], customer["mean"], customer["sd"])
    levels = {str(i + 1): level for i, level in enumerate(best.echelon_levels)}
    return {"S_echelon": levels, "cost": best.cost_rate}


def disruptions(p):
    supply = {"demand": p["demand"], "disruption": p["disruption_prob"], "recovery": p["recovery_prob"]}
    costs = p["holding_cost"], p["stockout_cost"]
    level = inv.disrupted_base_stock(*costs, **supply)
    return {
        "S": level,
        "cost": inv.disrupted_cost(level, *costs, **supply),
        "cost_at_2000": inv.disrupted_cost(2000, *costs, **supply),
        "cost_at_12000": inv.disrupted_cost(12000, *costs, **supply),
    }


def random_lead_time(p):
    demand = inv.lead_time_demand(p["mean_demand"], p["sd_demand"], p["mean_lead"], p["sd_lead"])
    return {"mean_LTD": demand.mean, "sd_LTD": demand.deviation, "ROP": demand.reorder_point(p["csl"])}


def kits(p):
    rule = p["reorder_point"], p["kits_per_order"], p["orders_per_day"], p["lead_days"]
    risk = inv.stockout_risk(*rule)
    kits_per_year = p["orders_per_day"] * p["kits_per_order"] * 365
    return {
        "trigger_inventory": risk.trigger_stock,
        "orders_covered": risk.customers_covered,
        "p_stockout_cycle": risk.p_stockout,
        "p_if_wrongly_leq": inv.stockout_risk(*rule, at_or_below=True).p_stockout,
        "expected_orders_waiting": risk.mean_waiting,
        "eoq_kits_10pct": inv.eoq(kits_per_year, order_cost=1000.0, holding_cost=0.1 * 10.0),
    }


def overbooking(p):
    terms = p["slots"], p["no_show"], p["bump"], p["idle"]
    best = inv.best_overbooking(*terms)
    none = inv.overbooking_cost(p["slots"], *terms)
    return {"best_bookings": best.bookings, "cost": best.cost, "cost_no_overbooking": none}


COMPUTED = {
    "I-eoq-example_3_1": economic_lot,
    "I-eoqb-example_3_8": planned_backorders,
    "I-epq-3_22": production_lot,
    "I-epq-heizer": hubcaps,
    "I-discount-example_3_5": discount,
    "I-newsvendor-example_4_3": newsvendor,
    "I-newsvendor-poisson-example_4_7": newsvendor_poisson,
    "I-newsvendor-poisson-problem_4_8a": newsvendor_poisson,
    "I-basestock-example_4_4": base_stock,
    "I-s1s-poisson-5": one_for_one,
    "I-rq-poisson-example_5_8": reorder_poisson,
    "I-rq-normal-example_5_1": reorder_normal,
    "I-sS-example_4_7": order_up_to,
    "I-ww-example_3_9": dynamic_lots,
    "I-ww-problem_3_27": dynamic_lots,
    "I-ww-problem_3_29": dynamic_lots,
    "I-ww-nahmias": dynamic_lots,
    "I-bullwhip-s": bullwhip,
    "I-serial-example_6_1": serial_system,
    "I-disruption-9_3": disruptions,
    "I-safety-stock-rand-L": random_lead_time,
    "W-lf-kits-s": kits,
    "V-overbooking": overbooking,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


def test_lot_of_a_thousand_a_year_at_ten_an_order_and_half_a_unit():
    assert inv.eoq(demand_rate=1000.0, order_cost=10.0, holding_cost=0.5) == pytest.approx(200.0)
    assert inv.economic_lot(1000.0, 10.0, 0.5).cost_rate == pytest.approx(100.0)


def test_ordering_twice_the_best_lot_costs_a_quarter_more():
    assert inv.lot_cost_ratio(2.0) == 1.25
    assert inv.lot_cost_rate(400.0, 1000.0, 10.0, 0.5) == pytest.approx(125.0)


def test_very_dear_backorders_lead_back_to_the_plain_lot():
    lot = inv.economic_lot_with_backorders(1000.0, 10.0, 0.5, backorder_cost=1e9)
    assert (lot.quantity, lot.max_backorders) == (pytest.approx(200.0), pytest.approx(0.0, abs=1e-6))


def test_producing_at_twice_the_demand_halves_the_peak():
    lot = inv.economic_production_lot(1000.0, 2000.0, 10.0, 0.5)
    assert lot.max_inventory == pytest.approx(lot.quantity / 2.0)


def test_a_price_break_is_taken_when_it_saves_more_than_it_costs_to_hold():
    prices = [inv.PriceBreak(0, 10.0), inv.PriceBreak(500, 9.0)]
    lot = inv.all_units_discount(1000.0, 10.0, 0.05, prices)
    assert (lot.quantity, lot.tier, lot.cost_rate) == (500, 1, pytest.approx(9000.0 + 20.0 + 112.5))


def test_one_price_makes_both_discount_rules_the_plain_lot():
    prices = [inv.PriceBreak(0, 10.0)]
    assert inv.incremental_discount(1000.0, 10.0, 0.05, prices) == inv.all_units_discount(1000.0, 10.0, 0.05, prices)


def test_newsvendor_with_equal_costs_buys_the_mean():
    plan = inv.newsvendor_normal(1.0, 1.0, mean=100.0, deviation=10.0)
    assert (plan.level, plan.cost) == (pytest.approx(100.0), pytest.approx(10.0 * math.sqrt(2.0 / math.pi)))


def test_newsvendor_poisson_is_the_cheapest_of_its_neighbours():
    best = inv.newsvendor_poisson(1.0, 4.0, 6.0)
    assert all(inv.poisson_stock(level, 1.0, 4.0, 6.0).cost >= best.cost for level in range(20))


def test_base_stock_without_lead_time_is_the_newsvendor():
    plan = inv.newsvendor_normal(0.18, 0.7, 50.0, 8.0)
    stock = inv.best_base_stock(0.18, 0.7, 50.0, 8.0, lead_time=0)
    assert (stock.level, stock.fill_rate) == (plan.level, pytest.approx(plan.fill_rate))


def test_one_for_one_with_no_stock_makes_everyone_wait_a_lead_time():
    found = inv.one_for_one(level=0, demand_rate=2.0, mean_lead_time=1.5)
    assert (found.fill_rate, found.mean_wait) == (0.0, pytest.approx(1.5))


def test_reorder_point_with_lots_of_one_is_one_for_one():
    rq = inv.poisson_reorder(4, 1, inv.ReorderCosts(1.0, 1.0, 0.0), 2.0, 1.5)
    s = inv.one_for_one(5, 2.0, 1.5)
    assert (rq.fill_rate, rq.mean_on_hand) == (pytest.approx(s.fill_rate), pytest.approx(s.mean_on_hand))


def test_best_poisson_reorder_point_beats_every_neighbour():
    costs = inv.ReorderCosts(20.0, 150.0, 100.0)
    best = inv.best_poisson_reorder(costs, 1.5, 2.0)
    assert (best.reorder_point, best.quantity) == (3, 5)
    for point in range(-2, 9):
        for quantity in range(1, 12):
            assert inv.poisson_reorder(point, quantity, costs, 1.5, 2.0).cost_rate >= best.cost_rate - 1e-9


def test_best_normal_reorder_beats_the_approximations():
    costs, demand = inv.ReorderCosts(0.225, 7.5, 8.0), inv.NormalDemand(1300.0, 150.0, 1.0 / 12.0)
    best = inv.best_normal_reorder(costs, demand)
    assert best.cost_rate == pytest.approx(78.07114627)
    for policy in (inv.backorder_lot_policy(costs, demand), inv.safety_stock_policy(costs, demand)):
        assert policy.cost_rate > best.cost_rate


def test_best_order_up_to_beats_every_other_pair():
    costs = inv.ReorderCosts(1.0, 4.0, 5.0)
    best = inv.best_order_up_to(costs, 6.0)
    periods = inv.PoissonPeriods(costs, 6.0)
    assert (best.reorder_point, best.up_to) == (4, 10)
    for up_to in range(6, 20):
        for point in range(up_to):
            assert periods.cost_rate(point, up_to) >= best.cost_rate - 1e-9


def test_free_orders_make_order_up_to_a_base_stock():
    best = inv.best_order_up_to(inv.ReorderCosts(1.0, 4.0, 0.0), 6.0)
    assert (best.reorder_point, best.up_to) == (7, inv.newsvendor_poisson(1.0, 4.0, 6.0).level)


def test_wagner_whitin_orders_twice_for_four_periods():
    plan = inv.wagner_whitin([90, 120, 80, 70], order_cost=500, holding_cost=2)
    assert plan == [210.0, 0.0, 150.0, 0.0]
    assert inv.plan_cost(plan, [90, 120, 80, 70], 500, 2) == 1380.0


def test_dear_holding_makes_every_method_order_lot_for_lot():
    demand = [10, 20, 30]
    for method in (inv.wagner_whitin, inv.silver_meal, inv.least_unit_cost, inv.part_period_balancing):
        assert method(demand, 1.0, 100.0) == inv.lot_for_lot(demand)


def test_fixed_periods_cover_two_periods_from_the_first_demand():
    assert inv.fixed_period_lots([0, 10, 20, 30, 40], 2) == [0.0, 30.0, 0.0, 70.0, 0.0]


def test_lot_sizing_survives_periods_without_demand():
    demand = [0, 0, 50, 0, 60]
    for method in (inv.wagner_whitin, inv.silver_meal, inv.least_unit_cost, inv.part_period_balancing):
        plan = method(demand, 100.0, 1.0)
        assert sum(plan) == 110
        assert inv.plan_cost(plan, demand, 100.0, 1.0) >= inv.plan_cost(
            inv.wagner_whitin(demand, 100.0, 1.0), demand, 100.0, 1.0
        )


def test_a_forecast_that_never_moves_makes_no_bullwhip():
    assert inv.bullwhip_moving_average(2.0, 1_000_000) == pytest.approx(1.0, abs=1e-5)
    assert inv.bullwhip_smoothing(2.0, 0.0) == 1.0


def test_serial_system_of_one_stage_is_the_newsvendor_on_its_lead_time():
    best = inv.serial_base_stocks([inv.Stage(1.0, 4.0)], 9.0, mean_demand=10.0, demand_deviation=2.0)
    plan = inv.newsvendor_normal(1.0, 9.0, mean=40.0, deviation=4.0)
    assert best.echelon_levels[0] == pytest.approx(plan.level, rel=1e-5)
    assert best.cost_rate == pytest.approx(plan.cost, rel=1e-6)


def test_a_supplier_that_never_fails_needs_one_period_of_stock():
    supply = {"demand": 100.0, "disruption": 0.0, "recovery": 0.5}
    assert inv.disrupted_base_stock(1.0, 9.0, **supply) == 100.0
    assert inv.disrupted_cost(100.0, 1.0, 9.0, **supply) == 0.0


def test_without_no_shows_nobody_overbooks():
    assert inv.best_overbooking(20, 0.0, bump_cost=60.0, idle_cost=25.0) == inv.Overbooking(20, 0.0)


def test_a_lot_from_a_machine_slower_than_demand_is_refused():
    with pytest.raises(InputError, match="not above demand"):
        inv.economic_production_lot(100.0, 90.0, 1.0, 1.0)
