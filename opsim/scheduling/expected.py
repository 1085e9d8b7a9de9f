"""What the planner reckons with: expected times, and the scenario as it stands at the time of the plan."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from opsim.units import SECOND_MS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsim.ledgers.history import Decision
    from opsim.scenario import Scenario
    from opsim.scenario.production import Step

_MOST_EXACT_MS = 10 * SECOND_MS


def whole(ms: float) -> int:
    """Return an expected time as a planner writes it: in whole seconds, short ones in whole ms."""
    return round(ms / SECOND_MS) * SECOND_MS if ms >= _MOST_EXACT_MS else round(ms)


def work_of(step: Step, units: int) -> int:
    """Return the expected time of a step for a lot, in ms: its set-up and the work on all units."""
    set_up = step.set_up.mean if step.set_up is not None else 0.0
    return whole(set_up + process_of(step, units))


def process_of(step: Step, units: int) -> float:
    """Return the expected time of a step for a lot without any set-up, in ms."""
    return step.time.mean * (1 if step.per == "lot" else units)


def scenario_at(scenario: Scenario, decisions: Iterable[Decision], at_ms: int) -> Scenario:
    """Return the scenario as it holds at a time: with what was decided and what shocks have set until then."""
    changes = [(shock.at, 0, dict(shock.set)) for shock in scenario.shocks if shock.lasts is None]
    changes += [(decision.at_ms, 1, {decision.path: decision.value}) for decision in decisions]
    changes = sorted((change for change in changes if change[0] <= at_ms), key=lambda change: change[:2])
    passing = [
        dict(shock.set)
        for shock in sorted(scenario.shocks, key=lambda shock: shock.at)
        if shock.lasts is not None and shock.at <= at_ms < shock.at + shock.lasts
    ]
    return reduce(type(scenario).revised, [*(values for _, _, values in changes), *passing], scenario)
