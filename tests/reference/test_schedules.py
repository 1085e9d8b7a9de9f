"""Which job is next: small plants whose schedules can be drawn by hand, and the published job shops (S-jsp-*)."""

from __future__ import annotations

from pathlib import Path

import pytest

import opsim
from opsim.theory import scheduling

HOUR_MS = 3_600_000
#: Rule -> order of the five jobs, mean time in the shop, mean lateness, late jobs, largest lateness, all in h.
FIVE_JOBS = {
    "fifo": ("abcde", 15.4, 2.2, 3, 5),
    "spt": ("bdace", 13.0, 1.8, 3, 5),
    "edd": ("badce", 13.6, 1.2, 2, 5),
    "lpt": ("ecadb", 20.6, 9.6, 3, 22),
}
#: Case -> times on each machine in the sequence that is run, end of the last job.
FLOW_SHOPS = {
    "S-johnson-morris": ([[4, 5], [12, 22], [15, 16], [10, 8], [5, 3]], 65),
    "S-johnson-morris as they came": ([[12, 22], [4, 5], [5, 3], [15, 16], [10, 8]], 66),
    "S-johnson-6job": ([[2, 6], [3, 8], [5, 9], [12, 10], [9, 3], [11, 1]], 43),
    "S-johnson-6job as they came": ([[3, 8], [12, 10], [5, 9], [2, 6], [9, 3], [11, 1]], 44),
    "S-neh": ([[5, 9, 8, 10, 1], [9, 3, 10, 1, 8], [9, 4, 5, 8, 6], [4, 8, 8, 7, 2]], 54),
    "S-neh as NEH puts them": ([[4, 8, 8, 7, 2], [9, 4, 5, 8, 6], [5, 9, 8, 10, 1], [9, 3, 10, 1, 8]], 54),
}
#: Dispatching rule -> its name in the cases.
RULES = {
    "fifo": "FIFO", "spt": "SPT", "lpt": "LPT", "most-work-left": "MWKR", "least-work-left": "LWKR",
    "most-operations-left": "MOPNR",
}  # fmt: skip
INSTANCES = Path(__file__).parents[2].parent / "shared" / "reference" / "data"


@pytest.mark.case("S-dispatch-5jobs")
@pytest.mark.parametrize("rule", FIVE_JOBS)
def test_five_jobs_at_one_work_centre(scenario, exactly, rule):
    sequence, mean_flow, mean_lateness, late, most = FIVE_JOBS[rule]
    run = opsim.simulate(scenario("five-jobs", {"production.dispatch.default": rule})).verify()
    lots = run.lots
    jobs = lots["product"][run.operations["lot"]]
    assert "".join("abcde"[job] for job in jobs) == sequence
    finished_h = lots["finished"] / HOUR_MS - 24
    due_h = [[8, 6, 18, 15, 23][job] for job in lots["product"]]
    lateness = [max(0, end - due) for end, due in zip(finished_h, due_h, strict=True)]
    exactly("mean time in the shop, h", finished_h.mean(), mean_flow)
    exactly("mean lateness, h", sum(lateness) / 5, mean_lateness)
    assert (sum(each > 0 for each in lateness), max(lateness)) == (late, most)
    assert finished_h.max() == 28


@pytest.mark.parametrize("shop", FLOW_SHOPS)
def test_jobs_that_pass_the_same_machines_in_one_sequence(scenario, exactly, shop):
    times, makespan = FLOW_SHOPS[shop]
    changes = {}
    for job, row in enumerate(times, 1):
        changes[f"products.job-{job}.routing"] = [{"station": f"m{m}", "time": f"{h} h"} for m, h in enumerate(row, 1)]
        changes[f"operations.inventory.job-{job}.S"] = 1
    run = opsim.simulate(scenario("flow-shop", changes)).verify()
    exactly("makespan, h", int(run.lots["finished"].max()) / HOUR_MS, makespan, rel=0, case=shop)
    assert scheduling.makespan(times, range(len(times))) == makespan


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("instance", ["ft06", "la01", "ft10", "abz5", "ta01", "ft20"])
def test_published_job_shops_by_dispatching_rule(expected_of, job_shop_scenario, exactly, instance, rule):
    theirs = expected_of(f"S-jsp-{instance}")["dispatch"][RULES[rule]]
    text = (INSTANCES / f"{instance}.txt").read_text(encoding="utf-8")
    run = opsim.simulate(job_shop_scenario(text, rule)).verify()
    finished_min = run.lots["finished"] / 60_000 - 24 * 60
    exactly("makespan by the rule", finished_min.max(), theirs["makespan"], rel=0, case=f"S-jsp-{instance}")
    exactly("mean time in the shop by the rule", finished_min.mean(), theirs["mean_flow"], case=f"S-jsp-{instance}")


def test_the_values_above_are_those_of_the_cases(expected_of):
    for ours, theirs in (("fifo", "FCFS"), ("spt", "SPT"), ("edd", "EDD"), ("lpt", "LPT")):
        row = expected_of("S-dispatch-5jobs")[theirs]
        figures = [row[name] for name in ("sequence", "avg_flow", "avg_lateness", "tardy_jobs", "max_tardiness")]
        assert (figures[0].lower(), *figures[1:]) == FIVE_JOBS[ours]
    for case, best, came in (("S-johnson-morris", 65, 66), ("S-johnson-6job", 43, 44)):
        assert (expected_of(case)["makespan"], expected_of(case)["fcfs_makespan"]) == (best, came)
    assert (expected_of("S-neh")["optimum"], expected_of("S-neh")["neh"]) == (54, 54)
