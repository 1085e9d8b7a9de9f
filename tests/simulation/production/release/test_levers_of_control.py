"""Cards, plans, freeze windows, inspectors and priority of customers: what each does, over paired replications.

In each pair only the lever differs; the mean change must be further from zero than its half-width (95 %).
"""

from __future__ import annotations

import statistics

import pytest

import opsim

DAY = 86_400_000
PAIRS = 8
T95 = 2.365  # Student, 7 degrees of freedom

#: One line, to order, whose sander is nine tenths busy; every second day orders come under the gold contract.
LINE = """
clock: {horizon: 20 days, warm_up: 2 days}
products:
  chair:
    routing:
      - {station: saw, time: exponential(5) min}
      - {station: sand, time: exponential(9) min}
      - {station: pack, time: exponential(5) min}
production:
  stations: {sand: {}, pack: {}}
  release: {cards: {front: 3}, stages: {front: [saw, sand]}}
  quality: {inspection: {saw: {plan: all, time: 8 min}}}
operations:
  market: {chair: {arrivals: every exponential(10) min}}
  orders:
    contracts:
      plain: {price: 100, quoted: 6 h, latest: 2 days}
      gold: {price: 100, quoted: 6 h, latest: 2 days}
    contract: plain
"""
#: Eight products are wanted at the start, the longest first; the plan has the shortest first.
BOOK = """
clock: {horizon: 3 days}
production: {plan: {saw: [7/1, 6/1, 5/1, 4/1, 3/1, 2/1, 1/1, 0/1]}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: base-stock, S: 1}}
"""
GOLD_DAYS = [
    (day * DAY, "operations.orders.contract", "gold" if day % 2 else "plain") for day in range(1, 20)
]  # fmt: skip


@pytest.fixture(scope="module")
def book(shop):
    names = ["chair", *(f"product-{number}" for number in range(1, 8))]
    return shop(BOOK).revised({
        "products": {
            name: {"price": 1, "routing": [{"station": "saw", "time": f"gamma(mean={160 - 20 * number}, sd=15) min"}]}
            for number, name in enumerate(names)
        },
        "operations.inventory": {name: {"policy": "base-stock", "S": 1} for name in names},
    })  # fmt: skip


def moved(scenario, changes, measure, decisions=()):
    """Return the mean and the half-width of what changes do to a figure."""
    other = scenario.revised(changes)
    found = [
        measure(opsim.simulate(other, decisions, replication=number))
        - measure(opsim.simulate(scenario, decisions, replication=number))
        for number in range(PAIRS)
    ]
    return statistics.fmean(found), T95 * statistics.stdev(found) / PAIRS**0.5


def kpi(name):
    return lambda run: run.kpis[name]


def mean_end_h(run):
    """Mean time at which the lots of the book are done."""
    return float(run.lots["finished"].mean()) / 3.6e6


def lead_time_on(gold):
    """Mean lead time of the orders that came on gold days, or on the others."""

    def measure(run):
        arrived, delivered = (run.orders[name] for name in ("arrived", "delivered"))
        mine = (delivered >= 0) & ((arrived // DAY) % 2 == gold)
        return float((delivered - arrived)[mine].mean()) / 3.6e6

    return measure


KANBAN = {"production.release.rule": "kanban"}
STAGE = "production.release.cards.front"
INSPECTION = "production.quality.inspection.saw"
CLASSES = {"production.dispatch.default": "priority"}
GOLD = "operations.orders.contracts.gold.priority"


@pytest.mark.parametrize(
    ("base", "changes", "measure", "sign"),
    [
        (KANBAN, {STAGE: 8}, kpi("flow.wip"), +1),
        (KANBAN, {STAGE: 8}, kpi("flow.lead_time_h"), -1),
        ({f"{INSPECTION}.inspectors": 1}, {f"{INSPECTION}.inspectors": 2}, kpi("flow.lead_time_h"), -1),
        ({}, {f"{INSPECTION}.inspectors": 1}, lambda run: run.lead_time_by_function["quality"], +1),
        (CLASSES, {GOLD: 0}, lead_time_on(gold=1), -1),
        (CLASSES, {GOLD: 0}, lead_time_on(gold=0), +1),
    ],
    ids=["cards", "more cards", "inspectors", "queue", "gold", "others"],
)
def test_a_lever_of_the_line_moves_what_it_should(shop, base, changes, measure, sign):
    mean, half_width = moved(shop(LINE).revised(base), changes, measure, GOLD_DAYS)
    assert sign * mean > half_width, (mean, half_width)


def test_a_plan_with_the_shortest_work_first_is_done_sooner_on_average(book):
    free = book.revised({"production.follow_plan": False})
    mean, half_width = moved(free, {"production.follow_plan": True}, mean_end_h)
    assert -mean > half_width, (mean, half_width)


def test_a_freeze_window_delays_what_a_better_plan_would_bring(book):
    """At 1 min the plan is turned round, so that short work goes first; what is frozen has the long work first."""
    long_first = book.revised({"production.plan.saw": [f"{order}/1" for order in range(8)]})
    better = [(60_000, "production.plan", {"saw": [f"{order}/1" for order in reversed(range(8))]})]
    mean, half_width = moved(long_first, {"production.freeze": "6 h"}, mean_end_h, better)
    assert mean > half_width, (mean, half_width)
