"""Maintenance: where the time of each machine went, its losses, its stops, and its work since restoration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import Patch

from opsim.ledgers.history import ADJUSTMENT, FAILURE, INSPECTED, PLANNED
from opsim.plots.axes import (
    legend,
    name_ticks,
    nothing_to_show,
    number_ticks,
    prepare,
    time_axis,
    time_label,
    title,
)
from opsim.plots.boxes import add_boxes, pixel
from opsim.plots.states import look_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import legend_above
from opsim.plots.timeline import machine_names, machines_by_station
from opsim.plots.words import HOUR_MS, compact, full, sane
from opsim.results.equipment import GOOD, REJECTS, Age, Stops, age, effectiveness, stops
from opsim.studies.policy_curve import failure_modes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.equipment import Effectiveness
    from opsim.results.run import Run

#: More rows than this cannot be read; the worst machines are drawn.
MOST_ROWS: Final = 24
_REJECTS_LOOK: Final = ("#7d3f6b", "#a2568c", "xx")
_NO_MACHINES: Final = "This firm has no machines."
_DASHED: Final = (0, (2, 1.4))
_HALF: Final = 0.36


def names_of(run: Run) -> dict[int, str]:
    """Return machine -> what people call it, station by station."""
    return dict(zip(machines_by_station(run).tolist(), machine_names(run), strict=True))


def draw_effectiveness(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw how each machine's time on shift went: good units (the OEE, written at the right), and each loss.

    A dashed line marks the OEE of the baseline.
    """
    prepare(ax, theme, "", x="Share of time on shift (%); OEE at the right", grid="x")
    found = _worst(run)
    if not found:
        nothing_to_show(ax, theme, _NO_MACHINES)
        title(ax, theme, "OEE and its losses")
        return
    before = {each.machine: each for each in effectiveness(baseline)} if baseline is not None else {}
    seen: dict[str, Patch] = {}
    for row, each in enumerate(found):
        left = 0.0
        for name, ms in each.parts.items():
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
    name_ticks(ax, [names_of(run)[each.machine] for each in found], theme, longest=22)
    ax.set_xlim(0, 100)
    number_ticks(ax, "x")
    ax.margins(x=0)
    order = sorted(seen, key=lambda name: (name != GOOD, name))
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
    return look_of("run" if name == GOOD else name, theme)


def draw_losses(ax: Axes, run: Run, machine: int, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw the way from one machine's time on shift to its OEE, loss by loss; the baseline's OEE as a dashed line."""
    found = {each.machine: each for each in effectiveness(run)}.get(machine)
    name = names_of(run).get(machine, "")
    prepare(ax, theme, f"From time on shift to good units: {name}" if name else "OEE", x="Share (%)", grid="x")
    if found is None or not found.planned:
        nothing_to_show(ax, theme, "This machine was never on shift." if found else _NO_MACHINES)
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


def draw_stops(ax: Axes, run: Run, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw a strip for each machine that ever stopped: failures (▼), repairs, maintenance and waits for the crew.

    Small lines below a strip are the failures of the baseline.
    """
    prepare(ax, theme, "", grid="x")
    found, order = stops(run), machines_by_station(run).tolist()
    ghosts = stops(baseline) if baseline is not None else None
    stopped = {*found.machine.tolist(), *(ghosts.machine.tolist() if ghosts is not None else ())}
    counts = np.bincount(found.machine, minlength=len(order))
    chosen = sorted((m for m in order if m in stopped), key=lambda m: -counts[m])[:MOST_ROWS]
    machines = [machine for machine in order if machine in chosen]
    if not machines:
        nothing_to_show(ax, theme, "No machine ever stopped." if order else _NO_MACHINES)
        title(ax, theme, "Failures, repairs and maintenance")
        return
    end_ms = float(max(run.history.end_ms, 1))
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms, most=10)
    ax.set_xlabel(time_label(run.scenario.clock.start, end_ms, 10))
    name_ticks(ax, [names_of(run)[machine] for machine in machines], theme)
    ax.grid(visible=False, axis="y")
    handles = [handle for row, machine in enumerate(machines) for handle in _strip(ax, found.of(machine), row, theme)]
    if ghosts is not None:
        for row, machine in enumerate(machines):
            mine = ghosts.of(machine)
            at = mine.start[mine.kind == FAILURE]
            style: dict[str, Any] = {"linestyle": "none", "marker": "|", "markersize": 7, "color": theme.ghost}
            ax.plot(at, np.full(len(at), row + 0.43), label="failure in the baseline", **style)
    unique = {str(handle.get_label()): handle for handle in handles}
    extra, labels = ax.get_legend_handles_labels()
    unique |= {label: handle for handle, label in zip(extra, labels, strict=True)}
    lines = legend_above(ax, list(unique.values()), theme)
    title(ax, theme, "Failures, repairs and maintenance", lines)


def _strip(ax: Axes, mine: Stops, row: int, theme: Theme) -> list[Any]:
    """Draw the stops of one machine, each at least two pixels wide; return the entries of a legend."""
    dot, handles = 2 * pixel(ax, ax.get_xlim()[1]), list[Any]()
    height = np.full(len(mine.start), 0.3)
    ax.plot(ax.get_xlim(), [row, row], color=theme.grid, linewidth=1, zorder=1)
    kinds = [(FAILURE, "failure, being repaired", "down"), (PLANNED, "planned maintenance", "planned maintenance")]
    kinds += [(ADJUSTMENT, "adjustment", "adjustment"), (INSPECTED, "inspection", "set-up")]
    for kind, text, state in kinds:
        some = mine.kind == kind
        if some.any():
            left, right = mine.served[some].astype(float), mine.end[some].astype(float)
            edges = (left, np.maximum(right, left + dot), row + height[some], row - height[some])
            add_boxes(ax, *edges, **look_of(state, theme))
            handles.append(Patch(label=text, linewidth=0, **look_of(state, theme)))
    crew: dict[str, Any] = {"facecolor": theme.muted, "hatch": "", "edgecolor": theme.paper}
    for text, since, until, look in (
        ("waiting for the crew", mine.supplied, mine.served, crew),
        ("waiting for parts", mine.start, mine.supplied, look_of("no spare part", theme)),
    ):
        waits = until > since
        if waits.any():
            left, right = since[waits].astype(float), until[waits].astype(float)
            add_boxes(ax, left, right, row + height[waits] / 2, row - height[waits] / 2, **look)
            handles.append(Patch(label=text, linewidth=0, **look))
    failed = mine.start[mine.kind == FAILURE]
    if len(failed):
        style: dict[str, Any] = {"linestyle": "none", "marker": "v", "markersize": 5, "color": theme.ink, "zorder": 6}
        handles += ax.plot(failed, np.full(len(failed), row - 0.4), label="failure", **style)
    return handles


def draw_wear(ax: Axes, run: Run, machine: int, baseline: Run | None = None, theme: Theme = LIGHT) -> None:
    """Draw how long a machine had worked since its last repair or maintenance, with the interval of its policy.

    Where maintenance follows the condition, or wear makes the machine fail, the wear found at its stops is drawn, with
    the threshold and the wear at which it fails.
    """
    names = names_of(run)
    by_wear = machine in names and goes_by_wear(run, machine)
    what = "Wear found at its stops" if by_wear else "Work since the last restoration"
    prepare(ax, theme, f"{what}: {names[machine]}" if machine in names else "", y="Wear" if by_wear else "Work (h)")
    end_ms = float(run.history.end_ms)
    if machine not in names or end_ms <= 0:
        nothing_to_show(ax, theme, _NO_MACHINES)
        return
    found, highest = _curve(run, machine, by_wear=by_wear), 0.0
    if baseline is not None and machine in names_of(baseline):
        ghost = _curve(baseline, machine, by_wear=by_wear)
        look: dict[str, Any] = {"color": theme.ghost, "linewidth": 0.9, "linestyle": (0, (3, 2)), "alpha": 0.6}
        ax.plot(ghost.times, sane(ghost.hours), label="baseline", **look)
        highest = float(np.max(sane(ghost.hours), initial=0.0))
    ax.plot(found.times, sane(found.hours), color=theme.accent, linewidth=1.3)
    for at, marker, size, colour, text in (
        (found.failed, "X", 7, theme.bad, "failure"),
        (found.maintained, "o", 6, theme.good, "maintenance"),
    ):
        if len(at):
            style: dict[str, Any] = {"linestyle": "none", "markeredgecolor": theme.paper, "zorder": 4}
            times, hours = found.times[at], sane(found.hours[at])
            ax.plot(times, hours, marker=marker, markersize=size, color=colour, label=text, **style)
    lines = _thresholds(run, machine) if by_wear else [("policy: {0} h", interval_h(run, machine), ":")]
    for text, level, style_of_line in lines:
        if math.isfinite(level):
            label = text.format(full(level, 0 if level >= 10 else 1))
            ax.axhline(level, color=theme.ink, linewidth=1.2, linestyle=style_of_line, label=label)
            highest = max(highest, level)
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms, most=10)
    ax.set_xlabel(time_label(run.scenario.clock.start, end_ms, 10))
    ax.set_ylim(0, 1.08 * max(highest, float(np.max(sane(found.hours), initial=0.0)), 1e-9))
    number_ticks(ax, "y")
    legend(ax, theme, columns=4)


def goes_by_wear(run: Run, machine: int) -> bool:
    """Say whether wear decides when a machine is maintained or fails."""
    station = _station_of(run, machine)
    policy = run.scenario.production.maintenance.get(station)
    by_wear = any(mode.clock == "wear" for mode in failure_modes(run.scenario, station))
    return by_wear or (policy is not None and policy.policy == "condition")


def _curve(run: Run, machine: int, *, by_wear: bool) -> Age:
    """Return the saw-tooth of work, or of the wear that was found: it is 0 after a repair or maintenance."""
    if not by_wear:
        return age(run, machine)
    mine = stops(run).of(machine)
    renews = (mine.kind == FAILURE) | (mine.kind == PLANNED)
    times = np.column_stack([mine.start, np.where(renews, mine.end, mine.start)]).ravel()
    wear = np.column_stack([mine.wear, np.where(renews, 0.0, mine.wear)]).ravel()
    failed, maintained = (2 * np.flatnonzero(mine.kind == kind) for kind in (FAILURE, PLANNED))
    return Age(times, wear, failed, maintained)


def _thresholds(run: Run, machine: int) -> list[tuple[str, float, str]]:
    """Return the wear at which a machine is maintained, and those at which it fails: text, level, line style."""
    station = _station_of(run, machine)
    policy = run.scenario.production.maintenance.get(station)
    lines = []
    if policy is not None and policy.policy == "condition":
        lines.append(("maintained from {0}", float(policy.threshold), ":"))
    modes = failure_modes(run.scenario, station)
    return lines + [("fails at {0}", float(mode.limit), "--") for mode in modes if mode.clock == "wear"]


def interval_h(run: Run, machine: int) -> float:
    """Return the hours of work after which a machine is maintained by its policy; infinite for none."""
    policy = run.scenario.production.maintenance.get(_station_of(run, machine))
    return policy.every / HOUR_MS if policy is not None and policy.policy == "age" else math.inf


def _station_of(run: Run, machine: int) -> str:
    """Return the station at which a machine stands."""
    return run.history.names.stations[int(run.floor.station_of[machine])]
