"""Quality: where units fail, what passes the first time, what a process is capable of, and what quality costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.plots.axes import legend, name_ticks, nothing_to_show, number_ticks, prepare, title
from opsim.plots.control_chart import WHERE_CHARTS, chart_title, found_chart
from opsim.plots.stations import station_title
from opsim.plots.stock import title_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.words import CENTS, compact, full, sane, shown
from opsim.results.kpis.quality import first_pass_yields
from opsim.results.money.quality_cost import CLASSES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run
    from opsim.results.stations.charts import CapabilityStudy
    from opsim.results.stations.quality import Failures

MOST_ROWS: Final = 14
_GHOST: Final[dict[str, Any]] = {"fill": False, "linewidth": 1.2, "linestyle": (0, (3, 2))}
#: Class of the cost of quality -> colour; its lines differ by hatch. Okabe and Ito's colours (2008).
CLASS_COLOURS: Final = dict(zip(CLASSES, ("#009e73", "#56b4e9", "#e69f00", "#d55e00"), strict=True))
_HATCHES: Final = ("", "///", "xxx", "...", "---")
_BINS: Final = 30
#: The longest bar leaves room for its number of units.
_ROOM_FOR_UNITS: Final = 1.18


def place_of(run: Run, failures: Failures) -> str:
    """Return what people call the place where units failed."""
    station = failures.place in run.history.names.stations and failures.cause == "rejected by inspection"
    return station_title(run, failures.place) if station else title_of(run, failures.place)


def cause_of(run: Run, failures: Failures, cause: str) -> str:
    """Return how units failed (`cause`, as short as it may be), and where that was seen if it was not there."""
    return f"{cause} at {station_title(run, failures.found)}" if failures.found else cause


def draw_pareto(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw what failed, by the step that spoiled it, most of it first, as shares of all failures; the line adds up.

    Units are written beside the bars; the baseline's units, on the scale of this run's, are outlines.
    """
    scale = "Share of all failed units (%); units at the bars"
    prepare(ax, theme, "Failed units by origin", x=scale, grid="x")
    found = run.defects_by_place[:MOST_ROWS]
    if not found:
        nothing_to_show(ax, theme, "No unit failed an inspection, and none came back from a customer.")
        return
    total = sum(each.units for each in run.defects_by_place)
    before = {_key(each): each.units for each in baseline.defects_by_place} if baseline is not None else {}
    shares = [100 * each.units / total for each in found]
    ax.barh(range(len(found)), shares, 0.64, color=theme.accent, linewidth=0)
    ghosts = [100 * before.get(_key(each), 0) / total for each in found]
    if baseline is not None:
        ax.barh(range(len(found)), ghosts, 0.84, edgecolor=theme.ghost, label="baseline", **_GHOST)
    ends = [max(pair) for pair in zip(shares, ghosts, strict=True)]
    added = np.cumsum(shares)
    ax.plot(added, range(len(found)), color=theme.bad, marker="o", markersize=5, linewidth=1.4, label="added up")
    for row, (each, end) in enumerate(zip(found, ends, strict=True)):
        style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size}
        ax.text(1.015 * end + 1.5, row + 0.02, full(each.units), bbox=_paper(theme), **style)
    causes = [cause_of(run, each, "found" if each.found else _SHORT.get(each.cause, each.cause)) for each in found]
    name_ticks(ax, [f"{place_of(run, each)}: {cause}" for each, cause in zip(found, causes, strict=True)], theme, 34)
    ax.set_xlim(0, max(104.0, _ROOM_FOR_UNITS * max(ends)))
    number_ticks(ax, "x")
    legend(ax, theme)


_SHORT: Final = {
    "rejected by inspection": "inspection",
    "rejected at goods-in": "goods-in",
    "brought back by customers": "customers",
}


def _key(failures: Failures) -> tuple[str, str, str]:
    """Return what makes two rows the same one."""
    return failures.place, failures.cause, failures.found


def _paper(theme: Theme) -> dict[str, Any]:
    """Return a patch of paper behind a text, so that lines do not run through it."""
    return {"facecolor": theme.paper, "edgecolor": "none", "pad": 0.8, "alpha": 0.85}


def draw_yields(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the first-pass yield of each inspected step (●) and the rolled yield of each product (◆); ghosts hollow."""
    prepare(ax, theme, "First-pass and rolled yield", x="Share of units not rejected (%)", grid="x")
    rows = yields(run)
    if not rows:
        nothing_to_show(ax, theme, "Nothing is inspected on the floor, so no yield is known.")
        return
    before = dict(yields(baseline)) if baseline is not None else {}
    rows = rows[:MOST_ROWS]
    values = [100 * value for _name, value in rows]
    old = [100 * before[name] for name, _value in rows if name in before]
    low = max(0.0, min([*values, *old]) - 4.0)
    for row, ((kind, name), value) in enumerate(zip((key for key, _ in rows), values, strict=True)):
        marker, colour = ("o", theme.accent) if kind == "first-pass" else ("D", theme.good)
        ax.plot([low, value], [row, row], color=theme.grid, linewidth=2, zorder=1)
        look: dict[str, Any] = {"linestyle": "none", "markersize": 8, "zorder": 3}
        text = kind + " yield"
        seen = text in ax.get_legend_handles_labels()[1]
        ax.plot(value, row, marker=marker, color=colour, label="_again" if seen else text, **look)
        if (kind, name) in before:
            hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": theme.ghost, "markersize": 12}
            known = "baseline" in ax.get_legend_handles_labels()[1]
            ghost = 100 * before[kind, name]
            label = "_again" if known else "baseline"
            ax.plot(ghost, row, marker=marker, linestyle="none", label=label, zorder=2, **hollow)
        style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size}
        ax.text(100.6, row, f"{compact(value)} %", **style)
    name_ticks(ax, [name for (_kind, name), _value in rows], theme, 30)
    ax.set_xlim(low, 100)
    number_ticks(ax, "x")
    legend(ax, theme)


def yields(run: Run) -> list[tuple[tuple[str, str], float]]:
    """Return ((kind, name), share): first-pass yields by product and step, and then the product's rolled yield."""
    rows: list[tuple[tuple[str, str], float]] = []
    for product, each in first_pass_yields(run).items():
        name = title_of(run, product)
        rows += [(("first-pass", f"{name}: {station_title(run, station)}"), share) for station, share in each.items()]
        rows.append((("rolled", f"{name}: all steps"), math.prod(each.values())))
    return rows


_NOT_IN_CONTROL: Final = "not in control:\nCp and Cpk do not\ndescribe this process"


def draw_capability(ax: Axes, run: Run, chart: str, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw what was measured on a chart against the limits of its characteristic, with Cp, Cpk and their intervals.

    The curves are normal: one with the standard deviation within samples, as it would be in control, one with that of
    all values. The baseline's measurements are an outline.
    """
    study = run.charts.capability.get(chart)
    heading = f"Capability: {chart_title(run, chart)}" if chart else "Capability"
    prepare(ax, theme, heading, y="Units measured", grid="y")
    if study is None:
        nothing_to_show(ax, theme, why_no_capability(run, chart))
        return
    c, values = study.characteristic, sane(study.values)
    ax.set_xlabel(shown(f"{c.name or 'measured'} ({c.unit})" if c.unit else c.name or "measured", 50), parse_math=False)
    reach = 0.12 * (c.upper - c.lower)
    low, high = min(c.lower - reach, float(values.min())), max(c.upper + reach, float(values.max()))
    edges = np.linspace(low, high, _BINS + 1)
    ax.hist(values, bins=edges.tolist(), color=theme.accent, alpha=0.75, edgecolor=theme.paper, linewidth=0.8)
    before = baseline.charts.capability.get(chart) if baseline is not None else None
    if before is not None:
        look: dict[str, Any] = {"histtype": "step", "color": theme.ghost, "linestyle": (0, (3, 2)), "linewidth": 1.3}
        inside = np.clip(sane(before.values), low, high)
        ax.hist(inside, bins=edges.tolist(), label="baseline", **look)
    _draw_normal(ax, study, study.sigma, edges, {"label": "if in control (within)", "color": theme.ink})
    overall: dict[str, Any] = {"label": f"all values (Ppk {study.ppk:.2f})", "color": theme.muted}
    _draw_normal(ax, study, study.overall_sigma, edges, {"linestyle": (0, (5, 3)), **overall})
    for at, name in ((c.lower, f"limits {c.lower:g} and {c.upper:g}"), (c.upper, "_upper")):
        ax.axvline(at, color=theme.bad, linewidth=2, label=name)
    ax.axvline(study.mean, color=theme.ink, linewidth=1.4, linestyle=":", label=f"mean {study.mean:.4g}")
    for name, value, interval in (("Cp", study.cp, study.cp_interval), ("Cpk", study.cpk, study.cpk_interval)):
        ax.plot([], [], linestyle="none", label=f"{name} {value:.2f} ({interval.low:.2f} to {interval.high:.2f})")
    kept = [found_chart(run, *each) for each in run.charts.kept if each[0] == chart]
    if any(found is not None and found.signals for found in kept):
        style: dict[str, Any] = {"va": "top", "color": theme.bad, "fontsize": theme.font_size}
        ax.text(0.01, 0.98, _NOT_IN_CONTROL, transform=ax.transAxes, bbox=_paper(theme), zorder=6, **style)
    number_ticks(ax, "y")
    legend(ax, theme, columns=3)


def _draw_normal(ax: Axes, study: CapabilityStudy, sigma: float, edges: np.ndarray, look: dict[str, Any]) -> None:
    """Draw the normal curve with the mean of all values and a standard deviation, to the scale of the histogram."""
    if not sigma > 0:
        return
    at = np.linspace(edges[0], edges[-1], 200)
    scale = len(study.values) * (edges[1] - edges[0]) / (sigma * math.sqrt(2 * math.pi))
    ax.plot(at, scale * np.exp(-0.5 * ((at - study.mean) / sigma) ** 2), linewidth=1.3, **look)


def why_no_capability(run: Run, chart: str) -> str:
    """Return why there is no histogram."""
    specs = run.scenario.production.quality.charts
    if chart not in specs:
        return "This firm keeps no control chart, so nothing is measured. " + WHERE_CHARTS
    if specs[chart].kind == "p":
        return "This chart counts defectives; it measures no characteristic."
    return "Too little was measured, or the steps sampled here have no common characteristic."


def draw_cost_of_quality(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the cost of quality in its four classes, line by line; the baseline's classes are outlines."""
    prepare(ax, theme, "", x=f"Cost ({shown(run.scenario.currency, 8)})", grid="x")
    heading = "Cost of quality in its four classes"
    lines = run.cost_of_quality
    if not lines:
        nothing_to_show(ax, theme, "Quality cost nothing: nothing was inspected, scrapped, reworked or brought back.")
        title(ax, theme, heading)
        return
    ends = dict.fromkeys(CLASSES, 0.0)
    for row, group in enumerate(CLASSES):
        for each, hatch in zip([each for each in lines if each.group == group], _HATCHES, strict=False):
            cost = float(sane([each.cents / CENTS])[0])
            look: dict[str, Any] = {"color": CLASS_COLOURS[group], "hatch": hatch, "edgecolor": theme.paper}
            left = ends[group] if cost > 0 else 0.0
            ax.barh(row, cost, 0.62, left=left, linewidth=0, label=each.title, **look)
            ends[group] += max(cost, 0.0)
    totals = _by_class(run)
    if baseline is not None:
        ghosts = [_by_class(baseline)[group] for group in CLASSES]
        ax.barh(range(len(CLASSES)), ghosts, 0.82, edgecolor=theme.ghost, label="baseline", **_GHOST)
        ends = {group: max(end, ghost) for (group, end), ghost in zip(ends.items(), ghosts, strict=True)}
    most = max(*ends.values(), 0.01)
    for row, group in enumerate(CLASSES):
        style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size}
        ax.text(ends[group] + 0.015 * most, row, compact(totals[group]), **style)
    name_ticks(ax, [group.capitalize() for group in CLASSES], theme)
    ax.set_xlim(min(0.0, *totals.values(), *(each.cents / CENTS for each in lines)) * 1.05, most * 1.16)
    number_ticks(ax, "x")
    title(ax, theme, heading)
    legend(ax, theme, columns=3)


def _by_class(run: Run) -> dict[str, float]:
    """Return the cost of each class, in currency units."""
    return {
        group: float(sane([sum(each.cents for each in run.cost_of_quality if each.group == group) / CENTS])[0])
        for group in CLASSES
    }
