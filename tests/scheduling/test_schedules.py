"""Small plants whose schedules can be drawn by hand, and what makes a schedule impossible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsim.errors import InputError
from opsim.scheduling.bounds import lower_bound
from opsim.scheduling.building import Shop, in_order
from opsim.scheduling.dispatching import RULES, best_dispatched, dispatched
from opsim.scheduling.problem import Job, Machine, Operation, Problem, Station, job_shop
from opsim.scheduling.schedule import Schedule, faults
from opsim.theory import scheduling

from .conftest import DAY, FT06, HOUR, any_problem, hours


def bars(schedule):
    """Return (start, end, machine) of each operation in hours, by job and step."""
    return {(it.job, it.step): (it.start / HOUR, it.end / HOUR, it.machine) for it in schedule.operations}


def jobs(*times, **more):
    return tuple(Job(str(number), (Operation("saw", time * HOUR),), **more) for number, time in enumerate(times))


def test_work_rests_while_the_station_is_closed():
    problem = Problem((Station("saw", hours=hours(8, 16)),), jobs(6, 3))
    schedule = dispatched(problem, "fifo")
    assert bars(schedule) == {(0, 0): (8, 14, 0), (1, 0): (14, 33, 0)}  # two hours today, one tomorrow from 8 to 9
    assert schedule.makespan == 33 * HOUR


def test_two_machines_share_one_queue_and_a_crew_of_one_lets_one_run():
    alone = Problem((Station("saw", (Machine(), Machine())),), jobs(2, 3, 4))
    assert bars(dispatched(alone, "fifo")) == {(0, 0): (0, 2, 0), (1, 0): (0, 3, 1), (2, 0): (2, 6, 0)}
    manned = Problem((Station("saw", (Machine(), Machine()), crew=("wood", 1)),), jobs(2, 3, 4), crews={"wood": 1})
    assert [bar[:2] for bar in bars(dispatched(manned, "fifo")).values()] == [(0, 2), (2, 5), (5, 9)]


def test_a_machine_is_busy_at_first_and_changes_over_between_families():
    station = Station("saw", (Machine(HOUR, "red"),), set_up={"red": {"blue": 2 * HOUR}, "blue": {"red": HOUR}})
    blue, red = Operation("saw", HOUR, "blue"), Operation("saw", HOUR, "red")
    schedule = dispatched(Problem((station,), (Job("0", (blue,)), Job("1", (red,)))), "fifo")
    assert bars(schedule) == {(0, 0): (1, 4, 0), (1, 0): (4, 6, 0)}
    assert [planned.set_up // HOUR for planned in schedule.operations] == [2, 1]


def test_an_operation_goes_where_it_can_start_first():
    stations = Station("saw", (Machine(5 * HOUR),)), Station("old-saw")
    either = Operation("saw", HOUR, alternatives=(("old-saw", 2 * HOUR),))
    schedule = dispatched(Problem(stations, (Job("0", (either,)),)), "fifo")
    assert [(it.station, it.end // HOUR) for it in schedule.operations] == [("old-saw", 2)]


def test_tardiness_counts_by_weight_and_on_the_clock():
    problem = Problem((Station("saw", hours=hours(8, 16)),), jobs(6, 3, due=16 * HOUR, weight=2))
    schedule = dispatched(problem, "fifo")
    assert (schedule.tardiness, schedule.late_jobs) == (2 * 17 * HOUR, [1])  # 16:00 to 9:00 the next day, twice


def test_orders_that_contradict_the_jobs_lead_nowhere():
    first, second = Operation("a", 1), Operation("b", 1)
    problem = Problem((Station("a"), Station("b")), (Job("0", (first, second)), Job("1", (second, first))))
    shop = Shop(problem)
    assert in_order(shop, [[3, 0], [1, 2]]) is None
    assert in_order(shop, [[0, 3], [2, 1]]).makespan == 2


@pytest.mark.parametrize("rule", ["fifo", "spt", "lpt", "mwkr", "lwkr", "mopnr"])
def test_rules_do_what_they_do_in_a_static_job_shop(rule):
    rows = [list(map(int, line.split())) for line in FT06.strip().splitlines()[1:]]
    routes = [[scheduling.Operation(m, t) for m, t in zip(row[::2], row[1::2], strict=True)] for row in rows]
    assert dispatched(job_shop(FT06), rule).completions == list(scheduling.dispatched(routes, rule).completions)


def test_the_best_rule_is_the_best_of_all():
    problem = job_shop(FT06)
    rule, schedule = best_dispatched(problem, "makespan")
    assert (rule, schedule.makespan) == ("mopnr", 59)
    assert schedule.makespan == min(dispatched(problem, each).makespan for each in RULES)


@pytest.mark.parametrize("seed", range(40))
def test_every_rule_gives_a_schedule_that_can_be_carried_out_and_respects_the_bounds(seed):
    problem = any_problem(seed)
    for rule in RULES:
        schedule = dispatched(problem, rule)
        assert faults(schedule) == []
        for objective in ("makespan", "tardiness"):
            assert schedule.value(objective)[0] >= lower_bound(problem, objective)


def test_bounds_of_one_station_and_one_job():
    one = Problem((Station("saw", (Machine(), Machine(HOUR))),), jobs(4, 3, 4))
    assert lower_bound(one, "makespan") == 6 * HOUR  # 11 h of work and 1 h not there, over two machines
    night = Problem((Station("saw", hours=hours(8, 16)),), jobs(3, due=0))
    assert (lower_bound(night, "makespan"), lower_bound(night, "tardiness")) == (11 * HOUR, 11 * HOUR)


SPOILT = {
    "twice": (lambda it: [it[0], *it], "exactly once"),
    "missing": (lambda it: it[1:], "exactly once"),
    "too early": (
        lambda it: [replace(it[0], start=it[0].start - 8 * HOUR, end=it[0].end - 8 * HOUR), *it[1:]],
        "ready",
    ),
    "overlap": (lambda it: [it[0], replace(it[1], start=it[0].start)], "overlaps"),
    "too short": (lambda it: [it[0], replace(it[1], end=it[1].end - 1)], "wrong time"),
    "no set-up": (lambda it: [it[0], replace(it[1], set_up=HOUR)], "set-up"),
    "at night": (lambda it: [it[0], replace(it[1], start=20 * HOUR)], "off shift"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_schedule_that_cannot_be_is_found_out(spoilt):
    problem = Problem((Station("saw", hours=hours(8, 16), crew=("wood", 1)),), jobs(6, 3), 8 * HOUR, {"wood": 1})
    good = dispatched(problem, "fifo")
    assert faults(good) == []
    change, said = SPOILT[spoilt]
    assert any(said in fault for fault in faults(Schedule(problem, tuple(change(list(good.operations))))))


def test_a_crew_that_is_short_is_found_out():
    manned = Problem((Station("saw", (Machine(), Machine()), crew=("wood", 1)),), jobs(2, 3), crews={"wood": 2})
    schedule = dispatched(manned, "fifo")
    assert faults(schedule) == []
    assert faults(replace(schedule, problem=replace(manned, crews={"wood": 1}))) == ["crew 'wood' is short at 0 ms"]


@pytest.mark.parametrize(
    ("stations", "work", "said"),
    [
        ((Station("saw", ()),), jobs(1), "no machine"),
        ((Station("saw", hours=hours(8, 16, 0)),), jobs(1), "never opens"),
        ((Station("saw", crew=("wood", 2)),), jobs(1), "needs 2 of crew 'wood'"),
        ((Station("oven"),), jobs(1), "needs station 'saw'"),
        ((Station("saw"),), jobs(-1), "work of -3600000 ms"),
        ((Station("saw"),), (Job("0", ()),), "no operation"),
    ],
)
def test_what_can_never_be_scheduled_is_refused(stations, work, said):
    with pytest.raises(InputError, match=said):
        Problem(stations, work, crews={"wood": 1})


def test_nothing_to_do_takes_no_time():
    schedule = dispatched(Problem((Station("saw"),), (), 5 * DAY), "fifo")
    assert (schedule.makespan, schedule.tardiness, faults(schedule)) == (0, 0, [])
