"""Tabu search and the exact model: what they find, prove, and say when they are stopped."""

from __future__ import annotations

import math
import threading

import pytest

from opsim.errors import InputError
from opsim.scheduling import exact
from opsim.scheduling.axis import Axis
from opsim.scheduling.building import Shop
from opsim.scheduling.exact import Search, schedule_exactly
from opsim.scheduling.heuristic import schedule_by_search
from opsim.scheduling.problem import Job, Machine, Operation, Problem, Station, job_shop
from opsim.scheduling.schedule import faults
from opsim.scheduling.twins import twins

from .conftest import DAY, FT06, HOUR, any_problem, best_by_hand, hours

ONE = Search(limit_s=30, workers=1)


def test_tabu_search_finds_the_best_schedule_of_ft06_and_does_not_claim_to_have_proved_it():
    solution = schedule_by_search(job_shop(FT06))
    assert (solution.value, solution.bound, solution.status) == (55, 52, "feasible")
    assert solution.gap == pytest.approx(3 / 55)
    assert faults(solution.schedule) == []


def test_cp_sat_proves_it():
    solution = schedule_exactly(job_shop(FT06), search=ONE)
    assert (solution.value, solution.bound, solution.status, solution.gap) == (55, 55, "optimal", 0)
    assert faults(solution.schedule) == []


def test_tabu_search_is_the_same_every_time_and_never_worse_than_the_best_rule():
    problem = any_problem(11, jobs=9)
    first, again = (schedule_by_search(problem, "tardiness", trials=200) for _ in range(2))
    assert first.schedule == again.schedule
    none = schedule_by_search(problem, "tardiness", trials=0)
    assert first.schedule.value("tardiness") < none.schedule.value("tardiness")


def many_lots(count, **station):
    """Return so many lots with due dates, each with three operations at the one kind of station."""
    saw = Station("saw", (Machine(), Machine()), **station)
    jobs = (Job(str(n), (Operation("saw", (1 + n % 7) * HOUR, "ab"[n % 2]),) * 3, 0, n * HOUR) for n in range(count))
    return Problem((saw, Station("spare", hours=hours(1, 2))), tuple(jobs))


def test_a_search_in_a_large_shop_ends_in_time_or_when_it_is_told_to():
    solution = schedule_by_search(many_lots(300), "tardiness", limit_s=0.5)
    assert solution.seconds < 5
    assert (faults(solution.schedule), solution.is_cancelled) == ([], False)
    stopped = schedule_by_search(many_lots(300), "tardiness", should_stop=lambda: True)
    assert stopped.is_cancelled
    assert faults(stopped.schedule) == []


SETS_UP = {"a": {"b": HOUR}, "b": {"a": HOUR}}


@pytest.mark.parametrize(("count", "station"), [(200, {"set_up": SETS_UP}), (400, {"hours": hours(8, 16, 7)})])
def test_a_shop_too_large_for_the_exact_model_is_refused_with_a_remedy(count, station):
    with pytest.raises(InputError, match=r"too many for an exact schedule; use rules and local search instead"):
        schedule_exactly(many_lots(count, **station), "tardiness", Search(limit_s=20, workers=1))


def few_orders(problem):
    """Tell whether all orders of all stations can be tried."""
    shop = Shop(problem)
    counts = [sum(station in work for work in shop.work) for station in range(len(shop.stations))]
    return math.prod(map(math.factorial, counts)) < 1000


@pytest.mark.parametrize("objective", ["makespan", "tardiness"])
def test_the_exact_schedule_is_the_best_of_all_orders(objective):
    """Every order is tried; shifts, set-ups, releases, busy machines and due dates are drawn."""
    problems = [problem for seed in range(40) if few_orders(problem := any_problem(seed, 3, with_everything=False))]
    assert len(problems) > 25
    for problem in problems:
        solution = schedule_exactly(problem, objective, ONE)
        measures = 2 if objective == "tardiness" else 1  # the makespan is made small behind the tardiness as well
        assert solution.schedule.value(objective)[:measures] == best_by_hand(problem, objective)[:measures]
        assert (solution.status, faults(solution.schedule)) == ("optimal", [])


@pytest.mark.parametrize("seed", range(15))
def test_with_every_constraint_at_once_the_exact_schedule_can_be_carried_out_and_none_is_better(seed):
    problem = any_problem(seed, jobs=5)
    for objective in ("makespan", "tardiness"):
        searched, solution = (
            schedule_by_search(problem, objective, trials=300),
            schedule_exactly(problem, objective, ONE),
        )
        assert faults(searched.schedule) + faults(solution.schedule) == []
        assert searched.bound <= solution.bound <= solution.value <= searched.value
        assert solution.status == "optimal"


def test_due_dates_change_the_order_and_the_weight_decides():
    def shop(weight):
        early = Job("urgent", (Operation("saw", 2 * HOUR),), due=2 * HOUR, weight=weight)
        return Problem((Station("saw"),), (Job("long", (Operation("saw", 3 * HOUR),), due=3 * HOUR), early))

    for weight, first, tardiness in ((1, 1, 2), (2, 1, 2)):
        solution = schedule_exactly(shop(weight), "tardiness", ONE)
        assert (solution.schedule.operations[0].job, solution.value) == (first, tardiness * HOUR)
    light = schedule_exactly(shop(0), "tardiness", ONE)
    assert (light.schedule.operations[0].job, light.value) == (0, 0)


def test_a_machine_with_little_set_up_is_chosen():
    machines = Machine(family="red"), Machine(family="blue")
    change = {"red": {"blue": 9 * HOUR}, "blue": {"red": 9 * HOUR}}
    jobs = tuple(Job(colour, (Operation("saw", HOUR, colour),) * 2) for colour in ("red", "blue"))
    solution = schedule_exactly(Problem((Station("saw", machines, set_up=change),), jobs), search=ONE)
    assert solution.value == 2 * HOUR
    assert {(it.job, it.machine) for it in solution.schedule.operations} == {(0, 0), (1, 1)}


def test_an_alternative_station_is_used_when_that_pays():
    either = Operation("new", 2 * HOUR, alternatives=(("old", 3 * HOUR),))
    problem = Problem((Station("new"), Station("old")), tuple(Job(str(n), (either,)) for n in range(5)))
    solution = schedule_exactly(problem, search=ONE)
    assert solution.value == 6 * HOUR
    assert [len(solution.schedule.at(station)) for station in ("new", "old")] == [3, 2]
    assert schedule_by_search(problem).value == 6 * HOUR


def test_lots_that_are_alike_keep_their_order():
    operation = Operation("saw", HOUR)
    problem = Problem((Station("saw"),), (*(Job(n, (operation,)) for n in "abc"), Job("late", (operation,), HOUR)))
    assert twins(problem) == [(0, 1), (1, 2)]
    assert [it.job for it in schedule_exactly(problem, search=ONE).schedule.operations][:3] == [0, 1, 2]


def test_the_axis_leaves_out_what_nobody_works_and_keeps_the_unit():
    stations = Station("day", hours=hours(8, 16)), Station("late", hours=hours(14, 22))
    axis = Axis(Problem(stations, (Job("0", (Operation("day", HOUR),)),)), 2 * DAY)
    assert (axis.unit, axis.length) == (HOUR, 28)
    assert axis.windows == {"day": [(0, 8), (14, 22)], "late": [(6, 14), (20, 28)]}
    assert [axis.of(at * HOUR) for at in (0, 8, 9, 22, 23, 32, 33)] == [0, 0, 1, 14, 14, 14, 15]
    assert (axis.start_ms(14), axis.end_ms(14)) == (32 * HOUR, 22 * HOUR)


def test_progress_is_told_and_a_wish_to_stop_heard():
    shares, asked = [], threading.Event()

    def progress(share):
        shares.append(share)
        asked.set()

    hard = job_shop(FT06.replace("6 6", "12 6", 1) + FT06.strip().partition("\n")[2].replace("3", "11"), HOUR)
    solution = schedule_exactly(hard, "tardiness", Search(1, on_progress=progress, should_stop=lambda: False))
    assert not solution.is_cancelled  # it ran out of time, which is something else
    asked.clear()
    late = Problem(hard.stations, tuple(Job(job.id, job.operations, 0, HOUR, 1 + n) for n, job in enumerate(hard.jobs)))
    solution = schedule_exactly(late, "tardiness", Search(20, on_progress=progress, should_stop=asked.is_set))
    assert solution.is_cancelled
    assert solution.seconds < 20
    assert shares
    assert all(0 <= share <= 1 for share in shares)
    assert faults(solution.schedule) == []
    assert solution.bound <= solution.value


def test_out_of_time_the_best_so_far_is_returned_with_an_honest_bound():
    jobs = tuple(
        Job(str(n), tuple(Operation(f"m{(n * k + k) % 7}", (1 + n * k % 11) * HOUR) for k in range(1, 7)), 0, n * HOUR)
        for n in range(20)
    )
    problem = Problem(tuple(Station(f"m{n}") for n in range(7)), jobs)
    solution = schedule_exactly(problem, "tardiness", Search(limit_s=1.5))
    assert solution.seconds < 6
    assert (solution.status, faults(solution.schedule)) == ("feasible", [])
    assert 0 < solution.bound < solution.value


def test_a_missing_group_is_named_with_its_remedy(monkeypatch):
    def missing(_name):
        raise ModuleNotFoundError("No module named 'ortools'", name="ortools")

    monkeypatch.setattr(exact, "import_module", missing)
    with pytest.raises(InputError, match=r"^exact schedules need OR-Tools.*pip install 'opsim\[schedules\]'$"):
        schedule_exactly(job_shop(FT06))
