"""Thousands of boxes as a few shapes: quick enough to be drawn anew for every turn of a mouse wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Edges = NDArray[np.float64]

#: Marks what is replaced when the window of time moves; everything else on the axes stays.
_MOVING: Final = "moves with the window"
#: A hatch in a box narrower than this many pixels is a smear, and takes most of the time.
_LEAST_HATCHED: Final = 5.0
_ONE_BOX: Final = np.array([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], np.uint8)


def pixel(ax: Axes, span: float) -> float:
    """Return how much of a span of time one pixel across the axes shows."""
    return span / max(float(ax.bbox.width), 1.0)


def add_boxes(ax: Axes, left: Edges, right: Edges, low: Edges, high: Edges, **look: Any) -> None:
    """Draw boxes of one look, as one shape; those too narrow for a hatch are filled plainly."""
    if not len(left):
        return
    ends = ax.get_xlim()
    wide = right - left >= _LEAST_HATCHED * pixel(ax, abs(ends[1] - ends[0]))
    if not look.get("hatch"):
        wide = np.zeros(len(left), dtype=bool)
    for which, hatch in ((~wide, ""), (wide, look.get("hatch", ""))):
        if which.any():
            path = _path(left[which], right[which], low[which], high[which])
            style = {"linewidth": 0, "antialiased": False, **look, "hatch": hatch}
            add_moving(ax, PathPatch(path, **style))


def add_moving(ax: Axes, artist: Any) -> None:
    """Add something that goes when the window moves."""
    artist.set_gid(_MOVING)
    if artist not in ax.get_children():
        ax.add_artist(artist)


def moving(ax: Axes) -> list[Artist]:
    """Return what goes when the window moves, in the order in which it is drawn."""
    return sorted((a for a in ax.get_children() if a.get_gid() == _MOVING), key=lambda artist: artist.get_zorder())


def clear_moving(ax: Axes) -> None:
    """Take away what goes when the window moves."""
    for artist in moving(ax):
        artist.remove()


def _path(left: Edges, right: Edges, low: Edges, high: Edges) -> Path:
    """Return all boxes as one path."""
    corners = np.zeros((len(left), len(_ONE_BOX), 2))
    corners[:, 0:2, 0], corners[:, 2:4, 0] = left[:, None], right[:, None]
    corners[:, 0:4:3, 1], corners[:, 1:3, 1] = low[:, None], high[:, None]
    return Path(corners.reshape(-1, 2), np.tile(_ONE_BOX, len(left)))
