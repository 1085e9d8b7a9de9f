"""Rows of coloured stretches of time: exact where there is room, in shares where there is not.

Where a row holds more stretches than the eye can part, the time is cut into columns of a few pixels, and each column is
divided in proportion to what filled it: no kind hides another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from opsim.plots.boxes import add_boxes, pixel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_HALF_HEIGHT: Final = 0.38
_COLUMN_PIXELS: Final = 3.0
_GAP_PIXELS: Final = 1.2
_ROOM_FOR_GAP: Final = 6.0


class Row(NamedTuple):
    """Stretches of time (ms) of one row, one after the other, each of a kind that counts from 0."""

    kind: NDArray[Any]
    start: NDArray[Any]
    end: NDArray[Any]


class Kinds(NamedTuple):
    """How the kinds look; some are always seen, at least one pixel wide, and some end with a gap, one by one."""

    looks: Mapping[int, dict[str, Any]]
    always_seen: frozenset[int] = frozenset()
    one_by_one: frozenset[int] = frozenset()


class _Boxes:
    """Boxes of each kind in a window (ms), gathered row by row; a pixel shows `dot` ms."""

    def __init__(self, kinds: Kinds, window: tuple[float, float], dot: float) -> None:
        self.kinds, self.window, self.dot = kinds, window, dot
        self.found: dict[int, list[tuple[Numbers, ...]]] = {}

    def add(self, kind: int, *edges: Numbers) -> None:
        """Keep left, right, low and high edges of boxes of one kind."""
        self.found.setdefault(kind, []).append(edges)


def draw_rows(ax: Axes, rows: Iterable[Row], kinds: Kinds, window: tuple[float, float]) -> list[int]:
    """Draw rows from the top, in a window of time (ms), each kind as one shape; return the kinds that are seen."""
    dot = pixel(ax, window[1] - window[0])
    boxes = _Boxes(kinds, window, dot)
    for number, row in enumerate(rows):
        first, last = _seen(row, window)
        if last - first > (window[1] - window[0]) / (_COLUMN_PIXELS * dot):
            _add_shares(boxes, number, row)
        else:
            _add_stretches(boxes, number, Row(*(column[first:last] for column in row)))
    for kind in sorted(boxes.found):
        columns = zip(*boxes.found[kind], strict=True)
        add_boxes(ax, *(np.concatenate(edges) for edges in columns), **kinds.looks[kind])
    return sorted(boxes.found)


def crowded_ms(ax: Axes, rows: Iterable[Row], window: tuple[float, float]) -> float:
    """Return how much time (ms) a column of shares stands for, where a row is drawn in shares; 0 where none is."""
    column = _COLUMN_PIXELS * pixel(ax, window[1] - window[0])
    most = max((last - first for first, last in (_seen(row, window) for row in rows)), default=0)
    return column if most > (window[1] - window[0]) / column else 0.0


def _seen(row: Row, window: tuple[float, float]) -> tuple[int, int]:
    """Return the first of a row's stretches in a window, and the first behind it."""
    first = int(np.searchsorted(row.end, window[0], side="right"))
    return first, int(np.searchsorted(row.start, window[1], side="left"))


def _add_stretches(boxes: _Boxes, number: int, row: Row) -> None:
    """Add each stretch as it is."""
    kinds, window, dot = boxes.kinds, boxes.window, boxes.dot
    start, end = (column.astype(np.float64) for column in (row.start, row.end))
    for kind in np.unique(row.kind).tolist():
        mine = row.kind == kind
        left, right = np.maximum(start[mine], window[0]), np.minimum(end[mine], window[1])
        if kind in kinds.always_seen:
            right = np.maximum(right, left + dot)
        if kind in kinds.one_by_one:
            right = np.where(right - left > _ROOM_FOR_GAP * dot, right - _GAP_PIXELS * dot, right)
        height = np.full(len(left), _HALF_HEIGHT)
        boxes.add(kind, left, right, number - height, number + height)


def _add_shares(boxes: _Boxes, number: int, row: Row) -> None:
    """Add columns of a few pixels, each divided by the shares of the kinds, the first kind at the bottom."""
    window, width = boxes.window, _COLUMN_PIXELS * boxes.dot
    grid = np.arange(np.floor(window[0] / width), np.ceil(window[1] / width) + 1) * width
    edges = np.clip(grid, *window)
    shares = shares_of(row, len(boxes.kinds.looks), edges)
    tops = number + _HALF_HEIGHT - 2 * _HALF_HEIGHT * np.cumsum(shares, axis=0)
    for kind in np.flatnonzero(shares.any(axis=1)).tolist():
        some = shares[kind] > 0
        high = tops[kind][some]
        boxes.add(kind, edges[:-1][some], edges[1:][some], high + 2 * _HALF_HEIGHT * shares[kind][some], high)


def shares_of(row: Row, kinds: int, edges: Numbers) -> Numbers:
    """Return kinds x columns: the share of each kind in each column between two `edges` (ms).

    Time before the first stretch and after the last one belongs to no kind.
    """
    low = max(int(np.searchsorted(row.end, edges[0], side="right")), 0)
    high = int(np.searchsorted(row.start, edges[-1], side="left"))
    code = row.kind[low:high]
    start, end = (column[low:high].astype(np.float64) for column in (row.start, row.end))
    at = np.maximum(np.searchsorted(start, edges, side="right") - 1, 0)
    into = np.clip(edges, start[at], end[at]) - start[at]
    shares = np.zeros((kinds, len(edges) - 1))
    for kind in np.unique(code).tolist():
        mine = code == kind
        before = np.concatenate([[0.0], np.cumsum(np.where(mine, end - start, 0.0))])
        shares[kind] = np.diff(before[at] + np.where(mine[at], into, 0.0))
    return shares / np.maximum(np.diff(edges), 1e-9)
