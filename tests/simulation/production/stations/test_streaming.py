"""Lot streaming: transfer batches move on before their lot is done; plays that can be checked by hand."""

from __future__ import annotations

import pytest

from opsim.errors import InputError, ScenarioError
from opsim.scheduling.order_book import order_book

#: A lot of four chairs, ordered once: two minutes each at the saw, three at the drill.
FLOW = """
clock: {horizon: 59 min}
products: {chair: {routing: [{station: saw, time: 2 min}, {station: drill, time: 3 min}]}}
production: {stations: {saw: {}, drill: {}}, lot_size: {chair: 4}}
operations: {market: {chair: {arrivals: every 40 min, size: "4"}}}
"""


@pytest.fixture(scope="session")
def flow(shop):
    """A saw and a drill; the text says what is special about them."""
    return lambda *changes: shop(FLOW, *changes)


def work(run, station, per=60_000):
    """List what a station did: lot, start and end in minutes."""
    done = run.history.tables["operations"]
    names, place = run.history.names.stations, run.history.tables["machines"]["station"]
    columns = (done[name].tolist() for name in ("lot", "machine", "start", "end"))
    return [
        (lot, start / per, end / per)
        for lot, machine, start, end in zip(*columns, strict=True) if names[place[machine]] == station
    ]  # fmt: skip


def test_a_whole_lot_waits_for_its_last_unit(flow, play):
    run = play(flow())
    assert work(run, "saw") == [(0, 40, 48)]
    assert work(run, "drill") == [(0, 48, 59)]


def test_transfer_batches_overlap_at_two_stations(flow, play, tell):
    run = play(flow("production: {transfer_batch: {chair: 1}}"))
    assert work(run, "saw") == [(0, 40, 42), (1, 42, 44), (2, 44, 46), (3, 46, 48)]
    assert work(run, "drill") == [(0, 42, 45), (1, 45, 48), (2, 48, 51), (3, 51, 54)]
    assert tell(run.orders, "delivered")[0] == 54
    assert run.history.tables["sublots"]["batch"].tolist() == [0, 0, 0, 0]


def test_a_transfer_batch_that_waits_for_its_mates_says_so(flow, play):
    text = """
    products: {chair: {routing: [{station: saw, time: 2 min, set_up: 5 min}, {station: drill, time: 3 min}]}}
    production: {transfer_batch: {chair: 1}}
    """
    run = play(flow(text))
    assert [(tile.cause, tile.place, tile.start / 60_000) for tile in run.order_story(0)] == [
        ("waiting for its own lot", "saw", 40), ("processing", "saw", 51),
        ("waiting for its own lot", "drill", 53), ("processing", "drill", 56),
    ]  # fmt: skip


def test_the_last_transfer_batch_is_what_is_left(flow, play):
    run = play(flow("production: {transfer_batch: {chair: 3}}"))
    assert run.history.tables["lots"]["units"].tolist() == [3, 1]
    assert work(run, "drill") == [(0, 46, 55), (1, 55, 58)]


def test_a_machine_is_set_up_once_for_a_process_batch(flow, play, tell):
    text = """
    products: {chair: {routing: [{station: saw, time: 2 min}, {station: drill, time: 1 min, set_up: 4 min}]}}
    """
    run = play(flow(text, "production: {transfer_batch: {chair: 1}}"))
    assert tell(run.history.tables["set_ups"], "start", "end") == [(42, 46)]
    assert work(run, "drill") == [(0, 42, 47), (1, 47, 48), (2, 48, 49), (3, 49, 50)]


def test_set_ups_between_families_hold_for_the_batch_as_well(shop, play, tell):
    text = """
    clock: {horizon: 59 min}
    products:
      chair: {family: light, routing: [{station: saw, time: 2 min}]}
      stool: {price: 50, family: dark, routing: [{station: saw, time: 2 min}]}
    production:
      stations: {saw: {set_up: {light: {dark: 3 min, light: 1 min}, dark: {light: 3 min}}}}
      lot_size: {chair: 2, stool: 2}
      transfer_batch: {chair: 1, stool: 1}
    operations:
      market: {chair: {arrivals: every 20 min, size: "2"}, stool: {arrivals: every 20 min, size: "2"}}
    """
    run = play(shop(text))
    assert work(run, "saw")[:4] == [(0, 20, 22), (1, 22, 24), (2, 24, 29), (3, 29, 31)]
    assert tell(run.history.tables["set_ups"], "start", "end") == [(24, 27), (40, 43), (47, 50)]


def test_the_batch_in_hand_goes_on_before_other_lots(shop, play):
    text = """
    clock: {horizon: 59 min}
    products:
      chair: {routing: [{station: saw, time: 2 min, set_up: 5 min}]}
      stool: {price: 50, routing: [{station: saw, time: 2 min, set_up: 5 min}]}
    production:
      dispatch: {saw: priority}
      lot_size: {chair: 3}
      transfer_batch: {chair: 1}
    operations:
      market: {chair: {arrivals: every 30 min, size: "3"}, stool: {arrivals: every 31 min}}
    """
    run = play(shop(text, "products: {chair: {priority: 2}, stool: {priority: 1}}"))
    assert work(run, "saw") == [(0, 30, 37), (1, 37, 39), (2, 39, 41), (3, 41, 48)]


def test_transfer_batches_of_a_lot_share_a_card(flow, play, tell):
    text = """
    production: {release: {rule: conwip, limit: 1}, transfer_batch: {chair: 1}}
    operations: {market: {chair: {arrivals: every 10 min, size: "4"}}}
    """
    run = play(flow(text))
    assert tell(run.lots, "released") == [10] * 4 + [24] * 4 + [38] * 4 + [52] * 4
    assert tell(run.lots, "finished")[:8] == [15, 18, 21, 24, 29, 32, 35, 38]


def test_material_is_taken_for_the_whole_lot(flow, play, tell):
    text = """
    materials: {wood: {}}
    products: {chair: {materials: {wood: 1}}}
    production: {transfer_batch: {chair: 1}}
    operations:
      inventory: {wood: {policy: base-stock, S: 4, opening: 3}}
      purchasing: {wood: {forest: {price: 0.07, lead_time: 45 min}}}
    """
    run = play(flow(text))
    assert tell(run.lots, "released") == [45] * 4
    stories = [[tile.cause for tile in run.lot_story(lot)] for lot in range(4)]
    assert all("waiting for release" not in causes for causes in stories)


def test_rejects_of_a_transfer_batch_are_reworked_by_themselves(flow, play):
    text = """
    products: {chair: {routing: [{station: saw, time: 2 min, defects: 1}, {station: drill, time: 3 min}]}}
    production:
      transfer_batch: {chair: 2}
      quality: {inspection: {saw: {plan: all}}, on_defect: {rework_at: here, limit: 1, otherwise: scrap}}
    """
    run = play(flow(text))
    assert run.history.tables["reworks"]["parent"].tolist() == [0, 1]
    assert work(run, "saw")[:4] == [(0, 40, 44), (1, 44, 48), (2, 48, 52), (3, 52, 56)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("products: {chair: {routing: [{station: saw, time: 2 min, per: lot}]}}", "time is for a whole lot"),
        ("production: {plan: {saw: [0/1]}}", "whole lots|a plan"),
        ("production: {transfer_batch: {stool: 1}}", "there is no product 'stool'"),
        ("products: {lamp: {price: 1}}\nproduction: {transfer_batch: {lamp: 3}}", "'lamp' are single units"),
    ],
)
def test_nonsense_is_refused(flow, text, words):
    with pytest.raises(ScenarioError, match=words):
        flow("production: {transfer_batch: {chair: 2}}", text)


def test_no_plan_is_made_where_lots_move_in_parts_or_in_ovens(flow):
    with pytest.raises(InputError, match="transfer batches"):
        order_book(flow("production: {transfer_batch: {chair: 2}}"), 50 * 60_000)
    with pytest.raises(InputError, match="is an oven"):
        order_book(flow("production: {stations: {saw: {oven: {maximum: 2}}}}"), 50 * 60_000)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 12])
def test_the_lead_time_is_that_of_the_formula(shop, play, tell, size):
    """N t + (m - 1) b t on m like stations: Hopp & Spearman, Factory Physics, on move batches."""
    text = f"""
    clock: {{horizon: 1 day}}
    products:
      chair: {{routing: [{{station: saw, time: 5 min}}, {{station: a, time: 5 min}}, {{station: b, time: 5 min}}]}}
    production:
      stations: {{saw: {{}}, a: {{}}, b: {{}}}}
      lot_size: {{chair: 12}}
      transfer_batch: {{chair: {size}}}
    operations: {{market: {{chair: {{arrivals: every 12 h, size: "12"}}}}}}
    """
    (arrived, delivered), *_ = tell(play(shop(text)).orders, "arrived", "delivered")
    assert delivered - arrived == 12 * 5 + 2 * size * 5
