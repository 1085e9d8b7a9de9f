"""The way to the customer; times in hours."""

from __future__ import annotations

HOUR = 3_600_000
CARRIER = """
clock: {horizon: 3 days}
operations:
  delivery: {mode: carrier, first: "16:00", every: 1 day, transit: 20 h, cost_per_trip: 7, cost_per_order: 2}
"""


def test_goods_are_handed_over_at_the_door(store, play, tell):
    run = play(store())
    assert tell(run.orders, "supplied", "shipped", "delivered", per=HOUR)[0] == (24, 24, 24)


def test_a_carrier_collects_once_a_day(store, play, tell):
    run = play(store(CARRIER))
    assert tell(run.orders, "supplied", "shipped", "delivered", per=HOUR)[:2] == [(24, 40, 60), (48, 64, None)]
    assert [(tile.start / HOUR, tile.end / HOUR, tile.cause) for tile in run.order_story(0)] == [
        (24, 40, "waiting for carrier"), (40, 60, "transit"),
    ]  # fmt: skip


def test_a_trip_is_paid_once_and_every_order_and_unit_on_it(store, play, tell, paid):
    scenario = store(CARRIER).revised(
        {"operations.market.lamp": {"arrivals": "every 9 h", "size": 2}, "operations.delivery.cost_per_unit": 0.5}
    )
    run = play(scenario, until=41 * HOUR)
    assert tell(run.orders, "arrived", "shipped", per=HOUR) == [(9, 16), (18, 40), (27, None), (36, None)]
    assert paid(run, "freight", per=HOUR) == [(16, 7), (16, 3), (40, 7), (40, 3)]


def test_a_trip_without_goods_costs_nothing(store, play, balance):
    run = play(store(CARRIER).revised({"operations.market.lamp.arrivals": "never"}))
    assert balance(run, "freight") == 0


def test_customers_pay_when_they_have_the_goods(store, play, paid):
    run = play(store(CARRIER))
    assert paid(run, "sales", per=HOUR) == [(60, -50)]


def test_goods_on_their_way_do_not_make_the_delivered_ones_dearer(store, play):
    run = play(store("operations: {delivery: {mode: carrier, transit: 5 days}}"))
    assert 0 < len(run.orders.words("status")) - run.orders.words("status").count("open") < 6
    assert run.kpis["finance.unit_cost.lamp"] == 20


def test_goods_on_their_way_are_still_the_firms(store, play, balance):
    run = play(
        store("""
        clock: {horizon: 3 days}
        operations: {delivery: {mode: carrier, every: 1 day, first: "16:00", transit: 2 days}}
    """)
    )
    sent = ((run.orders["supplied"] >= 0) & (run.orders["delivered"] < 0)).sum()
    assert sent > 0
    assert balance(run, "goods_in_transit") > 0
    assert run.invariants["assets equal claims"]
