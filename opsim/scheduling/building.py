"""Builds schedules forwards in time: whenever a machine, its hours and its crew allow, a choice of what is next.

All that ends at one instant ends first; then the stations, in their order, start what they can.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from heapq import heappop, heappush

from opsim.scheduling.problem import Problem, Station
from opsim.scheduling.schedule import Planned, Schedule

#: Station, its waiting operations (and since when), the time -> the operation that goes next; None: rather wait.
Pick = Callable[[int, dict[int, int], int], "int | None"]
_NEVER = 1 << 62


class Shop:
    """A problem with numbers in the place of names: operations count through all jobs."""

    def __init__(self, problem: Problem) -> None:
        """Number everything."""
        self.problem = problem
        self.stations = problem.stations
        places = {station.id: place for place, station in enumerate(self.stations)}
        steps = [(job, step, it) for job, one in enumerate(problem.jobs) for step, it in enumerate(one.operations)]
        self.job = [job for job, _, _ in steps]
        self.step = [step for _, step, _ in steps]
        self.family = [operation.family for _, _, operation in steps]
        self.work = [{places[station]: work for station, work in operation.options} for _, _, operation in steps]
        self.first = [op for op, step in enumerate(self.step) if step == 0]
        self.following = [op + 1 if op + 1 < len(steps) and self.step[op + 1] else -1 for op in range(len(steps))]

    def __len__(self) -> int:
        """Return the number of operations."""
        return len(self.job)

    @cached_property
    def shares_crew(self) -> list[list[int]]:
        """For each station, all stations that draw on its crew, in order."""
        crews = [station.crew and station.crew[0] for station in self.stations]
        return [[other for other, crew in enumerate(crews) if crew == own] if own else [] for own in crews]

    def number_of(self, planned: Planned) -> int:
        """Return the number of a planned operation."""
        return self.first[planned.job] + planned.step

    def orders(self, schedule: Schedule) -> list[list[int]]:
        """Return in which order each station takes its operations."""
        return [[self.number_of(planned) for planned in schedule.at(station.id)] for station in self.stations]


def built(shop: Shop, pick: Pick) -> Schedule | None:
    """Return the schedule that `pick` leads to; None when it makes the shop wait for ever."""
    return _Building(shop, pick).finished()


def in_order(shop: Shop, orders: list[list[int]]) -> Schedule | None:
    """Return the schedule in which every station starts its operations in the given order, each as soon as it can.

    None when the orders contradict the jobs' own.
    """
    heads = [0] * len(orders)

    def head(station: int, waiting: dict[int, int], _now: int) -> int | None:
        order, place = orders[station], heads[station]
        if place == len(order) or order[place] not in waiting:
            return None
        heads[station] = place + 1
        return order[place]

    return built(shop, head)


class _Building:
    """The shop while it is scheduled."""

    def __init__(self, shop: Shop, pick: Pick) -> None:
        self.shop, self.pick = shop, pick
        self.log: list[Planned] = []
        self.waiting: list[dict[int, int]] = [{} for _ in shop.stations]
        self.idle: list[list[tuple[int, int]]] = [[] for _ in shop.stations]  # since when, which machine
        self.family = [[machine.family for machine in station.machines] for station in shop.stations]
        self.people = dict(shop.problem.crews)
        self.opens: set[tuple[int, int]] = set()
        # when, -1 or the operation that joins its queue, station and machine that become free (-1: none), with a crew?
        self.events: list[tuple[int, int, int, int, bool]] = []
        for op in shop.first:
            heappush(self.events, (shop.problem.release_of(shop.problem.jobs[shop.job[op]]), op, -1, -1, False))
        for place, station in enumerate(shop.stations):
            self._machines_come(place, station)

    def _machines_come(self, place: int, station: Station) -> None:
        start = self.shop.problem.start
        for number, machine in enumerate(station.machines):
            is_manned = machine.is_manned and station.crew is not None and machine.free_from > start
            if is_manned and station.crew is not None:
                self.people[station.crew[0]] -= station.crew[1]
            heappush(self.events, (max(machine.free_from, start), -1, place, number, is_manned))

    def finished(self) -> Schedule | None:
        """Return the schedule once all that can happen has happened, None if the orders lock each other (a cycle)."""
        events = self.events
        while events:
            now, awake = events[0][0], set[int]()
            while events and events[0][0] == now:
                awake |= self._happen(*heappop(events))
            for station in sorted(awake):
                self._start_what_can(station, now)
        complete = len(self.log) == len(self.shop)
        return Schedule(self.shop.problem, tuple(sorted(self.log))) if complete else None

    def _happen(self, now: int, op: int, station: int, machine: int, is_manned: bool) -> set[int]:
        """Let an operation join its queues and a machine become free; return the stations that must look."""
        awake = {station} if station >= 0 else set()
        if machine >= 0:
            self.idle[station].append((now, machine))
        if is_manned and (crew := self.shop.stations[station].crew) is not None:
            self.people[crew[0]] += crew[1]
            awake.update(self.shop.shares_crew[station])
        if op >= 0:
            for place in self.shop.work[op]:
                self.waiting[place][op] = now
                awake.add(place)
        return awake

    def _start_what_can(self, place: int, now: int) -> None:
        station, waiting, idle = self.shop.stations[place], self.waiting[place], self.idle[place]
        while waiting and idle:
            opens = now if station.hours.always else station.hours.opens_at(now)
            if opens > now:
                if (place, opens) not in self.opens:
                    self.opens.add((place, opens))
                    heappush(self.events, (opens, -1, place, -1, False))
                return
            if station.crew is not None and self.people[station.crew[0]] < station.crew[1]:
                return
            op = self.pick(place, waiting, now)
            if op is None:
                return
            self._start(op, place, station, now)

    def _start(self, op: int, place: int, station: Station, now: int) -> None:
        shop = self.shop
        for option in shop.work[op]:
            del self.waiting[option][op]
        set_up, since, machine = self.least_set_up(place, op)
        self.idle[place].remove((since, machine))
        self.family[place][machine] = shop.family[op]
        if station.crew is not None:
            self.people[station.crew[0]] -= station.crew[1]
        end = station.hours.finish(now, shop.work[op][place] + set_up)
        self.log.append(Planned(now, end, station.id, machine, shop.job[op], shop.step[op], set_up))
        heappush(self.events, (end, shop.following[op], place, machine, station.crew is not None))

    def least_set_up(self, place: int, op: int) -> tuple[int, int, int]:
        """Return set-up, since when it is idle, and number of the idle machine that suits an operation best."""
        station, families, family = self.shop.stations[place], self.family[place], self.shop.family[op]
        return min((station.change_over(families[m], family), since, m) for since, m in self.idle[place])
