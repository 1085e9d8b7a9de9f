"""Due dates quoted by work and by queue, and customers who do not bear to wait so long; times in minutes."""

from __future__ import annotations

import statistics

import pytest

import opsim

BUSY = """
clock: {horizon: 20 days, warm_up: 2 days}
products: {chair: {routing: [{station: saw, time: exponential(8) min}]}}
operations:
  market: {chair: {arrivals: every exponential(10) min}}
  orders: {promise: 40 min, quote_factor: 5, quote_per_order: 8 min}
"""


def quoted(run, tell):
    return [due - arrived for arrived, due in tell(run.orders, "arrived", "due")]


def test_a_constant_quote_is_the_promise(shop, play, tell):
    run = play(shop("operations: {orders: {promise: 7 min}}"))
    assert quoted(run, tell) == [7] * 5


def test_total_work_counts_every_unit_and_the_set_up_of_each_lot(shop, play, tell):
    run = play(
        shop("""
        products:
          chair: {routing: [{station: saw, time: 4 min, set_up: 3 min}, {station: saw, time: 1 min, per: lot}]}
        production: {lot_size: {chair: 2}}
        operations: {market: {chair: {arrivals: every 40 min, size: 3}}, orders: {quoting: total-work, quote_factor: 2}}
    """)
    )
    assert quoted(run, tell) == [2 * (3 * 4 + 2 * (3 + 1))]


def test_each_open_order_lengthens_the_quote(shop, play, tell):
    """A chair takes 25 minutes and comes every 10: the second finds one order open, the third two, and so on."""
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 25 min}]}}
        operations: {orders: {quoting: queue, quote_factor: 1, quote_per_order: 25 min}}
    """)
    )
    assert quoted(run, tell) == [25, 50, 75, 75, 100]


def test_who_does_not_bear_the_quote_does_not_order(shop, play, tell):
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 25 min}]}}
        operations: {orders: {quoting: queue, quote_factor: 1, quote_per_order: 25 min, bears: 60 min}}
    """)
    )
    assert tell(run.orders, "arrived", "status") == [
        (10, "delivered"), (20, "open"), (30, "lost"), (40, "open"), (50, "lost"),
    ]  # fmt: skip
    assert len(run.history.tables["jobs"]["order"]) == 3


@pytest.fixture(scope="module")
def change(shop):
    """Mean and half-width (95 %) of the change that changes bring about, over paired replications."""

    def measured(changes, kpi, base=None, pairs=10):
        one = shop(BUSY).revised(base or {})
        other = one.revised(changes)
        found = [
            opsim.simulate(other, replication=number).kpis[kpi] - opsim.simulate(one, replication=number).kpis[kpi]
            for number in range(pairs)
        ]
        return statistics.fmean(found), 2.3 * statistics.stdev(found) / pairs**0.5

    return measured


def test_quotes_that_follow_the_queue_are_kept_more_often(change):
    """The mean quote is about the same 40 to 70 minutes; only it grows when the shop is full."""
    changes = {"operations.orders.quoting": "queue", "operations.orders.quote_factor": 4}
    mean, half_width = change(changes, "service.otif")
    assert mean > half_width, (mean, half_width)


@pytest.mark.parametrize(
    ("rule", "lever", "value"), [("total-work", "quote_factor", 9), ("queue", "quote_per_order", "16 min")]
)
def test_longer_quotes_are_kept_more_often(change, rule, lever, value):
    base = {"operations.orders.quoting": rule}
    mean, half_width = change({f"operations.orders.{lever}": value}, "service.otif", base)
    assert mean > half_width, (mean, half_width)


def test_customers_who_bear_less_are_lost(change):
    base = {"operations.orders.quoting": "queue"}
    mean, half_width = change({"operations.orders.bears": "exponential(1) h"}, "service.lost_share", base)
    assert mean > half_width, (mean, half_width)
    mean, half_width = change({"operations.orders.bears": "exponential(1) h"}, "flow.lead_time_h", base)
    assert -mean > half_width, (mean, half_width)
