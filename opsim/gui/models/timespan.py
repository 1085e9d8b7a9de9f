"""Which part of a run a timeline shows: zoomed and moved, but never outside the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SHORTEST_MS: Final = 15 * 60_000.0


@dataclass(frozen=True)
class Timespan:
    """From `low` to `high`, in ms since the start of a run that lasts `end` ms."""

    low: float
    high: float
    end: float

    @classmethod
    def first(cls, end: float, length: float) -> Timespan:
        """Return the first `length` ms of a run."""
        return cls(0.0, length, end).inside()

    @property
    def length(self) -> float:
        """How much time is shown."""
        return self.high - self.low

    @property
    def window(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high

    def zoomed(self, factor: float, around: float | None = None) -> Timespan:
        """Show `factor` times as much time; the moment `around` (the middle if left out) stays where it is."""
        fixed = (self.low + self.high) / 2 if around is None else around
        return Timespan(fixed + (self.low - fixed) * factor, fixed + (self.high - fixed) * factor, self.end).inside()

    def moved(self, share: float) -> Timespan:
        """Move by a share of what is shown; positive is later."""
        step = share * self.length
        return Timespan(self.low + step, self.high + step, self.end).inside()

    def at_end(self, share: float) -> Timespan:
        """Show as much time at the start of the run (share 0) or at its end (1)."""
        low = share * (self.end - self.length)
        return Timespan(low, low + self.length, self.end).inside()

    def whole(self) -> Timespan:
        """Show the whole run."""
        return Timespan(0.0, self.end, self.end).inside()

    def around(self, low: float, high: float) -> Timespan:
        """Show `low`..`high` with some air on both sides."""
        air = max(_SHORTEST_MS, 0.25 * (high - low))
        return Timespan(low - air, high + air, self.end).inside()

    def inside(self) -> Timespan:
        """Return the nearest span that is long enough to read and lies within the run."""
        end = max(self.end, _SHORTEST_MS)
        length = min(max(self.length, _SHORTEST_MS), end)
        low = min(max(self.low, 0.0), end - length)
        return Timespan(low, low + length, self.end)
