"""Ovens: several lots at once, for a time that does not grow with the load; plays that can be checked by hand."""

from __future__ import annotations

import re

import pytest

from opsim.errors import ScenarioError

#: A chair is ordered every 10 minutes, from minute 10 on; the kiln takes two or three lots for 25 minutes.
KILN = """
products: {chair: {routing: [{station: kiln, time: 25 min}]}}
production: {stations: {kiln: {oven: {maximum: 3, minimum: 2}}}}
"""
#: A saw of one minute, and behind it a kiln that only two lots together may leave for the drill.
LINE = """
clock: {horizon: 119 min}
products: {chair: {routing: [{station: kiln, time: 5 min}, {station: drill, time: 30 min}]}}
production:
  stations: {kiln: {oven: {maximum: 2, minimum: 2}}, drill: {buffer: 0}}
"""
#: Chairs (light) and stools (dark) are ordered every 10 minutes; what may go in together is said by the play.
TWO = """
clock: {horizon: 69 min}
products:
  chair: {family: light, routing: [{station: kiln, time: 12 min}]}
  stool: {price: 50, family: dark, routing: [{station: kiln, time: 17 min}]}
production: {stations: {kiln: {oven: {maximum: 4, minimum: 4}}}}
operations: {market: {stool: {arrivals: every 10 min}}}
"""


@pytest.fixture(scope="session")
def kiln(shop):
    """A shop whose saw is not used: the kiln does the work."""
    return lambda *changes: shop(KILN, *changes)


def loads(run, station="kiln", per=60_000):
    """List the loads of a station: lots, start and end in minutes."""
    found, done = {}, run.history.tables["operations"]
    names, place = run.history.names.stations, run.history.tables["machines"]["station"]
    columns = (done[name].tolist() for name in ("lot", "machine", "start", "end"))
    for lot, machine, start, end in zip(*columns, strict=True):
        if names[place[machine]] == station:
            found.setdefault((start, end, machine), []).append(lot)
    return [(lots, start / per, end / per) for (start, end, _), lots in found.items()]


def story(run, order):
    """Tell what an order waited for, in minutes."""
    return [(tile.cause, tile.start / 60_000, tile.end / 60_000) for tile in run.order_story(order)]


def in_state(run, station="kiln"):
    """List the minutes that the machines of a station spent in each state."""
    return {state: ms / 60_000 for state, ms in run.stations.time_in_state[station].items() if ms}


def test_a_machine_waits_for_its_smallest_load(kiln, play):
    run = play(kiln())
    assert loads(run) == [([0, 1], 20, 45), ([2, 3], 45, 59)]
    assert story(run, 0) == [("waiting for a full load", 10, 20), ("processing", 20, 45)]
    assert story(run, 1) == [("processing", 20, 45)]
    assert in_state(run) == {"run": 39, "filling": 10, "starved": 10}


def test_what_waits_goes_in_up_to_the_largest_load(kiln, play):
    run = play(kiln("clock: {horizon: 139 min}"))
    assert [lots for lots, _, _ in loads(run)] == [[0, 1], [2, 3], [4, 5, 6], [7, 8], [9, 10, 11]]
    assert [start for _, start, _ in loads(run)] == [20, 45, 70, 95, 120]


def test_the_wait_limit_starts_a_smaller_load(kiln, play):
    run = play(kiln("production: {stations: {kiln: {oven: {minimum: 3, wait_limit: 15 min}}}}"))
    assert loads(run) == [([0, 1], 25, 50), ([2, 3, 4], 50, 59)]
    assert story(run, 0) == [("waiting for a full load", 10, 25), ("processing", 25, 50)]
    assert story(run, 1) == [("waiting for a full load", 20, 25), ("processing", 25, 50)]


def test_a_load_that_never_fills_is_no_deadlock(kiln, play):
    run = play(kiln("production: {stations: {kiln: {oven: {maximum: 9, minimum: 9}}}}"))
    assert loads(run) == []
    assert in_state(run) == {"filling": 49, "starved": 10}
    assert [tile[:3] for tile in run.lot_story(0)] == [(600_000, 59 * 60_000, "waiting for a full load")]
    assert run.kpis["station.queue.kiln"] == pytest.approx((49 + 39 + 29 + 19 + 9) / 59)


def test_loads_are_counted_in_units(kiln, play):
    text = """
    production: {stations: {kiln: {oven: {maximum: 5, minimum: 4, counted_in: units}}}, lot_size: {chair: 2}}
    operations: {market: {chair: {order_size: "2"}}}
    """
    run = play(kiln(text.replace("order_size", "size")))
    assert loads(run) == [([0, 1], 20, 45), ([2, 3], 45, 59)]  # a third lot of two would not fit


@pytest.mark.parametrize(
    ("together", "expected"),
    [
        ("any", [([0, 1, 2, 3], 20, 37), ([4, 5, 6, 7], 40, 57), ([8, 9, 10, 11], 60, 69)]),
        ("family", [([0, 2, 4, 6], 40, 52), ([1, 3, 5, 7], 52, 69)]),
        ("product", [([0, 2, 4, 6], 40, 52), ([1, 3, 5, 7], 52, 69)]),
    ],
)
def test_what_may_go_in_together(shop, play, together, expected):
    run = play(shop(TWO, f"production: {{stations: {{kiln: {{oven: {{together: {together}}}}}}}}}"))
    assert loads(run) == expected


def test_a_mixed_load_takes_as_long_as_its_longest_step(shop, play):
    assert loads(play(shop(TWO)))[0] == ([0, 1, 2, 3], 20, 37)


def test_the_rule_says_which_lots_go_in_first(shop, play):
    text = """
    production: {stations: {kiln: {oven: {maximum: 2, minimum: 2}}}, dispatch: {kiln: priority}}
    products: {chair: {priority: 2}, stool: {priority: 1}}
    """
    run = play(shop(TWO, text))
    assert loads(run)[:3] == [([1, 0], 10, 27), ([3, 2], 27, 44), ([5, 7], 44, 61)]


def test_a_load_leaves_as_there_is_room_and_each_lot_says_what_kept_it(shop, play):
    run = play(shop(LINE))
    assert loads(run)[:2] == [([0, 1], 20, 25), ([2, 3], 55, 60)]
    assert story(run, 0) == [("waiting for a full load", 10, 20), ("processing", 20, 25), ("processing", 25, 55)]
    assert story(run, 1) == [("processing", 20, 25), ("blocked", 25, 55), ("processing", 55, 85)]
    assert in_state(run)["blocked"] == 30 + 55


def test_a_ring_of_full_places_is_named_although_one_lot_of_the_load_could_move(shop, play):
    text = """
    clock: {horizon: 5 h}
    products:
      chair: {routing: [{station: kiln, time: 5 min}, {station: drill, time: 5 min}, {station: kiln, time: 5 min}]}
    production: {stations: {kiln: {buffer: 0, oven: {maximum: 2, minimum: 2}}, drill: {buffer: 0}}}
    """
    run = play(shop(text, "operations: {market: {chair: {arrivals: every 1 min}}}"))
    assert re.match(r"deadlock at .*: (kiln, drill|drill, kiln) wait for room", run.history.partial)


def test_one_set_up_and_one_meter_for_a_load(kiln, play, balance):
    text = """
    products: {chair: {routing: [{station: kiln, time: 25 min, set_up: 6 min}]}}
    production: {stations: {kiln: {power_kw: 60}}}
    clock: {horizon: 1 day}
    operations: {market: {chair: {arrivals: every 8 h}}, finance: {energy_price: 1}}
    """
    run = play(kiln(text))
    assert loads(run) == [([0, 1], 960, 991)]  # a set-up of 6 minutes for both
    assert in_state(run) == {"set-up": 6, "run": 25, "filling": 480, "starved": 1440 - 991 + 480}
    assert balance(run, "energy") == 31


def test_a_failure_scraps_the_whole_load(kiln, play):
    text = """
    production: {stations: {kiln: {failures: {time_between: 20 min, repair: 4 min, job: scrap-lot}}}}
    """
    run = play(kiln(text))
    assert loads(run)[0] == ([0, 1], 20, 40)
    assert run.history.tables["scraps"]["lot"].tolist()[:2] == [0, 1]
    assert run.history.tables["scraps"]["time"].tolist()[:2] == [40 * 60_000] * 2


def test_a_failure_lets_the_whole_load_begin_anew(kiln, play):
    text = """
    production: {stations: {kiln: {failures: {time_between: 20 min, repair: 4 min, job: restart}}}}
    clock: {horizon: 119 min}
    products: {chair: {routing: [{station: kiln, time: 15 min}]}}
    """
    run = play(kiln(text))
    assert loads(run)[:2] == [([0, 1], 20, 35), ([2, 3], 40, 64)]  # 5 minutes lost, 4 of repair, 15 again
    assert story(run, 2) == [
        ("waiting for machine", 30, 35), ("waiting for a full load", 35, 40), ("machine down", 40, 49),
        ("processing", 49, 64),
    ]  # fmt: skip


def test_a_load_rests_with_the_shift_and_starts_with_the_next(kiln, play):
    text = """
    clock: {horizon: 2 days, shifts: {early: {days: mon-sun, from: "00:00", to: "00:30"}}}
    production: {stations: {kiln: {shift: early, oven: {minimum: 3}}}}
    operations: {market: {chair: {arrivals: every 6 h}}}
    """
    run = play(kiln(text), until=25 * 3_600_000)
    assert loads(run) == [([0, 1, 2], 1440, 1465)]  # a fourth lot comes at midnight, for the next load
    assert in_state(run)["off shift"] == 1410 + 30


def test_people_come_once_for_a_load(kiln, play):
    text = """
    production: {stations: {kiln: {operators: {skill: cook, count: 1}}}}
    operations: {teams: {cook: {people: 1, wage: 0}}}
    """
    assert loads(play(kiln(text))) == [([0, 1], 20, 45), ([2, 3], 45, 59)]


def test_loading_takes_its_time_for_each_lot(kiln, play):
    run = play(kiln("products: {chair: {routing: [{station: kiln, time: 25 min, load: 2 min, unload: 1 min}]}}"))
    assert loads(run)[0] == ([0, 1], 20, 20 + 2 * 2 + 25 + 2 * 1)


def test_rejects_of_a_load_come_back_lot_by_lot(kiln, play):
    text = """
    products: {chair: {routing: [{station: kiln, time: 25 min, defects: 1}]}}
    production: {quality: {inspection: {kiln: {plan: all}}, on_defect: {rework_at: here, limit: 1}}}
    """
    run = play(kiln(text))
    assert loads(run) == [([0, 1], 20, 45), ([2, 3, 4], 45, 59)]
    assert run.history.tables["reworks"]["lot"].tolist() == [4, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("production: {stations: {kiln: {oven: {minimum: 4}}}}", "smallest load"),
        ("production: {release: {rule: conwip, limit: 1}}", "never comes together"),
        ("production: {release: {rule: kanban, cards: {kiln: 1}}}", "never comes together"),
        ("production: {stations: {kiln: {oven: {counted_in: units}}}, lot_size: {chair: 4}}", "do not fit"),
        ("production: {stations: {kiln: {failures: {time_between: 9 h, repair: 1 h, job: scrap-unit}}}}", "no single"),
        ("production: {plan: {kiln: [0/1]}}", "is an oven"),
        ("production: {stations: {kiln: {preempt: resume}}}", "nothing displaces"),
    ],
)
def test_nonsense_is_refused(kiln, text, words):
    with pytest.raises(ScenarioError, match=words):
        kiln(text)


def test_a_limit_on_waiting_makes_a_small_release_limit_sensible(kiln, play):
    text = "production: {release: {rule: conwip, limit: 1}, stations: {kiln: {oven: {wait_limit: 5 min}}}}"
    assert loads(play(kiln(text)))[:2] == [([0], 15, 40), ([1], 45, 59)]


@pytest.mark.parametrize("unit", ["lots", "units"])
def test_loads_have_the_unit_in_which_they_are_counted(kiln, unit):
    scenario = kiln(f"production: {{stations: {{kiln: {{oven: {{counted_in: {unit}}}}}}}}}")
    units = {parameter.path: parameter.unit for parameter in scenario.parameters()}
    assert units["production.stations.kiln.oven.maximum"] == units["production.stations.kiln.oven.minimum"] == unit


def test_an_oven_as_the_drum_needs_loads_of_work(kiln, play, tell):
    text = """
    production: {release: {rule: drum-buffer-rope, drum: kiln, buffer: 30 min}, stations: {kiln: {oven: {minimum: 3}}}}
    operations: {market: {chair: {arrivals: every 1 min}}}
    """
    run = play(kiln(text))
    assert tell(run.lots, "released")[:6] == [1, 2, 3, 4, 28, 28]  # 25 min for three lots: four are more than 30 min
    assert [lots for lots, _, _ in loads(run)] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_a_lot_goes_where_fewest_are_for_the_room_there_is(kiln, play):
    text = """
    products: {chair: {routing: [{station: kiln, alternatives: [saw], time: 25 min}]}}
    production: {stations: {saw: {}, kiln: {oven: {minimum: 1, maximum: 3}}}}
    operations: {market: {chair: {arrivals: every 1 min}}}
    """
    run = play(kiln(text), until=6 * 60_000)
    assert run.history.tables["choices"]["lot"].tolist() == [1, 5]  # at the saw; one of three there is less than one


def test_places_do_not_depend_on_lots_that_never_come(kiln, play):
    """An idle kiln for 12 units has room for six lots of two, whatever the lots of lamps, made elsewhere."""
    text = """
    products: {lamp: {price: 1, routing: [{station: saw, time: 1 min}]}}
    production:
      stations: {saw: {}, kiln: {buffer: 0, oven: {maximum: 12, minimum: 12, counted_in: units}}}
      lot_size: {chair: 2, lamp: 12}
    operations: {market: {chair: {arrivals: every 5 min, size: 2}}}
    """
    assert loads(play(kiln(text))) == [([0, 1, 2, 3, 4, 5], 30, 55)]
