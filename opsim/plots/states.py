"""How the states of machines look, and rows of them over time: exact where there is room, in shares where there is not.

Where a row holds more stretches than the eye can part, the time is cut into columns of a few pixels, and each column is
divided in proportion to what the machine did in it: no state hides another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import Patch

from opsim.plots.boxes import add_boxes, pixel
from opsim.plots.theme import Theme
from opsim.results.states import STATE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from opsim.results.states import States

    Numbers = NDArray[np.float64]

#: State -> fill in a light room, fill in a dark one, hatch. Okabe and Ito's colours (2008), which colour-blind people
#: can tell apart; in grey, two states differ in their lightness, in their hatch, or in both.
STATE_LOOK: Final[dict[str, tuple[str, str, str]]] = {
    "run": ("#009e73", "#009e73", ""),
    "rework": ("#b9659b", "#c06fa3", "///"),
    "set-up": ("#f0e442", "#f0e442", ""),
    "down": ("#d55e00", "#d55e00", "xxx"),
    "planned maintenance": ("#e69f00", "#e69f00", "\\\\\\"),
    "adjustment": ("#7a5195", "#a17fbb", "+++"),
    "no spare part": ("#7a3e00", "#a4693a", "++"),
    "blocked": ("#0072b2", "#0072b2", ""),
    "filling": ("#56b4e9", "#56b4e9", "|||"),
    "starved": ("#dcedf7", "#37505f", "---"),
    "no operator": ("#8fc7ee", "#8fc7ee", "..."),
    "off shift": ("#b9c3c8", "#2c363c", ""),
}
#: States that are drawn at least one pixel wide, since they are rare and tell the most.
_ALWAYS_SEEN: Final = frozenset(
    {"set-up", "rework", "down", "planned maintenance", "no spare part", "adjustment", "blocked", "no operator"}
)
#: States whose stretches end with a gap, so that one lot can be told from the next.
_LOT_BY_LOT: Final = frozenset({"run", "rework"})
_HALF_HEIGHT: Final = 0.38
_COLUMN_PIXELS: Final = 3.0
_GAP_PIXELS: Final = 1.2
_ROOM_FOR_GAP: Final = 6.0


def look_of(state: str, theme: Theme) -> dict[str, Any]:
    """Return fill, hatch and edge of a state."""
    light, dark, hatch = STATE_LOOK[state]
    return {"facecolor": dark if theme.name == "dark" else light, "hatch": hatch, "edgecolor": theme.paper}


def state_handles(states: Iterable[str], theme: Theme) -> list[Patch]:
    """Return the entries of a legend."""
    return [Patch(label=state, linewidth=0, **look_of(state, theme)) for state in states]


class _Boxes:
    """Boxes of each state, gathered row by row."""

    def __init__(self) -> None:
        self._found: dict[int, list[tuple[Numbers, ...]]] = {}

    def add(self, state: int, *edges: Numbers) -> None:
        """Keep left, right, low and high edges of boxes of one state."""
        self._found.setdefault(state, []).append(edges)

    def draw(self, ax: Axes, theme: Theme) -> None:
        """Draw what was gathered, each state as one shape."""
        for state in sorted(self._found):
            columns = zip(*self._found[state], strict=True)
            add_boxes(ax, *(np.concatenate(edges) for edges in columns), **look_of(STATE_NAMES[state], theme))


def draw_state_rows(ax: Axes, rows: Iterable[States], window: tuple[float, float], theme: Theme) -> None:
    """Draw one row of states for each machine, from the top, in a window of time (ms)."""
    dot, boxes = pixel(ax, window[1] - window[0]), _Boxes()
    for row, states in enumerate(rows):
        first = int(np.searchsorted(states.end, window[0], side="right"))
        last = int(np.searchsorted(states.start, window[1], side="left"))
        if last - first > (window[1] - window[0]) / (_COLUMN_PIXELS * dot):
            _add_shares(boxes, row, states, window, _COLUMN_PIXELS * dot)
        else:
            _add_stretches(boxes, row, (states, first, last), window, dot)
    boxes.draw(ax, theme)


def _add_stretches(
    boxes: _Boxes, row: int, part: tuple[States, int, int], window: tuple[float, float], dot: float
) -> None:
    """Add each stretch as it is."""
    states, first, last = part
    code = states.state[first:last]
    start, end = (column[first:last].astype(np.float64) for column in (states.start, states.end))
    for state in np.unique(code).tolist():
        name, mine = STATE_NAMES[state], code == state
        left, right = np.maximum(start[mine], window[0]), np.minimum(end[mine], window[1])
        if name in _ALWAYS_SEEN:
            right = np.maximum(right, left + dot)
        if name in _LOT_BY_LOT:
            right = np.where(right - left > _ROOM_FOR_GAP * dot, right - _GAP_PIXELS * dot, right)
        height = np.full(len(left), _HALF_HEIGHT)
        boxes.add(state, left, right, row - height, row + height)


def _add_shares(boxes: _Boxes, row: int, states: States, window: tuple[float, float], width: float) -> None:
    """Add columns of a width (ms), each divided by the shares of the states, the first state at the bottom."""
    grid = np.arange(np.floor(window[0] / width), np.ceil(window[1] / width) + 1) * width
    edges = np.clip(grid, *window)
    shares = _shares(states, edges)
    tops = row + _HALF_HEIGHT - 2 * _HALF_HEIGHT * np.cumsum(shares, axis=0)
    for state in np.flatnonzero(shares.any(axis=1)).tolist():
        some = shares[state] > 0
        high = tops[state][some]
        boxes.add(state, edges[:-1][some], edges[1:][some], high + 2 * _HALF_HEIGHT * shares[state][some], high)


def _shares(states: States, edges: Numbers) -> Numbers:
    """Return states x columns: the share of each state in each column between two `edges` (ms), of one machine."""
    low = max(int(np.searchsorted(states.end, edges[0], side="right")), 0)
    high = int(np.searchsorted(states.start, edges[-1], side="left"))
    code = states.state[low:high]
    start, end = (column[low:high].astype(np.float64) for column in (states.start, states.end))
    at = np.maximum(np.searchsorted(start, edges, side="right") - 1, 0)
    into = np.clip(edges, start[at], end[at]) - start[at]
    shares = np.zeros((len(STATE_NAMES), len(edges) - 1))
    for state in np.unique(code).tolist():
        mine = code == state
        before = np.concatenate([[0.0], np.cumsum(np.where(mine, end - start, 0.0))])
        shares[state] = np.diff(before[at] + np.where(mine[at], into, 0.0))
    return shares / np.maximum(np.diff(edges), 1e-9)
