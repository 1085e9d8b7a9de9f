"""Step functions of time (stock, backlog, cash), thinned to what a screen can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opsim.plots.words import sane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: More points than this are not seen on any screen; each bin keeps its first, lowest, highest and last value.
_BINS = 900

Steps = tuple[NDArray[np.float64], NDArray[np.float64]]


def drawn_steps(times_ms: ArrayLike, values: ArrayLike, end_ms: float) -> Steps:
    """Return (times, values) of a step function up to `end_ms`, sane and thinned; a last point holds the last value."""
    times, heights = sane(times_ms), sane(values)
    inside = times <= end_ms
    times, heights = times[inside], heights[inside]
    if len(times) == 0:
        return times, heights
    times, heights = _thinned(times, heights)
    return np.append(times, max(float(end_ms), float(times[-1]))), np.append(heights, heights[-1])


def _thinned(times: NDArray[np.float64], heights: NDArray[np.float64]) -> Steps:
    """Return the same picture with at most four points per bin."""
    if len(times) <= 4 * _BINS:
        return times, heights
    edges = np.linspace(times[0], times[-1], _BINS + 1)[1:-1]
    starts = np.unique(np.searchsorted(times, edges))
    keep = {0, len(times) - 1}
    for low, high in zip(np.append(0, starts), np.append(starts, len(times)), strict=True):
        if high > low:
            part = heights[low:high]
            keep.update((int(low), int(high) - 1, int(low + part.argmin()), int(low + part.argmax())))
    order = np.array(sorted(keep))
    return times[order], heights[order]


def mean_steps(times_ms: ArrayLike, values: ArrayLike, end_ms: float, length_ms: float) -> Steps:
    """Return the mean of a step function over each stretch of `length_ms` up to `end_ms`, as steps; nothing before."""
    times, heights = sane(times_ms), sane(values)
    edges = np.append(np.arange(0.0, end_ms, length_ms), end_ms)
    until = np.append(0.0, np.cumsum(heights * np.diff(np.append(times, max(end_ms, times[-1])))))
    at = np.interp(edges, np.append(times, max(end_ms, times[-1])), until)
    means = np.diff(at) / np.diff(edges)
    return edges, np.append(means, means[-1])


def draw_steps(ax: Axes, steps: Steps, **style: Any) -> None:
    """Draw a step function: each value holds until the next one."""
    ax.step(*steps, where="post", **style)


def spans_where(times_ms: ArrayLike, holds: ArrayLike, end_ms: float) -> list[tuple[float, float]]:
    """Return (start, length) of each stretch of time in which a step condition holds."""
    times, flags = np.asarray(times_ms, dtype=np.float64), np.asarray(holds, dtype=bool)
    if len(times) == 0:
        return []
    change = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    bounds = np.append(times, end_ms)
    pairs = zip(bounds[change[::2]], bounds[change[1::2]], strict=True)
    return [(float(a), float(b - a)) for a, b in pairs if b > a]
