"""What each function of the firm costs, and how long it makes customers wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from opsim.plots.axes import name_ticks, nothing_to_show, number_ticks, prepare, width_pt
from opsim.plots.reading import measured_orders
from opsim.plots.theme import LIGHT, Theme, colour_of, hatch_of
from opsim.plots.words import CENTS, HOUR_MS, compact, sane, shown
from opsim.results.time.causes import OFF_SHIFT
from opsim.results.time.lateness import by_function
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from opsim.results.run import Run

#: Mean width of a letter in text sizes; how much of a figure's width is its plot; and the most of it that texts get.
_EM_PER_LETTER = 0.6
_PLOT_SHARE = 0.66
_MOST_ROOM = 0.7
#: A smaller share of the cost of lateness is not written beside its bar.
_WORTH_A_NOTE = 0.01


def draw_cost_by_function(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the cost of each function as a bar; the baseline's as an outline."""
    now, before = _in_units(run.cost_by_function), _in_units(baseline.cost_by_function) if baseline else {}
    prepare(ax, theme, "Cost by function", x=f"Cost ({shown(run.scenario.currency, 8)})", grid="x")
    _bars(ax, now, before, theme)


def draw_lead_time_by_function(
    ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT, *, share_off_shift: bool = False
) -> None:
    """Draw how many hours of an order's mean lead time each function causes, and what lateness costs by function.

    With `share_off_shift` nights and weekends are shared out over each order's other delays; the axis says how much.
    """
    now = hours_per_order(run, share_off_shift=share_off_shift)
    before = hours_per_order(baseline, share_off_shift=share_off_shift) if baseline else {}
    currency, cents_by_function = shown(run.scenario.currency, 8), _late_cents(run, share_off_shift=share_off_shift)
    least = _WORTH_A_NOTE * sum(cents_by_function.values())
    late = {name: cents / CENTS for name, cents in cents_by_function.items() if cents > least}
    notes = {function: f"late: {compact(cost)} {currency}" for function, cost in late.items()}
    shared_ms = int(run.attribution.lead_ms[OFF_SHIFT] - run.attribution.spread_ms[OFF_SHIFT])
    label = "Mean time per order (h)"
    if share_off_shift and shared_ms:
        label = f"Hours per order; off shift shared out: {compact(_per_order(run, shared_ms))} h"
    prepare(ax, theme, "Lead time by function", x=label, grid="x")
    _bars(ax, now, before, theme, notes)


def draw_late_cost_by_function(
    ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT, *, share_off_shift: bool = False
) -> None:
    """Draw what lateness costs (discounts and lost margin), by the function that caused it."""
    now = _in_units(_late_cents(run, share_off_shift=share_off_shift))
    before = _in_units(_late_cents(baseline, share_off_shift=share_off_shift)) if baseline else {}
    currency = shown(run.scenario.currency, 8)
    moved = int(np.abs(run.attribution.cents - run.attribution.spread_cents).sum()) // 2
    label = f"Cost ({currency})"
    if share_off_shift and moved:
        label += f", {compact(moved / CENTS)} {currency} for off shift shared over the other delays"
    prepare(ax, theme, "Cost of lateness by function", x=label, grid="x")
    _bars(ax, now, before, theme)


def hours_per_order(run: Run, *, share_off_shift: bool = False) -> dict[str, float]:
    """Return the mean hours of lead time that each function causes per delivered order."""
    found = by_function(run.attribution.spread_ms) if share_off_shift else run.lead_time_by_function
    return {function: _per_order(run, total_ms) for function, total_ms in found.items()}


def _per_order(run: Run, total_ms: int) -> float:
    """Return a sum over orders as hours per delivered order."""
    return total_ms / max(1, len(measured_orders(run))) / HOUR_MS


def _late_cents(run: Run, *, share_off_shift: bool) -> dict[str, int]:
    """Return the cost of lateness by function, as it is to be drawn."""
    if not share_off_shift:
        return run.late_cost_by_function
    return dict(zip(FUNCTIONS, run.attribution.spread_cents.tolist(), strict=True))


def _in_units(cents_by_function: Mapping[str, int]) -> dict[str, float]:
    """Return whole cents as currency units."""
    return {function: cents / CENTS for function, cents in cents_by_function.items()}


def _bars(
    ax: Axes,
    now: Mapping[str, float],
    before: Mapping[str, float],
    theme: Theme,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Draw one bar per function that has a value now or had one before, with its number beside it."""
    names = [name for name in FUNCTIONS if now.get(name) or before.get(name)]
    if not names:
        nothing_to_show(ax, theme, "Nothing to show: every value is zero.")
        return
    values = sane([now.get(name, 0.0) for name in names])
    ghosts = sane([before.get(name, 0.0) for name in names])
    for row, name in enumerate(names):
        ax.barh(row, values[row], 0.64, color=colour_of(name), hatch=hatch_of(name), edgecolor=theme.paper, linewidth=0)
    if before:
        _ghosts(ax, ghosts, theme)
    ends = np.maximum(np.maximum(values, ghosts if before else values), 0.0)
    texts = [_text(value, (notes or {}).get(name, "")) for name, value in zip(names, values, strict=True)]
    _numbers(ax, texts, ends, theme)
    name_ticks(ax, [name.capitalize() for name in names], theme)
    number_ticks(ax, "x")
    lowest, highest = min(0.0, float(np.min([values, ghosts]))), float(np.max(ends)) or 1.0
    ax.set_xlim(lowest * 1.1, highest / (1.0 - _room_for(ax, texts, theme)))


def _room_for(ax: Axes, texts: list[str], theme: Theme) -> float:
    """Return the share of the plot's width that the longest text needs behind the longest bar."""
    longest_pt = _EM_PER_LETTER * theme.font_size * (max(map(len, texts)) + 1)
    return min(_MOST_ROOM, longest_pt / (_PLOT_SHARE * width_pt(ax)))


def _ghosts(ax: Axes, values: np.ndarray, theme: Theme) -> None:
    """Outline where the bars of the baseline ended."""
    outline: dict[str, Any] = {"fill": False, "edgecolor": theme.ghost, "linewidth": 1.2, "linestyle": (0, (3, 2))}
    bars = ax.barh(range(len(values)), values, 0.84, **outline)
    bars.set_label("baseline")


def _text(value: float, note: str) -> str:
    """Return a bar's number, and what else there is to say about it."""
    number = compact(float(value))
    return f"{'< 0.01' if number == '0' and value > 0 else number}   {note}".rstrip()


def _numbers(ax: Axes, texts: list[str], ends: np.ndarray, theme: Theme) -> None:
    """Write each bar's text behind the bar."""
    gap = float(np.max(ends)) * 0.015
    style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size, "parse_math": False}
    for row, text in enumerate(texts):
        ax.text(float(ends[row]) + gap, row, text, **style)
