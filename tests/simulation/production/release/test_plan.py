"""Following a plan: stations wait for the lot that is next, and what no longer holds is passed over."""

from __future__ import annotations

import re

import pytest

import opsim
from opsim.errors import ScenarioError
from opsim.ledgers.history import Decision
from opsim.results.saved import save
from opsim.simulation.run import simulate

MINUTE = 60_000
#: Orders 0 (chair), 1 (stool), 2 (lamp) and 3 (table) are opened at the start and wait for the saw.
SAW_THEN_SAND = """
products: {chair: {routing: [{station: saw, time: 4 min}, {station: sand, time: 6 min}]}}
production: {stations: {sand: {}}}
"""


@pytest.fixture(scope="session")
def planned(four):
    """Write the four jobs with a plan for the saw."""
    return lambda *entries, **more: four("fifo").revised({"production.plan": {"saw": list(entries)}, **more})


def products(worked, run):
    return [product for product, _, _ in worked(run)]


def test_lots_are_taken_in_the_order_of_the_plan(planned, play, worked):
    assert products(worked, play(planned("2/1", "0/1", "3/1", "1/1"))) == ["lamp", "chair", "table", "stool"]


def test_when_the_list_is_done_the_rule_of_the_station_holds(planned, play, worked):
    scenario = planned("1/1", **{"production.dispatch": {"saw": "spt"}})
    assert products(worked, play(scenario)) == ["stool", "table", "chair", "lamp"]


def test_a_plan_that_is_not_followed_is_not_there(planned, play, worked):
    scenario = planned("2/1", "0/1", **{"production.follow_plan": False})
    assert products(worked, play(scenario)) == ["chair", "stool", "lamp", "table"]


def test_a_station_waits_for_the_next_of_its_list(shop, play, worked):
    """The stool, second on the sander's list, is there at minute 2, and waits for the chair until minute 8."""
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 8 min}, {station: sand, time: 5 min}]}
          stool: {price: 1, routing: [{station: cut, time: 2 min}, {station: sand, time: 1 min}]}
        production: {stations: {sand: {}, cut: {}}, plan: {sand: [0/2, 1/2]}}
        operations:
          market: {chair: {arrivals: never}}
          orders: {mode: to-stock}
          inventory: {chair: {policy: base-stock, S: 1}, stool: {policy: base-stock, S: 1}}
    """)
    )
    assert worked(run) == [("stool", 0, 2), ("chair", 0, 8), ("chair", 8, 13), ("stool", 13, 14)]
    assert run.lead_time_by_function is not None


def test_an_entry_stands_for_any_lot_of_its_order(four, play, worked):
    """The order of two chairs goes in two lots; the table is planned between them."""
    scenario = four("fifo").revised({
        "operations.inventory.chair.S": 2, "production.plan": {"saw": ["0/1", "3/1", "0/1"]},
    })  # fmt: skip
    assert products(worked, play(scenario)) == ["chair", "table", "chair", "stool", "lamp"]


def test_entries_of_lots_that_are_past_the_step_are_passed_over(planned, play, worked):
    assert products(worked, play(planned("1/1", "1/1", "1/1", "0/1"))) == ["stool", "chair", "lamp", "table"]


def test_scrapped_orders_are_waited_for_no_longer(shop, play, worked):
    """All chairs are scrapped at the saw; the sander, which waits for order 0, then goes on with the stool."""
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 8 min, defects: 1}, {station: sand, time: 5 min}]}
          stool: {price: 1, routing: [{station: cut, time: 2 min}, {station: sand, time: 1 min}]}
        production:
          stations: {sand: {}, cut: {}}
          plan: {sand: [0/2, 1/2]}
          quality: {inspection: {saw: {plan: all}}}
        operations:
          market: {chair: {arrivals: never}}
          orders: {mode: to-stock}
          inventory:
            chair: {policy: r-Q, r: 0, Q: 1, one_outstanding: true}
            stool: {policy: base-stock, S: 1}
    """),
        until=12 * MINUTE,
    )
    assert ("stool", 8, 9) in worked(run)


def test_a_new_plan_leaves_the_frozen_part_as_it_was(planned, worked):
    """At minute 1 the chair is on the saw; the stool, next, is frozen; lamp and table change places."""
    frozen = planned("0/1", "1/1", "2/1", "3/1", **{"production.freeze": "6 min"})
    change = Decision(MINUTE, "production.plan", {"saw": ["3/1", "2/1", "1/1"]})
    run = opsim.Run(simulate(frozen, [change])).verify()
    assert products(worked, run) == ["chair", "stool", "table", "lamp"]
    run = opsim.Run(simulate(frozen.revised({"production.freeze": "0 h"}), [change])).verify()
    assert products(worked, run) == ["chair", "table", "lamp", "stool"]


def test_a_plan_that_goes_in_a_circle_is_named(shop):
    """The saw waits for the stool, which the cutter keeps until the chair has come from the saw."""
    scenario = shop("""
        products:
          chair: {routing: [{station: saw, time: 8 min}, {station: cut, time: 5 min}]}
          stool: {price: 1, routing: [{station: cut, time: 2 min}, {station: saw, time: 1 min}]}
        production: {stations: {cut: {}}, plan: {saw: [1/2, 0/1], cut: [0/2, 1/1]}}
        operations:
          market: {chair: {arrivals: never}}
          orders: {mode: to-stock}
          inventory: {chair: {policy: base-stock, S: 1}, stool: {policy: base-stock, S: 1}}
    """)
    run = opsim.simulate(scenario)
    assert re.match(r"the plan stands still at 0\.00 h: (saw -> cut -> saw|cut -> saw -> cut) wait", run.partial)


@pytest.mark.parametrize("entry", ["1", "1/0", "a/1", "-1/2", "1/2/3"])
def test_an_entry_that_names_nothing_is_refused(planned, entry):
    with pytest.raises(ScenarioError, match="names no production order and step"):
        planned(entry)


def test_a_plan_for_a_station_that_is_not_there_is_refused(four):
    with pytest.raises(ScenarioError, match="did you mean 'saw'"):
        four("fifo").revised({"production.plan": {"saws": ["1/1"]}})


def test_a_plan_is_a_decision_that_a_saved_run_knows(planned, tmp_path):
    run = opsim.Run(simulate(planned(), [Decision(MINUTE, "production.plan", {"saw": ["2/1"]})])).verify()
    save(run, tmp_path / "a.run")
    assert opsim.reopen(tmp_path / "a.run").history.decisions == run.history.decisions


#: Two chairs in two lots, then a table; the first chair is spoilt, and comes back to the saw.
SPOILT = """
products:
  chair: {routing: [{station: saw, time: 4 min, defects: 100 %}]}
  table: {price: 50, routing: [{station: saw, time: 2 min}]}
production:
  quality: {inspection: {saw: {plan: all}}, on_defect: {rework_at: here, limit: 1, time: 1 min}}
  plan: {saw: [0/1, 1/1, 0/1, 1/1]}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: r-Q, r: 0, Q: 1, one_outstanding: true}, table: {policy: base-stock, S: 2}}
"""


def test_rework_whose_entry_is_used_up_goes_first(shop, play, worked):
    """The chair has one entry and is rejected at 4: it comes back at once, not when the list of the saw is done."""
    run = play(shop(SPOILT, "production: {plan: {saw: [0/1, 1/1, 1/1]}}"), until=9 * MINUTE)
    assert worked(run) == [("chair", 0, 4), ("chair", 4, 5), ("table", 5, 7), ("table", 7, 9)]


def test_rework_that_the_list_still_names_waits_for_its_turn(shop, play, worked):
    run = play(shop(SPOILT), until=9 * MINUTE)
    assert worked(run) == [("chair", 0, 4), ("table", 4, 6), ("chair", 6, 7), ("table", 7, 9)]


#: The stool is at the sander at 2, and waits for the chair, which comes at 8; one carpenter is there all the time.
HELD_BACK = """
clock: {horizon: 20 min}
products:
  chair: {routing: [{station: saw, time: 8 min}, {station: sand, time: 5 min}]}
  stool: {price: 1, routing: [{station: cut, time: 2 min}, {station: sand, time: 1 min}]}
production: {stations: {sand: {operators: {skill: wood}}, cut: {}}, plan: {sand: [0/2, 1/2]}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: base-stock, S: 1}, stool: {policy: base-stock, S: 1}}
  teams: {wood: {people: 1, wage: 0}}
"""


def test_a_wait_for_the_plan_is_not_told_as_want_of_people(shop, play, tell):
    run = play(shop(HELD_BACK))
    assert tell(run.history.tables["plan_waits"], "start", "end") == [(2, 8)]
    story = [(tile.start / MINUTE, tile.end / MINUTE, tile.cause) for tile in run.lot_story(1)]
    assert story == [
        (0, 2, "processing"), (2, 13, "waiting for machine"), (13, 14, "processing"),
    ]  # fmt: skip
    sand = run.floor.station_of.tolist().index(run.history.names.stations.index("sand"))
    assert not run.stations.states.of(sand).when("no operator").any()


def test_a_wait_for_people_is_still_told_as_one(shop, play, tell):
    """Nobody is there from the chair's arrival on: the wait after 8 is one for people."""
    scenario = shop(HELD_BACK)
    run = play(scenario, [(3 * MINUTE, "operations.teams.wood.people", 0)])
    assert tell(run.history.tables["plan_waits"], "start", "end") == [(2, 8)]
    assert {tile.cause for tile in run.lot_story(0) if tile.start >= 8 * MINUTE} <= {"no operator"}
    sand = run.floor.station_of.tolist().index(run.history.names.stations.index("sand"))
    lacking = run.stations.states.of(sand)
    assert lacking.start[lacking.when("no operator")].tolist() == [8 * MINUTE]
