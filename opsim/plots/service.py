"""Cost against service: where each run of a session stands between a cheap firm and a punctual one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.plots.axes import nothing_to_show, number_ticks, prepare
from opsim.plots.reading import delivered_orders
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.words import LARGEST, sane, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from opsim.results.run import Run

STOPPED: Final = "The run stopped early: it stands nowhere beside whole ones."


@dataclass(frozen=True)
class Stand:
    """Where one run stands: share of orders on time and in full (0..1), and total cost per delivered order."""

    otif: float
    cost_per_order: float


def stand_of(run: Run) -> Stand:
    """Return where `run` stands; NaN where it delivered nothing, or stopped early."""
    if run.partial:
        return Stand(float("nan"), float("nan"))
    orders = len(delivered_orders(run))
    cost = run.kpis.get("finance.total_cost", float("nan"))
    return Stand(run.kpis.get("service.otif", float("nan")), cost / orders if orders else float("nan"))


def draw_cost_against_service(
    ax: Axes,
    run: Run,
    baseline: Run | None = None,
    theme: Theme = LIGHT,
    trail: Sequence[Stand] = (),
) -> None:
    """Draw this run as a full dot, the baseline as a ring and all runs of the session as a trail."""
    currency = shown(run.scenario.currency, 8)
    prepare(ax, theme, "Cost against service", x="On time and in full (% of orders)", y=f"{currency} per order")
    here, ring = stand_of(run), stand_of(baseline) if baseline else None
    path = [stand for stand in (*trail, here) if _known(stand)]
    if not path or run.partial:
        nothing_to_show(ax, theme, STOPPED if run.partial else "No order was delivered in this run.")
        return
    x, y = sane([100 * s.otif for s in path]), sane([s.cost_per_order for s in path])
    ax.plot(x, y, color=theme.muted, linewidth=1.0, alpha=0.5, zorder=2)
    ax.scatter(x[:-1], y[:-1], s=34, color=theme.muted, alpha=0.6, linewidths=0, zorder=3)
    if ring is not None and _known(ring):
        edge: dict[str, Any] = {"facecolors": "none", "edgecolors": theme.ghost, "linewidths": 1.6, "zorder": 4}
        ax.scatter([100 * ring.otif], sane([ring.cost_per_order]), s=190, linestyle=(0, (3, 2)), **edge)
    if _known(here):
        ax.scatter(x[-1:], y[-1:], s=110, color=theme.accent, edgecolors=theme.paper, linewidths=1.2, zorder=5)
    number_ticks(ax, "x")
    number_ticks(ax, "y")
    _frame(ax, x, y, ring)
    _direction(ax, theme)


def _known(stand: Stand) -> bool:
    """Tell whether both coordinates are numbers that can be drawn."""
    return all(np.isfinite(v) and abs(v) < LARGEST for v in (stand.otif, stand.cost_per_order))


def _frame(ax: Axes, x: np.ndarray, y: np.ndarray, ring: Stand | None) -> None:
    """Choose limits that hold all dots with air around them, so that a small change does not look like a leap."""
    if ring is not None and _known(ring):
        x, y = np.append(x, 100 * ring.otif), np.append(y, ring.cost_per_order)
    middle, half = (x.min() + x.max()) / 2, max(6.0, 0.65 * (x.max() - x.min()))
    ax.set_xlim(max(-1.0, middle - half), min(101.0, middle + half))
    middle, half = (y.min() + y.max()) / 2, max(0.12 * abs(float(y.mean())), 0.65 * (y.max() - y.min()), 1e-6)
    ax.set_ylim(middle - 1.25 * half, middle + half)  # room for the words at the bottom


def _direction(ax: Axes, theme: Theme) -> None:
    """Say which corner is the good one."""
    text: dict[str, Any] = {
        "ha": "right",
        "va": "bottom",
        "color": theme.good,
        "fontsize": theme.font_size,
        "parse_math": False,
    }
    ax.text(0.985, 0.03, "cheaper and more punctual ↘", transform=ax.transAxes, **text)
