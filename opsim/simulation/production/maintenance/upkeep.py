"""Preventive maintenance of one station's machines: when it is due, and when there is a chance to do it early."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Final

from opsim.ledgers.history import INSPECTED, PLANNED
from opsim.scenario.production import MaintenancePolicy
from opsim.simulation.kernel.clock import FOREVER
from opsim.simulation.production.maintenance.ageing import Draws

if TYPE_CHECKING:
    from opsim.simulation.production.maintenance.breakdowns import Breakdowns
    from opsim.simulation.production.maintenance.crew import Crew
    from opsim.simulation.production.stations.machine import Machine

NO_TIME: Final[Draws] = repeat(0)


class Upkeep:
    """One policy. A machine is maintained between two lots, or off shift with a lot in hand.

    What is due within the window is done early, when the machine has nothing to do and somebody of the crew neither.
    """

    def __init__(self, breakdowns: Breakdowns) -> None:
        """Do nothing until a policy is adopted."""
        self.breakdowns = breakdowns
        self.policy = "run-to-failure"
        self.every = self.window = 0
        self.active = self.looks_for_chances = self.waits_for_crew = False
        self.age_left = 0.0
        self.crew: Crew
        self.parts: Mapping[str, int] = {}
        self.duration = self.inspection = NO_TIME
        self.spec = MaintenancePolicy()

    def adopt(self, spec: MaintenancePolicy, crew: Crew, duration: Draws, inspection: Draws) -> None:
        """Take the policy that holds from now on."""
        before = (self.policy, self.every, self.window)
        self.spec, self.policy, self.crew, self.parts = spec, spec.policy, crew, spec.parts
        self.duration, self.inspection = duration, inspection
        self.active = spec.policy != "run-to-failure"
        self.every, self.window, self.age_left = spec.every, spec.opportune, spec.age_left
        self.waits_for_crew = spec.starts == "with-the-crew"
        by_calendar = spec.policy == "calendar"
        self.looks_for_chances = self.active and (self.window > 0 or self.waits_for_crew or by_calendar)
        if self.waits_for_crew and self.look not in crew.on_free:
            crew.on_free.append(self.look)
        if before != (self.policy, self.every, self.window):
            for machine, condition in self.breakdowns.conditions.items():
                if before[0] != self.policy:
                    condition.planned = self.breakdowns.station.clock.now_ms
                self.watch(machine)

    # -- when ---------------------------------------------------------------------------------------------------------

    def _progress(self, machine: Machine) -> int:
        """Return how much of the interval has passed, in ms of work or of the calendar."""
        condition = self.breakdowns.conditions[machine]
        if self.policy == "calendar":
            return self.breakdowns.station.clock.now_ms - condition.planned
        return machine.worked - condition.counted

    def watch(self, machine: Machine) -> None:
        """By the calendar: look at an idle machine when its window opens, and when it is due."""
        if self.policy != "calendar":
            return
        clock = self.breakdowns.station.clock
        due = self.breakdowns.conditions[machine].planned + self.every
        for at in {max(due - self.window, clock.now_ms): 0, max(due, clock.now_ms): 0}:
            clock.call_at(at, partial(self._look_at, machine), machine.name)

    def _look_at(self, machine: Machine) -> None:
        if self.active and machine in self.breakdowns.station.idle:
            self.use_chance(machine)

    def look(self) -> None:
        """Somebody of the crew has time: look at the machines that have nothing to do.

        One that asks for spare parts may bring about the lot of such a part, which the next machine starts at once.
        """
        for machine in list(self.breakdowns.station.idle):
            if self.looks_for_chances and machine in self.breakdowns.station.idle:
                self.use_chance(machine)

    # -- what ---------------------------------------------------------------------------------------------------------

    def takes(self, machine: Machine) -> bool:
        """Take a machine that has just finished a lot into maintenance, if it is time."""
        if not self.active or self._progress(machine) < self.every:
            return False
        if self.waits_for_crew and not self.crew.has_time():
            return False
        return self._begin(machine)

    def use_chance(self, machine: Machine) -> None:
        """Maintain an idle machine, if that is due or nearly so."""
        station, progress = self.breakdowns.station, self._progress(machine)
        if progress < self.every - self.window or not self._may_begin(progress):
            return
        station.idle.remove(machine)
        if not self._begin(machine):
            station.idle.append(machine)

    def _may_begin(self, progress: int) -> bool:
        return (progress >= self.every and not self.waits_for_crew) or self.crew.has_time()

    def shift_over(self) -> None:
        """The station rests: maintain what is due or nearly so, whether it has a lot in hand or not."""
        station = self.breakdowns.station
        if station.clock.now_ms < station.open_until:
            return
        for machine in list(station.machines):
            if machine in station.idle:
                self._look_at(machine)
            elif self._rests_with_a_lot(machine):
                station.interrupt(machine)
                if not self._begin(machine):
                    station.go_on(machine)

    def _rests_with_a_lot(self, machine: Machine) -> bool:
        station = self.breakdowns.station
        resting = not machine.down and machine.blocked_since < 0 and station.clock.now_ms < machine.until < FOREVER
        if not self.active or machine.lot is None or not resting or not self.crew.has_time():
            return False
        left = station.calendar.open_ms(station.clock.now_ms, machine.until)
        done = 0 if self.policy == "calendar" else left
        return self._progress(machine) - done >= self.every - self.window

    def _begin(self, machine: Machine) -> bool:
        """Maintain (or inspect) a machine; say whether it has to stand for that."""
        spec, breakdowns = self.spec, self.breakdowns
        if self.policy == "condition":
            return self._inspect(machine)
        stop = breakdowns.stand(machine, PLANNED, -1, next(self.duration), spec.cost)
        breakdowns.send(stop, self.parts, self.crew)
        return True

    def _inspect(self, machine: Machine) -> bool:
        """Inspect a machine, and maintain it if it is worn to the threshold."""
        spec, breakdowns, length = self.spec, self.breakdowns, next(self.inspection)
        breakdowns.conditions[machine].counted = machine.worked
        if breakdowns.wear(machine) >= spec.threshold:
            cents = spec.cost + spec.inspection_cost
            stop = breakdowns.stand(machine, PLANNED, -1, length + next(self.duration), cents)
            breakdowns.send(stop, self.parts, self.crew)
        elif length:
            stop = breakdowns.stand(machine, INSPECTED, -1, length, spec.inspection_cost)
            self.crew.call(stop)
        else:
            breakdowns.note_look(machine, spec.inspection_cost)
            return False
        return True

    def was_done(self, machine: Machine) -> None:
        """Maintenance or inspection is over: begin to count anew."""
        condition = self.breakdowns.conditions[machine]
        condition.counted = machine.worked
        if self.policy == "calendar":
            passed = self._progress(machine) // self.every
            condition.planned += self.every * max(passed, 1)
            self.watch(machine)
