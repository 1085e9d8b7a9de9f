"""Failures of the machines of one station: when each mode strikes, and what repair and maintenance leave of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from opsim.ledgers.history import FAILURE, INSPECTED, PLANNED
from opsim.simulation.kernel.clock import FOREVER, MS_PER_HOUR, Alarm
from opsim.simulation.production.maintenance.condition import Condition, Mode, age_after
from opsim.simulation.production.maintenance.crew import Crew, Stop
from opsim.simulation.production.maintenance.upkeep import Upkeep

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.maintenance.ageing import Path, Wearing
    from opsim.simulation.production.maintenance.jobs_in_hand import JobsInHand
    from opsim.simulation.production.stations.machine import Machine
    from opsim.simulation.production.stations.station import Station

#: Fetches spare parts for a stop from the store; the stop goes on to its crew when they are at hand.
Fetch = Callable[[Mapping[str, int], Stop, Crew], None]


class Breakdowns:
    """How the machines of one station fail, and how repair and maintenance renew them.

    A mode that goes by work strikes after so much of it, and the rest of the work in hand waits for the repair; one
    that goes by the calendar strikes busy and idle machines alike. What strikes while the machine stands for another
    reason strikes when it is back, unless that made it as new.
    """

    def __init__(self, station: Station, jobs: JobsInHand, slowed: Rows) -> None:
        """Look after `station`; the time that wear costs is written to `slowed`."""
        self.station, self.jobs, self.slowed = station, jobs, slowed
        self.when_broken = [self._broke_at_work]
        self.modes: list[Mode] = []
        self.wearing: Wearing | None = None
        self.upkeep = Upkeep(self)
        self.slow_per_hour = 0.0
        self.ages = self.careful = False
        self.conditions: dict[Machine, Condition] = {}
        self._fates: dict[tuple[Machine, int], Alarm] = {}
        self.fetch: Fetch
        self.pay: Callable[[int], None]

    def adopt(self, modes: list[Mode], wearing: Wearing | None) -> None:
        """Take what holds from now on, after the policy; machines keep the lives they have."""
        self.modes = modes
        if self.wearing is None or wearing is None:
            self.wearing = wearing
        else:
            self.wearing.spec = wearing.spec
        self.slow_per_hour = wearing.spec.slow_per_hour if wearing is not None else 0.0
        spoils = any(mode.job != "resume" for mode in modes)
        self.careful = spoils or self.slow_per_hour > 0
        by_work = any(mode.operating for mode in modes)
        self.ages = wearing is not None or self.upkeep.active or by_work or self.careful
        for machine in self.station.machines:
            if machine not in self.conditions:
                self.install(machine)

    def install(self, machine: Machine) -> None:
        """Look after a new machine."""
        path = self.wearing.path() if self.wearing is not None else None
        machine.renewed = self.station.clock.now_ms
        self.conditions[machine] = Condition(len(self.modes), machine.worked, self.station.clock.now_ms, path)
        for mode in range(len(self.modes)):
            self._renew(machine, mode, 0)
        self._set_life(machine)
        self.upkeep.watch(machine)

    # -- wear ---------------------------------------------------------------------------------------------------------

    def wear_age(self, machine: Machine) -> int:
        """Return how long a machine has worn, in ms of its wear clock."""
        if self.wearing is not None and self.wearing.spec.clock == "calendar":
            return self.station.clock.now_ms - self.conditions[machine].wear_born
        return max(machine.worked, 0)

    def wear(self, machine: Machine) -> float:
        """Return the wear of a machine."""
        path: Path | None = self.conditions[machine].path
        return 0.0 if path is None else path.level(self.wear_age(machine))

    def worn_ms(self, machine: Machine) -> int:
        """Return the work, in ms, that on average wears a machine as much as it is worn."""
        if self.wearing is None or not self.wearing.by_chance:
            return machine.worked
        return round(self.wear(machine) / self.wearing.spec.rate * MS_PER_HOUR)

    def begins(self, machine: Machine, lot: Lot, work: int) -> int:
        """Return how long the process of a lot takes on this machine, as worn as it is."""
        if self.slow_per_hour:
            extra = round(work * self.slow_per_hour * self.worn_ms(machine) / MS_PER_HOUR)
            if extra:
                self.slowed.add(self.station.clock.now_ms, extra, machine.index)
                work += extra
        self.jobs.begins(machine, work, lot.units)
        return work

    # -- failures -----------------------------------------------------------------------------------------------------

    def _renew(self, machine: Machine, number: int, age: int) -> None:
        """Let a mode begin a new stretch of life at an age."""
        mode, condition, now = self.modes[number], self.conditions[machine], self.station.clock.now_ms
        condition.kept[number] = age
        if mode.lives is not None:
            rest = mode.lives.after(age)
        else:
            path: Path = condition.path  # type: ignore[assignment]
            rest = max(path.age_at(mode.limit) - self.wear_age(machine), 1)
        if mode.operating:
            condition.ages[number], condition.left[number] = age, rest
        else:
            condition.born[number] = now - age
            self._strike_at(machine, number, now + rest)

    def _set_life(self, machine: Machine) -> None:
        machine.life = min(self.conditions[machine].left, default=FOREVER)

    def up_to_date(self, machine: Machine) -> Condition:
        """Reckon the ages up to now; the machine has no work in hand that is not over, or it was interrupted."""
        condition = self.conditions[machine]
        done = machine.worked - condition.seen
        condition.seen = machine.worked
        condition.since += done
        for number, mode in enumerate(self.modes):
            if mode.operating:
                condition.ages[number] += done
                condition.left[number] -= done
        return condition

    def _strike_at(self, machine: Machine, number: int, at_ms: int) -> None:
        self.conditions[machine].strikes[number] = at_ms
        if (machine, number) not in self._fates:
            fate = self._fates[machine, number] = Alarm(self.station.clock, machine.name)
            self.station.clock.set_alarm(fate, at_ms, [lambda _: self._fate(machine, number)])

    def _fate(self, machine: Machine, number: int) -> None:
        """The calendar says that a mode strikes now, or a later date was set meanwhile."""
        clock, at_ms = self.station.clock, self.conditions[machine].strikes[number]
        if at_ms > clock.now_ms:
            rings = [lambda _: self._fate(machine, number)]
            clock.set_alarm(self._fates[machine, number], at_ms, rings)
            return
        del self._fates[machine, number]
        if machine.down or (machine.leaving and machine.lot is None):
            return
        if machine.lot is None:
            if machine in self.station.idle:
                self.station.idle.remove(machine)
        elif machine.blocked_since < 0:
            self.station.interrupt(machine)
        self._fail(machine, number)

    def _broke_at_work(self, machine: Machine) -> None:
        machine.until = FOREVER
        left = self.up_to_date(machine).left
        self._fail(machine, left.index(min(left)))

    def _fail(self, machine: Machine, number: int) -> None:
        mode = self.modes[number]
        stop = self.stand(machine, FAILURE, number, next(mode.repair), mode.cost)
        self.send(stop, mode.parts, mode.crew)
        if machine.lot is not None and machine.blocked_since < 0:
            self.jobs.strike(machine, mode.job)

    # -- stops --------------------------------------------------------------------------------------------------------

    def stand(self, machine: Machine, kind: int, number: int, duration: int, cents: int) -> Stop:
        """Let a machine stand, and pay what that costs."""
        machine.down = True
        condition = self.up_to_date(machine)
        self.pay(cents)
        stop = Stop(machine, kind, number, self.station.clock.now_ms, duration, self)
        stop.worked, stop.cents, stop.wear = condition.since, cents, self.wear(machine)
        return stop

    def note_look(self, machine: Machine, cents: int) -> None:
        """Note and pay an inspection that takes no time and found little wear."""
        stop = self.stand(machine, INSPECTED, -1, 0, cents)
        machine.down = False
        stop.supplied = stop.served = stop.start
        stop.write(self.upkeep.crew.rows, stop.start)

    def send(self, stop: Stop, parts: Mapping[str, int], crew: Crew) -> None:
        """Send a stop to its crew, by way of the store if it takes parts."""
        if parts:
            self.fetch(parts, stop, crew)
        else:
            crew.call(stop)

    def restored(self, stop: Stop) -> None:
        """The crew is done: the machine goes on with what it has in hand."""
        machine = stop.machine
        machine.down = False
        if stop.kind == FAILURE:
            mode = self.modes[stop.mode]
            which = range(len(self.modes)) if mode.renews_all else (stop.mode,)
            self._restore(stop, which, mode.age_left, whole=mode.whole_age, all_of_it=mode.renews_all)
        elif stop.kind == PLANNED:
            self._restore(stop, range(len(self.modes)), self.upkeep.age_left, whole=True, all_of_it=True)
        if stop.kind in (PLANNED, INSPECTED):
            self.upkeep.was_done(machine)
        self.wake(machine)
        if machine.lot is None:
            self.station.ready(machine)
        elif machine.blocked_since < 0:
            self.station.go_on(machine)

    def _restore(self, stop: Stop, modes: range | tuple[int], share: float, *, whole: bool, all_of_it: bool) -> None:
        """Take age off some modes, and off the machine as a whole if `all_of_it`; `share` of it stays."""
        machine, condition = stop.machine, self.up_to_date(stop.machine)
        if all_of_it:
            self._take_wear_off(stop, condition, share, whole=whole)
        for number in modes:
            age = condition.ages[number] if self.modes[number].operating else stop.start - condition.born[number]
            self._renew(machine, number, age_after(age, condition.kept[number], share, whole=whole))
        condition.since = 0
        self._set_life(machine)

    def _take_wear_off(self, stop: Stop, condition: Condition, share: float, *, whole: bool) -> None:
        machine, now = stop.machine, self.station.clock.now_ms
        machine.renewed = now
        worked = age_after(machine.worked, condition.worked_kept, share, whole=whole)
        machine.worked = condition.seen = condition.worked_kept = worked
        condition.counted = min(condition.counted, worked)
        by_calendar = age_after(stop.start - condition.wear_born, condition.wear_kept, share, whole=whole)
        condition.wear_born, condition.wear_kept = now - by_calendar, by_calendar
        if self.wearing is None:
            return
        age = self.wear_age(machine)
        if age > 0 and condition.path is not None:
            condition.path.cut(age)
        else:
            condition.path = self.wearing.path()

    def wake(self, machine: Machine) -> None:
        """A stop is over: modes of the calendar that would have struck meanwhile strike now."""
        now, strikes = self.station.clock.now_ms, self.conditions[machine].strikes
        for number, mode in enumerate(self.modes):
            if not mode.operating and (machine, number) not in self._fates:
                self._strike_at(machine, number, max(strikes[number], now))
