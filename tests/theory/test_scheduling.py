from __future__ import annotations

from itertools import permutations

import pytest

from opsim.theory import scheduling as s


def sequencing(p):
    jobs = [s.Job(name, row["p"], row["due"]) for name, row in p["jobs"].items()]

    def row(rule):
        sequence = s.sequenced(jobs, rule.lower())
        found = s.sequence_measures(sequence)
        return {
            "sequence": "".join(job.name for job in sequence),
            "avg_flow": found.mean_flow,
            "utilisation": found.utilisation,
            "avg_jobs": found.mean_jobs,
            "avg_lateness": found.mean_tardiness,
            "tardy_jobs": found.tardy_jobs,
            "max_tardiness": found.max_tardiness,
            "makespan": found.makespan,
        }

    return {rule: row(rule) for rule in ("FCFS", "SPT", "EDD", "LPT")}


def two_machines(p):
    names, times = list(p["jobs"]), list(p["jobs"].values())
    best = s.johnson(times)
    return {
        "sequence": [names[job] for job in best],
        "makespan": s.makespan(times, best),
        "fcfs_makespan": s.makespan(times, range(len(times))),
    }


def neh(p):
    times = p["p"]
    orders = list(permutations(range(len(times))))
    return {
        "neh": s.makespan(times, s.neh(times)),
        "neh_sequence_1based": [job + 1 for job in s.neh(times)],
        "optimum": min(s.makespan(times, order) for order in orders),
    }


def job_shop(p):
    rows = [[int(word) for word in line.split()] for line in p["lines"][1:]]
    routes = [[s.Operation(*step) for step in zip(row[::2], row[1::2], strict=True)] for row in rows]
    schedules = {rule.upper(): s.dispatched(routes, rule) for rule in s.DISPATCH}
    return {
        "lower_bound_machine": s.machine_bound(routes),
        "dispatch": {
            rule: {"makespan": found.makespan, "mean_flow": found.mean_flow} for rule, found in schedules.items()
        },
    }


COMPUTED = {
    "S-dispatch-5jobs": sequencing,
    "S-johnson-morris": two_machines,
    "S-johnson-6job": two_machines,
    "S-neh": neh,
    **dict.fromkeys(
        ["S-jsp-ft06", "S-jsp-la01", "S-jsp-ft10", "S-jsp-abz5", "S-jsp-ta01", "S-jsp-ft20"],
        job_shop,
    ),
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


JOBS = [s.Job("a", 6, due=8), s.Job("b", 2, due=6), s.Job("c", 8, due=18)]


def test_shortest_first_gives_the_least_mean_flow_of_all_orders():
    flows = [s.sequence_measures(order).mean_flow for order in permutations(JOBS)]
    assert s.sequence_measures(s.sequenced(JOBS, "spt")).mean_flow == min(flows) == 26 / 3


def test_earliest_due_first_gives_the_least_greatest_tardiness_of_all_orders():
    worst = [s.sequence_measures(order).max_tardiness for order in permutations(JOBS)]
    assert s.sequence_measures(s.sequenced(JOBS, "edd")).max_tardiness == min(worst)


def test_moore_leaves_the_fewest_tardy_jobs():
    jobs = [
        s.Job("a", 10, due=15),
        s.Job("b", 3, due=6),
        s.Job("c", 4, due=9),
        s.Job("d", 8, due=23),
        s.Job("e", 10, 20),
    ]
    tardy = [s.sequence_measures(order).tardy_jobs for order in permutations(jobs)]
    assert s.sequence_measures(s.fewest_tardy(jobs)).tardy_jobs == min(tardy)


def test_two_jobs_on_two_machines_by_hand():
    times = [[3, 1], [1, 4]]
    assert s.johnson(times) == [1, 0]
    assert s.completion_times(times, [1, 0]) == [5, 6]


def test_johnson_is_best_of_all_orders():
    times = [[12, 22], [4, 5], [5, 3], [15, 16], [10, 8]]
    assert (
        s.makespan(times, s.johnson(times)) == min(s.makespan(times, order) for order in permutations(range(5))) == 65
    )


def test_neh_is_johnson_on_two_machines_for_two_jobs():
    assert s.neh([[3, 1], [1, 4]]) == [1, 0]


def test_job_that_arrives_second_waits_for_the_only_machine():
    routes = [[s.Operation(0, 4)], [s.Operation(0, 3), s.Operation(1, 2)]]
    fifo, spt = s.dispatched(routes, "fifo"), s.dispatched(routes, "spt")
    assert (fifo.completions, spt.completions) == ((4, 9), (7, 5))
    assert [(bar.job, bar.start, bar.end) for bar in fifo.operations] == [(0, 0, 4), (1, 4, 7), (1, 7, 9)]


def test_no_schedule_beats_the_busiest_machine_or_the_longest_job():
    routes = [[s.Operation(0, 4), s.Operation(1, 1)], [s.Operation(0, 3), s.Operation(1, 2)]]
    assert (s.machine_bound(routes), s.job_bound(routes)) == (7, 5)
    assert all(s.dispatched(routes, rule).makespan >= 7 for rule in s.DISPATCH)


def test_an_empty_shop_is_done_at_once():
    assert s.dispatched([], "spt").makespan == 0
