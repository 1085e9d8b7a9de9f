"""Inspection, rework and scrap."""

from __future__ import annotations

import numpy as np
import pytest

from opsim.theory import quality

#: Defect rate -> probability that a lot passes with n = 89, c = 2.
P_ACCEPT = {0.01: 0.9396899183, 0.02: 0.7365775757, 0.05: 0.1720768642}
LOT = 500


def passes(run):
    """Operations for each unit that was delivered or is still being made."""
    return len(run.operations) / len(run.orders)


def share_of_lots_that_pass(run):
    return float((run.inspections["inspected"] == 89).mean())


def starts_per_good_unit(step):
    return lambda run: float((run.operations["step"] == step).sum()) / int(run.lots["good"].sum())


def test_a_rejected_unit_goes_round_again(study):
    found = study(
        "rework-here", {"passes": passes, "outgoing defective": "quality.escaped_rate"},
        short=(12, 60), full=(20, 400), warm_up=0,
    )  # fmt: skip
    theory = quality.inspection_with_rework(0.08, 0.02, 0.1)
    assert (theory.mean_passes, theory.outgoing_defective) == pytest.approx((1.099384345, 0.008795074758))
    found["passes"].must_be(1.099384345, within=0.01, pilot=0.001192)
    found["outgoing defective"].must_be(0.008795074758, within=0.2, pilot=0.0003684)


def test_yields_multiply_along_a_line(study):
    found = study(
        "scrap-line",
        {"yield": "quality.yield", **{f"starts at {step}": starts_per_good_unit(step) for step in range(4)}},
        short=(10, 60), full=(20, 334), warm_up=0,
    )  # fmt: skip
    firsts = [0.98, 0.95, 0.97, 0.99]
    assert quality.rolled_yield(firsts) == pytest.approx(0.8940393)
    found["yield"].must_be(0.8940393, within=0.01, pilot=0.0009538)
    for step, starts in enumerate([1.118519063, 1.096148682, 1.041341248, 1.01010101]):
        found[f"starts at {step}"].must_be(starts, within=0.01)


@pytest.mark.parametrize("defects", P_ACCEPT)
def test_a_sampling_plan_lets_so_many_lots_pass(study, defects):
    found = study(
        "sampling",
        {"share that passes": share_of_lots_that_pass, "inspected": lambda run: float(run.inspections["inspected"].mean())},
        short=(10, 200), full=(20, 20_000), warm_up=0, changes={"products.part.routing.0.defects": defects},
    )  # fmt: skip
    plan = quality.SamplingPlan(89, 2)
    assert plan.p_accept(defects) == pytest.approx(P_ACCEPT[defects])
    found["share that passes"].must_be(P_ACCEPT[defects], within=0.15, pilot=0.00163)
    found["inspected"].must_be(89 + (1 - P_ACCEPT[defects]) * (LOT - 89), within=0.1)


def test_units_outside_the_limits_are_defective(study):
    """Limits at two sigma on either side let 4.55 % out; a mean that has moved by one sigma lets 16.0 % out."""
    limits = {"target": 0, "sigma": 1, "lower": -2, "upper": 2}
    for target, outside in ((0, 0.0455002639), (1, 0.1600051520)):
        found = study(
            "scrap-line", {"yield": "quality.yield"}, short=(10, 30), full=(20, 334), warm_up=0,
            changes={
                **{f"products.part.routing.{step}.defects": 0 for step in range(4)},
                "products.part.routing.3.characteristic": {**limits, "target": target},
            },
        )  # fmt: skip
        found["yield"].must_be(1 - outside, within=0.01)


def test_every_rejected_unit_is_made_again_or_scrapped(scenario):
    import opsim

    run = opsim.simulate(scenario("scrap-line", {"clock.horizon": "3 days"})).verify()
    assert int(run.inspections["rejected"].sum()) == int(run.lots["scrapped"].sum()) > 0
    assert np.all(run.lots["good"] + run.lots["scrapped"] <= run.lots["units"])


def test_the_values_above_are_those_of_the_cases(expected_of):
    plan = expected_of("C-accept-n89c2")["Pa"]
    assert [plan[1], plan[2], plan[5]] == pytest.approx(list(P_ACCEPT.values()))
    assert expected_of("C-rty")["RTY"] == pytest.approx(0.8940393)
    assert expected_of("C-inspection-rework")["mean_passes"] == pytest.approx(1.099384345)
