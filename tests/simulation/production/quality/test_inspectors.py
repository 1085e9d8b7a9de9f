"""Inspectors: lots queue for them behind a step; times in minutes."""

from __future__ import annotations

import pytest

import opsim
from opsim.errors import ScenarioError

#: Three chairs are sawn by 32, 34 and 36; one inspector takes 5 minutes for each.
SHOP = """
clock: {horizon: 59 min}
products: {chair: {routing: [{station: saw, time: 2 min}, {station: sand, time: 1 min}]}}
production:
  stations: {sand: {}}
  quality: {inspection: {saw: {plan: all, time: 5 min, cost: 3, inspectors: 1}}}
operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
"""
PLAN = "production.quality.inspection.saw"


def inspections(run, tell):
    return tell(run.inspections, "lot", "start", "end")


def story(run, lot):
    return [(tile.start / 60_000, tile.end / 60_000, tile.cause) for tile in run.lot_story(lot)]


def test_lots_wait_for_the_only_inspector_first_come_first_served(shop, play, tell):
    run = play(shop(SHOP))
    assert inspections(run, tell) == [(0, 32, 37), (1, 37, 42), (2, 42, 47)]
    assert tell(run.operations, "start", "end") == [(30, 32), (32, 34), (34, 36), (37, 38), (42, 43), (47, 48)]


def test_the_wait_is_told_by_itself_and_belongs_to_quality(shop, play):
    run = play(shop(SHOP))
    assert story(run, 2) == [
        (30, 34, "waiting for machine"), (34, 36, "processing"), (36, 42, "waiting for inspector"),
        (42, 47, "inspection"), (47, 48, "processing"),
    ]  # fmt: skip
    assert run.lead_time_by_function["quality"] == (6 + 5) * 60_000  # of the order, whose last chair this is


def test_two_inspectors_look_at_two_lots_at_once(shop, play, tell):
    run = play(shop(SHOP).revised({f"{PLAN}.inspectors": 2}))
    assert inspections(run, tell) == [(0, 32, 37), (1, 34, 39), (2, 37, 42)]


def test_with_enough_inspectors_nothing_is_as_without_a_number(shop, play):
    plain = play(shop(SHOP).revised({f"{PLAN}.inspectors": None}))
    many = play(shop(SHOP).revised({f"{PLAN}.inspectors": 3}))
    for table in ("operations", "inspections", "money", "orders", "lots"):
        for column, values in plain.history.tables[table].items():
            assert (values == many.history.tables[table][column]).all()


def test_another_inspector_takes_who_waits(shop, play, tell):
    run = play(shop(SHOP), [(35 * 60_000, f"{PLAN}.inspectors", 2)])
    assert inspections(run, tell) == [(0, 32, 37), (1, 35, 40), (2, 37, 42)]


def test_what_is_not_begun_at_the_end_costs_nothing_and_has_waited(shop, play, tell, balance):
    run = play(shop(SHOP), until=41 * 60_000)
    assert inspections(run, tell) == [(0, 32, 37), (1, 37, 42), (2, 41, 41)]
    assert tell(run.inspections, "inspected") == [1, 1, 0]
    assert balance(run, "quality") == 6
    assert story(run, 2)[-1] == (36, 41, "waiting for inspector")


def test_a_team_serves_several_stations_in_its_own_hours(shop, play, tell):
    """The team comes at 00:40 and looks first at what was sawn first; sanded chairs queue behind sawn ones."""
    run = play(shop(SHOP, """
    clock: {horizon: 3 h, shifts: {late: {days: mon-fri, from: "00:40", to: "08:00"}}}
    production:
      quality: {inspection: {saw: {inspectors: null, team: control}, sand: {plan: all, time: 1 min, team: control}}}
    operations:
      market: {chair: {arrivals: every 30 min, size: 2}}
      teams: {control: {people: 1, wage: 0, shift: late}}
    """), until=55 * 60_000)  # fmt: skip
    assert tell(run.inspections, "lot", "step", "start", "end") == [
        (0, 0, 32, 45), (1, 0, 45, 50), (0, 1, 50, 51), (1, 1, 51, 52),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({f"{PLAN}.team": "contrl"}, "there is no team 'contrl'; did you mean 'control'"),
        ({f"{PLAN}.team": "control"}, "the team 'control' inspects here; leave the number out"),
        ({f"{PLAN}.team": "control", f"{PLAN}.inspectors": None,
          "production.stations.saw.operators": {"skill": "control"}}, "'control' works at machines"),
        ({f"{PLAN}.inspectors": 0}, "from 1 to"),
    ],
)  # fmt: skip
def test_inspectors_that_make_no_sense_are_told(shop, changes, fault):
    scenario = shop(SHOP, "operations: {teams: {control: {people: 1, wage: 0}}}")
    with pytest.raises(ScenarioError, match=fault):
        scenario.revised(changes)


def test_the_queue_for_inspectors_is_that_of_theory(shop):
    """Constant times: M/D/1 with load 0.8, where a lot waits 0.8 / (2 x 0.2) = 2 inspection times."""
    scenario = shop("""
    clock: {horizon: 60 days, warm_up: 1 day}
    products: {chair: {routing: [{station: saw, time: 0 min}]}}
    production: {quality: {inspection: {saw: {plan: all, time: 8 min, inspectors: 1}}}}
    operations: {market: {chair: {arrivals: every exponential(10) min}}}
    """)
    waits = []
    for number in range(8):
        run = opsim.simulate(scenario, replication=number)
        served = run.inspections["inspected"] > 0
        lots = run.inspections["lot"][served]
        waits.append((run.inspections["start"][served] - run.lots["released"][lots]).mean() / (8 * 60_000))
    mean = sum(waits) / len(waits)
    spread = (sum((wait - mean) ** 2 for wait in waits) / (len(waits) - 1) / len(waits)) ** 0.5
    assert abs(mean - 2) < 3.5 * spread < 0.5
