"""Units that are spoilt, found, missed, reworked and scrapped; times in minutes."""

from __future__ import annotations

import math

import pytest

#: Two spoilt chairs are wanted in stock, in one lot.
SPOILT = """
clock: {horizon: 15 min}
products: {chair: {routing: [{station: saw, time: 4 min, defects: 100 %}]}}
production:
  lot_size: {chair: 2}
  quality: {inspection: {saw: {plan: all}}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: base-stock, S: 2}}
"""


def fates(tell, run):
    return tell(run.lots, "units", "parent", "released", "finished", "good", "scrapped")


def test_without_inspection_the_customer_finds_the_defect(shop, play, tell, balance):
    run = play(
        shop("""
        products: {chair: {warranty_cost: 30, routing: [{station: saw, time: 4 min, defects: 100 %}]}}
        operations: {market: {chair: {arrivals: every 30 min, size: 2}}}
    """)
    )
    assert tell(run.orders, "delivered", "defective") == [(38, 2)]
    assert balance(run, "warranty") == 60


def test_a_rejected_lot_is_scrapped_and_its_place_in_the_stock_made_again(shop, play, tell):
    run = play(shop(SPOILT))
    assert fates(tell, run) == [(2, -1, 0, 8, 0, 2), (2, -1, 8, None, 0, 0)]
    assert tell(run.inspections, "lot", "start", "end", "inspected", "rejected") == [(0, 8, 8, 2, 2)]


def test_rework_is_a_lot_of_its_own_and_has_a_limit(shop, play, tell):
    run = play(shop(SPOILT).revised({
        "clock.horizon": "31 min", "production.quality.on_defect": {"rework_at": "here", "limit": 2},
    }))  # fmt: skip
    assert fates(tell, run) == [
        (2, -1, 0, 8, 0, 0), (2, 0, 8, 16, 0, 0), (2, 1, 16, 24, 0, 2), (2, -1, 24, None, 0, 0),
    ]  # fmt: skip


def test_rework_starts_again_at_the_station_that_is_named(shop, play, tell):
    run = play(shop("""
        products:
          chair:
            routing:
              - {station: cut, time: 1 min}
              - {station: saw, time: 2 min}
              - {station: sand, time: 3 min, defects: 100 %}
        production:
          stations: {cut: {}, sand: {}}
          quality: {inspection: {sand: {plan: all}}, on_defect: {rework_at: saw, limit: 1}}
        operations: {market: {chair: {arrivals: every 30 min}}}
    """), until=42 * 60_000)  # fmt: skip
    assert tell(run.operations, "lot", "step", "start", "end") == [
        (0, 0, 30, 31), (0, 1, 31, 33), (0, 2, 33, 36), (1, 1, 36, 38), (1, 2, 38, 41), (2, 0, 41, 42), (2, 1, 42, 42),
    ]  # fmt: skip
    assert run.lots["rework_until"].tolist() == [-1, 2, -1]


def test_what_is_scrapped_for_a_customer_is_made_again(shop, play, tell):
    run = play(shop("""
        products: {chair: {routing: [{station: saw, time: 4 min, defects: 100 %}]}}
        production: {quality: {inspection: {saw: {plan: all}}}}
        operations: {market: {chair: {arrivals: every 30 min}}}
    """), until=39 * 60_000)  # fmt: skip
    assert tell(run.jobs, "order", "units", "created") == [(0, 1, 30), (0, 1, 34), (0, 1, 38)]


def test_inspection_takes_time_and_money(shop, play, tell, balance):
    run = play(
        shop("""
        production: {lot_size: {chair: 3}, quality: {inspection: {saw: {plan: all, time: 2 min, cost: 1.50}}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
    """)
    )
    assert tell(run.inspections, "start", "end", "inspected", "rejected") == [(42, 48, 3, 0)]
    assert tell(run.orders, "delivered") == [48]
    assert balance(run, "quality") == 4.5


SAMPLED = """
clock: {horizon: 21 min}
products: {chair: {routing: [{station: saw, time: 4 min, defects: 100 %}]}}
production: {lot_size: {chair: 5}, quality: {inspection: {saw: {plan: sampling, n: 2, accept: 0, cost: 1}}}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: base-stock, S: 5}}
"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (5, 5)),
        ({"accept": 2}, (2, 2)),
        ({"miss": 1}, (2, 0)),
        ({"n": 9}, (5, 5)),
    ],
    ids=[
        "two are bad, so all are sorted",
        "two bad ones are let pass",
        "the inspector is blind",
        "no more than there are",
    ],
)
def test_a_sample_decides_about_the_lot(shop, play, tell, changes, expected):
    scenario = shop(SAMPLED).revised(
        {f"production.quality.inspection.saw.{name}": value for name, value in changes.items()}
    )
    assert tell(play(scenario).inspections, "inspected", "rejected") == [expected]


def test_a_good_lot_costs_only_its_sample(shop, play, tell, balance):
    run = play(shop(SAMPLED).revised({"products.chair.routing.0.defects": 0}))
    assert tell(run.inspections, "inspected", "rejected") == [(2, 0)]
    assert balance(run, "quality") == 2


def test_false_alarms_throw_good_units_away(shop, play, tell):
    run = play(shop(SAMPLED).revised({
        "products.chair.routing.0.defects": 0, "production.quality.inspection.saw.false_alarm": 1,
    }))  # fmt: skip
    assert tell(run.inspections, "inspected", "rejected") == [(5, 5)]


def test_misses_and_false_alarms_come_as_often_as_they_should(shop, play):
    run = play(shop(SAMPLED).revised({
        "clock.horizon": "300 h", "production.lot_size.chair": 100, "operations.inventory.chair.S": 4000,
        "products.chair.routing.0.defects": 0.3,
        "production.quality.inspection.saw": {"plan": "all", "miss": 0.25, "false_alarm": 0.1},
    }))  # fmt: skip
    inspected, rejected = (int(run.inspections[name].sum()) for name in ("inspected", "rejected"))
    share = 0.3 * 0.75 + 0.7 * 0.1
    assert inspected > 4400
    assert abs(rejected / inspected - share) < 4 * math.sqrt(share * (1 - share) / inspected)


WORN = """
clock: {horizon: 3 h}
products:
  chair:
    routing: [{station: saw, time: 10 min, characteristic: {target: 10, sigma: 0, lower: 9.5, upper: 10.5}}]
production:
  stations: {saw: {wear: {drift_per_hour: 1}}}
  quality: {inspection: {saw: {plan: all}}}
operations: {market: {chair: {arrivals: every 25 min}}}
"""


def test_a_worn_machine_drifts_out_of_the_limits(shop, play, tell):
    run = play(shop(WORN), until=110 * 60_000)  # after half an hour of work every chair is too thick
    assert tell(run.inspections, "end", "rejected") == [(35, 0), (60, 0), (85, 0), (110, 1)]


def test_maintenance_keeps_it_within_the_limits(shop, play, tell):
    run = play(
        shop(WORN).revised(
            {"production.maintenance": {"saw": {"policy": "age", "every": "30 min", "duration": "5 min"}}}
        )
    )
    assert run.inspections["rejected"].sum() == 0
    assert tell(run.stops, "start", "end") == [(85, 90), (160, 165)]


def test_the_share_outside_the_limits_is_that_of_the_normal_law(shop, play):
    run = play(shop(WORN).revised({
        "clock.horizon": "600 h", "production.stations.saw.wear.drift_per_hour": 0, "production.lot_size.chair": 1000,
        "products.chair.routing.0.characteristic.sigma": 0.25,
        "operations.market.chair": {"arrivals": "every 590 h", "size": 1000},
        "products.chair.routing.0.time": "1 s",
    }))  # fmt: skip
    share = math.erfc(2 / math.sqrt(2))  # two sigma to either side: 4.55 %
    rejected = run.inspections["rejected"][0] / 1000
    assert abs(rejected - share) < 4 * math.sqrt(share * (1 - share) / 1000)


def test_luck_does_not_repeat_itself_when_a_cause_of_defects_comes_back(shop, play):
    rate, day = "products.chair.routing.0.defects", 24 * 60 * 60_000
    scenario = shop("clock: {horizon: 4 days}").revised({rate: 0.5})
    spoilt = play(scenario, [(2 * day, rate, 0), (2 * day + 1, rate, 0.5)]).orders["defective"].tolist()
    assert spoilt[288:] != spoilt[: len(spoilt) - 288]
    assert spoilt == play(scenario).orders["defective"].tolist()
