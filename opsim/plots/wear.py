"""How long a machine had worked since it was restored, or how worn it was found, against its policy's threshold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from opsim.ledgers.history import FAILURE, PLANNED
from opsim.plots.axes import legend, nothing_to_show, number_ticks, prepare, time_axis
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.upkeep import NO_MACHINES, names_of
from opsim.plots.words import HOUR_MS, full, sane
from opsim.results.stations.stops import Age, age, stops
from opsim.studies.renewal import failure_modes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run


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
        nothing_to_show(ax, theme, NO_MACHINES)
        return
    found, highest = _curve(run, machine, by_wear=by_wear), 0.0
    if baseline is not None and machine in names_of(baseline):
        ghost = _curve(baseline, machine, by_wear=by_wear)
        look: dict[str, Any] = {"color": theme.ghost, "linewidth": 0.9, "linestyle": (0, (3, 2)), "alpha": 0.6}
        ax.plot(ghost.times, sane(ghost.hours), label="baseline", **look)
        highest = float(np.max(sane(ghost.hours), initial=0.0))
    ax.plot(found.times, sane(found.hours), color=theme.accent, linewidth=1.3, label="this run")
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
