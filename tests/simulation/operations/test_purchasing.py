"""Suppliers: who gets an order, what comes, and when it is paid. Times in days."""

from __future__ import annotations

DAY = 86_400_000
TWO = """
operations:
  purchasing:
    lamp:
      maker: {price: 20, lead_time: 2 days, share: 3}
      far: {price: 15, lead_time: 4 days, share: 1}
"""


def supplier_of(run):
    return [name.split()[0] for name in run.purchases.words("supplier")]


def test_orders_are_split_by_share(store, play):
    run = play(store(TWO + "      never: {price: 1, lead_time: 1 day, share: 0}"))
    assert supplier_of(run)[:8] == ["maker", "maker", "maker", "far", "maker", "maker", "maker", "far"]


def test_a_decision_moves_all_orders_to_another_supplier(store, play, tell):
    decisions = [(int(3.5 * DAY), "operations.purchasing.lamp.maker.share", 0)]
    run = play(store(TWO), decisions)
    assert supplier_of(run)[:5] == ["maker", "maker", "maker", "far", "far"]
    assert tell(run.purchases, "ordered", "arrived", "cents", per=DAY)[2:4] == [(3, 5, 20), (4, 8, 15)]


def test_new_shares_hold_from_now_on_and_make_up_for_nothing(store, play):
    decisions = [(int(6.5 * DAY), "operations.purchasing.lamp.far.share", 3)]
    run = play(store(TWO, "operations: {purchasing: {lamp: {far: {share: 0}}}}"), decisions)
    assert supplier_of(run)[:10] == ["maker"] * 6 + ["maker", "far", "maker", "far"]


def test_a_supplier_delivers_no_less_than_the_minimum(store, play, tell):
    run = play(store("operations: {purchasing: {lamp: {maker: {minimum: 7}}}}"))
    assert tell(run.purchases, "units", "ordered", "cents", per=DAY) == [(7, 1, 140), (7, 8, 140)]


def test_what_a_purchase_costs(store, play, paid):
    run = play(
        store("""
        clock: {horizon: 3 days}
        operations: {purchasing: {lamp: {maker: {order_cost: 6}}}, goods_in: {cost: 0.50}}
    """)
    )
    assert paid(run, "order_costs") == [(3, 6)]
    assert paid(run, "quality") == [(3, 0.5)]
    assert [(day, cents) for day, cents in paid(run, "payables") if cents < 0] == [(3, -20), (3, -6)]


def test_bad_units_are_sent_back_and_not_paid(store, play, tell, balance):
    run = play(store("operations: {purchasing: {lamp: {maker: {defects: 100 %}}}}"))
    assert tell(run.purchases, "units", "accepted", "cents", per=DAY)[:2] == [(1, 0, 0), (1, 0, 0)]
    assert balance(run, "payables") == 0
    assert tell(run.orders, "status") == ["delivered"] * 5 + ["open"] * 5
    assert tell(run.purchases, "units", "ordered", per=DAY)[:4] == [(1, 1), (1, 2), (1, 3), (1, 3)]


def test_without_inspection_bad_units_reach_the_customer(store, play, tell, balance):
    run = play(
        store("""
        products: {lamp: {warranty_cost: 8}}
        operations: {purchasing: {lamp: {maker: {defects: 100 %}}}, goods_in: {inspect: false}}
    """)
    )
    assert tell(run.purchases, "accepted") == [1] * 8 + [0, 0]
    assert balance(run, "warranty") == 8 * sum(tell(run.orders, "defective"))
    assert sum(tell(run.orders, "defective")) > 0


def test_bad_material_spoils_the_product(shop, play, tell):
    run = play(
        shop("""
        clock: {horizon: 25 min}
        materials: {wood: {}}
        products: {chair: {materials: {wood: 1}}}
        operations:
          inventory: {wood: {policy: base-stock, S: 5}}
          purchasing: {wood: {forest: {price: 2, lead_time: 1 min, defects: 100 %}}}
          goods_in: {inspect: false}
    """)
    )
    assert tell(run.orders, "delivered", "defective") == [(14, 1), (24, 1)]


def test_suppliers_are_paid_when_the_goods_come(store, play, paid):
    run = play(store("clock: {horizon: 3 days}"))
    assert paid(run, "cash")[1:] == [(1, 50), (2, 50), (3, -20), (3, 50)]


def test_suppliers_are_paid_on_terms(store, play, paid):
    run = play(store("clock: {horizon: 6 days}").revised({"operations.finance.terms_suppliers": "3 days"}))
    assert [(day, cents) for day, cents in paid(run, "cash") if cents < 0] == [(6, -20)]


def test_suppliers_are_paid_when_ordered(store, play, paid):
    run = play(
        store("""
        clock: {horizon: 3 days}
        operations: {goods_in: {pay: when-ordered}, purchasing: {lamp: {maker: {order_cost: 6}}}}
    """)
    )
    assert paid(run, "prepayments") == [(1, 20), (2, 20), (3, -20), (3, 20)]
    assert paid(run, "order_costs") == [(1, 6), (2, 6), (3, 6)]


def test_what_was_paid_for_bad_units_comes_back(store, play, paid):
    run = play(
        store("""
        clock: {horizon: 3 days}
        operations: {goods_in: {pay: when-ordered}, purchasing: {lamp: {maker: {defects: 100 %}}}}
    """)
    )
    assert [cents for day, cents in paid(run, "cash") if day == 3] == [20, -20, 50, -20]


def told(run, order):
    return [(tile.start / DAY, tile.end / DAY, tile.cause) for tile in run.order_story(order)]


NOTHING_IN_STOCK = "operations: {inventory: {lamp: {S: 0, opening: 0}}, finance: {opening_cash: 10}}"


def test_a_late_supplier_is_told_apart_from_a_slow_one(store, play):
    run = play(store(NOTHING_IN_STOCK).revised({"operations.purchasing.lamp.maker.quoted": "1 day"}))
    assert told(run, 0) == [(1, 2, "supplier lead time"), (2, 3, "supplier late")]


def test_where_orders_need_cash_they_wait_for_it(store, play, tell):
    scenario = store(NOTHING_IN_STOCK).revised({
        "operations.goods_in.only_with_cash": True, "operations.finance.loan.limit": 1000,
    })  # fmt: skip
    run = play(scenario, [(int(3.5 * DAY), "operations.finance.loan.amount", 90)])
    assert tell(run.purchases, "units", "requested", "ordered", "arrived", per=DAY)[0] == (3, 1, 3.5, 5.5)
    assert told(run, 0) == [(1, 3.5, "no cash to order"), (3.5, 5.5, "supplier lead time")]
    assert told(run, 2) == [(3, 3.5, "no cash to order"), (3.5, 5.5, "supplier lead time")]


def test_nothing_is_bought_beyond_the_credit_line(store, play, tell):
    scenario = store(NOTHING_IN_STOCK).revised({
        "operations.finance.opening_cash": -500, "operations.finance.credit_line": 500,
    })  # fmt: skip
    run = play(scenario, [(int(2.5 * DAY), "operations.finance.credit_line", 600)])
    assert tell(run.purchases, "units", "requested", "ordered", per=DAY)[:2] == [(2, 1, 2.5), (1, 3, 3)]
    assert told(run, 0) == [(1, 2.5, "no cash to order"), (2.5, 4.5, "supplier lead time")]
