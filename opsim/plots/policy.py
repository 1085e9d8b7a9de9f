"""What a maintenance interval costs: the theory's curve, and points from simulated runs beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from opsim.plots.axes import legend, nothing_to_show, number_ticks, prepare
from opsim.plots.stations import station_title
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.words import HOUR_MS, compact, sane, shown
from opsim.studies.policy_curve import intervals_for
from opsim.studies.renewal import failure_modes, renewal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from opsim.results.run import Run
    from opsim.scenario import Scenario
    from opsim.studies.policy_curve import PolicyPoint
    from opsim.studies.renewal import Renewal

Measure = Literal["cost", "availability"]

#: The curve is drawn up to so many times the longest simulated interval, through so many points.
_BEYOND: Final = 1.15
_STEPS: Final = 160
#: So many hours of work that a cost is a number with few digits.
_PER_H: Final = 1000.0


def draw_policy_curve(
    ax: Axes,
    run: Run,
    station: str,
    points: Sequence[PolicyPoint] = (),
    theme: Theme = LIGHT,
    *,
    before: Sequence[PolicyPoint] = (),
    measure: Measure = "cost",
) -> None:
    """Draw cost or availability against the age at which a station's machines are maintained.

    The line is age-replacement theory; dots are simulated `points` with 95 % intervals; hollow ones (`before`) are of
    another firm, before something was changed. A vertical line is the interval of the policy.
    """
    currency = shown(run.scenario.currency, 8)
    label = f"{currency} / {_PER_H:,.0f} h of work" if measure == "cost" else "Availability (%)"
    place = f": {station_title(run, station)}" if station else ""
    what = "Cost of the maintenance interval" if measure == "cost" else "Availability by maintenance interval"
    prepare(ax, theme, what + place, x="Maintain after so much work (h)", y=label)
    found = renewal(run.scenario, station) if station else None
    if found is None and not (points or before):
        more = " It can be simulated all the same." if can_be_simulated(run.scenario, station) else ""
        nothing_to_show(ax, theme, why_no_curve(run, station) + more)
        return
    policy = run.scenario.production.maintenance[station]
    simulated = intervals_for(found, policy.every / HOUR_MS)
    furthest = _BEYOND * max([*simulated, *(p.interval_h for p in (*points, *before))])
    if found is not None:
        _theory(ax, found, furthest, measure, theme)
    ghost = {"color": theme.ghost, "markerfacecolor": "none", "label": "simulated before the change"}
    _points(ax, before, measure, ghost)
    now_look = {"color": theme.accent, "markeredgecolor": theme.paper, "label": "simulated, 95 % interval"}
    _points(ax, points, measure, now_look)
    if policy.policy == "age" and policy.every / HOUR_MS <= furthest:
        now = policy.every / HOUR_MS
        ax.axvline(now, color=theme.ink, linewidth=1.2, linestyle=":", label=f"policy now: {compact(now)} h")
    ax.set_xlim(0, furthest)
    number_ticks(ax, "x", most=8)
    number_ticks(ax, "y")
    legend(ax, theme, columns=6)


def can_be_simulated(scenario: Scenario, station: str) -> bool:
    """Say whether intervals can be simulated: something fails there, and is maintained in some way."""
    return bool(failure_modes(scenario, station)) and station in scenario.production.maintenance


def why_no_curve(run: Run, station: str) -> str:
    """Return why there is no curve for a station."""
    spec = run.scenario.production.stations.get(station)
    if spec is None or not spec.failures:
        return "Nothing fails here: no failures are declared for this station."
    if station not in run.scenario.production.maintenance:
        return "No maintenance is declared for this station, so its cost is not known."
    first = failure_modes(run.scenario, station)[0]
    if first.clock == "wear":
        return "It fails by its wear: the theory of age replacement does not say when; see Wear."
    return "The theory needs a time between failures whose survival is known, e.g. weibull(shape=2, mean=80) h."


def _theory(ax: Axes, found: Renewal, furthest: float, measure: Measure, theme: Theme) -> None:
    """Draw the curve, its best age, and what run to failure does."""
    ages = furthest * np.linspace(0.02, 1.0, _STEPS)
    curve = [found.at(float(at)) for at in ages]
    never = found.at(math.inf)
    values = sane([_value(each.cost_rate, each.availability, measure) for each in curve])
    ax.plot(ages, values, color=theme.bad, linewidth=1.8, label="theory")
    level = float(sane([_value(never.cost_rate, never.availability, measure)])[0])
    look: dict[str, Any] = {"color": theme.muted, "linewidth": 1.2, "linestyle": (0, (5, 3))}
    ax.axhline(level, label="theory: run to failure", **look)
    if measure == "cost":
        best = found.best()
        if math.isfinite(best.age):
            at, cost = best.age, _PER_H * best.cost_rate
            text = f"theory: best {compact(at)} h"
            style: dict[str, Any] = {"marker": "D", "linestyle": "none", "markersize": 8, "zorder": 4}
            ax.plot(at, cost, color=theme.bad, markeredgecolor=theme.paper, label=text, **style)
        # Very short intervals cost without bounds; what matters lies around the best one.
        ax.set_ylim(0, max(3.2 * float(values.min()), 1.4 * level, 1e-9))
    else:
        low = float(min(values[_STEPS // 8 :].min(), level))
        ax.set_ylim(max(0.0, low - 0.5 * (100 - low)), 100)


def _value(cost: float, availability: float, measure: Measure) -> float:
    """Return what is drawn of cost (per hour) and availability (a share)."""
    return _PER_H * cost if measure == "cost" else 100 * availability


def _points(ax: Axes, points: Sequence[PolicyPoint], measure: Measure, look: dict[str, Any]) -> None:
    """Draw simulated points with their intervals."""
    if not points:
        return
    scale = _PER_H if measure == "cost" else 100.0
    estimates = [getattr(point, measure) for point in points]
    means = sane([scale * each.mean for each in estimates])
    halves = np.abs(sane([scale * each.half_width for each in estimates]))
    at = [point.interval_h for point in points]
    ax.errorbar(at, means, yerr=halves, fmt="o", markersize=7, capsize=4, linewidth=1.6, zorder=5, **look)
    low, high = ax.get_ylim()
    top = float(np.max(means + halves))
    ax.set_ylim(min(low, max(0.0, float(np.min(means - halves)))), max(high, 1.05 * top) if measure == "cost" else high)
