"""Gantt charts: what each machine did, and what each customer order waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.plots.axes import name_ticks, nothing_to_show, prepare, time_axis, time_label, title, width_pt
from opsim.plots.stock import title_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import OFF, Cause, Stretches, draw_tiles
from opsim.plots.words import HOUR_MS, shown
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from opsim.results.run import Run

Window = tuple[float, float]

#: What a machine does -> the function that stands behind it. Idle time is left white.
STATE_FUNCTION: Final = {
    "processing": "production",
    "set-up": "planning",
    "rework": "quality",
    "blocked": "scheduling",
    "down": "maintenance",
    "planned maintenance": "maintenance",
    "off shift": OFF,
    "no operator": "teams",
}
_SHORTEST_WINDOW_MS: Final = HOUR_MS // 4
MOST_ORDERS: Final = 18
_MOST_TICKS: Final = 12
#: A date below the axis takes so much room, in text sizes.
_DATE_EM: Final = 6.0


def whole_run(run: Run) -> Window:
    """Return the window that shows everything, in ms since the start."""
    return 0.0, float(max(run.history.end_ms, _SHORTEST_WINDOW_MS))


def clamped(run: Run, window: Window) -> Window:
    """Return the nearest window that lies within the run and is not too short to read."""
    low, high = whole_run(run)
    length = min(max(window[1] - window[0], _SHORTEST_WINDOW_MS), high - low)
    start = min(max(window[0], low), high - length)
    return start, start + length


def draw_gantt_by_machine(ax: Axes, run: Run, window: Window | None = None, theme: Theme = LIGHT) -> None:
    """Draw the states of each machine in `window` (ms; the whole run if left out)."""
    shown_window = clamped(run, window or whole_run(run))
    names = machine_names(run)
    _frame(ax, run, names, shown_window, theme)
    if not names:
        nothing_to_show(ax, theme, "This firm has no machines.")
        return
    table = run.machine_states()
    states, rows = np.asarray(table["state"]), _rows_by_station(run)[np.asarray(table["machine"], dtype=np.int64)]
    starts, ends = np.asarray(table["start"], dtype=np.float64), np.asarray(table["end"], dtype=np.float64)
    tiles = []
    for state, function in STATE_FUNCTION.items():
        mine = states == state
        tiles.append((Cause(state, function), Stretches(rows[mine], starts[mine], ends[mine])))
    lines = draw_tiles(ax, tiles, shown_window, theme)
    title(ax, theme, "What each machine did", lines)


def _rows_by_station(run: Run) -> NDArray[np.int64]:
    """Return the row of each machine: machines of one station stand together, those bought later as well."""
    order = np.argsort(run.history.tables["machines"]["station"], kind="stable")
    rows = np.empty(len(order), dtype=np.int64)
    rows[order] = np.arange(len(order))
    return rows


def machine_names(run: Run) -> list[str]:
    """Return one name per row: the station's title, numbered where the station has several machines."""
    names = run.history.names
    stations = [names.stations[station] for station in sorted(run.history.tables["machines"]["station"].tolist())]
    titled = [
        run.scenario.production.stations[s].title or s if s in run.scenario.production.stations else s for s in stations
    ]
    return [
        shown(title, 20) + (f" {stations[: i + 1].count(station)}" if stations.count(station) > 1 else "")
        for i, (station, title) in enumerate(zip(stations, titled, strict=True))
    ]


def draw_gantt_by_order(
    ax: Axes,
    run: Run,
    orders: Sequence[int],
    window: Window | None = None,
    theme: Theme = LIGHT,
    *,
    chosen: int = -1,
) -> None:
    """Draw what each of `orders` (their indices) waited for, with its due date; in `window` (ms) or all of their time.

    The order `chosen` has a band behind it.
    """
    visible = list(orders)[:MOST_ORDERS]
    shown_window = clamped(run, window or window_of(run, visible))
    names = [f"#{order} {title_of(run, run.history.names.items[_product(run, order)])}" for order in visible]
    _frame(ax, run, names, shown_window, theme)
    if not visible:
        nothing_to_show(ax, theme, "No order arrived in this time.")
        return
    if chosen in visible:
        row = visible.index(chosen)
        ax.axhspan(row - 0.5, row + 0.5, color=theme.grid, linewidth=0, zorder=0)
    lines = draw_tiles(ax, _order_tiles(run, visible), shown_window, theme)
    title(ax, theme, "What each order waited for (◆ due)", lines)
    due = run.history.tables["orders"]["due"][visible].astype(float)
    rows = np.arange(len(visible), dtype=float)
    known = due >= 0
    style: dict[str, Any] = {
        "marker": "D",
        "linestyle": "none",
        "markersize": 5.5,
        "markeredgecolor": theme.paper,
        "zorder": 4,
    }
    ax.plot(due[known], rows[known], color=theme.ink, **style)


def _product(run: Run, order: int) -> int:
    """Return the item index of an order's product."""
    return int(run.history.tables["orders"]["product"][order])


def window_of(run: Run, orders: Sequence[int]) -> Window:
    """Return the window in which all of `orders` live."""
    table = run.history.tables["orders"]
    if not len(orders):
        return whole_run(run)
    picked = list(orders)
    ends = np.where(table["delivered"][picked] >= 0, table["delivered"][picked], run.history.end_ms)
    low, high = float(table["arrived"][picked].min()), float(max(ends.max(), table["due"][picked].max()))
    return low - 0.03 * (high - low), high + 0.03 * (high - low)


def _order_tiles(run: Run, orders: Sequence[int]) -> list[tuple[Cause, Stretches]]:
    """Return the tiles of the orders' stories, gathered by cause, in the order of the firm's functions."""
    gathered: dict[Cause, list[tuple[int, int, int]]] = {}
    for row, order in enumerate(orders):
        for tile in run.order_story(order):
            gathered.setdefault(Cause(tile.cause, tile.function), []).append((row, tile.start, tile.end))
    rank = {function: i for i, function in enumerate(FUNCTIONS)}
    causes = sorted(gathered, key=lambda cause: (rank.get(cause.function, len(rank)), cause.name))
    return [(cause, _stretches(gathered[cause])) for cause in causes]


def _stretches(rows: list[tuple[int, int, int]]) -> Stretches:
    """Return (row, start, end) triples as columns."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Stretches(columns[:, 0], columns[:, 1].astype(float), columns[:, 2].astype(float))


def _frame(ax: Axes, run: Run, names: list[str], window: Window, theme: Theme) -> None:
    """Prepare the axes: one row per name, time from left to right."""
    prepare(ax, theme, "", grid="x")
    start, span = run.scenario.clock.start, window[1] - window[0]
    name_ticks(ax, names, theme, longest=26)
    most = max(2, min(_MOST_TICKS, int(0.7 * width_pt(ax) / (_DATE_EM * theme.font_size))))
    time_axis(ax, start, *window, most=most)
    ax.set_xlabel(time_label(start, span, most))
    ax.grid(visible=False, axis="y")
