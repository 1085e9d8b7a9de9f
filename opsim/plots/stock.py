"""Stock over time: the saw-tooth with its reorder points, orders, arrivals, stock-outs and backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from opsim.plots.axes import legend, nothing_to_show, number_ticks, prepare, time_axis
from opsim.plots.steps import draw_steps, drawn_steps, spans_where
from opsim.plots.theme import LIGHT, Theme, colour_of
from opsim.plots.words import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from opsim.results.run import Run

#: More replenishments than this in one picture are a smear; the saw-tooth itself then tells them.
_MOST_MARKS = 120


def title_of(run: Run, item: str) -> str:
    """Return what people call an item."""
    known = run.scenario.products.get(item) or run.scenario.materials.get(item)
    return shown(known.title if known and known.title else item, 40)


def unit_of(run: Run, item: str) -> str:
    """Return in which unit an item is counted."""
    material = run.scenario.materials.get(item)
    return shown(material.unit, 16) if material is not None and material.unit else "units"


def draw_stock_sawtooth(ax: Axes, run: Run, item: str, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the stock of `item` over the run, below zero its backlog, and where it ran out."""
    prepare(ax, theme, f"Stock of {title_of(run, item)}", y=f"Stock ({unit_of(run, item)})", grid="y")
    times, units = run.stock(item)
    end_ms = float(run.history.end_ms)
    if len(times) == 0 or end_ms <= 0:
        nothing_to_show(ax, theme, "This item never had a stock in this run.")
        return
    _stock_outs(ax, run, item, theme)
    if baseline is not None and item in baseline.history.names.items:
        look: dict[str, Any] = {"color": theme.ghost, "linewidth": 1.0, "linestyle": (0, (3, 2))}
        draw_steps(ax, drawn_steps(*baseline.stock(item), end_ms), label="baseline", **look)
        if item in baseline.scenario.products:
            draw_steps(ax, drawn_steps(*_below_zero(baseline, item), end_ms), **look)
    steps = drawn_steps(times, units, end_ms)
    draw_steps(ax, steps, color=theme.accent, linewidth=1.6, label="on hand")
    ax.fill_between(*steps, step="post", color=theme.accent, alpha=0.14, linewidth=0)
    _backlog(ax, run, item, theme)
    _levels(ax, run, item)
    _marks(ax, run, item, theme)
    ax.axhline(0.0, color=theme.muted, linewidth=1.2, zorder=3)  # above the line of an empty backlog
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms, most=14)
    number_ticks(ax, "y")
    legend(ax, theme, columns=4)


def _stock_outs(ax: Axes, run: Run, item: str, theme: Theme) -> None:
    """Shade the times without stock."""
    times, units = run.stock(item)
    is_kept = np.any(np.asarray(units) > 0)  # what is made to order has no stock to run out of
    spans = spans_where(times, np.asarray(units) <= 0, float(run.history.end_ms))
    if spans and is_kept:
        style: dict[str, Any] = {"color": theme.bad, "alpha": 0.09, "linewidth": 0, "label": "stock-out"}
        ax.broken_barh(spans, (0, 1), transform=ax.get_xaxis_transform(), **style)


def _backlog(ax: Axes, run: Run, item: str, theme: Theme) -> None:
    """Draw what customers wait for, below zero."""
    if item not in run.scenario.products:
        return
    times, below = _below_zero(run, item)
    if np.any(below < 0):
        steps = drawn_steps(times, below, float(run.history.end_ms))
        draw_steps(ax, steps, color=theme.bad, linewidth=1.2)
        ax.fill_between(*steps, step="post", color=theme.bad, alpha=0.35, linewidth=0, label="backlog")


def _below_zero(run: Run, product: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return the backlog of a product over time, as it is drawn: below zero."""
    times, units = run.backlog(product)
    return np.asarray(times), -np.asarray(units, dtype=np.float64)


def _levels(ax: Axes, run: Run, item: str) -> None:
    """Draw the reorder point and the order-up-to level, where the policy has fixed ones."""
    policy = run.scenario.operations.inventory.get(item)
    if policy is None or policy.service_target is not None:
        return
    levels = {
        "r-Q": (("reorder point", policy.r),),
        "s-S": (("reorder point", policy.s), ("order up to", policy.S)),
        "base-stock": (("base stock", policy.S),),
        "periodic": (("order up to", policy.S),),
    }[policy.policy]
    for (name, units), line in zip(levels, ("--", ":"), strict=False):
        ax.axhline(float(units), color=colour_of("maintenance"), linewidth=1.2, linestyle=line, label=name)


def _marks(ax: Axes, run: Run, item: str, theme: Theme) -> None:
    """Mark along the zero line when replenishments were ordered and when they arrived."""
    ordered, arrived = replenishments(run, item)
    if max(len(ordered), len(arrived)) > _MOST_MARKS:
        return
    style: dict[str, Any] = {
        "linestyle": "none",
        "markersize": 6.0,
        "markeredgewidth": 0.8,
        "markeredgecolor": theme.paper,
        "zorder": 5,
    }
    ax.plot(ordered, np.zeros(len(ordered)), marker="v", color=colour_of("purchasing"), label="ordered", **style)
    ax.plot(arrived, np.zeros(len(arrived)), marker="^", color=colour_of("production"), label="arrived", **style)


def replenishments(run: Run, item: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return when replenishments of `item` were ordered and when they came in, in ms: purchases and own lots."""
    index = run.history.names.items.index(item)
    purchases, jobs, lots = (run.history.tables[name] for name in ("purchases", "jobs", "lots"))
    mine = purchases["item"] == index
    ordered = np.concatenate((purchases["ordered"][mine], jobs["created"][jobs["product"] == index]))
    arrived = np.concatenate((purchases["arrived"][mine], lots["finished"][lots["product"] == index]))
    return ordered[ordered >= 0].astype(np.float64), arrived[arrived >= 0].astype(np.float64)
