"""How work in hand is interrupted, goes on, or is lost.

A breakdown moves the end of the work in hand; the alarm that was set before rings unheard, or is taken off.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from typing import Any, Final

from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import FOREVER, Clock
from opsim.simulation.production.lot import Lot
from opsim.simulation.production.stations.machine import Machine
from opsim.simulation.production.stations.workplace import Workplace

SILENT: Final[list[Any]] = []


class Interruptible(Workplace, ABC):
    """A workplace whose machines stop and go on."""

    __slots__ = ("_when_moved",)

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        super().__init__(clock, station_id, tables, finish)
        self._when_moved: list[Any] = [self._postpone]

    def interrupt(self, machine: Machine) -> None:
        """A stop moves the end of the work in hand; nobody knows yet to when. The work left over is as if not begun."""
        if self.attendance is not None and self.attendance.is_waiting(machine):
            return
        rest = self.calendar.open_ms(self.clock.now_ms, machine.until)
        machine.left = rest if machine.callbacks is self._when_done else rest + machine.left
        if self.breakdowns is not None and self.breakdowns.ages:
            machine.worked -= rest
            machine.life += rest
        machine.until = FOREVER
        machine.callbacks = self._when_moved

    def _postpone(self, machine: Machine) -> None:
        """The work in hand would be done now, had it not been interrupted."""
        machine.callbacks = SILENT

    def go_on(self, machine: Machine) -> None:
        """Go on with the work that a stop left over."""
        if self.attendance is not None and self.attendance.is_waiting(machine):
            self.dispatch()
            return
        if machine.callbacks is self._when_moved:  # it is set to ring still, at the end that was expected before
            self.clock.cancel(machine)
        self.work_on(machine, machine.left)

    def lose(self, machine: Machine) -> None:
        """All units in hand are lost while the machine stands: what they were lots of leaves the floor."""
        lots = machine.lot.members  # type: ignore[union-attr]
        machine.write_work(self._rows, self._pack, self.clock.now_ms)
        if machine.callbacks is self._when_moved:
            self.clock.cancel(machine)
            machine.callbacks = self._when_done
        machine.lot = None
        if self.attendance is not None:
            self.attendance.drop(machine)
        if self.operators is not None:
            self.operators.give_back(machine.station)
        for lot in lots:
            self.finish(lot)
        if self.on_done is not None:
            self.on_done(lot)
        if self.operators is not None:
            self.operators.dispatch()

    def hold(self, machine: Machine) -> None:
        """Let a machine wait with the lot that it has in hand; nobody knows yet for how long."""
        machine.until = FOREVER
        machine.callbacks = SILENT

    def work_late(self, prolong: Callable[[], None]) -> None:
        """Let `prolong` open the station for longer, from now on: what rests with the shift goes on at once."""
        now, calendar = self.clock.now_ms, self.calendar
        resting = [machine for machine in self.machines if machine.lot is not None and now < machine.until < FOREVER]
        left = [calendar.open_ms(now, machine.until) for machine in resting]
        prolong()
        self.open_until = calendar.closes_at(now)
        for machine, work in zip(resting, left, strict=True):
            self.clock.cancel(machine)
            machine.until = calendar.finish(now, work)
            self.clock.set_alarm(machine, machine.until, machine.callbacks)
        for machine in self.machines:
            if machine.callbacks is self._when_moved and machine.until == FOREVER:  # down: its old end may be too late
                self.clock.cancel(machine)
                machine.callbacks = SILENT
