"""Machines, queues, set-ups and shifts; all times in minutes unless a play says otherwise."""

from __future__ import annotations

import pytest

HOUR = 3_600_000


def test_each_lot_waits_for_the_only_machine(shop, play, tell):
    run = play(shop("operations: {market: {chair: {arrivals: every 30 min, size: 3}}}"))
    assert tell(run.operations, "start", "end") == [(30, 34), (34, 38), (38, 42)]
    assert tell(run.lots, "created", "released", "finished") == [(30, 30, 34), (30, 30, 38), (30, 30, 42)]


def test_two_machines_share_one_queue(shop, play, tell):
    run = play(
        shop("""
        production: {stations: {saw: {machines: 2}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
    """)
    )
    assert tell(run.operations, "machine", "start", "end") == [(0, 30, 34), (1, 30, 34), (0, 34, 38)]


def test_units_of_a_lot_go_together_and_each_takes_its_time(shop, play, tell):
    run = play(
        shop("""
        production: {lot_size: {chair: 3}}
        operations: {market: {chair: {arrivals: every 30 min, size: 5}}}
    """)
    )
    assert tell(run.lots, "units", "released", "finished") == [(3, 30, 42), (2, 30, 50)]


def test_an_oven_takes_as_long_for_a_lot_as_for_a_unit(shop, play, tell):
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 10 min, per: lot}]}}
        production: {lot_size: {chair: 3}}
        operations: {market: {chair: {arrivals: every 30 min, size: 5}}}
    """)
    )
    assert tell(run.operations, "start", "end") == [(30, 40), (40, 50)]


def test_a_lot_needs_its_set_up_every_time(shop, play, tell):
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 4 min, set_up: 3 min}]}}
        production: {lot_size: {chair: 2}}
        operations: {market: {chair: {arrivals: every 30 min, size: 4}}}
    """)
    )
    assert tell(run.operations, "start", "end") == [(30, 41), (41, 52)]
    assert tell(run._table("set_ups"), "start", "end") == [
        (30, 33),
        (41, 44),
    ]


def test_a_lot_visits_its_stations_in_order_and_may_come_back(shop, play, worked, tell):
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 4 min}, {station: sand, time: 1 min}, {station: saw, time: 2 min}]}
        production: {stations: {sand: {}}}
    """),
        until=20 * 60_000,
    )
    assert tell(run.operations, "step", "start", "end")[:3] == [(0, 10, 14), (1, 14, 15), (2, 15, 17)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("fifo", [("chair", 0, 4), ("stool", 4, 16), ("lamp", 16, 21), ("table", 21, 24)]),
        ("edd", [("chair", 0, 4), ("stool", 4, 16), ("table", 16, 19), ("lamp", 19, 27)]),
        ("spt", [("chair", 0, 4), ("table", 4, 6), ("lamp", 6, 14), ("stool", 14, 23)]),
        ("least-set-up", [("chair", 0, 4), ("table", 4, 6), ("stool", 6, 18), ("lamp", 18, 23)]),
    ],
)
def test_a_rule_says_which_lot_is_next_and_families_cost_set_ups(four, play, worked, rule, expected):
    assert worked(play(four(rule))) == expected


def test_change_overs_are_recorded_as_the_first_part_of_the_work(four, play, tell):
    run = play(four("fifo"))
    assert tell(run._table("set_ups"), "start", "end") == [(4, 7), (21, 22)]


NINE_TO_FIVE = """
clock: {horizon: 84 h, shifts: {day: {days: mon-fri, from: "08:00", to: "16:00"}}}
products: {chair: {routing: [{station: saw, time: 6 h}]}}
production: {stations: {saw: {shift: day}}}
operations: {market: {chair: {arrivals: every 30 h}}}
"""


def test_work_rests_when_the_shift_ends(shop, play, tell):
    run = play(shop(NINE_TO_FIVE))  # orders come on Tuesday at 6:00 and on Wednesday at noon
    assert tell(run.operations, "start", "end", per=HOUR) == [(32, 38), (60, 82)]
    assert [(tile.start / HOUR, tile.end / HOUR, tile.cause) for tile in run.lot_story(0)] == [
        (30, 32, "off shift"), (32, 38, "processing"),
    ]  # fmt: skip
    assert [(tile.start / HOUR, tile.end / HOUR, tile.cause) for tile in run.lot_story(1)] == [
        (60, 64, "processing"), (64, 80, "off shift"), (80, 82, "processing"),
    ]  # fmt: skip


def test_nothing_starts_once_the_shift_is_over(shop, play, tell):
    scenario = shop(NINE_TO_FIVE).revised({"operations.market.chair.arrivals": "every 37 h", "clock.horizon": "3 days"})
    scenario = scenario.revised({"products.chair.routing.0.time": "4 h"})  # ordered at 13:00
    assert tell(play(scenario).operations, "start", "end", per=HOUR) == [(37, 57)]


def test_a_station_whose_people_never_come_does_nothing(shop, play, tell):
    run = play(
        shop("""
        production: {stations: {saw: {operators: {skill: wood}}}}
        operations: {teams: {wood: {people: 0, wage: 20}}}
    """)
    )
    assert len(run.operations) == 0
    assert tell(run.orders, "status") == ["open"] * 5


def test_a_change_over_within_a_family_counts_where_one_is_declared(shop, play, worked):
    run = play(shop("production: {stations: {saw: {set_up: {standard: {standard: 3 min}}}}}"))
    assert worked(run)[:3] == [("chair", 10, 14), ("chair", 20, 27), ("chair", 30, 37)]
