"""Forecasts and what follows from them; shocks and decisions that change the firm. Times in days."""

from __future__ import annotations

import pytest

from opsim.errors import OpsimError, ScenarioError

DAY = 86_400_000


@pytest.mark.parametrize(
    ("method", "third"),
    [
        ("{method: naive}", 7),
        ("{method: moving-average, window: 2}", 6.5),
        ("{method: ses, alpha: 0.25}", 6.25),
        ("{method: holt, alpha: 0.5, beta: 0.5}", 7.8125),
    ],
)
def test_each_method_looks_back_in_its_own_way(store, play, tell, method, third):
    run = play(store(f"clock: {{horizon: 22 days}}\noperations: {{forecasting: {method}}}"))
    # six lamps are sold before the first week is over, then seven a week
    assert tell(run.forecasts, "time", "forecast", "actual", per=DAY)[:2] == [(14, 6, 7), (21, third, 7)]


def test_a_lost_sale_was_demand_too(store, play, tell):
    run = play(
        store("""
        clock: {horizon: 15 days}
        operations: {forecasting: {method: naive}, orders: {patience: 0 h}, inventory: {lamp: {S: 0, opening: 0}}}
    """)
    )
    assert tell(run.forecasts, "forecast", "actual") == [(6, 7)]


def test_a_service_target_sets_the_level_once_errors_are_known(store, play, tell):
    scenario = store("""
        clock: {horizon: 29 days}
        operations:
          forecasting: {method: naive}
          inventory: {lamp: {policy: base-stock, S: 5, service_target: 0.5, cover: 2 weeks}}
    """)  # at 50 % there is no safety stock: 7 a week for 2 weeks
    run = play(scenario)
    assert tell(run.purchases, "units", "ordered", per=DAY)[-3:] == [(9, 28), (1, 28), (1, 29)]
    safer = play(scenario.revised({"operations.inventory.lamp.service_target": 0.99}))
    assert tell(safer.purchases, "units", "ordered", per=DAY)[-3][0] > 9


def test_a_reorder_point_follows_its_target_too(store, play, tell):
    run = play(
        store("""
        clock: {horizon: 29 days}
        operations:
          forecasting: {method: naive}
          inventory: {lamp: {policy: s-S, s: 1, S: 3, opening: 3, service_target: 0.5, cover: 2 weeks}}
    """)
    )  # the level lies as far above the reorder point as in the file
    assert tell(run.purchases, "units", "ordered", per=DAY)[-2:] == [(14, 28), (2, 29)]


SHOCK = """
shocks:
  - {at: 60 h, for: 3 days, set: {operations.purchasing.lamp.maker.lead_time: 4 days}}
"""


def test_a_shock_comes_and_goes(store, play, tell):
    run = play(store(SHOCK), until=10 * DAY)
    assert tell(run.purchases, "ordered", "arrived", per=DAY)[:7] == [
        (1, 3), (2, 4), (3, 7), (4, 8), (5, 9), (6, 8), (7, 9),
    ]  # fmt: skip


def test_a_shock_for_good_stays(store, play, tell):
    run = play(store("shocks: [{at: 60 h, set: {operations.purchasing.lamp.maker.price: 30}}]"))
    assert tell(run.purchases, "ordered", "cents", per=DAY)[:4] == [(1, 20), (2, 20), (3, 30), (4, 30)]


def test_a_decision_in_a_shock_outlives_it(store, play, tell):
    shock = "shocks: [{at: 60 h, for: 3 days, set: {operations.market.lamp.size: 2}}]"
    run = play(store(shock), [(4 * DAY, "products.lamp.price", 70)])
    assert tell(run.orders, "units", "price")[1:7] == [(1, 50), (2, 100), (2, 140), (2, 140), (1, 70), (1, 70)]


def test_shocks_that_overlap_leave_nothing_behind(store, play, tell):
    run = play(
        store("""
        shocks:
          - {at: 36 h, for: 3 days, set: {products.lamp.price: 60}}
          - {at: 60 h, for: 4 days, set: {products.lamp.price: 70}}
    """)
    )
    assert tell(run.orders, "price")[:8] == [50, 60, 70, 70, 70, 70, 50, 50]


def test_a_decision_about_what_a_shock_has_set_holds_when_the_shock_is_over(store, play, tell):
    shock = "shocks: [{at: 36 h, for: 3 days, set: {products.lamp.price: 60}}]"
    run = play(store(shock), [(int(2.5 * DAY), "products.lamp.price", 80)])
    assert tell(run.orders, "price")[:6] == [50, 60, 60, 60, 80, 80]


def test_a_decision_at_the_start_is_as_good_as_a_scenario(store, play):
    scenario = store("clock: {horizon: 5 days}")
    changed = scenario.revised({"products.lamp.price": 70})
    assert play(scenario, [(0, "products.lamp.price", 70)]).digest == play(changed).digest


def test_decisions_at_one_time_are_taken_in_their_order(store, play, tell):
    run = play(store(), [(DAY // 2, "products.lamp.price", 70), (DAY // 2, "products.lamp.price", 80)])
    assert tell(run.orders, "price")[0] == 80


def test_a_wildcard_decides_for_many(shop, play):
    scenario = shop("production: {stations: {sand: {}}}")
    run = play(scenario, [(0, "production.stations.*.machines", 2)])
    assert run.history.tables["machines"]["station"].tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("products.lamp.prize", 5),
        ("products.lamp.price", -5),
        ("products.lamp.price", "cheap"),
        ("operations.inventory.lamp.policy", "periodic"),
        ("clock.horizon", "1 day"),
        ("operations.delivery.first", "08:00"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(store, play, path, value):
    with pytest.raises(ScenarioError):
        play(store(), [(DAY, path, value)])


def test_a_decision_in_the_past_is_refused(store, play):
    with pytest.raises(OpsimError, match=r"decisions: .* is too early"):
        play(store(), [(-1, "products.lamp.price", 5)])
