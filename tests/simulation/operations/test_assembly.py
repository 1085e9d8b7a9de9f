"""Assembly from a bill of materials with several levels: what is made here is a material of what is made of it."""

from __future__ import annotations

import statistics

import pytest

import opsim

#: A chair is four legs and a seat; a leg is two dowels and a board; legs and dowels are made here, and kept in stock.
CHAIRS = """
clock: {horizon: 10 days}
materials: {board: {}}
products:
  chair: {price: 500, materials: {leg: 4, board: 2}, routing: [{station: bench, time: 30 min}]}
  leg: {price: 20, materials: {dowel: 2, board: 1}, routing: [{station: saw, time: 10 min}]}
  dowel: {price: 1, materials: {board: 1}, routing: [{station: saw, time: 1 min}]}
production: {stations: {bench: {}}, lot_size: {leg: 4, dowel: 50}}
operations:
  market: {chair: {arrivals: every 6 h}}
  inventory:
    leg: {policy: base-stock, S: 8, opening: 8}
    dowel: {policy: r-Q, r: 40, Q: 50, opening: 60}
    board: {policy: r-Q, r: 100, Q: 400, opening: 400}
  purchasing: {board: {mill: {price: 2, lead_time: 1 day}}}
  finance: {opening_cash: 10000}
"""


def test_each_level_calls_for_the_one_below(shop, play):
    run = play(shop(CHAIRS))
    levels = dict(zip(run.history.names.items, run.levels, strict=True))
    chairs = int((run.orders["delivered"] >= 0).sum())
    made, begun = (
        {name: int(run.lots[column][run.lots["product"] == item].sum()) for item, name in enumerate(levels)}
        for column in ("good", "units")
    )
    opening = {"leg": 8, "dowel": 60}
    closing = {name: level.closing for name, level in levels.items()}
    assert chairs == 39
    assert opening["leg"] + made["leg"] == 4 * begun["chair"] + closing["leg"]
    assert opening["dowel"] + made["dowel"] == 2 * begun["leg"] + closing["dowel"]
    assert made["dowel"] > 0


def test_an_order_that_waits_for_a_part_has_the_story_of_the_part(shop, play):
    """No leg is in stock: the first chair waits for four, which wait for the saw, and the saw for its dowels."""
    run = play(
        shop(CHAIRS, """
        clock: {horizon: 10 h}
        operations: {inventory: {leg: {S: 0, opening: 0}, dowel: {r: -1, Q: 8, opening: 0}}}
        """)
    )  # fmt: skip
    # eight dowels of a minute each, four legs of ten, half an hour of assembly
    assert run.orders["delivered"][0] - run.orders["arrived"][0] == (8 + 40 + 30) * 60_000
    assert {name: ms / 60_000 for name, ms in run.lead_time_by_function.items() if ms} == {"production": 78}


def test_more_parts_in_stock_shorten_the_lead_time(shop):
    one = shop(CHAIRS, """
    operations: {market: {chair: {arrivals: every exponential(3) h}}, inventory: {leg: {S: 0, opening: 0}}}
    """)
    other = one.revised({"operations.inventory.leg.S": 40, "operations.inventory.leg.opening": 40})
    found = [
        opsim.simulate(other, replication=number).kpis["flow.lead_time_h"]
        - opsim.simulate(one, replication=number).kpis["flow.lead_time_h"]
        for number in range(8)
    ]
    assert -statistics.fmean(found) > 2.4 * statistics.stdev(found) / 8**0.5


@pytest.mark.parametrize("rule", ["push", "kanban"])
def test_parts_and_products_may_share_stations(shop, play, rule):
    run = play(
        shop(CHAIRS, f"""
        products: {{chair: {{routing: [{{station: saw, time: 5 min}}, {{station: bench, time: 30 min}}]}}}}
        production: {{release: {{rule: {rule}, cards: {{saw: 2}}}}}}
        """)
    )  # fmt: skip
    assert int((run.orders["delivered"] >= 0).sum()) >= 38
