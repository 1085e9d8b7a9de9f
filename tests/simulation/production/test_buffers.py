"""Places in front of stations: blocking, and deadlocks that are found and named (row 6 of the bad days)."""

from __future__ import annotations

import pytest

from opsim.errors import ModelError

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
    with pytest.raises(ModelError, match=r"deadlock at 0\.63 h: (saw, sand|sand, saw) wait .* \(buffer\)"):
        play(scenario)


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
    with pytest.raises(ModelError, match=r"deadlock at 1\.\d\d h: s\d, s\d"):
        play(scenario)


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
    with pytest.raises(ModelError, match="deadlock"):
        play(scenario)


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
