"""Working hours that grow while the run goes on: overtime, ordered hour by hour at the end of a shift."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import numpy.typing as npt

from opsim.scenario.shifts import Window
from opsim.simulation.kernel.calendar import Calendar


def prolong(windows: list[Window], start: int, end: int) -> None:
    """Add [start, end) to windows in the order of time, none of which is later."""
    if windows and windows[-1][1] == start:
        windows[-1] = (windows[-1][0], end)
    else:
        windows.append((start, end))


class CalendarWithOvertime(Calendar):
    """Regular hours, and late ones between them; `late` grows outside, never into the past."""

    def __init__(self, regular: Calendar, late: list[Window]) -> None:
        """Take the `regular` hours, and the `late` ones in ms from the start of the run, which do not overlap them."""
        super().__init__(regular.windows)
        self.regular, self.late = regular, late
        self.always, self.closed = regular.always, regular.closed

    def _late_end(self, at_ms: int) -> int | None:
        """Return when the late hours that are on at `at_ms` end, or nothing."""
        index = bisect_right(self.late, at_ms, key=lambda window: window[0]) - 1
        return self.late[index][1] if index >= 0 and at_ms < self.late[index][1] else None

    def closes_at(self, at_ms: int) -> int:
        """Return when the window that is open at `at_ms` ends; `at_ms` itself if none is, FOREVER if it never ends."""
        end = self._late_end(at_ms)
        return self.regular.closes_at(at_ms if end is None else end)

    def opens_at(self, at_ms: int) -> int:
        """Return the first time not before `at_ms` at which it is open; FOREVER if it never is."""
        return at_ms if self._late_end(at_ms) is not None else self.regular.opens_at(at_ms)

    def finish(self, from_ms: int, work_ms: int) -> int:
        """Return when `work_ms` of open time has passed since `from_ms`, as far as is known; FOREVER if never."""
        end = self._late_end(from_ms)
        if end is None:
            return self.regular.finish(from_ms, work_ms)
        left = work_ms - (end - from_ms)
        return end + left if left <= 0 else self.regular.finish(end, left)

    def _open_since_start(self, at_ms: int) -> int:
        late = sum(min(end, at_ms) - start for start, end in self.late if start < at_ms)
        return self.regular.open_ms(0, at_ms) + late

    def open_intervals(self, from_ms: int, to_ms: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return starts and ends of the open windows within [from_ms, to_ms], in order, windows that touch joined."""
        starts, ends = self.regular.open_intervals(from_ms, to_ms)
        late = [(max(start, from_ms), min(end, to_ms)) for start, end in self.late if start < to_ms and end > from_ms]
        if not late:
            return starts, ends
        edges = np.array(late, np.int64)
        starts, ends = np.concatenate([starts, edges[:, 0]]), np.concatenate([ends, edges[:, 1]])
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
        apart = starts[1:] > ends[:-1]
        return starts[np.r_[True, apart]], ends[np.r_[apart, True]]
