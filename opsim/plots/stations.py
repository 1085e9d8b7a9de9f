"""The stations: what their machines did, their queues, and the textbook's wait beside the simulated one."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from opsim.plots.axes import (
    legend,
    name_ticks,
    nothing_to_show,
    number_ticks,
    prepare,
    time_axis,
    title,
    width_pt,
)
from opsim.plots.states import look_of, state_handles
from opsim.plots.steps import draw_steps, drawn_steps, mean_steps
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import legend_above
from opsim.plots.words import WEEK_MS, compact, shown
from opsim.results.time.explain import place_title
from opsim.results.time.states import STATE_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run
    from opsim.results.stations.vut import Vut

MARK: Final = "▶ "
_BUSY: Final = ("run", "rework", "set-up")
_NO_STATIONS: Final = "This firm has no stations."
#: Waits below this share of the longest one are shown at it: a logarithmic scale has no zero.
_LEAST_SHARE: Final = 1e-4
#: Mean width of a letter, in text sizes, and how much of a plot names with a formula may take.
_EM_PER_LETTER: Final = 0.6
#: A queue that changed more often is drawn week by week.
_MOST_CHANGES: Final = 4_000
#: An axis that spans less has too few powers of ten to be read by.
_DECADES: Final = 100.0
_NAMES_SHARE: Final = 0.6


def station_title(run: Run, station: str) -> str:
    """Return what people call a station."""
    return shown(place_title(run, "station", station), 24)


def draw_station_states(
    ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT, *, opening_hours: bool = True
) -> None:
    """Draw how the machines of each station divided their time; in `opening_hours`, off shift is left out.

    A dashed line marks where work (run, rework, set-up) ended in the baseline. The bottleneck has a mark at its name.
    """
    prepare(ax, theme, "", x="Share of time on shift (%)" if opening_hours else "Share of all time (%)", grid="x")
    names = run.history.names.stations
    if not names:
        nothing_to_show(ax, theme, _NO_STATIONS)
        title(ax, theme, "What the machines did")
        return
    seen: set[str] = set()
    bottleneck = run.stations.evidence.station
    for row, name in enumerate(names):
        left = 0.0
        for state, share in _shares(run, name, opening_hours=opening_hours).items():
            if share > 0:
                ax.barh(row, 100 * share, 0.66, left=100 * left, linewidth=0, **look_of(state, theme))
                seen.add(state)
            left += share
        if baseline is not None and name in baseline.history.names.stations:
            before = _shares(baseline, name, opening_hours=opening_hours)
            busy = 100 * sum(before[state] for state in _BUSY)
            ax.plot([busy, busy], [row - 0.43, row + 0.43], color=theme.ghost, linewidth=1.6, linestyle=(0, (2, 1.4)))
    name_ticks(ax, [MARK * (name == bottleneck) + station_title(run, name) for name in names], theme, longest=26)
    ax.set_xlim(0, 100)
    number_ticks(ax, "x")
    handles = state_handles([state for state in STATE_NAMES if state in seen], theme)
    title(ax, theme, "What the machines did", legend_above(ax, handles, theme))


def _shares(run: Run, station: str, *, opening_hours: bool) -> dict[str, float]:
    """Return the share of each state in a station's machine time."""
    stations = run.stations
    time = (stations.time_on_shift if opening_hours else stations.time_in_state)[station]
    total = sum(time.values())
    return {state: ms / total if total else 0.0 for state, ms in time.items()}


def draw_queue(ax: Axes, run: Run, station: str, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw how many lots wait in front of a station over the run, and their mean after the warm-up.

    A long run would be a smear: of more changes than can be told apart, the mean of each week is drawn.
    """
    heading = f"Queue at {station_title(run, station)}" if station else "Queue"
    prepare(ax, theme, heading, y="Lots", grid="y")
    end_ms = float(run.history.end_ms)
    times, lots = run.stations.queue(station) if station in run.history.names.stations else (np.empty(0), np.empty(0))
    if not len(times) or end_ms <= 0:
        nothing_to_show(ax, theme, "No lot ever came here." if station else _NO_STATIONS)
        return
    is_crowded = len(times) > _MOST_CHANGES
    if is_crowded:
        ax.set_ylabel("Lots, mean of each week")
    drawn = partial(mean_steps, length_ms=WEEK_MS) if is_crowded else drawn_steps
    longest = 1.0
    if baseline is not None and station in baseline.history.names.stations:
        ghost = drawn(*baseline.stations.queue(station), end_ms)
        longest = float(np.max(ghost[1], initial=longest))
        draw_steps(ax, ghost, color=theme.ghost, linewidth=1.0, linestyle=(0, (3, 2)), label="baseline")
    steps = drawn(times, lots, end_ms)
    draw_steps(ax, steps, color=theme.accent, linewidth=1.3, label="waiting")
    ax.fill_between(*steps, step="post", color=theme.accent, alpha=0.14, linewidth=0)
    mean = run.kpis.get(f"station.queue.{station}", math.nan)
    if math.isfinite(mean):
        ax.axhline(mean, color=theme.bad, linewidth=1.3, linestyle=":", label=f"mean {compact(mean)}")
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms, most=10)
    ax.set_ylim(0, max(float(np.max(steps[1])), longest) * 1.08)
    number_ticks(ax, "y")
    legend(ax, theme, columns=3)


def draw_waits(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the simulated mean wait of each queue with its interval, and V x U x T beside it, on a logarithmic scale."""
    prepare(ax, theme, "", x="Mean wait (opening h)", grid="x")
    found = run.stations.vut
    waits = [wait for vut in found.values() for wait in (vut.simulated_h, vut.predicted_h) if wait > 0]
    if not waits:
        nothing_to_show(ax, theme, "Too few lots waited to compare." if found else _NO_STATIONS)
        title(ax, theme, "Wait by V × U × T and as simulated")
        return
    least = max(min(waits), max(waits) * _LEAST_SHARE)
    before = baseline.stations.vut if baseline is not None else {}
    for row, (name, vut) in enumerate(found.items()):
        _draw_wait(ax, row, vut, least, theme)
        if name in before and before[name].simulated_h > 0:
            hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": theme.ghost, "markersize": 10}
            ax.plot(max(before[name].simulated_h, least), row, marker="o", linestyle="none", label="baseline", **hollow)
    _log_axis(ax, least, max(waits))
    name_ticks(ax, _names_of_waits(ax, run, theme), theme, longest=60)
    handles, labels = ax.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    ax.legend(
        unique.values(), unique.keys(), loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False,
        fontsize=theme.font_size - 1, labelcolor=theme.ink, handlelength=1.3, columnspacing=1.2, borderaxespad=0.2,
    )  # fmt: skip
    title(ax, theme, "Wait by V × U × T and as simulated", 1)


def _draw_wait(ax: Axes, row: int, vut: Vut, least: float, theme: Theme) -> None:
    """Draw both waits of one station, and a line between them."""
    simulated, predicted = max(vut.simulated_h, least), max(vut.predicted_h, least)
    if math.isfinite(vut.simulated_h) and math.isfinite(vut.predicted_h):
        ax.plot([simulated, predicted], [row, row], color=theme.muted, linewidth=1.0, zorder=1)
    if math.isfinite(vut.half_width_h) and vut.simulated_h > 0:
        low = max(vut.simulated_h - vut.half_width_h, least * 0.5)
        ax.plot([low, vut.simulated_h + vut.half_width_h], [row, row], color=theme.accent, linewidth=4, alpha=0.45)
    if math.isfinite(vut.simulated_h):
        ax.plot(simulated, row, marker="o", linestyle="none", markersize=7.5, color=theme.accent, label="simulated")
    if math.isfinite(vut.predicted_h):
        look: dict[str, Any] = {"markersize": 7.5, "color": theme.bad, "markeredgecolor": theme.paper}
        ax.plot(predicted, row, marker="D", linestyle="none", label="V × U × T", **look)


def _log_axis(ax: Axes, least: float, most: float) -> None:
    """Give the waits a logarithmic scale with plain numbers, two of them at least."""
    ax.set_xscale("log")
    ax.set_xlim(least * 0.5, most * 2)
    steps = (1.0,) if most * 2 >= _DECADES * least * 0.5 else (1.0, 2.0, 5.0)
    ax.xaxis.set_major_locator(LogLocator(base=10, subs=steps, numticks=6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: f"{value:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(axis="x", which="minor", length=0)


def _names_of_waits(ax: Axes, run: Run, theme: Theme) -> list[str]:
    """Return the stations' names, each with the factors of its wait where that leaves room for the waits themselves."""
    names = [_with_formula(run, name, vut) for name, vut in run.stations.vut.items()]
    if max(map(len, names)) * _EM_PER_LETTER * theme.font_size <= _NAMES_SHARE * width_pt(ax):
        return names
    return [station_title(run, name) for name in run.stations.vut]


def _with_formula(run: Run, station: str, vut: Vut) -> str:
    """Return a station's name with the three factors of its wait."""
    factors = (vut.variability, vut.congestion, vut.process_h)
    if not all(math.isfinite(factor) for factor in factors):
        return station_title(run, station)
    return f"{station_title(run, station)}: {compact(factors[0])} × {compact(factors[1])} × {compact(factors[2])} h"
