"""Whole firms: the same in, the same out; what must not matter does not; one without chance can be worked out."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

import opsim
from opsim.errors import Cancelled
from opsim.ledgers import rows
from opsim.simulation import run as engine
from opsim.simulation.kernel import clock

DAY = 86_400_000
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def chairs():
    return opsim.load("chair-factory")


@pytest.fixture(scope="module")
def spring(chairs):
    """Eight weeks of the chair factory."""
    return opsim.simulate(chairs, seed=3, until=56 * DAY)


# -- the same in, the same out ----------------------------------------------------------------------------------------


def test_equal_arguments_give_equal_bytes(chairs, spring):
    assert opsim.simulate(chairs, seed=3, until=56 * DAY).digest == spring.digest


@pytest.mark.parametrize("scenario", ["chair-factory", "test-lab"])
def test_how_often_ledgers_are_packed_does_not_matter(monkeypatch, scenario):
    firm = opsim.load(scenario)
    run = opsim.simulate(firm, until=90 * DAY)
    monkeypatch.setattr(rows, "BLOCK", 20)
    monkeypatch.setattr(rows, "MANY", 1)
    monkeypatch.setattr(clock, "BURST", 200)
    packed = opsim.simulate(firm, until=90 * DAY).verify()
    assert len(packed.history.tables["orders"]._first) > 2
    assert (packed.digest, packed.kpis) == (run.digest, run.kpis)
    assert packed.late_cost_by_function == run.late_cost_by_function


def test_results_that_nobody_holds_any_more_are_cleared_away(chairs, monkeypatch):
    """They know their run and it knows them; without help a loop over large runs would keep them all."""
    monkeypatch.setattr(engine._Litter, "most", 0)
    gc.disable()  # of itself it would come by sooner or later
    run = opsim.simulate(chairs, until=5 * DAY)
    assert run.kpis
    history = weakref.ref(run.history)
    del run
    opsim.simulate(chairs, until=1 * DAY)
    gc.enable()
    assert history() is None


def test_another_seed_or_replication_gives_another_run(chairs, spring):
    seeded = opsim.simulate(chairs, seed=4, until=56 * DAY)
    replicated = opsim.simulate(chairs, seed=3, replication=1, until=56 * DAY)
    assert len({spring.digest, seeded.digest, replicated.digest}) == 3


def test_the_hash_seed_of_a_process_does_not_matter(spring):
    words = "import opsim; print(opsim.simulate(opsim.load('chair-factory'), seed=3, until=56 * 86_400_000).digest)"
    found = [
        subprocess.run(
            [sys.executable, "-c", words],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in "01"
    ]
    assert found == [spring.digest] * 2


def test_looking_at_a_run_does_not_change_it(chairs, spring):
    figure = pytest.importorskip("matplotlib.figure").Figure()
    run = opsim.simulate(chairs, seed=3, until=56 * DAY)
    opsim.plots.draw_cost_by_function(figure.subplots(), run)
    opsim.plots.draw_gantt_by_machine(figure.subplots(), run)
    assert run.kpis
    assert run.explain(0)
    assert run.as_of(28 * DAY).kpis
    assert opsim.simulate(chairs, seed=3, until=56 * DAY).digest == run.digest == spring.digest


# -- time -------------------------------------------------------------------------------------------------------------


def until(run, at_ms):
    """Return what was posted and worked before a time."""
    money, work = run.history.tables["money"], run.history.tables["operations"]
    early, done = money["time"] < at_ms, work["end"] < at_ms
    return (
        [money[name][early].tolist() for name in ("time", "kind", "cents")],
        [work[name][done].tolist() for name in ("lot", "step", "machine", "start", "end")],
    )


def test_a_shorter_run_is_the_beginning_of_a_longer_one(chairs, spring):
    assert until(opsim.simulate(chairs, seed=3, until=28 * DAY), 28 * DAY) == until(spring, 28 * DAY)


def test_a_decision_leaves_the_past_alone(chairs, spring):
    run = opsim.simulate(chairs, [(28 * DAY, "production.stations.paint.machines", 2)], seed=3, until=56 * DAY)
    assert until(run, 28 * DAY) == until(spring, 28 * DAY)
    assert run.digest != spring.digest


def test_progress_is_told_and_the_run_can_be_cancelled(chairs):
    told = []
    opsim.simulate(chairs, seed=3, on_progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1
    with pytest.raises(Cancelled):
        opsim.simulate(chairs, seed=3, should_stop=lambda: True)


# -- chance belongs to names (row 45 of the bad days) -----------------------------------------------------------------


def demand(run, product):
    rows = np.flatnonzero(run.orders["product"] == run.history.names.items.index(product))
    return [run.orders[name][rows].tolist() for name in ("arrived", "units")]


def test_a_new_machine_leaves_demand_untouched(chairs):
    deaf = chairs.revised({"operations.reputation.effect_on_demand": 0})
    bigger = deaf.revised({"production.stations.paint.machines": 2, "production.stations.sand.machines": 5})
    before, after = (opsim.simulate(scenario, seed=3, until=28 * DAY) for scenario in (deaf, bigger))
    for product in chairs.products:
        assert demand(before, product) == demand(after, product)
    assert before.digest != after.digest


TWO_SHOPS = """
clock: {horizon: 5 days}
products:
  chair: {price: 100, routing: [{station: saw, time: "gamma(mean=4, sd=3) min", defects: 5 %}]}
  stool: {price: 50, routing: [{station: sand, time: exponential(6) min}]}
production:
  stations:
    saw: {failures: {time_between: exponential(5) h, repair: exponential(1) h}}
    sand: {failures: {time_between: exponential(9) h, repair: exponential(1) h}}
operations:
  market:
    chair: {arrivals: poisson(100) per day, size: poisson(2)}
    stool: {arrivals: poisson(60) per day, size: geometric(2)}
"""


def life_of(run, product):
    """Return all orders and stops of one product, which has a station of its own."""
    names = run.history.names
    orders = run.orders["product"] == names.items.index(product)
    station = {"chair": "saw"}.get(product, "sand")
    machine = run.history.tables["machines"]["station"].tolist().index(names.stations.index(station))
    stops = run.stops["machine"] == machine
    return (
        [run.orders[name][orders].tolist() for name in ("arrived", "units", "delivered", "defective")],
        [run.stops[name][stops].tolist() for name in ("start", "end")],
    )


def renamed(scenario, old, new):
    return opsim.read(json.dumps(scenario.plain).replace(f'"{old}"', f'"{new}"'))


def turned_round(plain, *path):
    """Return plain data with the order of one section reversed."""
    if not path:
        return dict(reversed(plain.items()))
    return {key: turned_round(value, *path[1:]) if key == path[0] else value for key, value in plain.items()}


def test_renaming_one_product_leaves_the_other_alone(shop, play):
    scenario = shop(TWO_SHOPS)
    assert life_of(play(scenario), "chair") == life_of(play(renamed(scenario, "stool", "armchair")), "chair")


def test_adding_a_product_and_a_station_leaves_the_others_alone(shop, play):
    scenario = shop(TWO_SHOPS)
    more = shop(
        TWO_SHOPS,
        """
        products: {cake: {price: 9, routing: [{station: oven, time: exponential(9) min}]}}
        production: {stations: {oven: {}}}
        operations: {market: {cake: {arrivals: poisson(50) per day}}}
    """,
    )
    before, after = play(scenario), play(more)
    assert life_of(before, "chair") == life_of(after, "chair")
    assert life_of(before, "stool") == life_of(after, "stool")


@pytest.mark.parametrize("path", [("products",), ("production", "stations"), ("operations", "market")], ids=".".join)
def test_the_order_in_the_file_does_not_matter(shop, play, path):
    scenario = shop(TWO_SHOPS)
    before, after = play(scenario), play(opsim.read(json.dumps(turned_round(scenario.plain, *path))))
    assert life_of(before, "chair") == life_of(after, "chair")
    assert life_of(before, "stool") == life_of(after, "stool")
    assert before.cost_by_function == after.cost_by_function


@pytest.mark.parametrize(
    "path",
    [("materials",), ("operations", "purchasing"), ("operations", "inventory"), ("operations", "teams")],
    ids=".".join,
)
def test_the_order_of_materials_and_people_does_not_matter_to_a_factory(chairs, spring, path):
    scenario = opsim.read(json.dumps(turned_round(chairs.plain, *path)))
    run = opsim.simulate(scenario, seed=3, until=56 * DAY)
    assert run.kpis == pytest.approx(spring.kpis)
    assert run.cost_by_function == spring.cost_by_function


# -- no chance: the hand calculation ----------------------------------------------------------------------------------

#: A chair is sold from stock each half hour, day and night, and made in a week of 40 hours: 15 minutes of sawing, 10 of
#: sanding.
STEADY = """
clock: {horizon: 28 days, shifts: {day: {days: mon-fri, from: "08:00", to: "16:00"}}}
materials: {wood: {}}
products:
  chair:
    price: 100
    materials: {wood: 2}
    routing: [{station: saw, time: 15 min}, {station: sand, time: 10 min}]
production:
  stations:
    saw: {shift: day, power_kw: 4}
    sand: {shift: day, operators: {skill: hands}, price: 36500, life: 3650 days}
operations:
  market: {chair: {arrivals: every 30 min}}
  orders: {mode: to-stock}
  inventory:
    chair: {policy: base-stock, S: 200, opening: 200}
    wood: {policy: r-Q, r: 400, Q: 400, opening: 800, holding_per_unit: 3.65}
  purchasing: {wood: {forest: {price: 5, order_cost: 20, lead_time: 2 days}}}
  teams: {hands: {people: 2, wage: 15, shift: day}}
  finance: {opening_cash: 10_000, overheads: 700, energy_price: 0.25, tax: 20 %}
"""


def test_a_firm_without_chance_is_the_hand_calculation(shop, play, balance):
    run = play(shop(STEADY))
    sold = 28 * 48  # the first after half an hour, the last at the end
    assert len(run.orders) == sold
    made = int(run.history.tables["lots"]["good"].sum())
    assert run.stock("chair")[1].tolist()[-1] == 200 - (run.orders["supplied"] >= 0).sum() + made
    # only 31 chairs are asked for before the last quarter of an hour of the first shift; after that the saw is never
    # idle and does 32 a shift; the last one is still at the sander, whose people have gone home
    assert made == 31 + 19 * 32 - 1
    shipped = int((run.orders["delivered"] >= 0).sum())
    assert shipped == 200 + made
    assert -balance(run, "sales") == shipped * 100
    assert balance(run, "cost_of_goods") == shipped * 10
    assert balance(run, "wages") == 20 * 8 * 2 * 15
    assert balance(run, "energy") == (20 * 8 - 0.25) * 4 * 0.25
    assert balance(run, "depreciation") == 28 * 10
    assert balance(run, "overheads") == 28 * 100
    assert balance(run, "order_costs") == 20 * int((run.purchases["arrived"] >= 0).sum())
    costs = ("cost_of_goods", "wages", "energy", "depreciation", "overheads", "order_costs", "holding")
    profit = shipped * 100 - sum(balance(run, account) for account in costs)
    assert balance(run, "tax") == round(profit / 5, 2)


def test_one_machine_without_chance(shop, play):
    run = play(shop("clock: {horizon: 1000 min}"))  # 4 minutes of work every 10 minutes, the last just begins
    assert run.kpis["station.utilisation.saw"] == pytest.approx(0.396)
    assert run.kpis["flow.cycle_time_h"] == pytest.approx(4 / 60)
    assert run.kpis["flow.lead_time_h"] == pytest.approx(4 / 60)
    assert run.kpis["flow.wip"] == pytest.approx(0.396)


def test_prices_a_hundred_times_as_high_scale_exactly(shop, play):
    scenario = shop(STEADY)
    amounts = {each.path: each.value for each in scenario.parameters() if each.kind == "money" and each.value}
    dear = scenario.revised({path: value * 100 for path, value in amounts.items()})
    run, scaled = play(scenario), play(dear)
    cents, more = (each.history.tables["money"]["cents"] for each in (run, scaled))
    kinds = run.history.names.kinds
    assert kinds == scaled.history.names.kinds
    assert (more == 100 * cents).all()
    for name in ("operations", "lots", "purchases", "orders"):
        columns = set(run.history.tables[name]) - {"cents", "price", "discount"}
        assert all(
            (run.history.tables[name][column] == scaled.history.tables[name][column]).all() for column in columns
        )


# -- speed that can be counted ----------------------------------------------------------------------------------------


def test_an_operation_costs_no_more_than_one_and_a_half_events():
    run = opsim.simulate(opsim.load(str(ROOT / "tests" / "benchmarks" / "plant.yaml")), until=500 * 3_600_000)
    assert len(run.operations) > 10_000
    assert run.history.closing["events"] / len(run.operations) <= 1.5
