"""When stock is reordered, and how much. A lamp is sold each day; the maker needs two days. Times in days."""

from __future__ import annotations

import pytest

DAY = 86_400_000


@pytest.fixture
def orders(store, play, tell):
    """What is ordered under a policy: (units, ordered, arrived)."""

    def bought(policy, **changes):
        scenario = store(f"operations: {{inventory: {{lamp: {policy}}}}}").revised(changes)
        return tell(play(scenario).purchases, "units", "ordered", "arrived", per=DAY)

    return bought


def test_base_stock_orders_what_was_sold(orders):
    assert orders("{policy: base-stock, S: 5}")[:4] == [(1, 1, 3), (1, 2, 4), (1, 3, 5), (1, 4, 6)]


def test_base_stock_fills_up_first(orders):
    assert orders("{policy: base-stock, S: 9}")[:2] == [(4, 0, 2), (1, 1, 3)]


def test_r_q_orders_q_at_r(orders):
    assert orders("{policy: r-Q, r: 2, Q: 4}") == [(4, 3, 5), (4, 7, 9)]


def test_r_q_may_wait_until_the_stock_is_below_r(orders):
    assert orders("{policy: r-Q, r: 2, Q: 4, trigger: below}") == [(4, 4, 6), (4, 8, 10)]


def test_r_q_orders_several_q_when_much_is_asked_for(orders):
    # day 1: 5 - 10 = -5, two lots of 4 lift it to 3, above 2; day 2: 3 - 10 = -7, three lots lift it to 5
    found = orders("{policy: r-Q, r: 2, Q: 4}", **{"operations.market.lamp.size": 10, "clock.horizon": "60 h"})
    assert found == [(8, 1, None), (12, 2, None)]


def test_an_order_quantity_of_nothing_stops_ordering(orders):
    assert orders("{policy: r-Q, r: 2, Q: 0}") == []


def test_one_order_at_a_time(orders):
    assert orders("{policy: r-Q, r: 4, Q: 1, one_outstanding: true}") == [
        (1, 1, 3), (1, 3, 5), (1, 5, 7), (1, 7, 9), (1, 9, None),
    ]  # fmt: skip


def test_s_s_fills_up_to_the_level(orders):
    assert orders("{policy: s-S, s: 2, S: 6}") == [(4, 3, 5), (4, 7, 9)]


def test_a_periodic_review_orders_what_was_sold_since_the_last(orders):
    assert orders("{policy: periodic, S: 5, review: 3 days}") == [(2, 3, 5), (3, 6, 8), (3, 9, None)]


def test_customers_are_served_from_what_is_there(store, play, tell):
    run = play(store("operations: {inventory: {lamp: {policy: r-Q, r: 2, Q: 4}}}"))
    assert tell(run.orders, "arrived", "delivered", per=DAY) == [(day, day) for day in range(1, 11)]
    times, units = run.stock("lamp")
    assert dict(zip((times / DAY).tolist(), units.tolist(), strict=True)) == {
        0: 5, 1: 4, 2: 3, 3: 2, 4: 1, 5: 4, 6: 3, 7: 2, 8: 1, 9: 4, 10: 3,
    }  # fmt: skip


def test_lots_for_stock_are_made_by_the_same_policies(shop, play, tell):
    run = play(
        shop("""
        operations:
          orders: {mode: to-stock}
          inventory: {chair: {policy: r-Q, r: 0, Q: 2, opening: 2}}
    """)
    )  # chairs are sold at 10, 20, ...; two are made after each second one
    assert tell(run.jobs, "units", "created", "order") == [(2, 20, -1), (2, 40, -1)]
    assert tell(run.lots, "released", "finished") == [(20, 24), (20, 28), (40, 44), (40, 48)]


def test_materials_are_asked_for_when_the_job_is_opened(shop, play, tell):
    run = play(
        shop("""
        materials: {wood: {}}
        products: {chair: {materials: {wood: 3}}}
        operations:
          inventory: {wood: {policy: base-stock, S: 9, opening: 9}}
          purchasing: {wood: {forest: {price: 2, lead_time: 5 min}}}
    """)
    )
    assert tell(run.purchases, "units", "ordered", "arrived")[:2] == [(3, 10, 15), (3, 20, 25)]


def test_stock_is_worth_its_moving_average(store, play, balance):
    run = play(
        store("""
        clock: {horizon: 4 days}
        operations: {inventory: {lamp: {policy: r-Q, r: 2, Q: 4, opening: 4, opening_cost: 10}}}
    """)
    )  # sold for 10 each on days 1, 2 and 3; on day 4 four come for 20: one of 10 + 80 / 5 = 18 is sold
    assert balance(run, "cost_of_goods") == 10 + 10 + 10 + 18
    assert run.history.closing["stock_value"]["lamp"] == 72_00
