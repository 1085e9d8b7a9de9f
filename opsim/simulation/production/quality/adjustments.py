"""Adjustments: a machine that a control chart has stopped stands, is looked into, and its process is set right."""

from __future__ import annotations

from collections.abc import Callable

from opsim.ledgers.history import ADJUSTMENT
from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.production.stations.machine import Machine


class Adjustments:
    """Those in progress; whoever runs the machine does it, in the station's hours, without the repair crew."""

    def __init__(self, clock: Clock, stops: Rows) -> None:
        """Write what is done to `stops`."""
        self.clock, self._rows = clock, stops
        self._since: dict[Machine, int] = {}

    def begin(self, machine: Machine, duration: int, set_right: Callable[[], None]) -> None:
        """Stop a machine that has just finished a lot, for `duration` ms of its station's time."""
        now = self.clock.now_ms
        machine.down = True
        self._since[machine] = now
        end = machine.station.calendar.finish(now, duration)
        self.clock.call_at(end, lambda: self._done(machine, set_right), machine.name)

    def _done(self, machine: Machine, set_right: Callable[[], None]) -> None:
        self._write(machine, self._since.pop(machine), self.clock.now_ms)
        machine.down = False
        set_right()
        station = machine.station
        if station.breakdowns is not None:
            station.breakdowns.wake(machine)
        if not machine.down and machine.blocked_since < 0:
            station.free(machine)

    def _write(self, machine: Machine, start: int, end: int) -> None:
        self._rows.add(start, start, start, end, 0, 0, 0.0, machine.index, -1, ADJUSTMENT)

    def close(self, end_ms: int) -> None:
        """At the end of the run, write those that are not over."""
        for machine, start in self._since.items():
            self._write(machine, start, end_ms)
