"""A station's own clock: it runs while the station is open and stands still while it is off shift."""

from __future__ import annotations

import numpy as np

from opsim.results.columns.intervals import Spans, Times, Whole


class OpeningClock:
    """Counts open time since the start of the run, in ms."""

    def __init__(self, closed: Spans) -> None:
        """Stand still during the spans of `closed`."""
        self._closed = closed
        self._before = np.concatenate([[0], np.cumsum(closed.end - closed.start)])

    def at(self, times: Whole) -> Times:
        """Return what the clock shows at each moment."""
        moments = np.asarray(times, np.int64)
        begun = np.searchsorted(self._closed.start, moments, side="right")
        if not len(self._closed.start):
            return moments
        last = np.maximum(begun - 1, 0)
        over = np.where(begun > 0, np.maximum(self._closed.end[last] - moments, 0), 0)  # closed time still to come
        shows: Times = moments - (self._before[begun] - over)
        return shows
