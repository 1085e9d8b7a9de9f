"""The bundled scenarios teach what they promise: trouble at the start, and more than one way out."""

from __future__ import annotations

import pytest

import opsim

SCHEDULER = {
    "production.dispatch.paint": "least-set-up",
    "production.maintenance.paint.policy": "age",
    "production.maintenance.paint.every": "40 h",
    "operations.inventory.dining-chair.s": 130,
    "operations.inventory.dining-chair.S": 170,
    "operations.inventory.bar-stool.s": 75,
    "operations.inventory.bar-stool.S": 105,
    "operations.inventory.armchair.s": 28,
    "operations.inventory.armchair.S": 40,
}
OVERTIME = {
    "operations.teams.painters.shift": "long",
    "production.maintenance.paint.policy": "age",
    "production.maintenance.paint.every": "40 h",
}


def test_oak_and_ash_begins_in_trouble() -> None:
    kpis = opsim.simulate(opsim.load("chair-factory"), seed=1).kpis
    assert 0.75 < kpis["service.otif"] < 0.87
    assert kpis["finance.profit"] < 0


@pytest.mark.parametrize("plan", [SCHEDULER, OVERTIME], ids=["set-ups and stocks", "overtime"])
def test_either_of_two_plans_saves_oak_and_ash(plan: dict[str, object]) -> None:
    run = opsim.simulate(opsim.load("chair-factory").revised(plan), seed=1)
    assert run.kpis["service.otif"] > 0.95
    assert run.kpis["finance.profit"] > 0
    assert all(goal.met for goal in run.goals)


def test_a_second_paint_booth_serves_customers_and_ruins_the_firm() -> None:
    plan = {"production.stations.paint.machines": 2, "operations.teams.painters.people": 2}
    kpis = opsim.simulate(opsim.load("chair-factory").revised(plan), seed=1).kpis
    assert kpis["service.otif"] > 0.95
    assert kpis["finance.profit"] < 0


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "test-lab"])
def test_every_invariant_of_a_bundled_scenario_holds(name: str) -> None:
    run = opsim.simulate(opsim.load(name), seed=1)
    assert [broken for broken, held in run.invariants.items() if not held] == []
    assert sum(run.cost_by_function.values()) == round(run.kpis["finance.total_cost"] * 100)


def test_the_lab_earns_most_when_speed_pays() -> None:
    lab = opsim.load("test-lab")
    plan = {
        "operations.orders.contract": "express",
        "production.stations.mount.machines": 5,
        "production.stations.measure.machines": 3,
        "production.stations.trim.machines": 2,
        "production.lot_size.case": 20,
        "operations.inventory.kit.r": 4_800,
    }
    bold, timid = opsim.simulate(lab.revised(plan), seed=1), opsim.simulate(lab, seed=1)
    assert bold.kpis["finance.cash_end"] > 3 * timid.kpis["finance.cash_end"]
