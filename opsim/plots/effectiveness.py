"""OEE of the machines: where the time of each went, and the losses one after the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from matplotlib.patches import Patch

from opsim.plots.axes import name_ticks, nothing_to_show, number_ticks, prepare, title
from opsim.plots.states import look_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import legend_above
from opsim.plots.timeline import machines_by_station
from opsim.plots.upkeep import MOST_ROWS, names_of, why_nothing
from opsim.plots.words import compact
from opsim.results.stations.equipment import GOOD, REJECTS, SLOWED, effectiveness

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run
    from opsim.results.stations.equipment import Effectiveness

_REJECTS_LOOK: Final = ("#4a2545", "#f3d3e6", "xx")  # much darker, or lighter, than rework
#: The losses of units stand next to the good ones, the others as they come.
_NEXT_TO_GOOD: Final = {GOOD: 0, REJECTS: 1, "rework": 2}
_DASHED: Final = (0, (2, 1.4))
_HALF: Final = 0.36


def draw_effectiveness(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw how each machine's time on shift went: good units (the OEE, written at the right), and each loss.

    A dashed line marks the OEE of the baseline.
    """
    prepare(ax, theme, "", x="Share of time on shift (%); OEE at the right", grid="x")
    found = _worst(run)
    if not any(each.planned for each in found):
        nothing_to_show(ax, theme, why_nothing(run))
        title(ax, theme, "OEE and its losses")
        return
    before = {each.machine: each for each in effectiveness(baseline)} if baseline is not None else {}
    seen: dict[str, Patch] = {}
    for row, each in enumerate(found):
        left = 0.0
        for name, ms in sorted(each.parts.items(), key=lambda part: _NEXT_TO_GOOD.get(part[0], 9)):
            share = 100 * ms / each.planned if each.planned else 0.0
            if share > 0:
                look = _look(name, theme)
                ax.barh(row, share, 2 * _HALF, left=left, linewidth=0, **look)
                seen[name] = Patch(label=loss_word(name), linewidth=0, **look)
            left += share
        if math.isfinite(each.oee):
            style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size}
            ax.text(101, row, f"{compact(100 * each.oee)} %", **style)
        ghost = before.get(each.machine)
        if ghost is not None and math.isfinite(ghost.oee):
            at = 100 * ghost.oee
            ax.plot([at, at], [row - 0.44, row + 0.44], color=theme.ghost, linewidth=1.6, linestyle=_DASHED)
    name_ticks(ax, [names_of(run)[each.machine] for each in found], theme, longest=28)
    ax.set_xlim(0, 100)
    number_ticks(ax, "x")
    ax.margins(x=0)
    order = sorted(seen, key=lambda name: (_NEXT_TO_GOOD.get(name, 9), name))
    lines = legend_above(ax, [seen[name] for name in order], theme)
    hidden = len(effectiveness(run)) - len(found)
    title(ax, theme, "OEE and its losses" + (f" (the {MOST_ROWS} least effective machines)" if hidden else ""), lines)


def _worst(run: Run) -> list[Effectiveness]:
    """Return the machines to be drawn, station by station: all of them, or the least effective."""
    rank = {machine: row for row, machine in enumerate(machines_by_station(run).tolist())}
    found = sorted(effectiveness(run), key=lambda each: each.oee if math.isfinite(each.oee) else 2.0)
    return sorted(found[:MOST_ROWS], key=lambda each: rank[each.machine])


def loss_word(name: str) -> str:
    """Return what a part of a machine's time is called."""
    return {GOOD: "good units (OEE)", REJECTS: "rejected units", "down": "failure"}.get(name, name)


def _look(name: str, theme: Theme) -> dict[str, Any]:
    """Return fill, hatch and edge of a part of a machine's time."""
    if name == REJECTS:
        light, dark, hatch = _REJECTS_LOOK
        return {"facecolor": dark if theme.name == "dark" else light, "hatch": hatch, "edgecolor": theme.paper}
    if name == SLOWED:
        return {"facecolor": theme.muted, "hatch": "\\\\", "edgecolor": theme.paper}
    return look_of("run" if name == GOOD else name, theme)


def draw_losses(ax: Axes, run: Run, machine: int, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the way from one machine's time on shift to its OEE, loss by loss; the baseline's OEE as a dashed line."""
    found = {each.machine: each for each in effectiveness(run)}.get(machine)
    name = names_of(run).get(machine, "")
    prepare(ax, theme, f"From time on shift to good units: {name}" if name else "OEE", x="Share (%)", grid="x")
    if found is None or not found.planned:
        seen = any(each.planned for each in effectiveness(run))
        nothing_to_show(ax, theme, "This machine was never on shift." if found and seen else why_nothing(run))
        return
    rows = _waterfall(found)
    ghost = {each.machine: each for each in effectiveness(baseline)}.get(machine) if baseline is not None else None
    before = 100 * ghost.oee if ghost is not None and math.isfinite(ghost.oee) else 0.0
    for row, (part, low, high) in enumerate(rows):
        look = _look(part, theme) if part else {"color": theme.muted}
        ax.barh(row, high - low, 0.66, left=low, linewidth=0, **look)
        text = f"{compact(high - low)} %" if part in ("", GOOD) else f"−{compact(high - low)} %"
        style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size}
        room_left = low > 100 - 1.4 * theme.font_size
        end = max(high, before) if part == GOOD else high
        ax.text(low - 1 if room_left else end + 1, row, text, ha="right" if room_left else "left", **style)
        if row:
            ax.plot([high, high], [row - 1, row], color=theme.grid, linewidth=1)
    if before:
        last = len(rows) - 1
        ax.plot([before, before], [last - 0.45, last + 0.45], color=theme.ghost, linewidth=1.8, linestyle=_DASHED)
    name_ticks(ax, ["time on shift" if not part else loss_word(part) for part, *_ in rows], theme)
    ax.set_xlim(0, 118)
    ax.set_xticks([0, 25, 50, 75, 100])


def _waterfall(found: Effectiveness) -> list[tuple[str, float, float]]:
    """Return the bars of the way to the OEE, in per cent: the whole, each loss from the top down, and what is left."""
    rows, top = [("", 0.0, 100.0)], 100.0
    for name, ms in sorted(found.parts.items(), key=lambda part: -part[1]):
        if name != GOOD and ms > 0:
            share = 100 * ms / found.planned
            rows.append((name, top - share, top))
            top -= share
    return [*rows, (GOOD, 0.0, 100 * found.oee)]
