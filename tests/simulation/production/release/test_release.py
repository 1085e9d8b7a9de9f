"""When work may enter the floor; times in minutes."""

from __future__ import annotations

import pytest

from opsim.errors import ModelError
from opsim.simulation.kernel import clock

LINE = """
products: {chair: {routing: [{station: saw, time: 4 min}, {station: pack, time: 4 min}]}}
production: {stations: {pack: {}}, release: {rule: conwip, limit: 1}}
operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
"""


def test_conwip_lets_a_lot_in_when_another_leaves(shop, play, tell):
    run = play(shop(LINE))
    assert tell(run.lots, "created", "released", "finished") == [(30, 30, 38), (30, 38, 46), (30, 46, 54)]
    assert run.wip()[1].max() == 1


def test_push_lets_everything_in_at_once(shop, play, tell):
    run = play(shop(LINE).revised({"production.release.rule": "push"}))
    assert tell(run.lots, "released", "finished") == [(30, 38), (30, 42), (30, 46)]


def test_a_second_card_lets_the_next_lot_in(shop, play, tell):
    run = play(shop(LINE), decisions=[(33 * 60_000, "production.release.limit", 2)])
    assert tell(run.lots, "released", "finished") == [(30, 38), (33, 42), (38, 46)]


def test_a_lot_that_waits_for_a_card_waits_for_its_release(shop, play):
    run = play(shop(LINE))
    assert [(tile.start / 60_000, tile.end / 60_000, tile.cause) for tile in run.lot_story(1)] == [
        (30, 38, "waiting for release"), (38, 42, "processing"), (42, 46, "processing"),
    ]  # fmt: skip


def test_a_job_without_material_waits_and_lets_others_pass(shop, play, tell):
    run = play(
        shop("""
        materials: {wood: {}}
        products:
          chair: {materials: {wood: 2}}
          stool: {price: 50, routing: [{station: saw, time: 4 min}]}
        operations:
          market: {chair: {arrivals: every 30 min}, stool: {arrivals: every 31 min}}
          inventory: {wood: {policy: base-stock, S: 1}}
          purchasing: {wood: {forest: {price: 3, lead_time: 40 min}}}
    """)
    )  # one plank is ordered at the start and comes at 40, two more at 30 and come at 70
    assert tell(run.lots, "product", "created", "released") == [("stool", 31, 31)]
    assert tell(run.purchases, "units", "ordered", "arrived") == [(1, 0, 40), (2, 30, None)]


def test_a_lot_tells_the_purchase_that_ended_its_wait(shop, play, tell):
    run = play(
        shop("""
        materials: {wood: {}}
        products: {chair: {materials: {wood: 2}}}
        operations:
          market: {chair: {arrivals: every 30 min}}
          inventory: {wood: {policy: base-stock, S: 0}}
          purchasing: {wood: {forest: {price: 3, lead_time: 20 min}}}
    """)
    )
    assert tell(run.lots, "created", "short_from", "released", "finished") == [(30, 30, 50, 54)]
    assert [(tile.start / 60_000, tile.end / 60_000, tile.cause, tile.place) for tile in run.lot_story(0)] == [
        (30, 50, "supplier lead time", "forest"), (50, 54, "processing", "saw"),
    ]  # fmt: skip


def test_a_lot_waits_for_a_part_that_is_made_here(shop, play, tell):
    run = play(
        shop("""
        materials: {wood: {}}
        products:
          chair: {materials: {leg: 1}}
          leg: {price: 5, materials: {wood: 1}, routing: [{station: saw, time: 6 min}]}
        operations:
          market: {chair: {arrivals: every 30 min}}
          inventory:
            leg: {policy: base-stock, S: 0}
            wood: {policy: base-stock, S: 9, opening: 9}
          purchasing: {wood: {forest: {price: 3, lead_time: 1 h}}}
    """)
    )
    assert tell(run.lots, "product", "created", "released", "finished") == [
        ("leg", 30, 30, 36), ("chair", 30, 36, 40),
    ]  # fmt: skip


def test_too_much_work_stops_the_run_and_what_was_done_is_kept(shop, play, tell):
    run = play(
        shop("""
        clock: {horizon: 1000 days, wip_limit: 10}
        operations: {market: {chair: {arrivals: every 1 min}}}
    """)
    )  # an order a minute, a chair in four
    assert run.partial.startswith("more than 10 lots are on the floor after 0.0 days")
    assert run.history.end_ms == 14 * 60_000
    assert tell(run.operations, "start", "end") == [(1, 5), (5, 9), (9, 13), (13, 14)]
    assert tell(run.orders, "status") == ["delivered"] * 3 + ["open"] * 11


def test_a_hundred_thousand_lots_at_time_0_pass(shop, play):
    run = play(
        shop("""
        clock: {horizon: 1 min, wip_limit: 100_000}
        products: {chair: {routing: [{station: saw, time: 0 h}]}}
        operations:
          market: {chair: {arrivals: never}}
          orders: {mode: to-stock}
          inventory: {chair: {policy: base-stock, S: 100_000}}
    """)
    )
    assert not run.partial
    assert run.stock("chair")[1].tolist()[-1] == 100_000


def test_work_without_end_and_without_time_is_stopped_with_names(shop, play, monkeypatch):
    monkeypatch.setattr(clock, "MOST_EVENTS_AT_AN_INSTANT", 50_000)  # sooner, for the sake of a quick test
    scenario = shop("""
        products: {chair: {routing: [{station: saw, time: 0 h, defects: 100 %}]}}
        production: {quality: {inspection: {saw: {plan: all}}}}
    """)  # every chair is spoilt and made again at once
    with pytest.raises(ModelError, match=r"time stands still at 0\.17 h: .* by a machine of station 'saw'"):
        play(scenario)


def test_a_job_does_not_wait_behind_one_of_another_product_that_finds_no_room(shop, play, tell):
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 40 min}]}
          stool: {price: 50, routing: [{station: sand, time: 4 min}]}
        production: {stations: {saw: {buffer: 0}, sand: {}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 2}, stool: {arrivals: every 35 min}}}
    """)
    )  # the second chair waits for room in front of the saw from 30 to 70
    assert tell(run.lots, "product", "created", "released", "finished")[1] == ("stool", 35, 35, 39)
