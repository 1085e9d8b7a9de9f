"""Schedules by OR-Tools CP-SAT (Perron and Didier): the best there is, or the best found in time and a proven bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from importlib import import_module
from math import ceil
from typing import Any, Final

from opsim.errors import InputError
from opsim.scheduling.axis import Axis
from opsim.scheduling.bounds import lower_bound
from opsim.scheduling.building import Shop, in_order
from opsim.scheduling.heuristic import schedule_by_search
from opsim.scheduling.model import Model
from opsim.scheduling.problem import Problem
from opsim.scheduling.schedule import Objective, Planned, Schedule, Solution
from opsim.units import YEAR_MS

_GLANCE_S: Final = 0.1
_FIRST_TRIALS: Final = 600
_FAR_MS: Final = YEAR_MS // 2
#: CP-SAT tells its bound on whole numbers as a float.
_ROUNDING: Final = 1e-6
_MOST: Final = 1 << 60
MISSING: Final = "exact schedules need OR-Tools, which is not installed; type: pip install 'opsim[schedules]'"


@dataclass(frozen=True)
class Search:
    """How long and how widely to search, and who wants to know. With one worker and no limit it is repeatable.

    Four workers are four ways to search. On two processors they proved ft10 in 6 s, two or three workers not in 60 s.
    """

    limit_s: float = 60.0
    workers: int = 4
    seed: int = 1
    on_progress: Callable[[float], None] | None = None
    should_stop: Callable[[], bool] | None = None

    def is_stopped(self) -> bool:
        """Say whether the person has had enough."""
        return self.should_stop is not None and self.should_stop()


def schedule_exactly(problem: Problem, objective: Objective = "makespan", search: Search | None = None) -> Solution:
    """Return the best schedule, or the best that was found when the search had to end, and a proven bound.

    Tardiness is made as small as it can be, then the makespan among such schedules. Raises `InputError` when OR-Tools
    is not installed.
    """
    cp, how, begun = or_tools(), search or Search(), time.monotonic()
    first = schedule_by_search(
        problem, objective, trials=_FIRST_TRIALS, limit_s=how.limit_s / 4, should_stop=how.should_stop
    )
    found = _Found(first.schedule, first.bound, first.is_cancelled)
    if not found.is_settled(objective):
        found = _improved(cp, found, objective, how, begun)
    if objective == "tardiness" and found.is_settled(objective) and not found.cancelled:
        shortest = _Found(found.schedule, lower_bound(problem, "makespan"))
        shortest = _improved(cp, shortest, "makespan", how, begun, no_later_than=found.schedule.tardiness)
        found = _Found(shortest.schedule, found.bound, shortest.cancelled)
    return Solution(found.schedule, objective, found.bound, "CP-SAT", time.monotonic() - begun, found.cancelled)


@dataclass(frozen=True)
class _Found:
    """The best schedule so far, what no schedule goes below, and whether a person stopped the search."""

    schedule: Schedule
    bound: int
    cancelled: bool = False

    def is_settled(self, objective: Objective) -> bool:
        """Say whether there is nothing more to search for."""
        return self.cancelled or self.schedule.value(objective)[0] <= self.bound


def or_tools() -> Any:
    """Return CP-SAT's model builder, imported only now: it is large, and its group is optional."""
    try:
        return import_module("ortools.sat.python.cp_model")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "ortools":
            raise
        raise InputError(MISSING) from None


def _improved(  # noqa: PLR0917
    cp: Any, known: _Found, objective: Objective, how: Search, begun: float, no_later_than: int | None = None
) -> _Found:
    """Search for a better schedule than the one known, if need be only among those with so much tardiness (ms)."""
    left_s = how.limit_s - (time.monotonic() - begun)
    if left_s <= 0 or not known.schedule.operations:
        return known
    latest, is_certain = _latest_ends(known.schedule, objective)
    axis = Axis(known.schedule.problem, max(latest))
    model = Model(cp, known.schedule.problem, axis, [min(axis.of(end) + 1, axis.length) for end in latest])
    if no_later_than is not None:
        model.model.add(model.tardiness() <= no_later_than // axis.unit)
    model.model.minimize(model.makespan if objective == "makespan" else model.tardiness())
    model.hint(known.schedule)
    solver = _solver(cp, how, left_s)
    status, cancelled = _watched(solver, model.model, how, begun)
    best = known.schedule
    if status in {cp.OPTIMAL, cp.FEASIBLE}:
        best = min(best, _schedule(axis, model, solver), key=lambda schedule: schedule.value(objective))
    elif status != cp.UNKNOWN:
        raise RuntimeError(f"CP-SAT calls a problem {solver.status_name(status)} to which a schedule is known")
    bound = known.bound
    if is_certain:
        bound = max(bound, _bound_ms(axis, objective, best.problem.start, solver.best_objective_bound))
    return _Found(best, min(bound, best.value(objective)[0]), cancelled)


def _latest_ends(known: Schedule, objective: Objective) -> tuple[list[int], bool]:
    """Return for each job a time, in ms, by which it ends in some best schedule, and whether that is certain.

    No job of a schedule that is no later in all can be later than all of its tardiness allows; jobs that cannot be
    late could all be done one by one after the others. Where that is more than half a year away, only schedules up to
    twice as long as the known one are looked at.
    """
    problem = known.problem
    if objective == "makespan":
        return [problem.start + known.makespan] * len(problem.jobs), True
    ends = [
        job.due + known.tardiness // job.weight if job.due is not None and job.weight else -1 for job in problem.jobs
    ]
    ends = [max(end, own) if end >= 0 else end for end, own in zip(ends, known.completions, strict=True)]
    at = max((*ends, *(problem.release_of(job) for job in problem.jobs), _all_free(problem)))
    for number, end in enumerate(ends):
        if end < 0:
            at = _one_by_one(problem, number, at)
    ends = [end if end >= 0 else at for end in ends]
    farthest = problem.start + max(2 * known.makespan, _FAR_MS)
    return [min(end, farthest) for end in ends], max(ends) <= farthest


def _all_free(problem: Problem) -> int:
    return max(machine.free_from for station in problem.stations for machine in station.machines)


def _one_by_one(problem: Problem, number: int, at: int) -> int:
    """Return when a job ends that starts at `at` and has the shop to itself, with the longest set-ups."""
    for operation in problem.jobs[number].operations:
        station = problem.station[operation.station]
        longest = max((ms for row in station.set_up.values() for ms in row.values()), default=0)
        at = station.hours.finish(at, operation.work + longest)
    return at


def _solver(cp: Any, how: Search, left_s: float) -> Any:
    solver = cp.CpSolver()
    solver.parameters.max_time_in_seconds = left_s
    solver.parameters.num_workers = how.workers
    solver.parameters.random_seed = how.seed % (1 << 31)
    solver.parameters.catch_sigint_signal = False
    return solver


def _watched(solver: Any, model: Any, how: Search, begun: float) -> tuple[Any, bool]:
    """Solve in a thread, so that progress is told and Ctrl-C heard; return the status and whether it was cancelled."""
    cancelled = False
    with ThreadPoolExecutor(1, "CP-SAT") as pool:
        solving = pool.submit(solver.solve, model)
        try:
            while wait([solving], _GLANCE_S).not_done:
                if how.is_stopped():
                    cancelled = True
                    solver.stop_search()
                elif how.on_progress is not None:
                    how.on_progress(min(1.0, (time.monotonic() - begun) / how.limit_s))
        except BaseException:
            solver.stop_search()
            raise
    return solving.result(), cancelled


def _bound_ms(axis: Axis, objective: Objective, start: int, units: float) -> int:
    """Return the solver's bound in ms: the end of the work that it proves, or so much tardiness."""
    whole = ceil(min(max(units, 0.0), float(_MOST)) - _ROUNDING)
    return axis.end_ms(min(whole, axis.length)) - start if objective == "makespan" else whole * axis.unit


def _schedule(axis: Axis, model: Model, solver: Any) -> Schedule:
    """Read the solution, and let every operation start as early as the order at its station allows."""
    problem = model.problem
    found = Schedule(problem, tuple(sorted(_with_machines(axis, model, solver))))
    shop = Shop(problem)
    earlier = in_order(shop, shop.orders(found))
    is_better = earlier is not None and all(a <= b for a, b in zip(earlier.completions, found.completions, strict=True))
    return earlier if earlier is not None and is_better else found


def _with_machines(axis: Axis, model: Model, solver: Any) -> Iterator[Planned]:
    """Yield the operations of the solution, at each station in the order of their start, each on a machine.

    Where set-ups decide, the model names the machine; otherwise it is the one that has been free longest.
    """
    for station in model.problem.stations:
        there = [task for tasks in model.tasks for task in tasks if station.id in task.at]
        there = [task for task in there if solver.boolean_value(task.at[station.id])]
        there.sort(key=lambda task: (solver.value(task.start), solver.value(task.end), task.job, task.step))
        free, family = ([getattr(machine, it) for machine in station.machines] for it in ("free_from", "family"))
        for task in there:
            named = [solver.boolean_value(on) for on in task.on.get(station.id, ())]
            machine = named.index(True) if named else free.index(min(free))
            set_up = station.change_over(family[machine], task.operation.family)
            start = axis.start_ms(solver.value(task.start))
            end = station.hours.finish(start, dict(task.operation.options)[station.id] + set_up)
            free[machine], family[machine] = end, task.operation.family
            yield Planned(start, end, station.id, machine, task.job, task.step, set_up)
