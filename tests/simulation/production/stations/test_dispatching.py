"""Dispatching rules: by hand where four jobs wait, and what they do to service in a shop that is busy."""

from __future__ import annotations

import statistics
from itertools import pairwise

import pytest

import opsim
from opsim.simulation.production.stations.dispatch import fading

#: Which of the four jobs goes when. All wait for the saw when the chair is done; the stool takes 9, the lamp 5, the
#: table 2 minutes; they are due after 1, 3 and 2 days.
ORDERS = {
    "lpt": ["stool", "lamp", "table"],
    "slack": ["stool", "table", "lamp"],
    "slack-per-operation": ["stool", "table", "lamp"],
    "critical-ratio": ["stool", "lamp", "table"],
    "wspt": ["table", "lamp", "stool"],
    "most-work-left": ["stool", "lamp", "table"],
    "least-work-left": ["table", "lamp", "stool"],
    "priority": ["stool", "lamp", "table"],
    "first-step": ["stool", "lamp", "table"],
}


@pytest.mark.parametrize("rule", ORDERS)
def test_the_rule_says_which_lot_is_next(four, play, worked, rule):
    assert [product for product, _, _ in worked(play(four(rule)))] == ["chair", *ORDERS[rule]]


def test_weight_counts_against_work(four, play, worked):
    scenario = four("wspt").revised({"products.stool.weight": 10, "products.table.weight": 0})
    assert [product for product, _, _ in worked(play(scenario))] == ["chair", "stool", "lamp", "table"]


def test_a_class_of_priority_goes_before_the_next(four, play, worked):
    scenario = four("priority").revised({"products.table.priority": 0, "products.stool.priority": 2})
    assert [product for product, _, _ in worked(play(scenario))] == ["chair", "table", "lamp", "stool"]


def test_apparent_tardiness_cost_turns_from_short_work_to_due_work(four, play, worked):
    relaxed = [product for product, _, _ in worked(play(four("atc")))]
    late = four("atc").revised({f"operations.inventory.{name}.cover": "0 min" for name in ("stool", "lamp", "table")})
    assert relaxed[1] == "stool"  # the only one whose slack is not endless beside the work that waits
    assert [product for product, _, _ in worked(play(late))] == ["chair", "table", "lamp", "stool"]


def test_fading_is_the_exponential():
    assert [fading(x) for x in (0, 1, 3)] == pytest.approx([1, 0.36787944117, 0.04978706837])
    assert all(one > other for one, other in pairwise(fading(x / 7) for x in range(3000)))


def test_expedited_lots_pass_all_others_by_due_date(four, play, worked):
    scenario = four("fifo").revised({"production.expedite": "50 h"})
    assert [product for product, _, _ in worked(play(scenario))] == ["chair", "stool", "table", "lamp"]


def test_a_lot_that_comes_when_the_machine_gets_free_is_among_those_it_chooses_from(shop, play, worked):
    """Both plates come to the drill at 10 minutes, as it gets free; the long one leaves the mill first."""
    run = play(
        shop("""
        products:
          chair: {routing: [{station: drill, time: 10 min}]}
          long: {price: 1, routing: [{station: mill, time: 10 min}, {station: drill, time: 8 min}]}
          short: {price: 1, routing: [{station: lathe, time: 10 min}, {station: drill, time: 3 min}]}
        production: {stations: {drill: {}, mill: {}, lathe: {}}, dispatch: {drill: spt}}
        operations:
          market: {chair: {arrivals: never}}
          orders: {mode: to-stock}
          inventory:
            chair: {policy: base-stock, S: 1}
            long: {policy: base-stock, S: 1}
            short: {policy: base-stock, S: 1}
    """)
    )
    assert worked(run)[-2:] == [("short", 10, 13), ("long", 13, 21)]


@pytest.mark.parametrize("rule", ["lpt", "most-work-left", "last-step"])
def test_long_work_first_is_long_work_next_of_a_stream(four, rule):
    assert opsim.simulate(four(rule)).verify()


# -- what a rule does to service in a busy shop -------------------------------------------------------------------

BUSY = """
clock: {horizon: 20 days, warm_up: 2 days}
products:
  chair:
    priority: 2
    routing: [{station: saw, time: exponential(20) min}, {station: sand, time: exponential(18) min}]
  stool:
    price: 400
    weight: 8
    routing: [{station: sand, time: exponential(20) min}, {station: saw, time: exponential(16) min}]
production: {stations: {sand: {}}}
operations:
  market: {chair: {arrivals: every exponential(50) min}, stool: {arrivals: every exponential(50) min}}
  orders: {mode: to-order, promise: 5 h, late_discount: 30 % per day}
"""


@pytest.fixture(scope="module")
def difference(shop):
    """Mean and half-width (95 %) of the change of a measure that changes bring about, over paired replications."""

    def measured(changes, measure, base=None, pairs=12):
        one = shop(BUSY).revised(base or {})
        other = one.revised(changes)
        found = [
            measure(opsim.simulate(other, replication=number)) - measure(opsim.simulate(one, replication=number))
            for number in range(pairs)
        ]
        return statistics.fmean(found), 2.2 * statistics.stdev(found) / pairs**0.5

    return measured


def lead_time(run):
    return run.kpis["flow.lead_time_h"]


def lead_time_of(product):
    def measure(run):
        item, orders = run.history.names.items.index(product), run.orders
        mine = (orders["product"] == item) & (orders["delivered"] >= 0)
        return float((orders["delivered"] - orders["arrived"])[mine].mean()) / 3.6e6

    return measure


def tardiness(run):
    orders = run.orders
    done = orders["delivered"] >= 0
    late = (orders["delivered"] - orders["due"])[done]
    return float(late.clip(0).mean()) / 3.6e6


def profit(run):
    return run.kpis["finance.profit"]


@pytest.mark.parametrize(
    ("rule", "measure", "sign"),
    [
        ("spt", lead_time, -1), ("lpt", lead_time, +1), ("wspt", lead_time_of("stool"), -1),
        ("priority", lead_time_of("stool"), -1),
        ("priority", lead_time_of("chair"), +1), ("edd", tardiness, -1), ("critical-ratio", tardiness, -1),
        ("slack", tardiness, -1), ("slack-per-operation", tardiness, -1), ("atc", tardiness, -1),
        ("atc", profit, +1),
    ],
)  # fmt: skip
def test_a_rule_moves_service_or_profit_the_way_theory_says(difference, rule, measure, sign):
    mean, half_width = difference({"production.dispatch.default": rule}, measure)
    assert sign * mean > half_width, (mean, half_width)


@pytest.mark.parametrize(("rule", "sign"), [("least-work-left", -1), ("most-work-left", +1)])
def test_products_with_little_work_first_shorten_the_mean_lead_time(difference, rule, sign):
    base = {f"products.{name}.routing.*.time": f"exponential({h}) min" for name, h in (("chair", 6), ("stool", 30))}
    mean, half_width = difference({"production.dispatch.default": rule}, lead_time, base)
    assert sign * mean > half_width, (mean, half_width)


@pytest.mark.parametrize("rule", ["first-step", "last-step"])
def test_two_streams_that_meet_head_on_starve_each_other_by_step(difference, rule):
    """Rybko & Stolyar (1992): priority by step lets two stations work in turn that could work at once."""
    mean, half_width = difference({"production.dispatch.default": rule}, lead_time)
    assert mean > half_width, (mean, half_width)


@pytest.mark.parametrize(("rule", "sign"), [("last-step", -1), ("first-step", +1)])
def test_at_a_re_entrant_station_the_last_step_first_ships_sooner(difference, rule, sign):
    """Of equal work, the lot that leaves next frees the shop of a lot; the one that begins adds to those half done."""
    steps = [{"station": "saw", "time": f"exponential({mean}) min"} for mean in (12, 12, 12)]
    base = {"products.chair.routing": steps, "products.stool.routing": [{"station": "sand", "time": "1 min"}]}
    mean, half_width = difference({"production.dispatch.default": rule}, lead_time_of("chair"), base)
    assert sign * mean > half_width, (mean, half_width)


def test_expediting_helps_late_orders_at_the_cost_of_others(difference):
    """Lots that are late already pass; under shortest work first those are the long ones, and the mean gets longer."""

    def worst(run):
        orders = run.orders
        done = orders["delivered"] >= 0
        return float((orders["delivered"] - orders["due"])[done].max()) / 3.6e6

    base, changes = {"production.dispatch.default": "spt"}, {"production.expedite": "0 h"}
    mean, half_width = difference(changes, worst, base)
    assert -mean > half_width, (mean, half_width)
    mean, half_width = difference(changes, lead_time, base)
    assert mean > half_width, (mean, half_width)


def test_an_order_under_a_contract_with_a_class_goes_by_it(shop, play, tell):
    """Five orders a minute apart, the fourth under gold: it passes the two that wait, or lets the fifth pass."""
    scenario = shop("""
    clock: {horizon: 59 min}
    products: {chair: {routing: [{station: saw, time: 10 min}]}}
    production: {dispatch: {default: priority}}
    operations:
      market: {chair: {arrivals: every 1 min}}
      orders:
        contracts:
          plain: {price: 100, quoted: 6 h, latest: 2 days}
          gold: {price: 100, quoted: 6 h, latest: 2 days, priority: 0}
        contract: plain
    """)
    decisions = [
        (210_000, "operations.orders.contract", "gold"), (250_000, "operations.orders.contract", "plain"),
        (260_000, "operations.market.chair.arrivals", "never"),
    ]  # fmt: skip
    assert tell(play(scenario, decisions).orders, "arrived", "delivered")[:4] == [(1, 11), (2, 31), (3, 41), (4, 21)]
    alike = scenario.revised({"operations.orders.contracts.gold.priority": None})
    assert tell(play(alike, decisions).orders, "delivered")[:4] == [11, 21, 31, 41]
    last = scenario.revised({"operations.orders.contracts.gold.priority": 2, "products.chair.priority": 0})
    assert tell(play(last, decisions).orders, "delivered") == [11, 21, 31, 51, 41]
