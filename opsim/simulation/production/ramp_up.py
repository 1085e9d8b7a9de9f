"""Ramp-up: a new machine works slower at first, and comes up to its full pace in a straight line."""

from __future__ import annotations

from opsim.simulation.production.machine import Machine

PPM = 1_000_000


class RampUp:
    """The machines of one station that are being run in."""

    def __init__(self) -> None:
        """Know of no new machine."""
        self.lasts, self.first = 0, PPM
        self._since: dict[Machine, int] = {}

    def adopt(self, lasts: int, first: float) -> None:
        """Take how long it lasts, in ms, and the share of the full pace at its beginning."""
        self.lasts, self.first = lasts, round(first * PPM)

    def begin(self, machine: Machine, now: int) -> None:
        """A machine has been installed."""
        if self.lasts:
            self._since[machine] = now

    @property
    def is_on(self) -> bool:
        """Say whether any machine may not have its full pace yet."""
        return bool(self._since)

    def stretched(self, work: int, machine: Machine, now: int) -> int:
        """Return the time that `work` ms of the full pace take on a machine which starts it now."""
        since = self._since.get(machine)
        if since is None:
            return work
        if now >= since + self.lasts:
            del self._since[machine]
            return work
        pace = self.first + (PPM - self.first) * (now - since) // self.lasts
        return (work * PPM + pace // 2) // pace
