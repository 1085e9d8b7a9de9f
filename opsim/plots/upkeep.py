"""Maintenance: when each machine stopped, for what, and how long it waited for the crew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import Patch

from opsim.ledgers.history import ADJUSTMENT, FAILURE, INSPECTED, PLANNED
from opsim.plots.axes import name_ticks, nothing_to_show, prepare, time_axis, title
from opsim.plots.boxes import add_boxes, pixel
from opsim.plots.states import look_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import legend_above
from opsim.plots.timeline import machine_names, machines_by_station
from opsim.results.kpis.window import window_of
from opsim.results.stations.stops import Stops, stops

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.results.run import Run

#: More rows than this cannot be read; the worst machines are drawn.
MOST_ROWS: Final = 24
NO_MACHINES: Final = "This firm has no machines."
NEVER_ON: Final = "No machine was on shift after the warm-up."


def why_nothing(run: Run) -> str:
    """Return why there are no figures of any machine."""
    if not len(run.floor.station_of):
        return NO_MACHINES
    return "The run ended before the warm-up was over; nothing was measured." if not window_of(run).ms else NEVER_ON


def names_of(run: Run) -> dict[int, str]:
    """Return machine -> what people call it, station by station."""
    return dict(zip(machines_by_station(run).tolist(), machine_names(run), strict=True))


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
        nothing_to_show(ax, theme, "No machine ever stopped." if order else NO_MACHINES)
        title(ax, theme, "Failures, repairs and maintenance")
        return
    end_ms = float(max(run.history.end_ms, 1))
    time_axis(ax, run.scenario.clock.start, 0.0, end_ms, most=10)
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
