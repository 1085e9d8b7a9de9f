"""How near the firm came to its goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsim.units import DAY_MS, HOUR_MS, duration_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsim.scenario.firm import Goal


class GoalResult(NamedTuple):
    """One goal, judged: the value reached (None if the figure could not be formed), and progress from 0 to 1."""

    goal: Goal
    value: float | None
    met: bool
    progress: float


def judged(
    goals: Sequence[Goal], value_of: Callable[[Goal], float | None], *, stopped: bool = False
) -> list[GoalResult]:
    """Judge every goal; `value_of` gives its figure at the time at which it is judged.

    A firm that `stopped` before its horizon, or stands still, has met none, whatever its figures were until then.
    """
    results = []
    for goal in goals:
        value = value_of(goal)
        progress = 0.0 if value is None or stopped else min(
            1.0 if bound is None else _progress(value, bound, up=up)
            for bound, up in ((goal.at_least, True), (goal.at_most, False))
        )  # fmt: skip
        results.append(GoalResult(goal, value, progress >= 1.0, progress))
    return results


def _progress(value: float, bound: float, *, up: bool) -> float:
    """Return 1 where the bound is kept, else the ratio of value and bound, as far as both have the sign of a ratio."""
    if (value >= bound) if up else (value <= bound):
        return 1.0
    part, whole = (value, bound) if up else (bound, value)
    return min(max(part / whole, 0.0), 0.999) if whole > 0 else 0.0


def score(results: Sequence[GoalResult]) -> float:
    """Return the mean progress, by weight; 0 where there are no goals."""
    weights = sum(result.goal.weight for result in results)
    return sum(result.goal.weight * result.progress for result in results) / weights if weights else 0.0


def stopped(reason: str, at_ms: int, horizon_ms: int) -> str:
    """Return when and why a run ended before its horizon, or that it stood still at its end, as people read it."""
    if at_ms >= horizon_ms:
        return f"stood still at its end: {reason}"
    count, unit = (at_ms / DAY_MS, "days") if at_ms >= 4 * DAY_MS else (at_ms / HOUR_MS, "h")
    return f"stopped after {count:,.0f} {unit} of {duration_text(horizon_ms)}: {reason}"
