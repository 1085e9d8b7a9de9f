"""Policies of maintenance, crews and spare parts; times in minutes unless a play says otherwise."""

from __future__ import annotations

import math

import pytest

from opsim.errors import ScenarioError
from opsim.theory.equipment import planned_time

HOUR = 3_600_000
THREE = "operations: {market: {chair: {arrivals: every 30 min, size: 3}}}"


def policy(text):
    return f"production: {{maintenance: {{saw: {{{text}}}}}}}"


def test_by_the_calendar_maintenance_comes_whatever_the_work(shop, play, tell):
    run = play(shop(policy("policy: calendar, every: 12 min, duration: 3 min")))
    assert tell(run.stops, "kind", "start", "end") == [(1, 14, 17), (1, 24, 27), (1, 36, 39), (1, 48, 51)]
    assert tell(run.operations, "start", "end") == [(10, 14), (20, 24), (30, 34), (40, 44), (51, 55)]


WORN = "production: {stations: {saw: {wear: {rate: 60}}}}"


def test_on_condition_an_inspection_decides(shop, play, tell, balance):
    inspected = "policy: condition, every: 3 min, threshold: 7, inspection: 1 min, inspection_cost: 2"
    run = play(shop(THREE, "clock: {horizon: 89 min}", WORN, policy(f"{inspected}, duration: 5 min, cost: 40")))
    assert tell(run.stops, "kind", "start", "end", "wear") == [
        (3, 34, 35, 4), (1, 39, 45, 8), (3, 49, 50, 4), (1, 64, 70, 8), (3, 74, 75, 4), (1, 79, 85, 8),
    ]  # fmt: skip
    assert balance(run, "maintenance") == 3 * 2 + 3 * 42


def test_an_inspection_that_takes_no_time_is_noted(shop, play, tell, balance):
    run = play(shop(THREE, WORN, policy("policy: condition, every: 3 min, threshold: 70, inspection_cost: 2")))
    assert tell(run.stops, "kind", "start", "end", "wear") == [(3, 34, 34, 4), (3, 38, 38, 8), (3, 42, 42, 12)]
    assert balance(run, "maintenance") == 6
    assert tell(run.operations, "start", "end") == [(30, 34), (34, 38), (38, 42)]


def test_what_is_nearly_due_is_done_when_there_is_nothing_to_do(shop, play, tell):
    text = "policy: age, every: 6 min, duration: 3 min, opportune: 3 min"
    assert tell(play(shop(policy(text))).stops, "start") == [14, 24, 34, 44, 54]
    assert tell(play(shop(policy(text), policy("opportune: 0 min"))).stops, "start") == [24, 44]


def test_off_shift_a_machine_is_maintained_with_its_lot_in_hand(shop, play, tell):
    run = play(shop("""
        clock: {horizon: 30 h, shifts: {day: {days: mon-sun, from: "08:00", to: "16:00"}}}
        products: {chair: {routing: [{station: saw, time: 6 h}]}}
        production:
          stations: {saw: {shift: day}}
          maintenance: {saw: {policy: age, every: 9 h, opportune: 4 h, duration: 2 h}}
        operations: {market: {chair: {arrivals: every 5 h}}}
    """))  # 6 h of the first chair and 2 of the second are done at 16:00; the rest is done the next morning
    assert tell(run.stops, "start", "end", "worked", per=HOUR) == [(16, 18, 8)]
    assert tell(run.operations, "start", "end", per=HOUR) == [(8, 14), (14, 30)]


CREW_BUSY = """
products: {chair: {routing: [{station: saw, time: 4 min}]}, stool: {price: 1, routing: [{station: sand, time: 5 min}]}}
production:
  stations: {sand: {failures: {time_between: 3 min, repair: 20 min}}}
  repair_crew: {people: 1}
  maintenance: {saw: {policy: age, every: 8 min, duration: 2 min}}
operations: {market: {chair: {arrivals: every 10 min, size: 3}, stool: {arrivals: every 11 min}}}
"""


def test_a_machine_works_on_until_the_crew_is_free(shop, play, tell):
    stands = play(shop(CREW_BUSY), until=50 * 60_000)  # the sander stands from 14 to 34
    works = play(shop(CREW_BUSY, policy("starts: with-the-crew")), until=50 * 60_000)
    assert tell(stands.stops, "machine", "start", "served")[:2] == [(1, 14, 14), (0, 18, 34)]
    assert len(works.operations) > len(stands.operations)
    stops = tell(works.stops, "machine", "start", "served")
    waits = [served - start for machine, start, served in stops if machine == 0]
    assert waits
    assert set(waits) == {0}


def test_imperfect_maintenance_leaves_some_age(shop, play, tell):
    life = {"time_between": "weibull(3, 40) min", "repair": "1 min"}
    scenario = shop(THREE, policy("policy: age, every: 8 min, duration: 1 min"), "clock: {horizon: 200 h}").revised(
        {"production.stations.saw.failures": life}
    )
    worse = scenario.revised({"production.maintenance.saw.age_left": 0.9})
    failures = [tell(play(each).stops, "kind").count(0) for each in (scenario, worse)]
    assert failures[1] > 2 * failures[0]


def test_a_crew_with_a_skill_does_what_needs_it(shop, play, tell):
    both = """
        products:
          chair: {routing: [{station: saw, time: 10 min}]}
          stool: {price: 50, routing: [{station: sand, time: 10 min}]}
        production:
          stations:
            saw: {failures: {time_between: 5 min, repair: 4 min, skill: SKILL}}
            sand: {failures: {time_between: 5 min, repair: 4 min, skill: smith}}
          crews: {smith: {people: 1}, spark: {people: 1}}
        operations: {market: {chair: {arrivals: every 30 min}, stool: {arrivals: every 30 min}}}
    """
    assert tell(play(shop(both.replace("SKILL", "smith"))).stops, "served") == [35, 39]
    assert tell(play(shop(both.replace("SKILL", "spark"))).stops, "served") == [35, 35]


SPARES = """
materials: {belt: {}}
production: {stations: {saw: {failures: {time_between: 6 min, repair: 2 min, parts: {belt: 2}, cost: 5}}}}
operations:
  inventory: {belt: {policy: base-stock, S: 2, opening: 2}}
  purchasing: {belt: {maker: {price: 30, lead_time: 13 min}}}
"""


def test_a_machine_waits_for_its_spare_part(shop, play, tell, balance):
    run = play(shop(SPARES))  # belts ordered at 22 and at 40 come after 13 minutes: the third failure waits for them
    stops = tell(run.stops, "start", "supplied", "served", "end", "cents")
    assert stops == [(22, 22, 22, 24, 65), (40, 40, 40, 42, 65), (52, 53, 53, 55, 65)]
    assert run.station_times["saw"]["no spare part"] == 60_000
    assert [(tile.start / 60_000, tile.cause, tile.function) for tile in run.order_story(4)] == [
        (50, "processing", "production"), (52, "waiting for spare part", "purchasing"),
        (53, "machine down", "maintenance"), (55, "processing", "production"),
    ]  # fmt: skip
    assert tell(run._table("spares"), "time", "item", "units") == [(22, "belt", 2), (40, "belt", 2), (53, "belt", 2)]
    assert balance(run, "maintenance") == 3 * 65


@pytest.mark.parametrize(("minutes", "cost"), [(52, 135), (52.5, 135), (53, 195)])
def test_before_a_spare_part_is_there_nobody_knows_what_it_will_cost(shop, play, minutes, cost):
    earlier = play(shop(SPARES)).as_of(round(minutes * 60_000))
    assert earlier.kpis["station.maintenance_cost.saw"] == cost == earlier.cost_by_function["maintenance"] / 100


MADE_SPARES = """
clock: {horizon: 90 min}
products: {stool: {price: 1, routing: [{station: sand, time: 5 min}]}}
production:
  stations: {saw: {machines: 2}, sand: {machines: 1}}
  repair_crew: {people: 1}
  maintenance:
    saw: {policy: calendar, every: 60 min, duration: 2 min, starts: with-the-crew, parts: {chair: 1}}
    sand: {policy: calendar, every: 59 min, duration: 11 min}
operations:
  market: {chair: {arrivals: never}, stool: {arrivals: never}}
  inventory: {chair: {policy: base-stock, S: 0}}
"""


def test_a_saw_makes_the_part_that_the_other_one_waits_for(shop, play, tell):
    run = play(shop(MADE_SPARES))  # when the crew has done the sander, at 70, both saws have nothing to do
    assert tell(run.operations, "machine", "start", "end") == [(1, 70, 74), (0, 76, 80)]
    assert tell(run.stops, "machine", "start", "supplied", "end")[:2] == [(2, 59, 59, 70), (0, 70, 74, 76)]


def test_more_spare_parts_mean_less_waiting(shop, play):
    ample = shop(SPARES).revised({"operations.inventory.belt.opening": 40})
    assert play(ample).station_times["saw"]["no spare part"] == 0


def test_wear_slows_a_machine(shop, play, tell):
    run = play(shop("production: {stations: {saw: {wear: {slow_per_hour: 0.75}}}}",
                    "products: {chair: {routing: [{station: saw, time: 8 min}]}}"))
    # after 8 min of work 0.1 more: 8.8 min; after 16.8 min of work 0.21 more: 9.68 min
    assert tell(run.operations, "start", "end")[:3] == [(10, 18), (20, 28.8), (30, 39.68)]
    assert run.losses["saw"].speed == pytest.approx((0.8 + 1.68 + 2.648 + 3.7128) / 60, rel=1e-3)


def test_oee_and_its_losses_are_those_of_the_theory(shop, play):
    run = play(shop("""
        clock: {horizon: 40 h}
        products: {chair: {routing: [{station: saw, time: 4 min, set_up: 1 min, defects: 0.2}]}}
        production:
          stations: {saw: {failures: {time_between: exponential(60) min, repair: exponential(9) min},
                           wear: {slow_per_hour: 0.1}}}
          quality: {inspection: {saw: {plan: all}}}
    """))
    kpis, lost, time = run.kpis, run.losses["saw"], run.station_times["saw"]
    hours = {state: ms / HOUR for state, ms in time.items()}
    rejects, units = int(run.inspections["rejected"].sum()), int(run.inspections["inspected"].sum())
    theory = planned_time(
        planned=hours["on shift"], breakdown=hours["stopped"], ideal_cycle=4 / 60,
        pieces=(lost.good + lost.defects) * 15, rejects=(lost.good + lost.defects) * 15 * rejects / units,
        set_up=hours["set-up"], minor_stops=lost.minor_stops,
    )  # fmt: skip
    assert lost.total == pytest.approx(hours["on shift"])
    assert theory.shares == pytest.approx(lost.shares)
    effectiveness = theory.effectiveness
    product = effectiveness.availability * effectiveness.performance * effectiveness.quality
    assert product == pytest.approx(kpis["station.oee.saw"])
    parts = [kpis[f"station.{part}.saw"] for part in ("availability", "performance", "quality")]
    assert math.prod(parts) == pytest.approx(kpis["station.oee.saw"])


def test_figures_of_maintenance(shop, play):
    run = play(shop("""
        production:
          stations: {saw: {failures: {time_between: 10 min, repair: 5 min, cost: 7}}}
          maintenance: {saw: {policy: age, every: 8 min, duration: 1 min, cost: 2}}
    """, "products: {chair: {routing: [{station: saw, time: 5 min}]}}", "clock: {horizon: 60 min}"))
    # maintained after two chairs, at 25 and 45; never fails
    assert run.kpis["station.planned_share.saw"] == 1
    assert run.kpis["station.maintenance_cost.saw"] == 4
    assert "station.mtbf_h.saw" not in run.kpis
    failing = play(run.scenario.revised({"production.maintenance.saw.policy": "run-to-failure"}))
    # 10 minutes of work are over at 25, so that it fails as soon as the third chair begins, at 30, and again at 50
    assert failing.kpis["station.mttr_h.saw"] == pytest.approx(5 / 60)
    assert failing.kpis["station.mdt_h.saw"] == pytest.approx(5 / 60)  # nobody waits for parts or a crew
    assert failing.kpis["station.mtbf_h.saw"] == pytest.approx(25 / 60 / 2)  # five chairs of 5 minutes


@pytest.mark.parametrize(("text", "fault"), [
    ("policy: condition", "nothing says how it wears"),
    ("policy: age, every: 2 h, opportune: 2 h", "always be due"),
    ("skill: smith", "there is no crew"),
    ("parts: {belt: 1}", "there is no product or material 'belt'"),
])  # fmt: skip
def test_what_contradicts_itself_is_refused(shop, text, fault):
    with pytest.raises(ScenarioError, match=fault):
        shop(policy(text))
