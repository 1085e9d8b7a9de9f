"""People for a part of an operation, several machines for one person, levels and cross-training; times in minutes."""

from __future__ import annotations

import pytest

#: Two saws and one person; a chair takes 2 minutes to load, 10 to saw and 1 to unload.
LOADED = """
clock: {horizon: 99 min}
products: {chair: {routing: [{station: saw, time: 10 min, load: 2 min, unload: 1 min}]}}
production: {stations: {saw: {machines: 2, operators: {skill: wood, needed_for: loading}}}}
operations:
  market: {chair: {arrivals: every 50 min, size: 2}}
  teams: {wood: {people: 1, wage: 60}}
"""
NEEDED = "production.stations.saw.operators"


def lots(run):
    return [(start, end) for _, start, end in told(run)]


def told(run):
    done = run.operations
    times = zip(done["machine"].tolist(), done["start"].tolist(), done["end"].tolist(), strict=True)
    return [(machine, start / 60_000, end / 60_000) for machine, start, end in times]


def tiles(run, lot):
    return [(tile.start / 60_000, tile.end / 60_000, tile.cause) for tile in run.lot_story(lot)]


@pytest.fixture
def loaded(shop):
    """Two chairs at a time come to two saws with one person."""
    return shop(LOADED, "{products: {chair: {price: 1}}, production: {lot_size: {chair: 1}}}")


def test_whoever_only_loads_serves_the_next_machine_meanwhile(loaded, play):
    assert lots(play(loaded)) == [(50, 63), (52, 65)]


def test_whoever_stays_with_the_machine_serves_one_after_the_other(loaded, play):
    assert lots(play(loaded.revised({f"{NEEDED}.needed_for": "all"}))) == [(50, 63), (63, 76)]


def test_a_machine_waits_for_unloading_with_the_lot_in_hand(loaded, play):
    run = play(loaded.revised({"products.chair.routing.0.time": "1 min"}))
    assert lots(run) == [(50, 55), (52, 56)]  # 50-52 and 52-54 loading, 54-55 unloading the first, 55-56 the second
    assert tiles(run, 0) == [(50, 53, "processing"), (53, 54, "no operator"), (54, 55, "processing")]
    times = run.station_times["saw"]
    assert (times["processing"] / 60_000, times["no operator"] / 60_000) == (2 * 4, 1)


def test_loading_takes_its_time_where_nobody_is_needed(loaded, play):
    run = play(loaded.revised({"production.stations.saw.operators": None}))
    assert lots(run) == [(50, 63), (50, 63)]


def test_one_person_minds_two_machines(loaded, play):
    both = {f"{NEEDED}.needed_for": "all", f"{NEEDED}.machines_per_person": 2}
    assert lots(play(loaded.revised(both))) == [(50, 63), (50, 63)]


SET_UP = """
products:
  chair: {family: light, routing: [{station: saw, time: 10 min, set_up: 4 min}]}
"""


@pytest.mark.parametrize(("needed_for", "expected"), [
    ("all", [(50, 64), (64, 78)]),
    ("set-up", [(50, 64), (54, 68)]),
    ("run", [(50, 64), (50, 74)]),
    ("loading", [(50, 64), (50, 64)]),
])  # fmt: skip
def test_people_are_needed_for_a_part_of_the_work(loaded, shop, play, needed_for, expected):
    scenario = shop(LOADED, SET_UP).revised({f"{NEEDED}.needed_for": needed_for})
    run = play(scenario)
    assert lots(run) == expected
    set_ups = run.history.tables["set_ups"]
    starts, ends = (sorted(set_ups[name].tolist()) for name in ("start", "end"))
    assert [at / 60_000 for at in starts] == [start for start, _ in expected]
    assert [at / 60_000 for at in ends] == [start + 4 for start, _ in expected]


def test_a_beginner_takes_longer_for_what_people_set_the_pace_of(loaded, play):
    slow = {"operations.teams.wood.level": "50 %"}
    assert lots(play(loaded.revised(slow)))[0] == (50, 50 + 4 + 10 + 2)
    assert lots(play(loaded.revised(slow | {f"{NEEDED}.needed_for": "all"})))[0] == (50, 50 + 26)


CROSSED = """
products:
  chair: {routing: [{station: saw, time: 10 min}]}
  stool: {price: 50, routing: [{station: sand, time: 10 min}]}
production:
  stations:
    saw: {machines: 2, operators: {skill: wood}}
    sand: {machines: 2, operators: {skill: grit}}
operations:
  market: {chair: {arrivals: every 30 min}, stool: {arrivals: every 30 min, size: 2}}
  teams: {sawyers: {skill: wood, people: 1, wage: 60}, sanders: {skill: grit, people: 1, wage: 60}}
"""


def test_a_cross_trained_team_helps_out_at_its_own_pace(shop, play, worked):
    alone = play(shop(CROSSED))
    assert worked(alone) == [("chair", 30, 40), ("stool", 30, 40), ("stool", 40, 50)]
    both = shop(CROSSED).revised({
        "operations.teams.sawyers.skills": {"grit": 0.8}, "operations.market.chair.arrivals": "every 33 min",
    })  # fmt: skip
    assert worked(play(both)) == [("stool", 30, 40), ("stool", 30, 42.5), ("chair", 42.5, 52.5)]


def test_those_who_can_do_least_else_go_first(shop, play, worked):
    both = shop(CROSSED).revised({"operations.teams.sawyers.skills": {"grit": 1.0}, "operations.market.stool.size": 1})
    assert worked(play(both)) == [("chair", 30, 40), ("stool", 30, 40)]


def test_a_loaded_machine_runs_on_when_the_shift_is_over(shop, play):
    day = """
    clock: {horizon: 3 days, shifts: {day: {days: mon-sun, from: "08:00", to: "16:00"}}}
    products: {chair: {routing: [{station: saw, time: 3 h, load: 1 h, unload: 1 h}]}}
    production: {stations: {saw: {machines: 1}}}
    operations: {market: {chair: {arrivals: every 14 h, size: 1}}, teams: {wood: {shift: day}}}
    """
    minds = shop(LOADED, day)
    found = [(start / 60, end / 60) for start, end in lots(play(minds))]
    assert found[0] == (14, 24 + 9)  # loaded to 15:00, sawn to 18:00, unloaded from 8:00
    stays = minds.revised({f"{NEEDED}.needed_for": "all"})
    assert lots(play(stays))[0] == (14 * 60, (24 + 11) * 60)


def test_people_come_over_from_the_plain_pool_when_a_decision_makes_them_differ(loaded, play):
    unhandled = {"products.chair.routing.0.load": None, "products.chair.routing.0.unload": None}
    plain = loaded.revised({f"{NEEDED}.needed_for": "all", **unhandled})
    run = play(plain, [(55 * 60_000, "operations.teams.wood.level", 0.5)])
    assert lots(run) == [(50, 60), (60, 80)]


def test_a_lot_is_loaded_at_the_other_station_too(shop, play):
    """Both chairs of an order find a machine at once, the second one the alternative."""
    run = play(shop("""
    clock: {horizon: 99 min}
    products: {chair: {routing: [{station: saw, time: 10 min, load: 2 min, unload: 1 min, alternatives: [band]}]}}
    production: {stations: {saw: {}, band: {}}}
    operations: {market: {chair: {arrivals: every 50 min, size: 2}}}
    """))  # fmt: skip
    assert lots(run) == [(50, 63), (50, 63)]
