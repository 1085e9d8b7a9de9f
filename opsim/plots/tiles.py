"""Rows of coloured stretches of time, as a Gantt chart has them: many thousands, thinned to what a screen shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch
from numpy.typing import NDArray

from opsim.plots.axes import width_pt
from opsim.plots.theme import Theme, colour_of, hatch_of
from opsim.plots.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

#: Stretches shorter than this share of the window are drawn this long, and those that then touch become one.
_FINEST = 1 / 1500
_HALF_HEIGHT = 0.36
#: Width of one column of the legend, in text sizes.
_COLUMN_EM = 16.0
#: Stands for no function: a machine that nobody expects to work is shown as part of the background.
OFF = ""


@dataclass(frozen=True)
class Cause:
    """What a stretch of time was used for, and the function of the firm that stands behind it."""

    name: str
    function: str


@dataclass(frozen=True)
class Stretches:
    """All stretches of one cause: the row of each, and its start and end in ms."""

    rows: NDArray[np.int64]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]

    def within(self, low_ms: float, high_ms: float) -> Stretches:
        """Return the stretches that touch a window, cut to it and merged where the eye could not part them."""
        touching = (self.ends > low_ms) & (self.starts < high_ms)
        rows = self.rows[touching]
        starts = np.maximum(self.starts[touching], low_ms)
        ends = np.minimum(self.ends[touching], high_ms)
        return _merged(rows, starts, ends, (high_ms - low_ms) * _FINEST)


def _merged(
    rows: NDArray[np.int64], starts: NDArray[np.float64], ends: NDArray[np.float64], finest: float
) -> Stretches:
    """Join neighbours in a row whose gap is smaller than `finest` (ms)."""
    if len(rows) == 0:
        return Stretches(rows, starts, ends)
    order = np.lexsort((starts, rows))
    rows, starts, ends = rows[order], starts[order], ends[order]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (rows[1:] != rows[:-1]) | (starts[1:] - ends[:-1] > finest)
    first = np.flatnonzero(fresh)
    return Stretches(rows[first], starts[first], np.maximum.reduceat(ends, first))


def draw_tiles(ax: Axes, tiles: Iterable[tuple[Cause, Stretches]], window: tuple[float, float], theme: Theme) -> int:
    """Draw all stretches that touch `window` (ms), and a legend of their causes; return how many lines that takes."""
    handles = []
    for cause, stretches in tiles:
        visible = stretches.within(*window)
        if len(visible.rows) == 0:
            continue
        look = _look(cause, theme)
        ax.add_collection(PolyCollection(_boxes(visible), linewidth=0.3, **look), autolim=False)
        handles.append(Patch(label=shown(cause.name, 26), **look))
    columns = max(1, int(width_pt(ax) / (_COLUMN_EM * theme.font_size)))
    if handles:
        _legend_above(ax, handles, columns, theme)
    return -(-len(handles) // columns)


def _look(cause: Cause, theme: Theme) -> dict[str, Any]:
    """Return fill, hatch and edge of a cause's tiles."""
    fill = theme.grid if cause.function == OFF else colour_of(cause.function)
    return {"facecolor": fill, "hatch": hatch_of(cause.function), "edgecolor": theme.paper}


def _boxes(stretches: Stretches) -> list[NDArray[np.float64]]:
    """Return the corners of each stretch's box."""
    left, right = stretches.starts, stretches.ends
    low, high = stretches.rows - _HALF_HEIGHT, stretches.rows + _HALF_HEIGHT
    corners = [(left, low), (left, high), (right, high), (right, low)]
    return list(np.stack([np.column_stack(corner) for corner in corners], axis=1))


def _legend_above(ax: Axes, handles: list[Patch], columns: int, theme: Theme) -> None:
    """Put the legend between title and tiles, in as many rows as it needs."""
    made = ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        fontsize=theme.font_size - 1,
        frameon=False,
        labelcolor=theme.ink,
        handlelength=1.3,
        handleheight=0.9,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
    for text in made.get_texts():
        text.set_parse_math(False)
