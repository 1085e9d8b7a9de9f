"""Gantt charts: what each machine did, and what each customer order waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from opsim.plots.axes import label_x, name_ticks, nothing_to_show, prepare, time_axis, title
from opsim.plots.boxes import add_boxes, add_moving, clear_moving
from opsim.plots.rows import Kinds, Row, crowded_ms, draw_rows
from opsim.plots.states import draw_state_rows, state_handles
from opsim.plots.stock import title_of
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import Cause, cause_handles, cause_look, legend_above
from opsim.plots.words import HOUR_MS, compact, shown
from opsim.results.time.states import STATE_NAMES
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from opsim.results.run import Run

Window = tuple[float, float]

_SHORTEST_WINDOW_MS: Final = HOUR_MS // 4
MOST_ORDERS: Final = 18
_MOST_TICKS: Final = 12
_HALF_FRAME: Final = 0.42
#: The stories of the orders on screen: they stay the same while a window of time moves over them.
_TOLD: Final[WeakKeyDictionary[Run, tuple[tuple[int, ...], list[Cause], list[Row]]]] = WeakKeyDictionary()


def whole_run(run: Run) -> Window:
    """Return the window that shows everything, in ms since the start."""
    return 0.0, float(max(run.history.end_ms, _SHORTEST_WINDOW_MS))


def clamped(run: Run, window: Window) -> Window:
    """Return the nearest window that lies within the run and is not too short to read."""
    low, high = whole_run(run)
    length = min(max(window[1] - window[0], _SHORTEST_WINDOW_MS), high - low)
    start = min(max(window[0], low), high - length)
    return start, start + length


def draw_gantt_by_machine(
    ax: Axes, run: Run, window: Window | None = None, theme: Theme = LIGHT, *, lot: int = -1
) -> None:
    """Draw what each machine did in `window` (ms; the whole run if left out), with a frame around the work on `lot`."""
    names = machine_names(run)
    _frame(ax, names, theme)
    move_gantt_by_machine(ax, run, clamped(run, window or whole_run(run)), theme, lot=lot)
    if not names:
        nothing_to_show(ax, theme, "This firm has no machines.")
        return
    found = np.flatnonzero(np.bincount(run.stations.states.state, minlength=len(STATE_NAMES)))
    lines = legend_above(ax, state_handles([STATE_NAMES[state] for state in found.tolist()], theme), theme)
    title(ax, theme, "What each machine did", lines)


def move_gantt_by_machine(ax: Axes, run: Run, window: Window, theme: Theme, *, lot: int = -1) -> None:
    """Show another window on axes that hold the chart by machine; names and legend stay as they are."""
    clear_moving(ax)
    time_axis(ax, run.scenario.clock.start, *window, most=_MOST_TICKS)
    order = machines_by_station(run)
    states = run.stations.states
    rows = [states.of(machine) for machine in order.tolist()]
    draw_state_rows(ax, rows, window, theme)
    if column_ms := crowded_ms(ax, [Row(each.state, each.start, each.end) for each in rows], window):
        label_x(ax, f"{ax.get_xlabel()}; where crowded: shares per {compact(column_ms / HOUR_MS)} h")
    if lot >= 0:
        _frame_lot(ax, run, lot, window, theme)


def _frame_lot(ax: Axes, run: Run, lot: int, window: Window, theme: Theme) -> None:
    """Put a frame around every operation of a lot."""
    operations, row_of = run.history.tables["operations"], np.argsort(machines_by_station(run))
    in_window = (operations["end"] > window[0]) & (operations["start"] < window[1])
    mine = np.flatnonzero((operations["lot"] == lot) & in_window)
    row = row_of[operations["machine"][mine]].astype(np.float64)
    left, right = (operations[edge][mine].astype(np.float64) for edge in ("start", "end"))
    look = {"fill": False, "edgecolor": theme.ink, "linewidth": 2.0, "zorder": 5}
    add_boxes(ax, left, right, row + _HALF_FRAME, row - _HALF_FRAME, **look)


def lot_at(run: Run, row: int, at_ms: float) -> int:
    """Return the (first) lot on the machine in a row of the chart by machine at a moment; -1 when there is none."""
    lots = lots_at(run, row, at_ms)
    return lots[0] if lots else -1


def lots_at(run: Run, row: int, at_ms: float) -> list[int]:
    """Return all lots on the machine in a row of the chart by machine at a moment: an oven may have several."""
    order = machines_by_station(run)
    if not 0 <= row < len(order):
        return []
    operations = run.history.tables["operations"]
    there = (operations["machine"] == order[row]) & (operations["start"] <= at_ms) & (operations["end"] > at_ms)
    found: list[int] = operations["lot"][there].tolist()
    return found


def machines_by_station(run: Run) -> NDArray[np.intp]:
    """Return the machines row by row: those of one station stand together, those bought later as well."""
    return np.argsort(run.history.tables["machines"]["station"], kind="stable")


def machine_names(run: Run) -> list[str]:
    """Return one name per row: the station's title, numbered where the station has several machines."""
    names = run.history.names
    stations = [names.stations[station] for station in sorted(run.history.tables["machines"]["station"].tolist())]
    titled = [
        run.scenario.production.stations[s].title or s if s in run.scenario.production.stations else s for s in stations
    ]
    return [
        shown(title, 26) + (f" {stations[: i + 1].count(station)}" if stations.count(station) > 1 else "")
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
    """Draw what each of `orders` (their indices) waited for and when, with its due date; in `window` (ms) or all time.

    The order `chosen` has a band behind it.
    """
    visible = list(orders)[:MOST_ORDERS]
    names = [f"#{order} {title_of(run, run.history.names.items[_product(run, order)])}" for order in visible]
    _frame(ax, names, theme)
    shown_window = clamped(run, window or window_of(run, visible))
    seen = move_gantt_by_order(ax, run, visible, shown_window, theme, chosen=chosen)
    if not visible:
        nothing_to_show(ax, theme, "No order arrived in this time.")
        return
    lines = legend_above(ax, cause_handles(seen, theme), theme)
    title(ax, theme, "What each order waited for (◆ promised, ● delivered)", lines)


def move_gantt_by_order(
    ax: Axes, run: Run, orders: Sequence[int], window: Window, theme: Theme, *, chosen: int = -1
) -> list[Cause]:
    """Show another window on axes that hold the chart of these orders; return the causes that are seen in it."""
    visible = list(orders)[:MOST_ORDERS]
    clear_moving(ax)
    time_axis(ax, run.scenario.clock.start, *window, most=_MOST_TICKS)
    if chosen in visible:
        row = visible.index(chosen)
        add_moving(ax, ax.axhspan(row - 0.5, row + 0.5, color=theme.grid, linewidth=0, zorder=0))
    causes, rows = _order_rows(run, tuple(visible))
    seen = draw_rows(ax, rows, Kinds({kind: cause_look(cause, theme) for kind, cause in enumerate(causes)}), window)
    _mark_promises(ax, run, visible, theme)
    return [causes[kind] for kind in seen]


def _mark_promises(ax: Axes, run: Run, orders: list[int], theme: Theme) -> None:
    """Mark when each order was due and when it came; a line between the two is how late it was."""
    table, rows = run.history.tables["orders"], np.arange(len(orders), dtype=float)
    due, delivered = (table[name][orders].astype(float) for name in ("due", "delivered"))
    came = np.where(delivered >= 0, delivered, float(run.history.end_ms))
    late = (due >= 0) & (came > due) & (table["status"][orders] <= 1)
    for row, start, end in zip(rows[late], due[late], came[late], strict=True):
        add_moving(ax, *ax.plot([start, end], [row, row], color=theme.ink, linewidth=1.6, zorder=3))
    style: dict[str, Any] = {"linestyle": "none", "markeredgecolor": theme.paper, "zorder": 4}
    for marker, size, at in (("D", 5.5, due), ("o", 6.5, delivered)):
        known = at >= 0
        add_moving(ax, *ax.plot(at[known], rows[known], marker=marker, markersize=size, color=theme.ink, **style))


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


def _order_rows(run: Run, orders: tuple[int, ...]) -> tuple[list[Cause], list[Row]]:
    """Return the causes in the orders' stories, in the order of the firm's functions, and each story as it went."""
    known = _TOLD.get(run)
    if known is not None and known[0] == orders:
        return known[1:]
    stories = [run.order_timeline(order) for order in orders]
    rank = {function: i for i, function in enumerate(FUNCTIONS)}
    found = {Cause(tile.cause, tile.function) for story in stories for tile in story}
    causes = sorted(found, key=lambda cause: (rank.get(cause.function, len(rank)), cause.name))
    kind = {cause: number for number, cause in enumerate(causes)}
    rows = [
        Row(*np.array([(kind[Cause(t.cause, t.function)], t.start, t.end) for t in story], np.int64).reshape(-1, 3).T)
        for story in stories
    ]
    _TOLD[run] = orders, causes, rows
    return causes, rows


def _frame(ax: Axes, names: list[str], theme: Theme) -> None:
    """Prepare the axes: one row per name."""
    prepare(ax, theme, "", grid="x")
    name_ticks(ax, names, theme, longest=26)
    ax.grid(visible=False, axis="y")
