"""Ramp-up: a new machine works slower at first, and comes up to its full pace in a straight line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from opsim.simulation.kernel.clock import Clock
from opsim.simulation.production.stations.machine import Machine

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

    def begin(self, machine: Machine, clock: Clock, over: Callable[[], None]) -> None:
        """A machine has been installed; `over` is called when it has come up to its full pace."""
        if self.lasts:
            self._since[machine] = clock.now_ms
            self._look(machine, clock, over)

    def _look(self, machine: Machine, clock: Clock, over: Callable[[], None]) -> None:
        """See whether a machine has its full pace by now, or look again when it should."""
        end = self._since[machine] + self.lasts
        if end <= clock.now_ms:
            del self._since[machine]
            over()
        else:
            clock.call_at(end, partial(self._look, machine, clock, over), f"ramp-up of {machine.name}")

    @property
    def is_on(self) -> bool:
        """Say whether any machine may not have its full pace yet."""
        return bool(self._since)

    def stretched(self, work: int, machine: Machine, now: int) -> int:
        """Return the time that `work` ms of the full pace take on a machine which starts it now."""
        since = self._since.get(machine)
        if since is None or now >= since + self.lasts:
            return work
        pace = self.first + (PPM - self.first) * (now - since) // self.lasts
        return (work * PPM + pace // 2) // pace
