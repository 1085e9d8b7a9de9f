"""Money over time, and the way from revenue to profit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.plots.axes import legend, name_ticks, nothing_to_show, number_ticks, prepare, time_axis, width_pt
from opsim.plots.steps import draw_steps, drawn_steps
from opsim.plots.theme import LIGHT, Theme, colour_of
from opsim.plots.words import CENTS, compact, sane, shown
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run

#: In a narrower figure (in text sizes) there is room for few numbers below the bars.
_NARROW_EM: Final = 33


def draw_cash(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the bank account over the run, with the end of the credit line."""
    prepare(ax, theme, "Cash", y=f"In the bank ({shown(run.scenario.currency, 8)})", grid="y")
    end_ms = float(run.history.end_ms)
    times, cents = run.cash()
    if len(times) == 0 or end_ms <= 0:
        nothing_to_show(ax, theme, "No money moved in this run.")
        return
    if baseline is not None:
        ghost_times, ghost_cents = baseline.cash()
        ghost = drawn_steps(ghost_times, np.asarray(ghost_cents) / CENTS, end_ms)
        draw_steps(ax, ghost, color=theme.ghost, linewidth=1.0, linestyle=(0, (3, 2)), label="baseline")
    steps = drawn_steps(times, np.asarray(cents) / CENTS, end_ms)
    draw_steps(ax, steps, color=theme.accent, linewidth=1.6, label="cash")
    below: dict[str, Any] = {"step": "post", "color": theme.bad, "alpha": 0.25, "linewidth": 0}
    ax.fill_between(steps[0], np.minimum(steps[1], 0.0), 0.0, **below)
    ax.axhline(0.0, color=theme.muted, linewidth=0.8)
    _credit_line(ax, run, theme)
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms)
    number_ticks(ax, "y")
    legend(ax, theme, columns=3)


def _credit_line(ax: Axes, run: Run, theme: Theme) -> None:
    """Draw how far the account may be overdrawn, if it may."""
    limit_cents = run.scenario.operations.finance.credit_line
    if limit_cents > 0:
        limit = float(sane(-limit_cents / CENTS))
        ax.axhline(limit, color=theme.bad, linewidth=1.2, linestyle="--", label="credit limit")


def draw_profit_bridge(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw how revenue becomes profit: each function takes its cost away.

    The baseline's revenue and profit are outlines.
    """
    prepare(ax, theme, "From revenue to profit", x=f"{shown(run.scenario.currency, 8)}", grid="x")
    costs = [(name, run.cost_by_function.get(name, 0) / CENTS) for name in FUNCTIONS]
    costs = [(name, float(sane(cost))) for name, cost in costs if cost]
    profit = float(sane(run.kpis.get("finance.profit", 0.0)))
    revenue = profit + sum(cost for _name, cost in costs)
    if not revenue and not costs:
        nothing_to_show(ax, theme, "Nothing was sold and nothing was spent in this run.")
        return
    ax.barh(0, revenue, 0.62, color=theme.accent)
    left = revenue
    for row, (name, cost) in enumerate(costs, start=1):
        left -= cost
        ax.barh(row, cost, 0.62, left=left, color=colour_of(name), linewidth=0)
    last = len(costs) + 1
    ax.barh(last, profit, 0.62, color=theme.good if profit >= 0 else theme.bad)
    before = sold = 0.0
    if baseline is not None:
        before = float(sane(baseline.kpis.get("finance.profit", 0.0)))
        sold = float(sane(before + sum(baseline.cost_by_function.values()) / CENTS))
        outline: dict[str, Any] = {"fill": False, "edgecolor": theme.ghost, "linewidth": 1.2, "linestyle": (0, (3, 2))}
        ax.barh([0, last], [sold, before], 0.84, **outline)
    names = ["Revenue", *(name.capitalize() for name, _cost in costs), "Profit" if profit >= 0 else "Loss"]
    values = [revenue, *(-cost for _name, cost in costs), profit]
    name_ticks(ax, [f"{name}  {compact(value)}" for name, value in zip(names, values, strict=True)], theme, 34)
    ax.axvline(0.0, color=theme.muted, linewidth=0.8)
    low, high = min(0.0, profit, left, before), max(0.0, profit, revenue, sold)
    air = 0.04 * (high - low) or 1.0
    ax.set_xlim(low - air, high + air)
    number_ticks(ax, "x", most=5 if width_pt(ax) > _NARROW_EM * theme.font_size else 3)  # half of it are the names
