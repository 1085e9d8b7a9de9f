from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from opsim.ledgers.history import Decision
from opsim.results.goals import judged, score
from opsim.results.run import Run
from opsim.scenario.firm import Goal
from opsim.units import DAY_MS, HOUR_MS


def reached(value: float | None, **goal: float) -> tuple[bool, float]:
    (result,) = judged([Goal(kpi="service.otif", **goal)], lambda _: value)
    return result.met, result.progress


def test_a_goal_that_is_reached_is_met() -> None:
    assert reached(0.95, at_least=0.95) == (True, 1.0)
    assert reached(20, at_most=30) == (True, 1.0)


def test_progress_is_the_ratio_to_the_target() -> None:
    assert reached(40, at_least=80) == (False, 0.5)
    assert reached(60, at_most=30) == (False, 0.5)
    assert reached(-5, at_least=10) == (False, 0.0)
    assert reached(-5, at_least=-2) == (False, 0.0)


def test_the_worse_of_two_bounds_counts() -> None:
    assert reached(40, at_least=80, at_most=100) == (False, 0.5)


def test_a_figure_that_does_not_exist_meets_no_goal() -> None:
    assert reached(None, at_least=0) == (False, 0.0)


def test_a_run_that_stopped_early_meets_no_goal_and_says_when_and_why(play: SimpleNamespace) -> None:
    goals = [{"kpi": "finance.lowest_cash", "at_least": 0}]
    run = play.run(play.workshop(goals=goals), end_ms=62 * HOUR_MS)
    assert (run.score, run.stopped) == (1.0, "")
    halted = Run(replace(run.history, partial="deadlock"))
    assert [(goal.met, goal.progress) for goal in halted.goals] == [(False, 0.0)]
    assert (halted.score, halted.stopped) == (0.0, "stopped after 62 h of 4 weeks: deadlock")
    dead = Run(replace(halted.history, end_ms=28 * DAY_MS))
    assert (dead.score, dead.stopped) == (0.0, "stood still at its end: deadlock")


def test_the_score_weighs_the_goals() -> None:
    goals = [Goal(kpi="a.b", at_least=1, weight=3), Goal(kpi="a.c", at_least=2, weight=1)]
    assert score(judged(goals, lambda _: 1.0)) == pytest.approx((3 * 1 + 1 * 0.5) / 4)
    assert score([]) == 0.0


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "test-lab"])
def test_a_run_as_of_a_day_is_the_run_that_ended_then(name: str, simulated: Callable[..., Run]) -> None:
    import opsim

    run = simulated(name)
    at = run.history.end_ms // 2 + 12_345
    early, short = run.as_of(at), opsim.simulate(run.scenario, seed=1, until=at)
    assert early.kpis == pytest.approx(short.kpis)
    assert early.lead_time_by_function == short.lead_time_by_function
    assert early.late_cost_by_function == short.late_cost_by_function


@pytest.mark.parametrize(
    ("shocks", "decisions", "cents"),
    [
        ([], [], 25_00),
        ([], [(1, "tax", 0.5)], 50_00),
        ([], [(3, "tax", 0.5)], 25_00),
        ([], [(1, "*", 0.5)], 50_00),
        ([(1, None, 0.1)], [], 10_00),
        ([(1, None, 0.1)], [(1, "tax", 0.5)], 50_00),
        ([(1, "1 day", 0.1)], [], 25_00),
        ([(1, "2 days", 0.1)], [(1.5, "tax", 0.5)], 10_00),
    ],
)
def test_a_goal_with_a_date_counts_the_tax_on_the_profit_up_to_then(
    play: SimpleNamespace, shocks: list[Any], decisions: list[Any], cents: int
) -> None:
    day = 24 * HOUR_MS
    scenario = play.workshop(
        operations__finance__tax=0.25,
        shocks=[
            {"at": f"{at} days", "set": {"operations.finance.tax": rate}, **({"for": lasts} if lasts else {})}
            for at, lasts, rate in shocks
        ],
    )
    sales = [{"kind": 0, "time": 0, "cents": 100_00}, {"kind": 0, "time": 3 * day, "cents": 900_00}]
    run = play.run(scenario, end_ms=4 * day, kinds=[("cash", "sales", "market", "")], money=sales)
    made = tuple(Decision(round(at * day), f"operations.finance.{what}", rate) for at, what, rate in decisions)
    earlier = Run(replace(run.history, decisions=made)).as_of(2 * day)
    assert earlier.kpis["finance.profit"] == 100 - cents / 100
    assert earlier.money.balance("tax_due") == -cents


def test_a_loss_pays_no_tax(play: SimpleNamespace) -> None:
    loss = [{"kind": 0, "time": 0, "cents": 100_00}]
    run = play.run(play.workshop(operations__finance__tax=0.25), kinds=[("wages", "cash", "teams", "")], money=loss)
    assert run.as_of(500).kpis["finance.profit"] == -100
