"""Stocks: reorder points, base stocks, lot sizes, and what forecasting does to orders."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.theory import inventory, queueing

DAY_MS = 86_400_000


def net_stock(run, hour):
    """Units on hand less units waited for, at this hour of each day after the warm-up."""
    days = np.arange(run.scenario.clock.warm_up // DAY_MS + 1, run.history.end_ms // DAY_MS) * DAY_MS + hour * 3_600_000

    def at(steps):
        times, units = steps
        position = np.searchsorted(times, days, side="right") - 1
        return np.where(position >= 0, units[position], 0)

    return at(run.stock("part")) - at(run.backlog("part"))


def daily_cost(holding, shortage, hour, unit=1.0):
    def cost(run):
        net = net_stock(run, hour) / unit
        return float((holding * np.maximum(net, 0) + shortage * np.maximum(-net, 0)).mean())

    return cost


def days_of(run):
    return run.history.end_ms / DAY_MS


def shipments_per_day(run):
    return len(run.purchases) / days_of(run)


@pytest.mark.case("I-s1s-poisson-5")
@pytest.mark.parametrize("lead_time", ["1.5 days", "exponential(1.5) days"], ids=["constant", "exponential"])
def test_palm_does_not_ask_how_lead_times_are_distributed(study, lead_time):
    found = study(
        "s-1-s",
        {
            "fill rate": "service.fill_rate",
            "backorders": "inventory.mean_backorders.part",
            "on hand": "inventory.mean_units.part",
            "wait": lambda run: run.kpis["flow.lead_time_h"] / 24,
        },
        short=(10, 36_000), full=(20, 720_000), warm_up=0.04,
        changes={"operations.purchasing.part.maker.lead_time": lead_time},
    )  # fmt: skip
    theory = inventory.one_for_one(5, 2.0, 1.5)
    assert theory.fill_rate == pytest.approx(0.8152632445)
    found["fill rate"].must_be(0.8152632445, within=0.03, pilot=0.001591)
    found["backorders"].must_be(0.1346205563, within=0.15)
    found["on hand"].must_be(2.134620556, within=0.03)
    found["wait"].must_be(0.06731027814, within=0.15)


@pytest.mark.parametrize("lead_time", ["1.5 days", "exponential(1.5) days"], ids=["constant", "exponential"])
def test_lost_sales_are_lost_calls(study, lead_time):
    """Five units, each away for its lead time after a sale, are the five lines of Erlang's B formula."""
    found = study(
        "s-1-s", {"lost": "service.lost_share", "on hand": "inventory.mean_units.part"},
        short=(10, 24_000), full=(20, 720_000), warm_up=0.04,
        changes={"operations.purchasing.part.maker.lead_time": lead_time, "operations.orders.patience": "0 h"},
    )  # fmt: skip
    lost = queueing.erlang_b(2.0 * 1.5, 5)
    assert lost == pytest.approx(0.1100543478)
    found["lost"].must_be(lost, within=0.15)
    found["on hand"].must_be(5 - 3.0 * (1 - lost), within=0.05)


def test_a_machine_refills_the_shelf(study):
    found = study(
        "make-to-stock",
        {
            "fill rate": "service.fill_rate",
            "on hand": "inventory.mean_units.part",
            "backorders": "inventory.mean_backorders.part",
        },
        short=(10, 1_200), full=(20, 40_000),
    )  # fmt: skip
    found["fill rate"].must_be(1 - 0.8**6, within=0.1)
    found["on hand"].must_be(6 - 0.8 * (1 - 0.8**6) / 0.2, within=0.12)
    found["backorders"].must_be(0.8**7 / 0.2, within=0.6)


@pytest.mark.case("I-rq-poisson-example_5_8")
def test_reorder_point_and_lot_size_cost_what_their_theory_says(study):
    found = study(
        "r-q",
        {
            "on hand": "inventory.mean_units.part",
            "backorders": "inventory.mean_backorders.part",
            "fill rate": "service.fill_rate",
            "orders": shipments_per_day,
            "cost a day": lambda run: 150 * run.kpis["inventory.mean_backorders.part"]
            + (run.cost_by_function["inventory"] + run.cost_by_function["purchasing"]) / 100 / days_of(run)
            - 1 * 5 * shipments_per_day(run),  # not what the units cost
        },
        short=(10, 60_000), full=(16, 800_000), warm_up=0.01,
    )  # fmt: skip
    theory = inventory.poisson_reorder(3, 5, inventory.ReorderCosts(20, 150, 100), 1.5, 2.0)
    assert theory.cost_rate == pytest.approx(107.9235806)
    found["on hand"].must_be(3.105432827, within=0.02)
    found["backorders"].must_be(0.1054328273, within=0.15)
    found["fill rate"].must_be(0.8666328304, within=0.02)
    found["orders"].must_be(0.3, within=0.02)
    found["cost a day"].must_be(107.9235806, within=0.02, pilot=0.1912)


@pytest.mark.case("I-basestock-example_4_4")
def test_periodic_review_up_to_a_level(study):
    found = study(
        "daily-review",
        {
            "cost a day": daily_cost(0.18, 0.70, hour=1, unit=100),
            "days without shortage": lambda run: float((net_stock(run, 1) >= 0).mean()),
            "on hand": lambda run: float(np.maximum(net_stock(run, 1), 0).mean()) / 100,
            "backorders": lambda run: float(np.maximum(-net_stock(run, 1), 0).mean()) / 100,
        },
        short=(10, 48_000), full=(20, 870_000), warm_up=0.01,
    )  # fmt: skip
    found["cost a day"].must_be(4.466781004, within=0.05, pilot=0.01325 * (60_000 / 36_000) ** 0.5)
    found["days without shortage"].must_be(0.7954545455, within=0.03)
    found["on hand"].must_be(16.82228076, within=0.06)
    found["backorders"].must_be(2.055386383, within=0.15)


@pytest.mark.case("I-newsvendor-example_4_3")
def test_a_newsvendor_whose_stock_keeps(study):
    """Delivery before the next demand: every day is a newsvendor's (h 0.18, p 0.70, S 56.60), its leftovers kept."""
    found = study(
        "daily-review",
        {"cost a day": daily_cost(0.18, 0.70, hour=1, unit=100)},
        short=(10, 48_000), full=(20, 870_000), warm_up=0.01,
        changes={
            "operations.purchasing.part.maker.lead_time": "6 h",
            "operations.inventory.part.S": 5660, "operations.inventory.part.opening": 5660,
        },
    )  # fmt: skip
    found["cost a day"].must_be(1.997605193, within=0.03, pilot=0.002059 * (100_000 / 36_000) ** 0.5 * 1.5**0.5)


#: Case -> costs of a unit left over and of one too few, mean demand of a day, stock, cost of a day.
NEWSVENDORS = {
    "I-newsvendor-poisson-example_4_7": (1, 4, 6, 8, 3.570106946),
    "I-newsvendor-poisson-problem_4_8a": (200, 270, 18, 19, 786.0884409),
}


@pytest.mark.parametrize("case", NEWSVENDORS)
def test_a_newsvendor_with_poisson_demand(study, case):
    left, short, demand, level, cost = NEWSVENDORS[case]
    found = study(
        "daily-s-S",
        {"cost a day": daily_cost(left, short, hour=1)},
        short=(10, 24_000), full=(20, 400_000), warm_up=0.01,
        changes={
            "operations.market.part.size": f"poisson({demand})",
            "operations.inventory.part": {"policy": "base-stock", "S": level, "opening": level},
        },
    )  # fmt: skip
    found["cost a day"].must_be(cost, within=0.05)


@pytest.mark.case("I-sS-example_4_7")
def test_reorder_level_and_order_up_to_level(study):
    found = study(
        "daily-s-S",
        {
            "cost a day": lambda run: daily_cost(1, 4, hour=1)(run)
            + run.cost_by_function["purchasing"] / 100 / days_of(run)
        },
        short=(10, 48_000), full=(20, 870_000), warm_up=0.01,
    )  # fmt: skip
    found["cost a day"].must_be(8.034111561, within=0.02, pilot=0.005417 * (50_000 / 36_000) ** 0.5)


@pytest.mark.parametrize(("quantity", "cost"), [(304, 68.41052551), (250, 69.725)])
def test_the_economic_order_quantity(scenario, quantity, cost):
    """A unit is 1/304 of the lot: the stock falls in steps, so half a unit more lies on hand than in the formula."""
    changes = {
        "operations.market.part.arrivals": f"every {365 * 24 * 3600 / 1300:.3f} s",
        "operations.inventory.part.Q": quantity, "operations.inventory.part.opening": quantity,
    }  # fmt: skip
    run = opsim.simulate(scenario("eoq", changes)).verify()
    years = run.history.end_ms / DAY_MS / 365
    found = (run.cost_by_function["inventory"] + run.cost_by_function["purchasing"]) / 100 / 1000 / years
    assert found - 0.225 / 2 == pytest.approx(cost, rel=0.003)
    assert inventory.lot_cost_rate(quantity, 1300, 8, 0.225) == pytest.approx(cost, rel=1e-5)


def test_an_economic_lot_with_planned_backorders(scenario):
    """I-eoqb-example_3_8: a lot of 311 is ordered when 14 customers wait, where the formula says 310.8 and 13.4."""
    changes = {
        "operations.market.part.arrivals": f"every {365 * 24 * 3600 / 1300:.3f} s",
        "operations.inventory.part": {"policy": "r-Q", "r": -14, "Q": 311, "opening": 297},
    }  # fmt: skip
    run = opsim.simulate(scenario("eoq", changes)).verify()
    per_year = len(run.purchases) / (days_of(run) / 365)
    on_hand, waiting = (run.kpis[f"inventory.{name}.part"] for name in ("mean_units", "mean_backorders"))
    assert 8 * per_year + 0.225 * on_hand + 5 * waiting == pytest.approx(66.92136355, rel=0.003)
    assert 1 - run.kpis["service.fill_rate"] == pytest.approx(0.04306220096, abs=1 / 310)


#: Case -> process time, time between customers, lot, highest stock, length of the run.
PRODUCTION_LOTS = {
    "I-epq-heizer": ("3 h", "every 6 h", 283, 141.4213562, "1000 days"),
    "I-epq-3_22": (f"{8760 / 110:.6f} h", "every 109.5 h", 171, 46.70993665, "14600 days"),
}


@pytest.mark.parametrize("case", PRODUCTION_LOTS)
def test_production_at_a_finite_rate_fills_the_stock_only_in_part(scenario, case):
    time, gap, lot, highest, horizon = PRODUCTION_LOTS[case]
    changes = {
        "products.hubcap.routing.0.time": time, "operations.market.hubcap.arrivals": gap,
        "operations.inventory.hubcap.Q": lot, "clock.horizon": horizon,
    }  # fmt: skip
    run = opsim.simulate(scenario("epq", changes)).verify()
    _, units = run.stock("hubcap")
    assert units.max() == pytest.approx(highest, abs=1.5)
    assert run.kpis["inventory.mean_units.hubcap"] == pytest.approx(highest / 2, abs=1.5)


@pytest.mark.case("I-bullwhip-s")
@pytest.mark.parametrize(("protection", "window", "ratio"), [(1, 5, 1.48), (2, 5, 2.12), (3, 10, 1.78), (5, 4, 6.625)])
def test_forecasting_whips_up_the_orders(study, protection, window, ratio):
    found = study(
        "bullwhip", {"ratio": "supply.bullwhip.part"},
        short=(8, 150 * 168), full=(20, 5_000 * 168),
        changes={
            "operations.forecasting.window": window, "operations.inventory.part.cover": f"{protection - 1} weeks",
        },
    )  # fmt: skip
    assert inventory.bullwhip_moving_average(protection, window) == pytest.approx(ratio)
    found["ratio"].must_be(ratio, within=0.2)


def test_the_values_above_are_those_of_the_cases(expected_of):
    assert expected_of("I-s1s-poisson-5")["fill_rate"] == pytest.approx(0.8152632445)
    assert expected_of("I-rq-poisson-example_5_8")["cost"] == pytest.approx(107.9235806)
    assert expected_of("I-basestock-example_4_4")["cost"] == pytest.approx(4.466781004)
    assert expected_of("I-newsvendor-example_4_3")["cost"] == pytest.approx(1.997605193)
    assert expected_of("I-sS-example_4_7")["cost"] == pytest.approx(8.034111561)
    assert expected_of("I-eoq-example_3_1")["cost_at_250"] == pytest.approx(69.725)
    assert expected_of("I-eoqb-example_3_8")["cost"] == pytest.approx(66.92136355)
    for case, row in PRODUCTION_LOTS.items():
        assert expected_of(case)["max_inventory"] == pytest.approx(row[3])
    for case, row in NEWSVENDORS.items():
        assert expected_of(case)["cost"] == pytest.approx(row[-1])
    assert expected_of("I-bullwhip-s")["ratio"] == [1.48, 2.12, 1.78, 6.625]
