"""Failures, the repair crew and preventive maintenance."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from opsim.ledgers.history import FAILURE, PLANNED
from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.calendar import ALWAYS, Calendar
from opsim.simulation.kernel.clock import FOREVER, Alarm, Clock
from opsim.simulation.production.machine import Machine
from opsim.simulation.production.station import Station

Draws = Iterator[int]


class Stop:
    """One machine that stands and needs the crew."""

    __slots__ = ("duration", "kind", "machine", "owner", "served", "start")

    def __init__(self, machine: Machine, kind: int, start: int, duration: int, owner: Breakdowns) -> None:
        """Need the crew for `duration` ms of its working time."""
        self.machine, self.kind, self.start, self.duration, self.owner = machine, kind, start, duration, owner
        self.served = -1


class Crew:
    """The repair crew: first come, first served; one member to a machine."""

    def __init__(self, clock: Clock, stops: Rows) -> None:
        """Write what it has done to `stops`."""
        self.clock, self.rows = clock, stops
        self.people: int | None = None
        self.calendar: Calendar = ALWAYS
        self.at_work: list[Stop] = []
        self.waiting: deque[Stop] = deque()

    def adopt(self, people: int | None, calendar: Calendar) -> None:
        """Take the size and the hours that hold from now on."""
        self.people, self.calendar = people, calendar
        self._serve()

    def call(self, stop: Stop) -> None:
        """Put a machine on the crew's list."""
        self.waiting.append(stop)
        self._serve()

    def _serve(self) -> None:
        while self.waiting and (self.people is None or len(self.at_work) < self.people):
            stop = self.waiting.popleft()
            stop.served = self.calendar.opens_at(self.clock.now_ms)
            self.at_work.append(stop)
            end = self.calendar.finish(stop.served, stop.duration)
            self.clock.call_at(end, lambda stop=stop: self._done(stop), stop.machine.name)  # type: ignore[misc]

    def _done(self, stop: Stop) -> None:
        self.at_work.remove(stop)
        self.rows.add(stop.machine.index, stop.kind, stop.start, stop.served, self.clock.now_ms)
        self._serve()
        stop.owner.restored(stop)

    def close(self, end_ms: int) -> None:
        """At the end of the run, write the stops that are not over."""
        for stop in [*self.at_work, *self.waiting]:
            served = end_ms if stop.served < 0 else min(stop.served, end_ms)
            self.rows.add(stop.machine.index, stop.kind, stop.start, served, end_ms)


class Breakdowns:
    """How the machines of one station fail and are maintained; both make a machine as new.

    `operating`: the machine fails after so much work, and the rest of the work in hand waits for the repair.
    Otherwise it fails by the calendar, busy or not. `every` ms of work (0: never) it is maintained between two lots.
    """

    def __init__(self, station: Station, crew: Crew, on_stop: Callable[[int], None]) -> None:
        """Look after `station`; `on_stop(kind)` books the cost of a stop."""
        self.station, self.crew, self.on_stop = station, crew, on_stop
        self.when_broken = [self._broke_at_work]
        self.life: Draws | None = None
        self.operating = True
        self.every = 0
        self.ages = False
        self._fails_at: dict[Machine, int] = {}
        self._fates: dict[Machine, Alarm] = {}

    def adopt(
        self, life: Draws | None, repair: Draws, duration: Draws, *, operating: bool, every: int, wears: bool
    ) -> None:
        """Take the distributions and the policy that hold from now on; machines keep the life they have."""
        self.life, self.repair, self.operating = life, repair, operating
        self.every, self.duration = every, duration
        self.ages = wears or every > 0 or (operating and life is not None)

    def as_new(self, machine: Machine) -> None:
        """Give the machine a new life."""
        machine.worked = 0
        machine.renewed = self.station.clock.now_ms
        if self.life is None:
            return
        life = max(next(self.life), 1)
        if self.operating:
            machine.life = life
        else:
            self._fail_at(machine, self.station.clock.now_ms + life)

    def _fail_at(self, machine: Machine, at_ms: int) -> None:
        self._fails_at[machine] = at_ms
        if machine not in self._fates:
            fate = self._fates[machine] = Alarm(self.station.clock, machine.name)
            self.station.clock.set_alarm(fate, at_ms, [lambda _: self._fate(machine)])

    def _fate(self, machine: Machine) -> None:
        """The calendar says that the machine fails now, or a later date was set meanwhile."""
        clock, at_ms = self.station.clock, self._fails_at[machine]
        if at_ms > clock.now_ms:
            clock.set_alarm(self._fates[machine], at_ms, [lambda _: self._fate(machine)])
            return
        del self._fates[machine]
        if machine.down or (machine.leaving and machine.lot is None):
            return  # a machine in maintenance gets a new life anyway
        if machine.lot is None:
            if machine in self.station.idle:
                self.station.idle.remove(machine)
        elif machine.blocked_since < 0:
            self.station.interrupt(machine)
        self._stand(machine, FAILURE, self.repair)

    def wake(self, machine: Machine) -> None:
        """An adjustment is over: a failure by the calendar that came due meanwhile happens now."""
        if self.life is not None and not self.operating and machine not in self._fates and not machine.leaving:
            self._stand(machine, FAILURE, self.repair)

    def _broke_at_work(self, machine: Machine) -> None:
        machine.until = FOREVER
        self._stand(machine, FAILURE, self.repair)

    def takes(self, machine: Machine) -> bool:
        """Take a machine that has just finished a lot into maintenance, if it is time."""
        if not self.every or machine.worked < self.every:
            return False
        self._stand(machine, PLANNED, self.duration)
        return True

    def _stand(self, machine: Machine, kind: int, duration: Draws) -> None:
        machine.down = True
        self.on_stop(kind)
        self.crew.call(Stop(machine, kind, self.station.clock.now_ms, next(duration), self))

    def restored(self, stop: Stop) -> None:
        """The crew is done: the machine is as new, and goes on with what it has in hand."""
        machine = stop.machine
        machine.down = False
        self.as_new(machine)
        if machine.lot is None:
            self.station.ready(machine)
        elif machine.blocked_since < 0:
            if self.operating:
                self.station.work_on(machine, machine.left)
            else:
                self.station.resume(machine)
