from __future__ import annotations

import math

import pytest

from opsim.theory import quality as q


def shewhart(p):
    charts = [q.shewhart_run_length(shift, n) for shift, n in p["points"]]
    return {
        "ARL": [chart.mean for chart in charts],
        "beta": [chart.p_miss for chart in charts],
        "sd_run_length": [chart.deviation for chart in charts],
    }


def cusum(p):
    return {f"ARL_h{h}": [q.cusum_arl(shift, p["k"], h) for shift in p["shifts"]] for h in p["h"]}


def ewma(p):
    return {"ARL": [[q.ewma_arl(shift, *design) for shift in p["shifts"]] for design in p["designs"]]}


def p_chart(p):
    limits = q.p_chart_limits(p["pbar"], p["n"])
    in_control = q.p_chart_run_length(limits, p["n"], p["pbar"])
    return {
        "UCL": limits.upper,
        "LCL": limits.lower,
        "false_alarm": 1.0 - in_control.p_miss,
        "ARL0": in_control.mean,
        "ARL1": q.p_chart_run_length(limits, p["n"], p["p_shifted"]).mean,
    }


def acceptance(p):
    plan = q.SamplingPlan(p["n"], p["c"])
    worst = q.outgoing_quality_limit(plan, p["lot"])
    return {
        "Pa": [plan.p_accept(rate) for rate in p["p"]],
        "AOQ": [plan.outgoing_quality(rate, p["lot"]) for rate in p["p"]],
        "AOQL": worst.outgoing_quality,
        "p_at_AOQL": worst.defect_rate,
        "ATI": [plan.total_inspection(rate, p["lot"]) for rate in p["p"]],
        "Pa_hypergeometric": [plan.p_accept_lot(round(rate * p["lot"]), p["lot"]) for rate in p["p"]],
    }


def capability(p):
    found = q.capability(p["LSL"], p["USL"], p["mean"], p["sd"])
    return {"Cp": found.cp, "Cpk": found.cpk, "ppm": found.ppm}


def yields(p):
    steps = p["first_pass_yield"]
    inputs = q.inputs_needed(steps, p["good_output_target"])
    return {
        "RTY": q.rolled_yield(steps),
        "starts_needed": inputs[0],
        "inputs_per_stage": inputs,
        "normalised_yield": q.normalised_yield(steps),
        "dpu_total": q.defects_per_unit(steps),
    }


def inspection(p):
    found = q.inspection_with_rework(p["p_defect"], p["false_reject"], p["miss"])
    row = {"P_accept_first": found.p_accept, "mean_passes": found.mean_passes}
    return {**row, "outgoing_defective": found.outgoing_defective}


def western_electric(p):
    return {"ARL0_published": round(q.run_rules_arl(0.0), 2)}


COMPUTED = {
    "C-shewhart-arl-s": shewhart,
    "C-cusum-arl-s": cusum,
    "C-ewma-arl-s": ewma,
    "C-pchart-s": p_chart,
    "C-accept-n89c2": acceptance,
    "C-accept-n68c2": acceptance,
    "C-cpk": capability,
    "C-cpk-h": capability,
    "C-rty": yields,
    "C-inspection-rework": inspection,
    "C-western-electric": western_electric,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


def test_three_sigma_chart_gives_a_false_alarm_every_370_samples():
    assert q.shewhart_run_length(0.0).mean == pytest.approx(370.4, abs=0.05)


def test_run_rules_quadruple_the_false_alarms_as_published_by_champ_and_woodall():
    assert q.run_rules_arl(0.0) == pytest.approx(91.75, abs=0.005)
    assert q.run_rules_arl(1.0) == pytest.approx(9.22, abs=0.005)


def test_the_first_run_rule_alone_is_the_shewhart_chart():
    assert q.run_rules_arl(1.0, (q.RunRule(1, 1, 3.0),)) == pytest.approx(q.shewhart_run_length(1.0).mean)


def test_cusum_and_ewma_reproduce_the_textbook_tables():
    assert q.cusum_arl(0.0, 0.5, 5.0) == pytest.approx(465.0, rel=2e-3)
    assert q.ewma_arl(1.0, 0.1, 2.814) == pytest.approx(10.3, abs=0.05)


def test_a_head_start_finds_an_early_shift_sooner_as_published_by_lucas_and_crosier():
    assert q.cusum_arl(0.0, 0.5, 5.0, head_start=2.5) == pytest.approx(430.0, abs=0.5)
    assert q.cusum_arl(1.0, 0.5, 5.0, head_start=2.5) == pytest.approx(6.35, abs=0.005)


def test_an_ewma_without_memory_is_the_shewhart_chart():
    assert q.ewma_arl(1.0, 1.0, 3.0) == pytest.approx(q.shewhart_run_length(1.0).mean)


def test_p_chart_never_signals_below_zero():
    assert q.p_chart_limits(0.01, 50).lower == 0.0


def test_six_sigma_with_its_shift_means_three_point_four_defects_per_million():
    found = q.capability(-6.0, 6.0, mean=1.5, deviation=1.0)
    assert (found.cp, found.cpk, round(found.ppm, 1)) == (2.0, 1.5, 3.4)


def test_a_plan_of_one_unit_accepts_the_good_share():
    assert q.SamplingPlan(1, 0).p_accept(0.3) == pytest.approx(0.7)
    assert q.SamplingPlan(1, 0).p_accept_lot(3, 10) == pytest.approx(0.7)


def test_smallest_plan_for_both_risks():
    assert q.sampling_plan(0.0121, 0.05, 0.0898, 0.05) == q.SamplingPlan(68, 2)


def test_four_steps_at_ninety_per_cent_lose_a_third():
    assert q.rolled_yield([0.9] * 4) == pytest.approx(0.6561)
    assert q.inputs_needed([0.5, 0.5], 10.0) == [40.0, 20.0]
    assert q.defects_per_unit([math.exp(-0.1)] * 2) == pytest.approx(0.2)


def test_perfect_inspection_lets_nothing_bad_out():
    assert q.inspection_with_rework(0.2, 0.0, 0.0) == q.InspectionOutcome(0.8, 1.25, 0.0)
