"""Places in front of stations: blocking, and deadlocks that are found and named (row 6 of the bad days)."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LINE = """
products: {chair: {routing: [{station: saw, time: 2 min}, {station: pack, time: 10 min}]}}
production: {stations: {pack: {buffer: 0}}}
operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
"""


def test_a_machine_holds_its_lot_until_there_is_room_ahead(shop, play, tell):
    run = play(shop(LINE))
    assert tell(run.operations, "start", "end") == [(30, 32), (32, 34), (32, 42), (42, 44), (42, 52), (52, 59)]
    assert tell(run._table("blocked"), "start", "end") == [(34, 42), (44, 52)]
    assert [(tile.start / 60_000, tile.end / 60_000, tile.cause) for tile in run.lot_story(1)] == [
        (30, 32, "waiting for machine"), (32, 34, "processing"), (34, 42, "blocked"), (42, 52, "processing"),
    ]  # fmt: skip


def test_one_place_in_front_frees_the_machine_behind(shop, play, tell):
    run = play(shop(LINE).revised({"production.stations.pack.buffer": 1}))
    assert tell(run.operations, "start", "end")[:3] == [(30, 32), (32, 34), (34, 36)]
    assert tell(run._table("blocked"), "start", "end") == [(36, 42)]


def test_without_a_limit_nothing_is_blocked(shop, play):
    run = play(shop(LINE).revised({"production.stations.pack.buffer": None}))
    assert len(run._table("blocked")) == 0


def test_work_enters_the_floor_when_its_first_station_has_room(shop, play, tell):
    run = play(
        shop("""
        production: {stations: {saw: {buffer: 0}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
    """)
    )
    assert tell(run.lots, "created", "released", "finished") == [(30, 30, 34), (30, 34, 38), (30, 38, 42)]


def test_a_ring_that_leads_back_into_itself_is_found_and_named(shop, play):
    scenario = shop("""
        products:
          chair: {routing: [{station: saw, time: 4 min}, {station: sand, time: 4 min}, {station: saw, time: 4 min}]}
        production: {stations: {saw: {buffer: 0}, sand: {buffer: 0}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 2}}}
    """)  # at 38 the saw holds a lot for the sander and the sander one for the saw
    told = play(scenario).partial
    assert re.match(r"deadlock at 0\.63 h: (saw, sand|sand, saw) wait .* Places in front \(production.*buffer\)", told)


@pytest.mark.parametrize("places", range(5))
@pytest.mark.parametrize("machines", range(1, 5))
@pytest.mark.parametrize("stations", range(2, 7))
def test_a_hundred_rings_of_full_stations_are_deadlocks(shop, play, stations, machines, places):
    ring = range(stations)
    scenario = shop().revised({
        "clock.horizon": "20 h",
        "production.stations": {f"s{i}": {"machines": machines, "buffer": places} for i in ring} | {"saw": {}},
        "products": {
            f"p{i}": {
                "price": 1,
                "routing": [{"station": f"s{at % stations}", "time": f"{5 + i} min"} for at in (i, i + 1)],
            } for i in ring
        } | {"chair": {"price": 1, "routing": [{"station": "saw", "time": "1 min"}]}},
        "operations.market": {f"p{i}": {"arrivals": "every 1 h", "size": machines + places} for i in ring},
    })  # fmt: skip
    assert re.match(r"deadlock at 1\.\d\d h: s\d, s\d", play(scenario).partial)


def test_a_station_that_waits_for_two_others_can_be_part_of_a_deadlock(shop, play):
    scenario = shop("""
        products:
          to-b: {price: 1, routing: [{station: a, time: 4 min}, {station: b, time: 4 min}]}
          to-c: {price: 1, routing: [{station: a, time: 4 min}, {station: c, time: 4 min}]}
          from-b: {price: 1, routing: [{station: b, time: 5 min}, {station: a, time: 4 min}]}
          from-c: {price: 1, routing: [{station: c, time: 6 min}, {station: a, time: 4 min}]}
        production: {stations: {a: {machines: 2, buffer: 0}, b: {buffer: 0}, c: {buffer: 0}}}
        operations:
          market:
            to-b: {arrivals: every 30 min}
            to-c: {arrivals: every 30 min}
            from-b: {arrivals: every 30 min}
            from-c: {arrivals: every 30 min}
    """)  # at 36 both machines of a, b and c hold finished lots that have no room anywhere
    assert play(scenario).partial.startswith("deadlock at 0.60 h: ")


def test_a_station_can_be_in_its_own_way(shop, play):
    """The only saw holds a chair that comes back to it at once, and has no place in front."""
    text = """
    products: {chair: {routing: [{station: saw, time: 4 min}, {station: saw, time: 4 min}]}}
    production: {stations: {saw: {buffer: 0}}}
    """
    assert "saw waits for room at itself for ever; give it more Places in front (" in play(shop(text)).partial


def test_a_line_that_is_only_full_is_no_deadlock(shop, play, tell):
    run = play(
        shop("""
        clock: {horizon: 10 h}
        products:
          chair: {routing: [{station: saw, time: 2 min}, {station: sand, time: 3 min}, {station: pack, time: 10 min}]}
        production: {stations: {saw: {buffer: 0}, sand: {buffer: 0}, pack: {buffer: 0}}}
        operations: {market: {chair: {arrivals: every 5 h, size: 20}}}
    """)
    )
    assert tell(run.orders, "arrived", "delivered")[0] == (300, 300 + 2 + 3 + 20 * 10)


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(number=st.integers(0, 10**9))
def test_a_floor_finishes_its_work_or_names_its_deadlock(shop, play, number):
    """Any routings, any places in front, any cards: nothing ever stands still without a word."""
    chance = Random(number)
    stations = {
        f"s{i}": {"machines": chance.randint(1, 2), "buffer": chance.randint(0, 2)} for i in range(chance.randint(1, 4))
    }
    people = chance.choice([None, 1, 2, 3])
    for name in chance.sample(sorted(stations), k=len(stations) if people else 0):
        stations[name]["operators"] = {"skill": "hands"}
    products = {
        f"p{i}": {
            "price": 1,
            "routing": [
                {"station": name, "time": f"{chance.randint(1, 9)} min"}
                for name in chance.choices(sorted(stations), k=chance.randint(1, 4))
            ],
        } for i in range(chance.randint(1, 3))
    }  # fmt: skip
    scenario = shop(json.dumps({
        "clock": {"horizon": "23 h"},
        "products": products,
        "production": {"stations": stations, "release": release(chance, sorted(stations))},
        "operations": {
            "market": {"chair": {"arrivals": "never"}}
            | {name: {"arrivals": "every 12 h", "size": chance.randint(1, 6)} for name in products},
            "teams": {"hands": {"people": people or 1, "wage": 0}},
        },
    }))  # fmt: skip
    run = play(scenario)
    assert run.partial.startswith("deadlock at ") or set(run.orders.words("status")) == {"delivered"}


def release(chance, stations):
    """Push, or kanban with cards for some stages, of which one comprises several stations."""
    if chance.random() < 0.5:
        return {}
    together = chance.sample(stations, chance.randint(0, len(stations)))
    stages = {"together": together} if together else {}
    names = [*stages, *(name for name in stations if name not in together)]
    cards = {name: chance.randint(1, 4) for name in names if chance.random() < 0.8}
    return {"rule": "kanban", "stages": stages, "cards": cards or {names[0]: 2}}


def test_people_who_come_free_let_the_next_lot_in(shop, play, tell):
    run = play(
        shop("""
        production: {stations: {saw: {buffer: 0, operators: {skill: hands}}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}, teams: {hands: {people: 1, wage: 0}}}
    """)
    )
    assert tell(run.lots, "released", "finished") == [(30, 34), (34, 38), (38, 42)]


def test_people_who_come_free_elsewhere_let_the_next_lot_in(shop, play, tell):
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 4 min}]}
          stool: {price: 50, routing: [{station: sand, time: 6 min}]}
        production:
          stations: {saw: {buffer: 0, operators: {skill: hands}}, sand: {buffer: 0, operators: {skill: hands}}}
        operations:
          market: {chair: {arrivals: every 30 min}, stool: {arrivals: every 30 min}}
          teams: {hands: {people: 1, wage: 0}}
    """)
    )
    assert tell(run.lots, "product", "released", "finished") == [("chair", 30, 34), ("stool", 34, 40)]


def test_a_new_hand_lets_the_next_lot_in(shop, play, tell):
    scenario = shop("""
        production: {stations: {saw: {machines: 2, buffer: 0, operators: {skill: hands}}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 2}}, teams: {hands: {people: 1, wage: 0}}}
    """)
    run = play(scenario, [(32 * 60_000, "operations.teams.hands.people", 2)])
    assert tell(run.lots, "released", "finished") == [(30, 34), (32, 36)]


def test_a_shift_that_opens_lets_the_next_lot_in(shop, play, tell):
    run = play(
        shop("""
        clock: {horizon: 11 h, shifts: {day: {days: mon-fri, from: "08:00", to: "16:00"}}}
        products: {chair: {routing: [{station: saw, time: 1 h}, {station: pack, time: 1 h}]}}
        production: {stations: {pack: {buffer: 0, shift: day}}}
        operations: {market: {chair: {arrivals: every 6 h}}}
    """)
    )
    assert tell(run.operations, "start", "end", per=60 * 60_000) == [(6, 7), (8, 9)]
    assert tell(run._table("blocked"), "start", "end", per=60 * 60_000) == [(7, 8)]


def test_a_pair_that_is_needed_comes_together(shop, play, tell):
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 4 min}]}
          stool: {price: 50, routing: [{station: sand, time: 6 min}, {station: saw, time: 1 min}]}
        production:
          stations:
            saw: {buffer: 0, machines: 2, operators: {skill: hands, count: 2}}
            sand: {operators: {skill: hands}}
        operations:
          market: {chair: {arrivals: every 32 min}, stool: {arrivals: every 30 min}}
          teams: {hands: {people: 2, wage: 0}}
    """)
    )  # at 32 one of the two is at the sander: the chair stays off the floor until 36, when the stool is before it
    assert tell(run.lots, "product", "released", "finished") == [("stool", 30, 37), ("chair", 37, 41)]


def test_lots_that_stand_outside_come_in_when_places_are_no_longer_limited(shop, play, tell):
    scenario = shop("""
        products: {chair: {routing: [{station: saw, time: 1 min}, {station: glue, time: 9 min}]}}
        production: {stations: {saw: {machines: 1}, glue: {machines: 1, buffer: 1}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 4}}}
    """)
    run = play(scenario, [(34 * 60_000, "production.stations.glue.buffer", None)])
    assert tell(run.operations, "end") == [31, 32, 33, 35, 40, 49, 58, 59]
    assert [row[1] for row in tell(run.history.tables["blocked"], "start", "end")] == [34]


@pytest.mark.parametrize("check", ["", ", defects: 0.000001"])
def test_a_step_that_may_spoil_units_is_blocked_like_any_other(shop, play, tell, check):
    """No place before sanding: from the second chair on the saw holds what it has done until the sander is free."""
    run = play(shop(f"""
    clock: {{horizon: 199 min}}
    products: {{chair: {{routing: [{{station: saw, time: 2 min{check}}}, {{station: sand, time: 10 min}}]}}}}
    production: {{stations: {{saw: {{}}, sand: {{buffer: 0}}}}}}
    operations: {{market: {{chair: {{arrivals: every 100 min, size: 5}}}}}}
    """))  # fmt: skip
    assert tell(run.history.tables["blocked"], "start", "end") == [(104, 112), (114, 122), (124, 132), (134, 142)]


def test_a_machine_is_freed_once_when_its_own_people_make_way_for_its_lot(shop, play):
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 10 min, defects: 1 %}, {station: pack, time: 10 min}]}
          stool: {price: 50, routing: [{station: sand, time: 15 min}]}
        production:
          stations:
            saw: {operators: {skill: hand}}
            pack: {buffer: 1, operators: {skill: hand, count: 2}}
            sand: {operators: {skill: hand}}
        operations:
          market: {chair: {arrivals: every 8 h, size: 5}, stool: {arrivals: every 8 h}}
          teams: {hand: {people: 2, wage: 10}}
    """).revised({"clock.horizon": "2 days"})
    )
    assert not run.partial
    assert all(run.invariants.values())
    assert len(run.operations) >= 5 * (5 * 2 + 1)
