"""The bundled scenarios teach what they promise: trouble at the start, and more than one way out."""

from __future__ import annotations

import math
import statistics
from functools import cache

import pytest

import opsim

SEEDS = range(1, 9)
#: What both plans for Oak & Ash share: a booth that is maintained in time, and boards that outlast a late mill.
KEPT = {
    "production.maintenance.paint.policy": "age",
    "production.maintenance.paint.every": "40 h",
    "operations.inventory.oak-board.r": 2_600,
}
SCHEDULER = {
    **KEPT,
    "production.dispatch.paint": "least-set-up",
    "operations.inventory.dining-chair.s": 130,
    "operations.inventory.dining-chair.S": 170,
    "operations.inventory.bar-stool.s": 75,
    "operations.inventory.bar-stool.S": 105,
    "operations.inventory.armchair.s": 28,
    "operations.inventory.armchair.S": 40,
}
OVERTIME = {**KEPT, "operations.teams.painters.shift": "long"}


@pytest.mark.parametrize("seed", SEEDS)
def test_oak_and_ash_begins_in_trouble_whatever_the_luck(seed: int) -> None:
    kpis = opsim.simulate(opsim.load("chair-factory"), seed=seed).kpis
    assert 0.75 < kpis["service.otif"] < 0.88
    assert kpis["finance.profit"] < 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("plan", [SCHEDULER, OVERTIME], ids=["set-ups and stocks", "overtime"])
def test_either_of_two_plans_saves_oak_and_ash_whatever_the_luck(plan: dict[str, object], seed: int) -> None:
    kpis = opsim.simulate(opsim.load("chair-factory").revised(plan), seed=seed).kpis
    assert kpis["service.otif"] > 0.95
    assert kpis["finance.profit"] > 0


@pytest.mark.parametrize("plan", [SCHEDULER, OVERTIME], ids=["set-ups and stocks", "overtime"])
def test_either_plan_meets_all_goals_with_some_luck(plan: dict[str, object]) -> None:
    run = opsim.simulate(opsim.load("chair-factory").revised(plan), seed=1)
    assert all(goal.met for goal in run.goals)


def test_a_second_paint_booth_serves_customers_and_ruins_the_firm() -> None:
    plan = {"production.stations.paint.machines": 2, "operations.teams.painters.people": 2}
    kpis = opsim.simulate(opsim.load("chair-factory").revised(plan), seed=1).kpis
    assert kpis["service.otif"] > 0.95
    assert kpis["finance.profit"] < 0


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "test-lab", "paint-line", "job-shop"])
def test_every_invariant_of_a_bundled_scenario_holds(name: str) -> None:
    run = opsim.simulate(opsim.load(name), seed=1)
    assert [broken for broken, held in run.invariants.items() if not held] == []
    assert sum(run.cost_by_function.values()) == round(run.kpis["finance.total_cost"] * 100)


@cache
def grau(*changes: tuple[str, object]) -> list[dict[str, float]]:
    """Return the key figures of the coating shop with these changes, of eight runs."""
    shop = opsim.load("paint-line").revised(dict(changes))
    return [opsim.simulate(shop, seed=seed).kpis for seed in SEEDS]


def paired(figure: str, change: tuple[str, object]) -> tuple[list[float], float]:
    """Return how a change moves a figure of the coating shop in each run, and the 95 % half-width of the mean."""
    each = [new[figure] - old[figure] for old, new in zip(grau(), grau(change), strict=True)]
    return each, 2.365 * statistics.stdev(each) / math.sqrt(len(each))


@pytest.mark.parametrize(
    ("figure", "better_by"), [("finance.profit", 30_000), ("service.otif", 0.05), ("quality.escaped_rate", -0.03)]
)
def test_a_chart_that_stops_the_line_pays_at_grau_whatever_the_luck(figure: str, better_by: float) -> None:
    each, half = paired(figure, ("production.quality.charts.film.action", "stop"))
    assert all(change / better_by > 1 for change in each)
    assert abs(statistics.fmean(each)) > half


def test_more_inspection_alone_does_not_help_grau() -> None:
    """It finds the defects, but the line that makes them is kept busy with doing them again."""
    each, half = paired("service.otif", ("production.quality.inspection.pack.plan", "all"))
    assert statistics.fmean(each) + half < 0


@pytest.mark.parametrize("seed", SEEDS)
def test_grau_meets_its_goals_with_the_chart_first_and_inspection_behind_it(seed: int) -> None:
    plan = {"production.quality.charts.film.action": "stop", "production.quality.inspection.pack.plan": "all"}
    run = opsim.simulate(opsim.load("paint-line").revised(plan), seed=seed)
    assert all(goal.met for goal in run.goals)


@pytest.mark.parametrize("lever", ["production.maintenance.coat.policy", "production.quality.inspection.pack.plan"])
def test_no_two_choices_at_grau_are_the_same(lever: str) -> None:
    shop = opsim.load("paint-line")
    choices = next(parameter.choices for parameter in shop.parameters() if parameter.path == lever)
    digests = {opsim.simulate(shop.revised({lever: choice}), seed=1).digest for choice in choices}
    assert len(digests) == len(choices)


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


@pytest.mark.parametrize("day", [0, 480, 484.5])
def test_only_cash_less_debt_counts_in_the_lab(day: float) -> None:
    lab = opsim.load("test-lab")
    lent = opsim.simulate(lab, [(f"{day} days", "operations.finance.loan.amount", 200_000)], seed=1)
    assert lent.kpis["finance.cash_end"] <= opsim.simulate(lab, seed=1).kpis["finance.cash_end"]
    assert next(line.cents for line in lent.balance_sheet if line.title == "Loan") == 0


GRINDER_KEPT = {
    "production.maintenance.grind.policy": "age",
    "production.maintenance.grind.every": "20 h",
    "production.maintenance.old-mill.policy": "age",
}
FEWER_SET_UPS = {**GRINDER_KEPT, "production.dispatch.grind": "least-set-up"}
LONGER_DAYS = {
    **GRINDER_KEPT,
    "operations.teams.grinders.overtime.above": 1,
    "operations.teams.grinders.overtime.most": "3 h",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_halden_precision_begins_in_trouble_whatever_the_luck(seed: int) -> None:
    kpis = opsim.simulate(opsim.load("job-shop"), seed=seed).kpis
    assert kpis["service.otif"] < 0.8
    assert kpis["finance.profit"] < 0


@pytest.mark.parametrize("seed", SEEDS[:4])
@pytest.mark.parametrize("plan", [FEWER_SET_UPS, LONGER_DAYS], ids=["order of work", "overtime"])
def test_either_of_two_plans_saves_halden_precision(plan: dict[str, object], seed: int) -> None:
    run = opsim.simulate(opsim.load("job-shop").revised(plan), seed=seed)
    assert run.kpis["service.otif"] > 0.9
    assert run.kpis["finance.profit"] > 30_000
    assert all(goal.met for goal in run.goals)


ONE_IDEA = {
    "order of work": {"production.dispatch.grind": "least-set-up"},
    "overtime": {path: value for path, value in LONGER_DAYS.items() if path not in GRINDER_KEPT},
    "maintenance": GRINDER_KEPT,
}


@pytest.mark.parametrize("seed", SEEDS[:4])
@pytest.mark.parametrize("plan", ONE_IDEA.values(), ids=ONE_IDEA)
def test_one_idea_alone_does_not_do_at_halden(plan: dict[str, object], seed: int) -> None:
    run = opsim.simulate(opsim.load("job-shop").revised(plan), seed=seed)
    assert not all(goal.met for goal in run.goals)


@pytest.mark.parametrize("rule", ["push", "conwip", "kanban", "drum-buffer-rope", "by-date"])
def test_every_release_rule_works_at_halden_with_what_stands_beside_it(rule: str) -> None:
    run = opsim.simulate(opsim.load("job-shop").revised({**FEWER_SET_UPS, "production.release.rule": rule}), seed=1)
    assert run.kpis["service.otif"] > 0.9


def test_a_new_grinder_serves_customers_and_earns_nothing() -> None:
    plan = {"production.stations.grind.machines": 2, "operations.teams.grinders.people": 2}
    kpis = opsim.simulate(opsim.load("job-shop").revised(plan), seed=1).kpis
    assert kpis["service.otif"] > 0.9
    assert kpis["finance.profit"] < 30_000
    assert kpis["finance.lowest_cash"] < -60_000


@pytest.mark.parametrize(
    ("name", "plan"),
    [("chair-factory", SCHEDULER), ("chair-factory", OVERTIME), ("job-shop", FEWER_SET_UPS), ("job-shop", LONGER_DAYS)],
)
def test_a_plan_that_saves_a_firm_needs_open_levers_only(name: str, plan: dict[str, object]) -> None:
    opened = {parameter.path for parameter in opsim.load(name).parameters() if parameter.open}
    assert set(plan) <= opened
