"""The part of the run that figures are taken over, and ratios that may not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.units import DAY_MS

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Flags, Times, Whole
    from opsim.results.run import Run

NONE: Final = float("nan")


class Window(NamedTuple):
    """From the end of the warm-up to the end of the run, in ms."""

    low: int
    high: int

    @property
    def ms(self) -> int:
        """Its length."""
        return max(self.high - self.low, 0)

    @property
    def days(self) -> float:
        """Its length in days."""
        return self.ms / DAY_MS

    def has(self, times: Whole) -> Flags:
        """Say which times lie in it; -1 (never) does not."""
        result: Flags = (times >= max(self.low, 0)) & (times <= self.high)
        return result

    def covered(self, start: Times, end: Times) -> Times:
        """Return how much of each interval lies in it, in ms."""
        low = np.maximum(start, self.low)
        length: Times = np.maximum(np.minimum(end, self.high) - low, 0)
        return length


def window_of(run: Run) -> Window:
    """Return the window of a run; a run that ended within its warm-up has an empty one."""
    return Window(min(run.scenario.clock.warm_up, run.history.end_ms), run.history.end_ms)


def ratio(part: float, whole: float) -> float:
    """Return part / whole, or NaN where there is no whole."""
    return part / whole if whole else NONE
