"""What customers asked for and what they got, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.plots.axes import legend, nothing_to_show, number_ticks, prepare, time_axis
from opsim.plots.stock import title_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.words import WEEK_MS, sane

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from opsim.results.run import Run

_MOST_WEEKS = 5_300  # a hundred years


def draw_demand(ax: Axes, run: Run, item: str, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw units asked for, and units delivered, per week of the run; the baseline's deliveries as a dashed line."""
    prepare(ax, theme, f"Demand for {title_of(run, item)}", y="Units per week", grid="y")
    end_ms = float(run.history.end_ms)
    if item not in run.scenario.products or end_ms <= 0:
        nothing_to_show(ax, theme, "This item is not sold; it is used up in products.")
        return
    asked, got = (_per_week(run, item, column, end_ms) for column in ("arrived", "delivered"))
    starts = np.append(np.arange(len(asked) - 1) * float(WEEK_MS), end_ms)  # the last week holds to the end
    if baseline is not None and item in baseline.scenario.products:
        before = _per_week(baseline, item, "delivered", end_ms)
        ax.step(starts, before, color=theme.ghost, where="post", linewidth=1.0, linestyle=(0, (3, 2)), label="baseline")
    ax.fill_between(starts, asked, step="post", color=theme.muted, alpha=0.25, linewidth=0, label="asked for")
    ax.step(starts, got, color=theme.accent, label="delivered", where="post", linewidth=1.6)
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms)
    number_ticks(ax, "y")
    ax.set_ylim(0, max(1.0, float(np.max(asked, initial=0)), float(np.max(got, initial=0))) * 1.05)
    legend(ax, theme, columns=3)


def _per_week(run: Run, item: str, column: str, end_ms: float) -> NDArray[np.float64]:
    """Return the units of `item` whose order has its moment `column` in each week; the last value stands twice."""
    orders = run.history.tables["orders"]
    mine = (
        (orders["product"] == run.history.names.items.index(item)) & (orders[column] >= 0) & (orders[column] <= end_ms)
    )
    weeks = min(_MOST_WEEKS, max(1, -(-int(end_ms) // WEEK_MS)))
    which = np.minimum(orders[column][mine] // WEEK_MS, weeks - 1)
    per_week = sane(np.bincount(which, weights=orders["units"][mine], minlength=weeks))
    return np.append(per_week, per_week[-1])
