"""What becomes of units that inspection rejects: rework with a time of its own, seconds, plans from quality levels."""

from __future__ import annotations

import pytest

from opsim.errors import ScenarioError
from opsim.results.stations.equipment import effectiveness

#: Two spoilt chairs are wanted in stock, in one lot: sawn for 8 minutes, painted for 2; wood costs 10 a chair.
SPOILT = """
clock: {horizon: 30 min}
materials: {wood: {}}
products:
  chair:
    materials: {wood: 1}
    seconds_price: 40
    routing:
      - {station: saw, time: 4 min, defects: 100 %}
      - {station: paint, time: 1 min}
production:
  stations: {paint: {}}
  lot_size: {chair: 2}
  quality: {inspection: {paint: {plan: all}}, on_defect: {rework_at: saw, limit: 1}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: base-stock, S: 2}, wood: {policy: base-stock, S: 2, opening: 2}}
  purchasing: {wood: {forest: {price: 10, lead_time: 9 days}}}
  finance: {opening_cash: 1000}
"""
FATE = "production.quality.on_defect"


def work(tell, run):
    return tell(run.operations, "lot", "step", "start", "end")


def test_defects_of_one_step_are_found_at_a_later_one_and_go_back_to_the_step_that_is_named(shop, play, tell):
    run = play(shop(SPOILT))
    assert work(tell, run) == [(0, 0, 0, 8), (0, 1, 8, 10), (1, 0, 10, 18), (1, 1, 18, 20)]
    assert tell(run.inspections, "lot", "step", "rejected") == [(0, 1, 2), (1, 1, 2)]


def test_rework_takes_its_own_time_where_it_starts_and_costs_money(shop, play, tell, balance):
    run = play(shop(SPOILT).revised({f"{FATE}.time": "30 s", f"{FATE}.cost": 7}))
    assert work(tell, run) == [(0, 0, 0, 8), (0, 1, 8, 10), (1, 0, 10, 11), (1, 1, 11, 13)]
    assert balance(run, "rework") == 14


def test_a_station_may_have_rules_of_its_own_for_what_it_rejects(shop, play, tell):
    run = play(shop(SPOILT).revised({
        "production.quality.inspection.paint.on_defect": {"rework_at": "here", "limit": 2, "time": "2 min"},
    }))  # fmt: skip
    assert work(tell, run) == [(0, 0, 0, 8), (0, 1, 8, 10), (1, 1, 10, 14)]
    assert tell(run.lots, "rework_from", "rework_until") == [(-1, -1), (1, 1)]


def test_seconds_bring_money_at_once_and_leave_the_books(shop, play, tell, balance):
    run = play(shop(SPOILT).revised({f"{FATE}.otherwise": "seconds"}))
    assert (balance(run, "seconds"), balance(run, "downgrades"), balance(run, "scrap")) == (-80, 20, 0)
    assert tell(run.lots, "good", "scrapped")[1] == (0, 2)
    assert run.kpis["finance.revenue"] == 80
    assert [(line.group, line.cents) for line in run.cost_of_quality] == [("internal failure", 2000)]


def test_a_plan_follows_from_quality_levels_and_risks(shop, play, tell):
    """The case of the textbooks: 1.213 % and 8.97 % with 5 % risk each need 68 units and 2 defectives at most."""
    plan = {
        "plan": "aql", "aql": 0.01213, "rejectable": 0.089704, "producer_risk": 0.05001, "consumer_risk": 0.05,
        "cost": 1,
    }  # fmt: skip
    scenario = shop(SPOILT).revised({
        "production.quality.inspection.paint": plan, "production.lot_size.chair": 100,
        "products.chair.routing.0.defects": 0, "operations.inventory.chair.S": 100, "clock.horizon": "9 h",
        "operations.inventory.wood": {"policy": "base-stock", "S": 100, "opening": 100},
    })  # fmt: skip
    assert scenario.production.quality.inspection["paint"].sizes == (68, 2)
    assert tell(play(scenario).inspections, "inspected") == [68]


def test_quality_levels_too_close_for_any_sample_are_refused(shop):
    with pytest.raises(ScenarioError, match="less than twice the acceptable level"):
        shop(SPOILT).revised({"production.quality.inspection.paint": {"plan": "aql", "aql": 0.05, "rejectable": 0.06}})


def test_a_rework_station_that_no_product_has_passed_is_refused(shop):
    with pytest.raises(ScenarioError, match="nothing would be reworked"):
        shop(SPOILT, "production: {stations: {pack: {}}}").revised(
            {"production.quality.inspection.paint.on_defect": {"rework_at": "pack"}}
        )


def test_first_pass_and_rolled_yield_count_each_unit_once(shop, play):
    run = play(shop("""
        clock: {horizon: 60 days}
        products:
          chair:
            routing:
              - {station: saw, time: 1 min, defects: 10 %}
              - {station: paint, time: 1 min, defects: 20 %}
        production:
          stations: {paint: {}}
          quality: {inspection: {saw: {plan: all}, paint: {plan: all}}, on_defect: {rework_at: here, limit: 9}}
    """))  # fmt: skip
    kpis = run.kpis
    assert kpis["quality.first_pass_yield.saw"] == pytest.approx(0.9, abs=0.015)
    assert kpis["quality.first_pass_yield.paint"] == pytest.approx(0.8, abs=0.02)
    assert kpis["quality.rolled_yield.chair"] == pytest.approx(
        kpis["quality.first_pass_yield.saw"] * kpis["quality.first_pass_yield.paint"]
    )
    assert [(each.place, each.cause) for each in run.defects_by_place] == [
        ("paint", "rejected by inspection"), ("saw", "rejected by inspection"),
    ]  # fmt: skip

@pytest.mark.parametrize(
    ("changes", "saw", "paint"),
    [
        ({}, 1.0, 0.5),  # only the paint booth spoils units: what the packers find there is its doing
        ({"products.chair.routing.0.defects": 0.1}, 1.0, 1.0),  # either may have: charged to those who found them
        ({"products.chair.routing.0.defects": 0.1, "production.quality.on_defect.rework_at": "saw"}, 0.45, 1.0),
        ({"products.chair.routing.1.defects": 0, "products.chair.routing.0.defects": 0.5}, 0.5, 1.0),
        # what the saw spoils does not get past it
        ({"products.chair.routing.0.defects": 0.1, "production.quality.inspection.saw.plan": "all"}, 0.9, 0.5),
    ],
)  # fmt: skip
def test_oee_charges_rejects_to_the_step_that_spoiled_them(shop, play, changes, saw, paint):
    scenario = shop("""
        clock: {horizon: 60 days}
        products:
          chair:
            routing:
              - {station: saw, time: 1 min}
              - {station: paint, time: 1 min, defects: 50 %}
              - {station: pack, time: 1 min}
        production:
          stations: {paint: {}, pack: {}}
          quality: {inspection: {saw: {plan: none}, pack: {plan: all}}, on_defect: {limit: 0}}
    """)  # fmt: skip
    run = play(scenario.revised(changes))
    pack = 1.0 if (saw, paint) != (1.0, 1.0) else 0.45
    expected = {"saw": saw, "paint": paint, "pack": pack}
    quality = {name: run.kpis[f"station.quality.{name}"] for name in expected}
    assert quality == pytest.approx(expected, abs=0.03)
    for machine, name in zip(effectiveness(run), expected, strict=True):
        assert machine.quality == pytest.approx(quality[name])
    rejected = int(run.history.tables["inspections"]["rejected"].sum())
    assert sum(each.units for each in run.defects_by_place) == rejected
    assert {each.place for each in run.defects_by_place} == {name for name, share in quality.items() if share < 1}
    assert {each.found or each.place for each in run.defects_by_place} <= {"saw", "pack"}


@pytest.mark.parametrize(
    ("path", "value", "ends"),
    [
        ("production.quality.on_defect.time", "3 min", [32, 34, 44, 47]),
        ("production.quality.on_defect.time", None, [32, 34, 44, 46]),
        ("products.chair.routing.0.set_up", "1 min", [32, 34, 44, 55]),
        ("products.chair.routing.0.time", "9 min", [32, 34, 44, 54]),
    ],
)
def test_rework_that_waits_keeps_up_with_decisions(shop, play, tell, path, value, ends):  # noqa: PLR0917
    """Both chairs are spoilt, and rework takes 10 minutes; at 35 the second one waits for it."""
    scenario = shop("""
    products: {chair: {routing: [{station: saw, time: 2 min, defects: 100 %}]}}
    production: {quality: {inspection: {saw: {plan: all}}, on_defect: {rework_at: saw, limit: 1, time: 10 min}}}
    operations: {market: {chair: {arrivals: every 30 min, size: 2}}}
    """)
    run = play(scenario, [(35 * 60_000, path, value)], until=58 * 60_000)
    assert tell(run.operations, "end")[:4] == ends
