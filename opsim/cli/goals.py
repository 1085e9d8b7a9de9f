"""How near a firm came to its goals, on the terminal: with units, of one run or over several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.cli.document import unit_of
from opsim.cli.table import Column, show_table
from opsim.cli.words import DASH, amount, target
from opsim.units import duration_text

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.scenario.firm import Goal
    from opsim.studies import Replications


def show_goals(scenario: Scenario, replications: Replications) -> None:
    """Print the goals, if there are any, with what became of each and the score."""
    if not scenario.goals:
        return
    several = len(replications.summaries) > 1
    reached = [Column("mean", numbers=True), Column("±", numbers=True), Column("met in", numbers=True)]
    last = reached if several else [Column("value", numbers=True), Column("progress", numbers=True)]
    rows = [
        [goal.kpi, _asked(goal, unit_of(goal.kpi, scenario)), *_reached(number, scenario, replications, several)]
        for number, goal in enumerate(scenario.goals)
    ]
    score = replications.score
    spread = f" ± {100 * score.half_width:.0f} points" if several else ""
    cut = "; a run that stops meets none" if any(each.partial for each in replications.summaries) else ""
    print()
    show_table([Column("goal"), Column("target"), *last], rows, f"goals: score {score.mean:.0%}{spread}{cut}")


def _asked(goal: Goal, unit: str) -> str:
    """Return what a goal asks, with its unit and date."""
    bounds = (("≥", goal.at_least), ("≤", goal.at_most))
    asked = " and ".join(f"{sign} {target(bound, unit)}" for sign, bound in bounds if bound is not None)
    return asked + (f" by {duration_text(goal.by)}" if goal.by is not None else "")


def _reached(number: int, scenario: Scenario, replications: Replications, several: bool) -> list[str]:
    """Return what became of one goal: value and progress of one run, or mean, spread and how many runs met it."""
    unit, marks = unit_of(scenario.goals[number].kpi, scenario), [each.goals[number] for each in replications.summaries]
    if several:
        found = replications.goal_value(number)
        met = f"{sum(mark.met for mark in marks)} of {len(marks)}"
        return [amount(found.mean, unit), amount(found.half_width, unit), met]
    mark = marks[0]
    shown = DASH if mark.value is None else amount(mark.value, unit)
    became = "not met" if replications.summaries[0].partial else f"{mark.progress:.0%}"
    return [shown, "met" if mark.met else became]
