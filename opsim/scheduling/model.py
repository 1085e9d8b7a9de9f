"""The exact model of a scheduling problem, in the terms of OR-Tools CP-SAT. Times are places on an `Axis`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from opsim.errors import InputError
from opsim.scheduling.twins import in_order_of_twins, twins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsim.scheduling.axis import Axis, Span
    from opsim.scheduling.problem import Operation, Problem, Station
    from opsim.scheduling.schedule import Schedule

#: More pairs of operations that may follow each other at a station with set-ups would take gigabytes.
MOST_PAIRS: Final = 300_000
#: Likewise for choices of the shift in which an operation starts and ends.
MOST_CHOICES: Final = 500_000
_TOO_MANY: Final = "are too many for an exact schedule; use rules and local search instead (--heuristic)"
#: OR-Tools is an optional group; its variables and expressions have no types here.
Var = Any


@dataclass
class Task:
    """One operation in the model. `at` tells for each station that can do it whether it does."""

    job: int
    step: int
    operation: Operation
    start: Var
    end: Var
    at: dict[str, Var] = field(default_factory=dict)
    intervals: dict[str, Var] = field(default_factory=dict)
    set_up: dict[str, Var] = field(default_factory=dict)
    on: dict[str, list[Var]] = field(default_factory=dict)
    """At a station with set-ups: for each machine, whether it is done there."""


class Model:
    """Jobs, stations and crews as variables and constraints; an objective is set before each solve."""

    def __init__(self, cp: Any, problem: Problem, axis: Axis, latest: Sequence[int]) -> None:
        """Write the model; each job ends at its place in `latest` at the latest."""
        self.cp, self.problem, self.axis = cp, problem, axis
        self._refuse_too_large()
        self.model = cp.CpModel()
        self.tasks: list[list[Task]] = []
        for job in range(len(problem.jobs)):
            self._add_job(job, latest[job])
        for station in problem.stations:
            self._add_station(station)
        for crew, people in problem.crews.items():
            self._add_crew(crew, people)
        self._order_twins()
        self.ends = [tasks[-1].end for tasks in self.tasks]
        self.makespan = self.model.new_int_var(0, axis.length, "makespan")
        self.model.add_max_equality(self.makespan, self.ends or [0])

    # -- jobs -------------------------------------------------------------------------------------------------------

    def _add_job(self, number: int, latest: int) -> None:
        job, tasks = self.problem.jobs[number], list[Task]()
        earliest = self.axis.of(self.problem.release_of(job))
        for step, operation in enumerate(job.operations):
            name = f"{number}.{step}"
            start = self.model.new_int_var(earliest, latest, f"start {name}")
            end = self.model.new_int_var(earliest, latest, f"end {name}")
            if tasks:
                self.model.add(start >= tasks[-1].end)
            tasks.append(Task(number, step, operation, start, end))
            self._place(tasks[-1])
        self.tasks.append(tasks)

    def _place(self, task: Task) -> None:
        """Let an operation be done at one of its stations, for as long as the work takes in that station's hours."""
        options = [(station, work) for station, work in task.operation.options if self.axis.windows[station]]
        for station_id, work_ms in options:
            name = f"{task.job}.{task.step} at {station_id}"
            here = self.model.new_constant(1) if len(options) == 1 else self.model.new_bool_var(name)
            task.at[station_id] = here
            task.set_up[station_id] = self._set_up_var(station_id, name)
            work = work_ms // self.axis.unit + task.set_up[station_id]
            size = work
            if self.axis.windows[station_id] != [(0, self.axis.length)]:
                size = self.model.new_int_var(0, self.axis.length, f"stay {name}")
                self._work_in_windows(task, here, work, self.axis.windows[station_id], work_ms > 0)
            elif not isinstance(task.set_up[station_id], int):
                size = self.model.new_int_var(0, self.axis.length, f"stay {name}")
                self.model.add(size == work).only_enforce_if(here)
            task.intervals[station_id] = self.model.new_optional_interval_var(task.start, size, task.end, here, name)
        self.model.add_exactly_one(task.at.values())

    def _set_up_var(self, station_id: str, name: str) -> Var:
        station = self.problem.station[station_id]
        longest = max((ms for row in station.set_up.values() for ms in row.values()), default=0)
        return self.model.new_int_var(0, longest // self.axis.unit, f"set-up {name}") if longest else 0

    def _work_in_windows(self, task: Task, here: Var, work: Var, windows: list[Span], has_length: bool) -> None:
        """Say that open time from start to end is the work: start and end each lie in a window, and the gaps count not.

        A start lies before the end of its window, an end behind the beginning of its own (unless nothing is done).
        """
        begins, ends = self._one_of(windows, here), self._one_of(windows, here)
        gaps, gap = [0], 0
        for (_, closed), (opened, _) in pairwise(windows):
            gaps.append(gap := gap + opened - closed)
        rules = (
            task.start >= _pick(begins, [low for low, _ in windows]),
            task.start <= _pick(begins, [high - 1 for _, high in windows]),
            task.end >= _pick(ends, [low + has_length for low, _ in windows]),
            task.end <= _pick(ends, [high for _, high in windows]),
            task.end - _pick(ends, gaps) == task.start - _pick(begins, gaps) + work,
        )
        for rule in rules:
            self.model.add(rule).only_enforce_if(here)

    def _one_of(self, windows: list[Span], here: Var) -> list[Var]:
        chosen = [self.model.new_bool_var("") for _ in windows]
        self.model.add(sum(chosen) == here)
        return chosen

    # -- stations and crews -----------------------------------------------------------------------------------------

    def _refuse_too_large(self) -> None:
        for station in self.problem.stations:
            there = sum(
                any(where == station.id for where, _ in operation.options)
                for job in self.problem.jobs
                for operation in job.operations
            )
            pairs = there**2 * len(station.machines)
            if _has_set_ups(station) and pairs > MOST_PAIRS:
                raise InputError(f"{there} operations at '{station.id}', where the order decides set-ups, {_TOO_MANY}")
        windows = self.axis.windows
        choices = sum(
            2 * len(windows[where]) * (len(windows[where]) > 1)
            for job in self.problem.jobs
            for operation in job.operations
            for where, _ in operation.options
        )
        if choices > MOST_CHOICES:
            raise InputError(f"{len(self.problem.jobs)} lots at stations with hours of their own {_TOO_MANY}")

    def _add_station(self, station: Station) -> None:
        there = [task for tasks in self.tasks for task in tasks if station.id in task.at]
        intervals = [task.intervals[station.id] for task in there]
        taken = [self._fixed(self.axis.of(machine.free_from)) for machine in station.machines]
        if len(station.machines) == 1:
            self.model.add_no_overlap([*intervals, *taken])
        else:
            self.model.add_cumulative([*intervals, *taken], [1] * len([*intervals, *taken]), len(station.machines))
        if _has_set_ups(station):
            self._add_sequences(station, there)

    def _fixed(self, until: int) -> Var:
        return self.model.new_fixed_size_interval_var(0, until, "taken")

    def _add_sequences(self, station: Station, there: list[Task]) -> None:
        """Order the operations on each machine, since what comes before decides the set-up."""
        set_ups: list[list[Var]] = [[] for _ in there]
        for task in there:
            task.on[station.id] = []
        for machine in station.machines:
            arcs = [(0, 0, self.model.new_bool_var(""))]
            for j, task in enumerate(there):
                is_here = self.model.new_bool_var("")
                task.on[station.id].append(is_here)
                arcs += [(j + 1, j + 1, ~is_here), (j + 1, 0, self.model.new_bool_var(""))]
                first = self.model.new_bool_var("")
                arcs.append((0, j + 1, first))
                self.model.add(task.start >= self.axis.of(machine.free_from)).only_enforce_if(first)
                set_ups[j].append(self._change(station, machine.family, task.operation.family) * first)
                for i, before in enumerate(there):
                    if i != j and not (before.job == task.job and before.step > task.step):
                        follows = self.model.new_bool_var("")
                        arcs.append((i + 1, j + 1, follows))
                        self.model.add(task.start >= before.end).only_enforce_if(follows)
                        set_ups[j].append(
                            self._change(station, before.operation.family, task.operation.family) * follows
                        )
            self.model.add_circuit(arcs)
        for task, parts in zip(there, set_ups, strict=True):
            self.model.add(sum(task.on[station.id]) == task.at[station.id])
            self.model.add(task.set_up[station.id] == sum(parts))

    def _change(self, station: Station, before: str, after: str) -> int:
        return station.change_over(before, after) // self.axis.unit

    def _add_crew(self, crew: str, people: int) -> None:
        intervals, needs = list[Var](), list[int]()
        for station in self.problem.stations:
            if station.crew is None or station.crew[0] != crew:
                continue
            busy = [task.intervals[station.id] for tasks in self.tasks for task in tasks if station.id in task.at]
            busy += [self._fixed(self.axis.of(it.free_from)) for it in station.machines if it.is_manned]
            intervals += busy
            needs += [station.crew[1]] * len(busy)
        self.model.add_cumulative(intervals, needs, people)

    def _order_twins(self) -> None:
        """Of jobs that are alike let the first go first everywhere, which loses nothing and saves much search."""
        for first, second in twins(self.problem):
            for before, after in zip(self.tasks[first], self.tasks[second], strict=True):
                self.model.add(before.start <= after.start)

    # -- objectives and hints ---------------------------------------------------------------------------------------

    def tardiness(self) -> Var:
        """Return weight x tardiness, summed over the jobs, in units of the axis."""
        return sum(
            job.weight * self._late(number, job.due)
            for number, job in enumerate(self.problem.jobs)
            if job.due is not None and job.weight
        )

    def _late(self, number: int, due_ms: int) -> Var:
        """Return by how much a job is late, on the clock: hours at which nobody works count as well."""
        pieces, end = self.axis.pieces, self.ends[number]
        on_clock = end
        if len(pieces) > 1:
            chosen = self._one_of([(low, high) for low, high, _ in pieces], 1)
            self.model.add(end >= _pick(chosen, [low + (low > 0) for low, _, _ in pieces]))
            self.model.add(end <= _pick(chosen, [high for _, high, _ in pieces]))
            on_clock = end + _pick(chosen, [more for _, _, more in pieces])
        elif pieces:
            on_clock = end + pieces[0][2]
        due = (due_ms - self.problem.start) // self.axis.unit
        farthest = max((high + more for _, high, more in pieces), default=0) + abs(due)
        late = self.model.new_int_var(0, farthest, f"late {number}")
        self.model.add(late >= on_clock - due)
        return late

    def hint(self, schedule: Schedule) -> None:
        """Let the search begin at a schedule that is known."""
        for planned in in_order_of_twins(schedule):
            task = self.tasks[planned.job][planned.step]
            self.model.add_hint(task.start, self.axis.of(planned.start))
            self.model.add_hint(task.end, self.axis.of(planned.end))
            for station, here in task.at.items():
                if len(task.at) > 1:
                    self.model.add_hint(here, station == planned.station)


def _has_set_ups(station: Station) -> bool:
    return any(ms for row in station.set_up.values() for ms in row.values())


def _pick(chosen: list[Var], values: list[int]) -> Var:
    """Return the value at the place that is chosen."""
    return sum(value * it for value, it in zip(values, chosen, strict=True))
