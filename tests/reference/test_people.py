"""People at machines: one operator who minds several machines, and practice."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.theory import reliability
from opsim.theory.finance import learning

#: Case -> machines, operators, mean time that a machine runs by itself and that an operator loads it, in h; machines
#: running on average; pilot's half-width.
MINDING = {
    "M-interference-kolkmeyer": (6, 1, 20, 2, 5.154850963, 0.01572),
    "M-interference-hillier2": (2, 1, 12, 8, 1.034482759, 0.01648),
    "M-interference-8m3r": (8, 3, 10, 4, 5.408557422, 0.02958),
}


def busy(run):
    """Mean number of people who load a machine, in the window."""
    low, high = run.scenario.clock.warm_up, run.history.end_ms
    start, end = (np.clip(run.history.tables["attended"][name], low, high) for name in ("start", "end"))
    return float((end - start).sum()) / (high - low)


def at_work(run):
    """Mean number of machines with an operation in hand, in the window."""
    low, high = run.scenario.clock.warm_up, run.history.end_ms
    start, end = (np.clip(run.operations[name], low, high) for name in ("start", "end"))
    return float((end - start).sum()) / (high - low)


@pytest.mark.parametrize("case", MINDING)
def test_machines_wait_for_a_busy_operator(study, case):
    machines, people, alone_h, load_h, running, pilot = MINDING[case]
    found = study(
        "attended-machines",
        {
            "running": lambda run: at_work(run) - busy(run),
            "loading": busy,
            "utilisation": "people.utilisation.minders",
        },
        short=(10, 4_000), full=(20, 8_000),
        changes={
            "production.stations.machines.machines": machines,
            "production.release.limit": 2 * machines,
            "products.part.routing.0.time": f"exponential({alone_h}) h",
            "products.part.routing.0.load": f"exponential({load_h}) h",
            "operations.teams.minders.people": people,
            "operations.market.part.arrivals": f"every {(alone_h + load_h) / machines / 1.5:.3f} h",
        },
    )  # fmt: skip
    theory = reliability.machine_interference(machines, people, alone_h, load_h)
    assert theory.mean_running == pytest.approx(running)
    found["running"].must_be(running, within=0.05, pilot=pilot)
    found["loading"].must_be(theory.repairer_utilisation * people, within=0.06)
    found["utilisation"].must_be(theory.repairer_utilisation, within=0.03)


@pytest.mark.case("B-learning-unit")
def test_the_time_of_a_unit_falls_with_practice(scenario, expected_of, exactly):
    run = opsim.simulate(scenario("practice", {})).verify()
    times = ((run.operations["end"] - run.operations["start"]) / 3.6e6).tolist()
    known = expected_of("B-learning-unit")
    assert times[0] == 300
    exactly("fifth unit, h", times[4], known["T5"], rel=2e-6)  # shares are rounded to millionths
    exactly("first five units, h", sum(times[:5]), known["sum_1_5"], rel=2e-6)
    exactly("first eighteen units, h", sum(times[:18]), known["sum_1_18"], rel=2e-6)


@pytest.mark.case("B-learning-wright")
@pytest.mark.parametrize(("first_h", "rate"), [(100, 0.8), (60, 0.9)])
def test_the_mean_time_of_all_units_so_far_falls_with_practice(scenario, expected_of, exactly, first_h, rate):
    """Wright's own form: each doubling takes the mean of all units to a share of what it was."""
    changes = {
        "products.part.learning": {"rate": rate, "model": "cumulative-average"},
        "products.part.routing.0.time": f"{first_h} h",
    }
    run = opsim.simulate(scenario("practice", changes)).verify()
    times = (run.operations["end"] - run.operations["start"]) / 3.6e6
    units = [1, 2, 4, 8, 16]
    totals = [float(times[:count].sum()) for count in units]
    assert totals == pytest.approx([learning.wright_total_time(first_h, rate, count) for count in units], rel=2e-6)
    if (first_h, rate) == (100, 0.8):
        known = expected_of("B-learning-wright")
        for count, total, theirs in zip(units, totals, known["total"], strict=True):
            exactly(f"first {count}, h", total, theirs, rel=2e-6)
        assert [total / count for total, count in zip(totals, units, strict=True)] == pytest.approx(
            known["average"], rel=2e-6
        )
        assert np.diff([0, *totals]) == pytest.approx(known["incremental"], rel=1e-5)


def test_the_values_above_are_those_of_the_cases(expected_of):
    for case, row in MINDING.items():
        assert expected_of(case)["machines_running"] == pytest.approx(row[4], rel=1e-9)
