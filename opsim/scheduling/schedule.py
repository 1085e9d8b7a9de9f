"""A schedule: which machine does which operation when; what it is worth, and whether it can be carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from opsim.scheduling.problem import Problem

Objective = Literal["makespan", "tardiness"]
Status = Literal["optimal", "feasible"]


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """One operation of the plan: job and step by number from 0; the machine by number within its station."""

    start: int
    end: int
    station: str
    machine: int
    job: int
    step: int
    set_up: int = 0
    """How much of its work is change-over, in ms."""


@dataclass(frozen=True)
class Schedule:
    """All operations of a problem, in the order of their start."""

    problem: Problem
    operations: tuple[Planned, ...]

    @cached_property
    def completions(self) -> list[int]:
        """When each job is done."""
        done = [self.problem.start] * len(self.problem.jobs)
        for planned in self.operations:
            done[planned.job] = max(done[planned.job], planned.end)
        return done

    @property
    def makespan(self) -> int:
        """From the start of the plan to the end of its last operation, in ms."""
        return max(self.completions, default=self.problem.start) - self.problem.start

    @property
    def tardiness(self) -> int:
        """Weight x tardiness, summed over the jobs, in ms; a weight of 1 counts `weight_of_one`."""
        return sum(self.problem.lateness_cost(job, end) for job, end in enumerate(self.completions))

    @property
    def unweighted_tardiness(self) -> int:
        """Tardiness, summed over the jobs, in ms, whatever they weigh."""
        jobs = self.problem.jobs
        return sum(max(end - due, 0) for job, end in enumerate(self.completions) if (due := jobs[job].due) is not None)

    @property
    def late_jobs(self) -> list[int]:
        """The jobs that end after their due date."""
        jobs = self.problem.jobs
        return [job for job, end in enumerate(self.completions) if (due := jobs[job].due) is not None and end > due]

    def value(self, objective: Objective) -> tuple[int, int]:
        """Return what is to be small: the objective first, the other measure second."""
        both = (self.makespan, self.tardiness)
        return both if objective == "makespan" else both[::-1]

    def at(self, station: str) -> list[Planned]:
        """Return the operations of one station, in the order in which they start."""
        return sorted(planned for planned in self.operations if planned.station == station)


@dataclass(frozen=True)
class Solution:
    """What a solver found, and what it can promise.

    `bound` is a value of the objective (ms) that no schedule can go below; `optimal` is claimed only where the schedule
    reaches it. `is_cancelled` says that a person stopped the search.
    """

    schedule: Schedule
    objective: Objective
    bound: int
    method: str
    seconds: float
    is_cancelled: bool = False

    @property
    def value(self) -> int:
        """The objective reached, in ms."""
        return self.schedule.value(self.objective)[0]

    @property
    def bound_ms(self) -> float:
        """The bound in ms, a job of weight 1 counting once."""
        return self.bound / (self.schedule.problem.weight_of_one if self.objective == "tardiness" else 1)

    @property
    def status(self) -> Status:
        """Whether the schedule is proven best."""
        return "optimal" if self.value <= self.bound else "feasible"

    @property
    def gap(self) -> float:
        """By how much the schedule could at most be better, as a share of its value."""
        return max(0, self.value - self.bound) / self.value if self.value else 0.0


def faults(schedule: Schedule) -> list[str]:
    """Return everything that makes a schedule impossible; nothing for one that can be carried out."""
    problem = schedule.problem
    return [
        *_missing(schedule),
        *_out_of_order(schedule),
        *(fault for station in problem.stations for fault in _at_station(schedule, station.id)),
        *(fault for crew in problem.crews for fault in _crew_short(schedule, crew)),
    ]


def _missing(schedule: Schedule) -> Iterator[str]:
    wanted = [(job, step) for job, it in enumerate(schedule.problem.jobs) for step in range(len(it.operations))]
    if sorted((planned.job, planned.step) for planned in schedule.operations) != wanted:
        yield "not every operation is planned exactly once"


def _out_of_order(schedule: Schedule) -> Iterator[str]:
    ready = [schedule.problem.release_of(job) for job in schedule.problem.jobs]
    for planned in sorted(schedule.operations, key=lambda it: (it.job, it.step)):
        if planned.start < ready[planned.job]:
            yield f"job {planned.job} starts step {planned.step} before it is ready"
        ready[planned.job] = planned.end


def _at_station(schedule: Schedule, station_id: str) -> Iterator[str]:
    """Find operations at a station that overlap, start off shift or last too long or too short."""
    problem, station = schedule.problem, schedule.problem.station[station_id]
    free = [max(machine.free_from, problem.start) for machine in station.machines]
    family = [machine.family for machine in station.machines]
    for planned in schedule.at(station_id):
        operation, m = problem.jobs[planned.job].operations[planned.step], planned.machine
        where = f"job {planned.job} step {planned.step} at {station_id} {m}"
        if planned.start < free[m]:
            yield f"{where} overlaps what is before it"
        if station.hours.opens_at(planned.start) != planned.start:
            yield f"{where} starts off shift"
        if planned.set_up != station.change_over(family[m], operation.family):
            yield f"{where} has a set-up of {planned.set_up} ms"
        if planned.end != station.hours.finish(planned.start, dict(operation.options)[station_id] + planned.set_up):
            yield f"{where} ends at the wrong time"
        free[m], family[m] = planned.end, operation.family


def _crew_short(schedule: Schedule, crew: str) -> Iterator[str]:
    """Find the first instant at which more people are at work than a crew has."""
    problem = schedule.problem
    there = [station for station in problem.stations if station.crew is not None and station.crew[0] == crew]
    need = {station.id: station.crew[1] for station in there if station.crew is not None}
    busy = [(planned.start, planned.end, need[planned.station]) for planned in _of(schedule, need)]
    busy += [
        (problem.start, machine.free_from, need[station.id])
        for station in there
        for machine in station.machines
        if machine.is_manned and machine.free_from > problem.start
    ]
    changes = sorted([(start, count) for start, _, count in busy] + [(end, -count) for _, end, count in busy])
    at_work = 0
    for at, change in changes:
        at_work += change
        if at_work > problem.crews[crew]:
            yield f"crew '{crew}' is short at {at} ms"
            return


def _of(schedule: Schedule, stations: Iterable[str]) -> Iterator[Planned]:
    return (planned for planned in schedule.operations if planned.station in stations and planned.end > planned.start)
