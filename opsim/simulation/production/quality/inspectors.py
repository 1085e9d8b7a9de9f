"""Inspectors: so many lots at once are looked at behind a step, first come, first served.

The bench where lots wait has room for all: the machine is free as soon as its work is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from opsim.simulation.kernel.calendar import calendar, calendar_of
from opsim.simulation.kernel.clock import FOREVER

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.scenario.production import Inspection
    from opsim.simulation.kernel.calendar import Calendar
    from opsim.simulation.kernel.clock import Clock


class Task(NamedTuple):
    """One lot to look at: how long, what to note when it begins (start and end, in ms), what to do when it is over."""

    name: str
    work_ms: int
    begun: Callable[[int, int], None]
    over: Callable[[], object]
    never_begun: Callable[[int], None]


class Inspectors:
    """The people of one bench; without a number, as many as lots come."""

    def __init__(self, clock: Clock) -> None:
        """Have nobody until `adopt`."""
        self.clock = clock
        self._people = self._busy = 0
        self._waiting: deque[Task] = deque()

    def adopt(self, people: int | None, hours: Calendar) -> None:
        """Take how many there are now and when they work; those at work finish what they have in hand."""
        self._people, self._hours = FOREVER if people is None else people, hours
        self._begin()

    def take(self, task: Task) -> None:
        """Look at a lot, now or when its turn comes."""
        self._waiting.append(task)
        self._begin()

    def _begin(self) -> None:
        while self._waiting and self._busy < self._people:
            task, now = self._waiting.popleft(), self.clock.now_ms
            self._busy += 1
            end = self._hours.finish(now, task.work_ms)
            task.begun(now, end)
            self.clock.call_at(end, lambda task=task: self._over(task), task.name)  # type: ignore[misc]

    def _over(self, task: Task) -> None:
        self._busy -= 1
        self._begin()
        task.over()

    def close(self, end_ms: int) -> None:
        """At the end of the run, note what was not begun."""
        for task in self._waiting:
            task.never_begun(end_ms)


class Benches:
    """All the inspectors of a floor: those of each station that has a number of its own, and those of teams."""

    def __init__(self, clock: Clock) -> None:
        """Have none yet."""
        self.clock = clock
        self._at: dict[str, Inspectors] = {}
        self._of: dict[str, Inspectors] = {}

    def of(self, scenario: Scenario, station: str, plan: Inspection) -> Inspectors | None:
        """Return who inspects behind a station from now on; nobody in particular where there are always enough."""
        if plan.team is not None:
            team = scenario.operations.teams[plan.team]
            inspectors = self._of.setdefault(plan.team, Inspectors(self.clock))
            inspectors.adopt(team.people, calendar(scenario, team.shift))
        elif plan.inspectors is not None or station in self._at:
            inspectors = self._at.setdefault(station, Inspectors(self.clock))
            inspectors.adopt(plan.inspectors, calendar_of(scenario, station))
        else:
            return None
        return inspectors

    def close(self, end_ms: int) -> None:
        """At the end of the run, note what was not begun."""
        for inspectors in (*self._at.values(), *self._of.values()):
            inspectors.close(end_ms)
