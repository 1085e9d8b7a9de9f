"""Defective units that customers bring back; times in minutes."""

from __future__ import annotations

import pytest

#: A customer every 10 minutes; every chair is spoilt, and nobody looks.
BAD = """
clock: {horizon: 40 min}
products: {chair: {warranty_cost: 30, routing: [{station: saw, time: 4 min, defects: 100 %}]}}
operations: {orders: {promise: 1 h}, returns: {delay: 12 min}}
"""
RETURNS = "operations.returns"


def test_customers_come_back_after_a_while(shop, play, tell, paid):
    run = play(shop(BAD))
    assert tell(run.orders, "delivered", "defective") == [(14, 1), (24, 1), (34, 1), (None, 0)]
    assert tell(run.returns, "time", "order", "units", "cents") == [(26, 0, 1, 30), (36, 1, 1, 30)]
    assert tell(run.returns, "replacement") == [-1, -1]
    assert paid(run, "warranty", 60_000) == [(26, 30), (36, 30)]


def test_a_refund_gives_the_price_back(shop, play, tell, balance):
    run = play(shop(BAD).revised({f"{RETURNS}.remedy": "refund"}))
    assert (balance(run, "refunds"), balance(run, "warranty")) == (200, 60)
    assert tell(run.returns, "cents") == [130, 130]


def test_a_replacement_is_an_order_without_a_price(shop, play, tell, balance):
    run = play(shop(BAD).revised({f"{RETURNS}.remedy": "replacement"}))
    assert tell(run.returns, "time", "order", "replacement") == [(26, 0, 2), (36, 1, 4)]
    assert tell(run.orders, "arrived", "price", "delivered") == [
        (10, 100, 14), (20, 100, 24), (26, 0, 30), (30, 100, 34), (36, 0, 40), (40, 100, None),
    ]  # fmt: skip
    assert balance(run, "sales") == -300


def test_replacements_from_stock_are_a_cost_of_external_failure(store, play, tell):
    run = play(store("""
        products: {lamp: {price: 50, warranty_cost: 3}}
        operations:
          market: {lamp: {arrivals: every 4 days}}
          inventory: {lamp: {policy: base-stock, S: 5, opening: 0}}
          purchasing: {lamp: {maker: {defects: 100 %}}}
          goods_in: {inspect: false}
          returns: {delay: 1 day, remedy: replacement}
    """))  # fmt: skip
    returned = len(run.returns)
    assert returned > 1
    assert {line.title: line.cents for line in run.cost_of_quality} == {
        "warranty": 300 * returned, "goods sent as replacements": 2000 * returned,
    }  # fmt: skip


def test_reputation_suffers_when_they_come_back_and_not_before(shop, play):
    slow, quick = (
        play(shop(BAD, "clock: {horizon: 4 days}").revised({f"{RETURNS}.delay": delay})) for delay in ("2 days", "0 h")
    )
    values = [run.history.tables["reputation"]["value"].tolist() for run in (slow, quick)]
    assert values[0][:2] == [1, 1]
    assert values[1][0] < 1
    assert values[0][3] < 1


@pytest.mark.parametrize(("share", "most"), [(0.0, 0), (0.5, 70)])
def test_not_everybody_comes_back(shop, play, share, most):
    run = play(shop(BAD, "clock: {horizon: 1 day}").revised({f"{RETURNS}.share": share, f"{RETURNS}.delay": "0 h"}))
    assert len(run.orders) > 100
    assert len(run.returns) <= most + 30 * share
    assert (len(run.returns) > 40) == (share > 0)
