"""The task of a scenario in words: its goals, how long the firm runs, and which levers are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from opsim.gui.models.goals import asked_in_words
from opsim.gui.models.levers import groups, levers_of
from opsim.units import duration_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsim.gui.models.levers import Lever
    from opsim.scenario import Scenario

#: So many stations, products or people are named one by one.
_MOST_NAMED: Final = 5


def tr(text: str) -> str:
    """Translate a text of the brief."""
    return QCoreApplication.translate("task", text)


def goals_in_words(scenario: Scenario) -> list[str]:
    """Return one line per goal, with its weight where the goals differ in it."""
    differ = len({goal.weight for goal in scenario.goals}) > 1
    weights = [tr(" (weight {0})").format(f"{goal.weight:g}") if differ else "" for goal in scenario.goals]
    goals = [asked_in_words(goal, scenario) + weight for goal, weight in zip(scenario.goals, weights, strict=True)]
    return [*goals, tr("The weights say how much each goal counts in the score.")] if differ else goals


def length_in_words(scenario: Scenario) -> str:
    """Return how long a run lasts and what of it counts."""
    clock = scenario.clock
    first = f"{clock.start.day} {clock.start:%B %Y}"
    text = tr("A run lasts {0} from {1}.").format(duration_text(clock.horizon), first)
    if not clock.warm_up:
        return text
    warm_up = tr("Figures of service and flow count after a warm-up of {0}; money counts from the first day.")
    return f"{text} {warm_up.format(duration_text(clock.warm_up))}"


def levers_in_words(scenario: Scenario) -> list[str]:
    """Return one line per function: what its open levers are called, and what each of them can be moved of."""
    return [
        f"{group.function.capitalize()}: {'; '.join(_named(group.levers))}" for group in groups(levers_of(scenario))
    ]


def _named(levers: Sequence[Lever]) -> list[str]:
    """Return e.g. "Method, Window (Forecasting)": levers of the same things together, each name once."""
    places: dict[str, dict[str, None]] = {}
    for lever in levers:
        places.setdefault(lever.parameter.title, {})[lever.place.partition(" · ")[0]] = None
    titles: dict[tuple[str, ...], list[str]] = {}
    for title, found in places.items():
        titles.setdefault(tuple(place for place in found if place != title), []).append(title)
    return [", ".join(found) + _things(of) for of, found in titles.items()]


def _things(names: tuple[str, ...]) -> str:
    """Return in brackets what levers are of, the first few by name."""
    if not any(names):
        return ""
    some, rest = ", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    return f" ({some})" if rest <= 0 else tr(" ({0} and {1} more)").format(some, rest)
