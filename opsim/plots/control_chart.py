"""Control charts with their zones, limits and signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.plots.axes import legend, nothing_to_show, number_ticks, prepare
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.words import sane, shown
from opsim.results.dates import day_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run
    from opsim.results.stations.charts import Chart, Points

#: So many samples can be told apart; the last ones are drawn unless all are wanted.
MOST_SAMPLES: Final = 80
WHERE_CHARTS: Final = "A scenario file has them under production.quality.charts."
NO_CHARTS: Final = f"This firm keeps no control chart. {WHERE_CHARTS}"
#: The zones on each side of the centre line, from the outside in: A, B and C.
_SHADES: Final = (0.16, 0.09, 0.03)


def draw_control_chart(
    ax: Axes,
    run: Run,
    name: str,
    machine: int,
    *,
    baseline: Run | None = None,
    theme: Theme = LIGHT,
    which: int = 0,
    whole: bool = False,
) -> None:
    """Draw one line of a control chart (0: means or values, 1: ranges or the other sum) of one machine.

    The bands are zones A, B and C (Western Electric 1956); ✕ marks signals with something worth finding behind them, ○
    false alarms. The last samples are drawn, or the `whole` run; the baseline's samples are a dashed line.
    """
    prepare(ax, theme, "", grid="y")
    chart = found_chart(run, name, machine)
    if chart is None:
        nothing_to_show(ax, theme, NO_CHARTS if not run.charts.specs else "No sample was taken on this chart.")
        ax.set_title("Control chart" if which == 0 else "Its range", loc="left")
        return
    if which >= len(chart.lines):
        nothing_to_show(ax, theme, "This kind of chart has one line only.")
        return
    line = chart.lines[which]
    first = 0 if whole else max(0, len(chart.times) - MOST_SAMPLES)
    numbers = np.arange(first, len(chart.times)) + 1.0
    prepare(ax, theme, f"{chart_title(run, name)}: {line.title}", y=_axis(run, chart, line), grid="y")
    if baseline is not None and (ghost := found_chart(baseline, name, machine)) is not None:
        look: dict[str, Any] = {"color": theme.ghost, "linewidth": 0.9, "linestyle": (0, (3, 2)), "alpha": 0.6}
        if which < len(ghost.lines):
            old = _finite(ghost.lines[which].values[first : len(chart.times)])
            if len(old):
                ax.plot(numbers[: len(old)], old, label="baseline", **look)
    _bands(ax, line, numbers, first, theme)
    points: dict[str, Any] = {"color": theme.accent, "linewidth": 1.1, "marker": "o", "markersize": 3.5, "zorder": 3}
    ax.plot(numbers, _finite(line.values[first:]), **points)
    _signals(ax, chart, line, first, theme)
    start = run.scenario.clock.start
    days = (day_text(start, float(chart.times[first])), day_text(start, float(chart.times[-1])))
    ax.set_xlabel(f"Number of the sample ({days[0]} to {days[1]})")
    ax.set_xlim(numbers[0] - 1, numbers[-1] + 1)
    number_ticks(ax, "x", most=8)
    number_ticks(ax, "y")
    legend(ax, theme, columns=5)


def found_chart(run: Run, name: str, machine: int) -> Chart | None:
    """Return a chart of a machine, None where no sample was taken."""
    return run.charts.chart(name, machine) if (name, machine) in run.charts.kept else None


def chart_title(run: Run, name: str) -> str:
    """Return what people call a chart."""
    spec = run.charts.specs.get(name)
    return shown((spec.title if spec is not None else "") or name, 24)


def _axis(run: Run, chart: Chart, line: Points) -> str:
    """Return the label of a chart's axis, with its unit."""
    if chart.kind == "cusum":
        return "Standard deviations"
    if chart.kind == "p":
        return "Share of defectives"
    study = run.charts.capability.get(chart.name)
    what = (study.characteristic.name if study is not None else "") or line.title.capitalize()
    unit = study.characteristic.unit if study is not None else ""
    return shown(f"{what} ({unit})" if unit else what, 30)


def _finite(values: np.ndarray) -> np.ndarray:
    """Return values that can be drawn; gaps stay gaps."""
    return np.where(np.isnan(values), np.nan, sane(values))


def _bands(ax: Axes, line: Points, numbers: np.ndarray, first: int, theme: Theme) -> None:
    """Draw zones, limits and centre line, which may change on the way."""
    centre, lower, upper = (_finite(part[first:]) for part in (line.centre, line.lower, line.upper))
    narrow, wide = (_finite(part[first:]) for part in line.zones)
    step: dict[str, Any] = {"step": "mid", "linewidth": 0, "color": theme.muted}
    outside = upper - centre
    for (inner, outer), shade in zip(((wide, outside), (narrow, wide), (0 * narrow, narrow)), _SHADES, strict=True):
        bottom, top = np.maximum(centre - outer, lower), np.minimum(centre + outer, upper)
        ax.fill_between(numbers, centre + inner, top, alpha=shade, **step)
        ax.fill_between(numbers, bottom, np.maximum(centre - inner, lower), alpha=shade, **step)
    edge: dict[str, Any] = {"where": "mid", "color": theme.bad, "linewidth": 1.3}
    ax.step(numbers, upper, label="limits", **edge)
    ax.step(numbers, lower, **edge)
    ax.step(numbers, centre, where="mid", color=theme.good, linewidth=1.3, linestyle=(0, (6, 2)), label="centre line")


def _signals(ax: Axes, chart: Chart, line: Points, first: int, theme: Theme) -> None:
    """Mark the points that gave a signal on this line."""
    ranges = line.title in ("range", "moving range")
    found = [each for each in chart.signals if each.point >= first and (each.rule == "range beyond a limit") == ranges]
    if chart.kind == "cusum":
        found = [each for each in found if each.rule.startswith(line.title)]
    for true, marker, colour, name in ((True, "X", theme.bad, "signal"), (False, "o", theme.ink, "false alarm")):
        at = sorted({each.point for each in found if each.true == true})
        if at:
            look: dict[str, Any] = {"linestyle": "none", "marker": marker, "markersize": 9, "zorder": 5}
            look |= {"color": colour} if true else {"markerfacecolor": "none", "markeredgecolor": colour}
            look |= {"markeredgecolor": theme.paper} if true else {"markeredgewidth": 1.6}
            ax.plot(np.array(at) + 1.0, _finite(line.values[at]), label=name, **look)
