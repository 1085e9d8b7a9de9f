"""What a failure does to the work in hand: it goes on, begins anew, or is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from opsim.ledgers.rows import Rows

if TYPE_CHECKING:
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.stations.machine import Machine
    from opsim.simulation.production.stations.station import Station


class JobsInHand:
    """The work in hand at one station, as far as its failures spoil it.

    Units of a lot take equal parts of its process time; what fails during the set-up spoils nothing.
    """

    def __init__(self, station: Station, lost_work: Rows, scrap: Callable[[Lot, int], None]) -> None:
        """Write work that has to be done again to `lost_work`; `scrap(lot, units)` takes units off a lot."""
        self.station, self.lost_work, self.scrap = station, lost_work, scrap
        self._process_ms: dict[Machine, int] = {}
        self._unit_ms: dict[Machine, int] = {}
        self._anew_since: dict[Machine, int] = {}

    def begins(self, machine: Machine, process_ms: int, units: int) -> None:
        """Keep how long the work takes that a machine begins, without its set-up."""
        self._process_ms[machine] = process_ms
        self._unit_ms[machine] = max(process_ms // units, 1)
        self._anew_since[machine] = self.station.clock.now_ms

    def strike(self, machine: Machine, job: str) -> None:
        """Let a failure have its effect on what a machine has in hand; `machine.left` is the work that was left."""
        attendance = self.station.attendance
        if attendance is not None and attendance.is_waiting(machine):
            return
        if machine not in self._process_ms or machine.left >= self._process_ms[machine]:
            return
        if job == "restart":
            self._restart(machine)
        elif job == "scrap-unit":
            self._lose_unit(machine)
        elif job == "scrap-lot":
            self._lose_all(machine)

    def _restart(self, machine: Machine) -> None:
        now, whole = self.station.clock.now_ms, self._process_ms[machine]
        self.lost_work.add(self._anew_since[machine], now, machine.index)
        self.station.worked_ms += whole - machine.left
        self._anew_since[machine] = now
        machine.left = whole

    def _lose_unit(self, machine: Machine) -> None:
        unit = self._unit_ms[machine]
        before = max((machine.left - 1) // unit, 0) * unit  # the work of the units behind it
        self.station.worked_ms -= machine.left - before
        machine.left = before
        lot: Lot = machine.lot  # type: ignore[assignment]
        self.scrap(lot, 1)
        lot.defective = min(lot.defective, lot.units)
        if not lot.units:
            self._leave_off(machine)

    def _lose_all(self, machine: Machine) -> None:
        for lot in machine.lot.members:  # type: ignore[union-attr]
            self.scrap(lot, lot.units)
            lot.defective = 0
        self._leave_off(machine)

    def _leave_off(self, machine: Machine) -> None:
        """Nothing is left to work on."""
        self.station.worked_ms -= machine.left
        machine.left = 0
        self.station.lose(machine)
