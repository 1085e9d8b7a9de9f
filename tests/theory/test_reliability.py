from __future__ import annotations

import math

import pytest

from opsim.theory import reliability as r


def availability(p):
    return {
        "availability": r.availability(p["mtbf"], p["mttr"]),
        "point_availability_exp_t5": r.point_availability(5.0, p["mtbf"], p["mttr"]),
    }


def structure(p):
    return {
        "series": r.series_availability(p["A"]),
        "parallel": r.parallel_availability(p["A"]),
        "two_of_three_same_A09": r.k_of_n_identical(2, 3, 0.9),
    }


def age_replacement(p):
    life = r.Weibull(p["eta"], p["beta"])
    best = r.best_age_replacement(life, p["cost_preventive"], p["cost_failure"])
    run_to_failure = r.age_replacement_cost(math.inf, life, p["cost_preventive"], p["cost_failure"])
    return {
        "T_opt": best.age,
        "cost_rate": best.cost_rate,
        "cost_rate_run_to_failure": run_to_failure,
        "saving": 1.0 - best.cost_rate / run_to_failure,
        "mean_time_to_failure": life.mean(),
    }


def minimal_repair(p):
    life = r.Weibull(p["eta"], p["beta"])
    best = r.best_minimal_repair(life, p["Cp"], p["Cr"])
    return {
        "T_opt": best.age,
        "cost_rate": best.cost_rate,
        "expected_failures_per_cycle": r.expected_minimal_repairs(best.age, life),
    }


def interference(p):
    shop = r.machine_interference(p["machines"], p["repairers"], p["mtbf"], p["mttr"])
    return {
        "P0": shop.state_probabilities[0],
        "L": shop.mean_down,
        "Lq": shop.mean_waiting,
        "W": shop.mean_downtime,
        "Wq": shop.mean_wait,
        "machines_running": shop.mean_running,
        "machine_efficiency": shop.efficiency,
        "repairman_util": shop.repairer_utilisation,
        "p": shop.state_probabilities,
    }


def ashcroft(p):
    shop = r.constant_repair(p["machines"], p["mtbf"], p["lam_times_repair"] * p["mtbf"])
    return {
        "repairman_util": shop.repairer_utilisation,
        "machine_efficiency": shop.efficiency,
        "ashcroft_number_running": shop.mean_running,
    }


def spares(p):
    shop = r.machine_repair(p["required"], p["spares"], p["repairers"], p["mtbf"], p["mttr"])
    row = {"p_all_m_running": shop.p_all_running, "mean_running": shop.mean_running}
    return {**row, "p": shop.state_probabilities}


COMPUTED = {
    "M-availability-s": availability,
    "M-structure": structure,
    "M-agerepl-1000": age_replacement,
    "M-agerepl-500": age_replacement,
    "M-minrepair-s": minimal_repair,
    "M-interference-kolkmeyer": interference,
    "M-interference-hillier2": interference,
    "M-interference-8m3r": interference,
    "M-ashcroft-s": ashcroft,
    "M-spares": spares,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


def test_two_machines_out_of_three_at_nine_tenths():
    assert r.k_of_n_availability(2, [0.9, 0.9, 0.9]) == pytest.approx(0.972)
    assert r.k_of_n_identical(2, 3, 0.9) == pytest.approx(0.972)


def test_unequal_parts_in_series_and_parallel_are_the_ends_of_k_of_n():
    parts = [0.9, 0.95, 0.98]
    assert r.k_of_n_availability(3, parts) == pytest.approx(r.series_availability(parts))
    assert r.k_of_n_availability(1, parts) == pytest.approx(r.parallel_availability(parts))


def test_best_replacement_age_of_the_textbook_machine():
    best = r.best_age_replacement(r.Weibull(1000.0, 2.5), preventive_cost=1.0, failure_cost=5.0)
    assert best.age == pytest.approx(493.047, rel=1e-6)
    for other in (0.9, 1.1):
        assert r.age_replacement_cost(other * best.age, r.Weibull(1000.0, 2.5), 1.0, 5.0) > best.cost_rate


def test_a_machine_that_does_not_wear_out_is_never_replaced_early():
    best = r.best_age_replacement(r.Weibull(100.0, 1.0), preventive_cost=1.0, failure_cost=5.0)
    assert best == r.ReplacementPolicy(math.inf, pytest.approx(0.05))


@pytest.mark.parametrize("shape", [0.5, 1.0, 3.0])
def test_mean_life_is_the_whole_integral_of_the_reliability(shape):
    life = r.Weibull(10.0, shape)
    assert life.mean_until(10.0 * 40.0 ** (1.0 / shape)) == pytest.approx(life.mean(), rel=1e-6)


def test_one_machine_with_its_own_repairer_has_its_own_availability():
    shop = r.machine_interference(machines=1, repairers=1, mtbf=90.0, mttr=10.0)
    assert (shop.efficiency, shop.mean_wait) == (pytest.approx(0.9), 0.0)


def test_exponential_repair_by_one_person_is_the_markov_case():
    shop = r.single_repairer(6, 20.0, 2.0, lambda s: 1.0 / (1.0 + 2.0 * s))
    assert shop.mean_running == pytest.approx(r.machine_interference(6, 1, 20.0, 2.0).mean_running)
