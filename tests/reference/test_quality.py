"""Inspection, rework and scrap."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.theory import quality

#: Case -> sample size (the acceptance number is 2), and defect rate -> probability that a lot passes.
PLANS = {
    "C-accept-n89c2": (89, {0.01: 0.9396899183, 0.02: 0.7365775757, 0.05: 0.1720768642}),
    "C-accept-n68c2": (68, {0.01213: 0.9500125832, 0.089704: 0.04999896151}),
}
LOT = 500


def passes(run):
    """Operations for each unit that was delivered or is still being made."""
    return len(run.operations) / len(run.orders)


def starts_per_good_unit(step):
    return lambda run: float((run.operations["step"] == step).sum()) / int(run.lots["good"].sum())


@pytest.mark.case("C-inspection-rework")
def test_a_rejected_unit_goes_round_again(study):
    found = study(
        "rework-here", {"passes": passes, "outgoing defective": "quality.escaped_rate"},
        short=(10, 40), full=(20, 400), warm_up=0,
    )  # fmt: skip
    theory = quality.inspection_with_rework(0.08, 0.02, 0.1)
    assert (theory.mean_passes, theory.outgoing_defective) == pytest.approx((1.099384345, 0.008795074758))
    found["passes"].must_be(1.099384345, within=0.01, pilot=0.001192)
    found["outgoing defective"].must_be(0.008795074758, within=0.3, pilot=0.0003684)


@pytest.mark.case("C-rty")
def test_yields_multiply_along_a_line(study):
    found = study(
        "scrap-line",
        {"yield": "quality.yield", **{f"starts at {step}": starts_per_good_unit(step) for step in range(4)}},
        short=(10, 30), full=(20, 334), warm_up=0,
    )  # fmt: skip
    firsts = [0.98, 0.95, 0.97, 0.99]
    assert quality.rolled_yield(firsts) == pytest.approx(0.8940393)
    found["yield"].must_be(0.8940393, within=0.01, pilot=0.0009538)
    for step, starts in enumerate([1.118519063, 1.096148682, 1.041341248, 1.01010101]):
        found[f"starts at {step}"].must_be(starts, within=0.01)


@pytest.mark.parametrize(("case", "defects"), [(case, rate) for case in PLANS for rate in PLANS[case][1]])
def test_a_sampling_plan_lets_so_many_lots_pass(study, case, defects):
    sample, passing = PLANS[case]
    found = study(
        "sampling",
        {
            "share that passes": lambda run: float((run.inspections["inspected"] == sample).mean()),
            "inspected": lambda run: float(run.inspections["inspected"].mean()),
        },
        short=(10, 200), full=(20, 5_000), warm_up=0,
        changes={"products.part.routing.0.defects": defects, "production.quality.inspection.machine.n": sample},
    )  # fmt: skip
    assert quality.SamplingPlan(sample, 2).p_accept(defects) == pytest.approx(passing[defects])
    found["share that passes"].must_be(passing[defects], within=0.3, pilot=2 * 0.00163)  # a quarter of the case's lots
    found["inspected"].must_be(sample + (1 - passing[defects]) * (LOT - sample), within=0.1)


def test_units_outside_the_limits_are_defective(study):
    """Limits at two sigma on either side let 4.55 % out; a mean that has moved by one sigma lets 16.0 % out."""
    limits = {"target": 0, "sigma": 1, "lower": -2, "upper": 2}
    for target, outside in ((0, 0.0455002639), (1, 0.1600051520)):
        found = study(
            "scrap-line", {"yield": "quality.yield"}, short=(10, 20), full=(20, 334), warm_up=0,
            changes={
                **{f"products.part.routing.{step}.defects": 0 for step in range(4)},
                "products.part.routing.3.characteristic": {**limits, "target": target},
            },
        )  # fmt: skip
        found["yield"].must_be(1 - outside, within=0.01)


def test_every_rejected_unit_is_made_again_or_scrapped(scenario):
    run = opsim.simulate(scenario("scrap-line", {"clock.horizon": "3 days"})).verify()
    assert int(run.inspections["rejected"].sum()) == int(run.lots["scrapped"].sum()) > 0
    assert np.all(run.lots["good"] + run.lots["scrapped"] <= run.lots["units"])


def test_the_values_above_are_those_of_the_cases(expected_of):
    for case, (_, passing) in PLANS.items():
        assert set(passing.values()) <= set(expected_of(case)["Pa"])
    assert expected_of("C-rty")["RTY"] == pytest.approx(0.8940393)
    assert expected_of("C-inspection-rework")["mean_passes"] == pytest.approx(1.099384345)
