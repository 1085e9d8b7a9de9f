"""The order desk: who is served, who waits, leaves or is refused, and what lateness costs. Times in days or minutes."""

from __future__ import annotations

import pytest

DAY = 86_400_000
MINUTE = 60_000
SOLD_OUT = """
operations:
  inventory: {lamp: {S: 0, opening: 0}}"""


def test_customers_wait_for_stock_first_come_first_served(store, play, tell):
    run = play(store(SOLD_OUT))
    assert tell(run.orders, "arrived", "supplied", "purchase", per=DAY)[:3] == [(1, 3, 0), (2, 4, 1), (3, 5, 2)]
    assert run.backlog("lamp")[1].max() == 2


def test_a_small_order_does_not_overtake_a_big_one(store, play, tell):
    scenario = store("operations: {market: {lamp: {size: 5}}, inventory: {lamp: {S: 3, opening: 3}}}")
    run = play(scenario, [(int(1.5 * DAY), "operations.market.lamp.size", 1)])
    assert tell(run.orders, "units", "arrived", "supplied", per=DAY)[:2] == [(5, 1, 3), (1, 2, 3)]


def test_a_sale_is_lost_where_nobody_waits(store, play, tell, balance):
    run = play(store(SOLD_OUT + "\n  orders: {patience: 0 h}"))
    assert tell(run.orders, "status") == ["lost"] * 10
    assert len(run.purchases) == 0
    assert balance(run, "memo_lost_margin") == 10 * (50 - 20)
    assert balance(run, "sales") == 0


def test_customers_leave_when_they_have_lost_patience(store, play, tell):
    run = play(store(SOLD_OUT + "\n  orders: {patience: 30 h}\nclock: {horizon: 132 h}"))
    # the first leaves in the second day; what was ordered for him comes on day 3 and serves the second, and so on
    assert tell(run.orders, "status", "supplied", per=DAY) == [
        ("left", None), ("delivered", 3), ("delivered", 4), ("open", None), ("open", None),
    ]  # fmt: skip
    assert tell(run.purchases, "ordered", per=DAY) == [1, 2, 4, 5]


def test_whoever_leaves_makes_way_for_those_behind(store, play, tell):
    scenario = store("""
        clock: {horizon: 108 h}
        operations:
          market: {lamp: {arrivals: every 12 h, size: 3}}
          orders: {patience: 20 h}
          inventory: {lamp: {policy: r-Q, r: 0, Q: 9, opening: 5}}
          purchasing: {lamp: {maker: {lead_time: 60 days}}}
    """)
    run = play(scenario, [(int(1.2 * DAY), "operations.market.lamp.size", 1)])
    assert tell(run.orders, "units", "status", "supplied", per=DAY)[:6] == [
        (3, "delivered", 0.5), (3, "left", None), (1, "delivered", 2), (1, "delivered", 2), (1, "left", None),
        (1, "left", None),
    ]  # fmt: skip


def test_the_margin_lost_with_what_is_made_to_order_knows_its_materials(shop, play, balance):
    run = play(
        shop("""
        clock: {horizon: 9 min}
        materials: {wood: {}}
        products: {chair: {materials: {wood: 3}, routing: [{station: saw, time: 5 min}]}}
        operations:
          market: {chair: {arrivals: every 2 min}}
          orders: {refuse_above: 0}
          inventory: {wood: {policy: base-stock, S: 30, opening: 30}}
          purchasing: {wood: {mill: {price: 10, lead_time: 1 day}}}
    """)
    )
    assert balance(run, "memo_lost_margin") == 4 * (100 - 3 * 10)


@pytest.mark.parametrize(
    ("floor", "taken"),
    [
        ({"production.stations.saw.buffer": 1}, [0, 1, 3, 5]),  # at work and in the one place
        ({"production.stations.saw.buffer": 0}, [0, 3]),  # at work only
        ({"production.release": {"rule": "conwip", "limit": 1}}, [0, 3]),
        ({}, [0, 1, 2, 3, 4, 5]),  # a queue without a limit has always room
    ],
    ids=["one place", "no place", "one card", "no limit"],
)
def test_what_cannot_enter_at_once_is_refused(shop, play, tell, floor, taken):
    """An order comes every 2 minutes, a chair takes 5."""
    scenario = shop("clock: {horizon: 13 min}\nproducts: {chair: {routing: [{station: saw, time: 5 min}]}}")
    changes = {"operations.market.chair.arrivals": "every 2 min", "operations.orders.refuse_when_full": True, **floor}
    statuses = tell(play(scenario.revised(changes)).orders, "status")
    assert [order for order, status in enumerate(statuses) if status != "refused"] == taken


def test_an_order_is_delivered_when_its_last_lot_is_done(shop, play, tell):
    scenario = shop("""
        production: {lot_size: {chair: 2}}
        operations: {market: {chair: {arrivals: every 30 min, size: 5}}}
    """)
    run = play(scenario)
    assert tell(run.lots, "units", "finished") == [(2, 38), (2, 46), (1, 50)]
    assert tell(run.orders, "supplied", "delivered", "lot") == [(50, 50, 2)]
    early = play(scenario, until=47 * MINUTE)
    assert early.history.closing["stock"]["chair"] == 4  # staged for the order until the last one is there
    assert early.stock("chair")[1].tolist()[-1] == 4


def test_a_product_without_routing_is_never_made_to_order(store, play, tell):
    run = play(store("operations: {orders: {mode: to-order}}"))
    assert tell(run.orders, "arrived", "delivered", per=DAY)[0] == (1, 1)


def test_each_late_day_costs_a_share_of_the_price(store, play, tell, balance):
    run = play(store(SOLD_OUT + "\n  orders: {promise: 12 h, late_discount: 10 % per day}\nclock: {horizon: 3 days}"))
    assert tell(run.orders, "due", "delivered", "price", "discount", per=DAY)[0] == (1.5, 3, 50, 7.5)
    assert [balance(run, "sales"), balance(run, "discounts"), balance(run, "cash")] == [-50, 7.5, 1000 - 20 + 42.5]


def test_nobody_gets_more_back_than_the_price(store, play, tell):
    run = play(store(SOLD_OUT + "\n  orders: {late_discount: 80 % per day}\nclock: {horizon: 3 days}"))
    assert tell(run.orders, "price", "discount")[0] == (50, 50)


CONTRACTS = (
    SOLD_OUT
    + """
  orders:
    contract: fast
    contracts:
      fast: {price: 1000, quoted: 1 day, latest: 3 days}
      slow: {price: 600, quoted: 2 days, latest: 9 days}
"""
)


def test_a_contract_pays_less_and_less_from_the_quoted_to_the_latest_time(store, play, tell):
    run = play(store(CONTRACTS))
    assert tell(run.orders, "arrived", "due", "delivered", "price", "discount", per=DAY)[0] == (1, 2, 3, 1000, 500)


def test_a_contract_is_fixed_when_the_order_comes(store, play, tell):
    run = play(store(CONTRACTS), [(int(1.5 * DAY), "operations.orders.contract", "slow")])
    assert tell(run.orders, "delivered", "price", "discount", per=DAY)[:2] == [(3, 1000, 500), (4, 600, 0)]


def test_after_the_latest_time_nothing_is_paid(store, play, tell):
    run = play(store(CONTRACTS).revised({"operations.purchasing.lamp.maker.lead_time": "4 days"}))
    assert tell(run.orders, "price", "discount")[0] == (1000, 1000)


def test_orders_are_refused_while_the_firm_is_full(shop, play, tell, balance):
    run = play(
        shop("""
        clock: {horizon: 9 min}
        products: {chair: {routing: [{station: saw, time: 5 min}]}}
        operations: {market: {chair: {arrivals: every 2 min}}, orders: {refuse_above: 1}}
    """)
    )
    assert tell(run.orders, "arrived", "status") == [(2, "delivered"), (4, "refused"), (6, "refused"), (8, "open")]
    assert balance(run, "memo_lost_margin") == 200


def test_too_many_open_orders_end_the_run(store, play, tell):
    run = play(
        store("""
        clock: {horizon: 1000 days, backlog_limit: 3}
        operations: {inventory: {lamp: {S: 0, opening: 0}}, purchasing: {lamp: {maker: {lead_time: 90 days}}}}
    """)
    )
    assert run.partial.startswith("more than 3 orders are open after 4.0 days")
    assert run.history.end_ms == 4 * DAY
    assert tell(run.orders, "status") == ["open"] * 4


def test_prices_of_open_orders_stay(store, play, tell):
    run = play(store(SOLD_OUT), [(int(2.5 * DAY), "products.lamp.price", 60)])
    assert tell(run.orders, "price")[:4] == [50, 50, 60, 60]


def test_an_order_for_nothing_is_no_order(store, play):
    run = play(
        store("""
        clock: {horizon: 200 days}
        operations: {market: {lamp: {size: poisson(1)}}, inventory: {lamp: {S: 50, opening: 50}}}
    """)
    )
    assert run.orders["units"].min() == 1
