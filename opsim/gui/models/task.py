"""The task of a scenario in words: its goals, how long the firm runs, and which levers are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.gui.models.goals import asked_in_words
from opsim.scenario.parameter import FUNCTIONS
from opsim.units import duration_text

if TYPE_CHECKING:
    from opsim.scenario import Scenario


def goals_in_words(scenario: Scenario) -> list[str]:
    """Return one line per goal, with its weight where the goals differ in it."""
    differ = len({goal.weight for goal in scenario.goals}) > 1
    return [
        asked_in_words(goal, scenario) + (f" (weight {goal.weight:g})" if differ else "")
        for goal in scenario.goals
    ]


def length_in_words(scenario: Scenario) -> str:
    """Return how long a run lasts and what of it counts."""
    clock = scenario.clock
    text = f"A run lasts {duration_text(clock.horizon)} from {clock.start.day} {clock.start:%B %Y}."
    if not clock.warm_up:
        return text
    return f"{text} Figures of service and flow count after a warm-up of {duration_text(clock.warm_up)}."


def levers_in_words(scenario: Scenario) -> list[str]:
    """Return one line per function: the names of its open levers, each once."""
    by_function: dict[str, dict[str, None]] = {}
    for parameter in scenario.parameters():
        if parameter.open and parameter.function:
            by_function.setdefault(parameter.function, {})[parameter.title] = None
    return [f"{name.capitalize()}: {', '.join(by_function[name])}" for name in FUNCTIONS if name in by_function]
