"""The scenario's goals as the overview shows them: what is asked, what is, and how far the way is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from opsim.errors import InputError
from opsim.plots.words import with_unit
from opsim.results.catalogue import describe

if TYPE_CHECKING:
    from opsim.results.run import Run
    from opsim.scenario import Scenario
    from opsim.scenario.firm import Goal


def tr(text: str) -> str:
    """Translate a text of the goals."""
    return QCoreApplication.translate("goals", text)


@dataclass(frozen=True)
class GoalRow:
    """One goal in words; `progress` is between 0 and 1."""

    title: str
    asked: str
    value: str
    progress: float
    met: bool


def goal_rows(run: Run) -> list[GoalRow]:
    """Return the goals of the run's scenario, judged; none is met by a run that stopped early."""
    return [_row(result, run.scenario) for result in run.goals]


def asked_in_words(goal: Goal, scenario: Scenario) -> str:
    """Return what a goal asks of which key figure, e.g. "Fill rate: at least 95 %"."""
    title, unit = _named(goal.kpi, scenario)
    return f"{title}: {_asked(goal, unit)}"


def _row(result: Any, scenario: Scenario) -> GoalRow:
    """Return one judged goal in words."""
    goal: Goal = result.goal
    title, unit = _named(goal.kpi, scenario)
    progress = result.progress if math.isfinite(result.progress) else 0.0
    value = math.nan if result.value is None else result.value
    return GoalRow(title, _asked(goal, unit), with_unit(value, unit), min(1.0, max(0.0, progress)), bool(result.met))


def _named(kpi_id: str, scenario: Scenario) -> tuple[str, str]:
    """Return title and unit of a key figure; its id where the catalogue does not know it."""
    try:
        kpi = describe(kpi_id, scenario)
    except InputError:
        return kpi_id, ""
    return kpi.title, kpi.unit.replace("{currency}", scenario.currency)


def _asked(goal: Goal, unit: str) -> str:
    """Return what a goal asks, e.g. "at least 95 %"."""
    bounds = ((tr("at least {0}"), goal.at_least), (tr("at most {0}"), goal.at_most))
    return ", ".join(word.format(with_unit(bound, unit)) for word, bound in bounds if bound is not None)
