from __future__ import annotations

import pytest

from opsim.errors import InputError
from opsim.theory import lines


def work_centres(p):
    return [lines.WorkCentre(row.get("time_h", row.get("mean_h")), row["machines"]) for row in p["stations"]]


def penny_fab(p, wips):
    line = work_centres(p)
    table = []
    for wip in wips:
        row = {"w": wip}
        for name, case in (("best", lines.best_case), ("worst", lines.worst_case), ("pwc", lines.practical_worst_case)):
            row[f"{name}_TH"], row[f"{name}_CT"] = case(line, wip).throughput, case(line, wip).cycle_time
        table.append(row)
    return {
        "rb": lines.bottleneck_rate(line),
        "T0": lines.raw_process_time(line),
        "W0": lines.critical_wip(line),
        "table": table,
    }


def conwip(p):
    line = work_centres(p)
    runs = {str(w): lines.closed_network(line, w) for w in p["w"]}
    return {
        "TH": {w: run.throughput for w, run in runs.items()},
        "CT": {w: run.cycle_time for w, run in runs.items()},
        "pwc": {str(w): lines.practical_worst_case(line, w).throughput for w in p["w"]},
    }


def exponential_table(p):
    cells = [(2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2), (3, 4), (4, 0), (4, 1), (4, 4), (5, 0), (5, 2), (6, 0)]
    return {"throughput": {f"N{n}_b{b}": lines.exponential_line([1.0] * n, [b] * (n - 1)).throughput for n, b in cells}}


def unbalanced(p):
    line = lines.exponential_line(p["rates"], [p["buffer"]] * (len(p["rates"]) - 1))
    return {
        "throughput": line.throughput,
        "mean_WIP_including_machines": line.mean_wip,
        "mean_flow_time": line.flow_time,
    }


def bernoulli_two(p):
    pairs = [lines.bernoulli_pair(*point) for point in p["points"]]
    return {
        "PR": [pair.production_rate for pair in pairs],
        "WIP": [pair.mean_in_buffer for pair in pairs],
        "starvation": [pair.starvation for pair in pairs],
    }


def bernoulli_many(p):
    exact = [lines.bernoulli_line(*line) for line in p["lines"]]
    return {
        "PR_exact": [line.production_rate for line in exact],
        "PR_aggregation": [lines.bernoulli_aggregation(*line) for line in p["lines"]],
        "WIP_exact": [line.mean_in_buffers for line in exact],
    }


def unreliable_pairs(p):
    return [
        (lines.UnreliableMachine(p1, r1), lines.UnreliableMachine(p2, r2), storage)
        for p1, r1, p2, r2, storage in p["points"]
    ]


def gershwin(p):
    pairs = unreliable_pairs(p)
    solved = [lines.deterministic_pair(*pair) for pair in pairs]
    bounds = [lines.pair_bounds(pair[:2]) for pair in pairs]
    assert all(low < pair.efficiency < high for pair, (low, high) in zip(solved, bounds, strict=True))
    return {
        "E": [pair.efficiency for pair in solved],
        "nbar": [pair.mean_in_buffer for pair in solved],
        "isolated_e": [[machine.efficiency for machine in pair[:2]] for pair in pairs],
        "zero_buffer_E0": [low for low, _ in bounds],
        "infinite_buffer": [high for _, high in bounds],
    }


def buzacott(p):
    machines = [lines.UnreliableMachine(1 / up, 1 / down) for up, down in zip(p["mtbf"], p["mttr"], strict=True)]
    return {
        "E0": lines.line_without_buffers(machines),
        "stand_alone": [machine.efficiency for machine in machines],
        "product_of_availabilities_TDF": lines.line_with_time_failures(machines),
    }


def fluid(p):
    return {"PR": [lines.continuous_pair(*pair) for pair in unreliable_pairs(p)]}


COMPUTED = {
    "L-pennyfab1": lambda p: penny_fab(p, (1, 2, 3, 4, 5, 6, 8, 10)),
    "L-pennyfab2": lambda p: penny_fab(p, (1, 4, 7, 8, 10, 16, 20)),
    "L-pennyfab2-exp": conwip,
    "L-expline-table": exponential_table,
    "L-expline-unbal-4": unbalanced,
    "L-bernoulli2": bernoulli_two,
    "L-bernoulli3": bernoulli_many,
    "L-gershwin2-s": gershwin,
    "L-buzacott0": buzacott,
    "L-lm-exponential": fluid,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


def test_line_of_four_two_hour_stations_needs_four_jobs():
    line = [lines.WorkCentre(2.0)] * 4
    assert (lines.bottleneck_rate(line), lines.raw_process_time(line), lines.critical_wip(line)) == (0.5, 8.0, 4.0)


def test_balanced_exponential_conwip_line_is_the_practical_worst_case():
    line = [lines.WorkCentre(2.0)] * 4
    closed = lines.closed_network(line, 6)
    assert closed.throughput == pytest.approx(lines.practical_worst_case(line, 6).throughput)
    assert closed.mean_jobs == pytest.approx((1.5, 1.5, 1.5, 1.5))


def test_closed_network_counts_every_job():
    line = [lines.WorkCentre(2.0), lines.WorkCentre(5.0, machines=2)]
    assert sum(lines.closed_network(line, 7, visits=[1.0, 0.5]).mean_jobs) == pytest.approx(7.0)


def test_three_exponential_machines_without_buffers_make_22_parts_in_39():
    assert lines.exponential_line([1.0] * 3, [0, 0]).throughput == pytest.approx(22 / 39)


def test_two_machines_agree_between_chain_and_closed_form():
    assert lines.exponential_line([1.0, 0.7], [3]).throughput == pytest.approx(lines.pair_throughput(1.0, 0.7, 3))
    assert lines.pair_throughput(2.0, 2.0, 1) == pytest.approx(lines.balanced_pair_throughput(2.0, 1))


def test_slow_machine_sets_the_pace_behind_a_large_buffer():
    assert lines.pair_throughput(2.0, 0.5, 60) == pytest.approx(0.5)


def test_bernoulli_chain_of_two_machines_is_the_closed_form():
    pair, line = lines.bernoulli_pair(0.8, 0.9, 2), lines.bernoulli_line([0.8, 0.9], [2])
    assert line.production_rate == pytest.approx(pair.production_rate)
    assert line.mean_in_buffers == (pytest.approx(pair.mean_in_buffer),)


def test_what_enters_a_bernoulli_pair_leaves_it():
    pair = lines.bernoulli_pair(0.8, 0.9, 2)
    assert 0.8 - pair.blockage == pytest.approx(0.9 - pair.starvation)


def test_a_bernoulli_machine_that_never_fails_passes_the_other_through():
    assert lines.bernoulli_pair(0.7, 1.0, 1).production_rate == pytest.approx(0.7)


def test_stopping_the_whole_line_costs_less_when_machines_do_not_age_meanwhile():
    machines = [lines.UnreliableMachine(0.01, 0.1)] * 2
    assert lines.line_without_buffers(machines) == pytest.approx(1 / 1.2)
    assert lines.line_with_time_failures(machines) == pytest.approx((1 / 1.1) ** 2)


def test_equal_machines_keep_their_buffer_half_full():
    machine = lines.UnreliableMachine(0.02, 0.15)
    assert lines.deterministic_pair(machine, machine, 6).mean_in_buffer == pytest.approx(3.0)


def test_fluid_pair_is_continuous_where_the_machines_become_equal():
    first = lines.UnreliableMachine(0.05, 0.5)
    nearly = lines.UnreliableMachine(0.05 + 1e-9, 0.5)
    assert lines.continuous_pair(first, nearly, 5.0) == pytest.approx(lines.continuous_pair(first, first, 5.0))


def test_a_line_with_a_buffer_too_few_is_refused():
    with pytest.raises(InputError, match="3 machines need 2 buffers"):
        lines.exponential_line([1.0, 1.0, 1.0], [2])
