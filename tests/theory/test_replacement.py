from __future__ import annotations

import math

import pytest

from opsim.theory import lives, numerics
from opsim.theory import replacement as p
from opsim.theory.reliability import Weibull, age_replacement_cost, best_age_replacement, best_minimal_repair

LIFE = Weibull(1000.0, 2.5)
PLANNED, FAILURE = p.Intervention(1.0), p.Intervention(5.0)

KINDS = {
    "exponential": (7.0,), "normal": (10.0, 2.0), "lognormal": (7.0, 3.0), "lognormal(mu, sigma)": (1.0, 0.5),
    "gamma": (7.0, 3.0), "gamma(shape, scale)": (0.7, 4.0), "erlang": (4.0, 7.0), "weibull": (1.6, 7.0),
    "weibull(shape, scale)": (0.9, 7.0), "uniform": (2.0, 9.0), "triangular": (2.0, 3.0, 9.0),
    "hyperexponential": (0.3, 1.0, 9.0), "empirical": (9.0, 1.0, 4.0), "constant": (5.0,),
}  # fmt: skip


def test_every_life_has_its_own_test():
    assert KINDS.keys() == lives.LIVES.keys()
    assert lives.life_of("pert", (1.0, 2.0, 3.0)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_mean_of_a_life_is_the_integral_of_its_reliability(kind):
    life = lives.life_of(kind, KINDS[kind])
    assert life.reliability(0.0) == pytest.approx(1.0, abs=1e-6)
    assert life.mean_until(1_000.0) == pytest.approx(life.mean(), rel=1e-5)
    by_parts = numerics.integral(life.reliability, 0.0, 4.0, panels=400, points=4)
    assert life.mean_until(4.0) == pytest.approx(by_parts, rel=1e-3)


def test_an_erlang_life_is_a_sum_of_phases():
    # Two phases of mean 1: R(t) = (1 + t) exp(-t).
    assert lives.life_of("erlang", (2.0, 2.0)).reliability(3.0) == pytest.approx(4.0 * math.exp(-3.0))


def test_age_policy_without_durations_is_the_classical_one():
    for age in (200.0, 493.0, 2_000.0):
        found = p.age_policy(age, LIFE, PLANNED, FAILURE)
        assert found.cost_rate == pytest.approx(age_replacement_cost(age, LIFE, 1.0, 5.0))
        assert found.availability == 1.0


def test_the_grid_finds_the_root_of_the_derivative():
    best = p.best_age_policy(LIFE, PLANNED, FAILURE)
    assert best.age == pytest.approx(best_age_replacement(LIFE, 1.0, 5.0).age, rel=1e-6)


def test_what_does_not_wear_out_runs_to_failure():
    assert p.best_age_policy(lives.exponential_life(10.0), PLANNED, FAILURE).age == math.inf
    early_failures = lives.hyperexponential_life(0.3, 1.0, 9.0)
    assert p.best_age_policy(early_failures, PLANNED, FAILURE).age == math.inf


def test_a_life_that_is_known_is_used_to_the_end():
    best = p.best_age_policy(lives.recorded_life([5.0]), PLANNED, FAILURE)
    assert best.age == pytest.approx(5.0, rel=1e-6)
    assert best.cost_rate == pytest.approx(1.0 / 5.0, rel=1e-6)


def test_durations_by_hand():
    # Uniform life on 0..10, replaced at 4: R = 0.6, up = 4 - 16 / 20 = 3.2, cycle = 3.2 + 1 x 0.6 + 2 x 0.4 = 4.6.
    life = lives.uniform_life(0.0, 10.0)
    found = p.age_policy(4.0, life, p.Intervention(10.0, 1.0), p.Intervention(50.0, 2.0))
    assert found.cost_rate == pytest.approx((10.0 * 0.6 + 50.0 * 0.4) / 4.6)
    assert found.availability == pytest.approx(3.2 / 4.6)
    assert found.failures == pytest.approx(0.4 / 4.6)


def test_run_to_failure_has_the_availability_of_the_renewal_theorem():
    found = p.age_policy(math.inf, Weibull(90.0, 1.0), PLANNED, p.Intervention(5.0, 10.0))
    assert found.availability == pytest.approx(0.9)


def test_the_curve_is_the_policy_at_each_age():
    curve = p.age_policy_curve([100.0, 500.0], LIFE, PLANNED, FAILURE)
    assert [each.age for each in curve] == [100.0, 500.0]
    assert curve[1] == p.age_policy(500.0, LIFE, PLANNED, FAILURE)


def test_renewals_of_a_part_that_does_not_age_are_poisson():
    assert p.expected_renewals(30.0, lives.exponential_life(10.0)) == pytest.approx(3.0, rel=1e-4)


def test_renewals_of_two_phases_as_published():
    # Erlang-2 with rate 2 per phase: M(t) = t - 1/4 + exp(-4 t) / 4 (Cox 1962).
    life = lives.life_of("erlang", (2.0, 1.0))
    for time in (0.5, 1.0, 3.0):
        assert p.expected_renewals(time, life) == pytest.approx(time - 0.25 + math.exp(-4.0 * time) / 4.0, rel=1e-4)


def test_block_replacement_costs_more_than_replacement_by_age():
    by_age = p.best_age_policy(LIFE, PLANNED, FAILURE)
    blocks = [p.block_replacement_cost(interval, LIFE, 1.0, 5.0) for interval in (350.0, 450.0, 550.0)]
    assert by_age.cost_rate < min(blocks) < by_age.cost_rate * 1.1


def test_hidden_failures_of_a_part_that_does_not_age():
    # Exponential life of 100, inspected every 20: n = 1 / (1 - exp(-0.2)) inspections in a cycle.
    costs = p.HiddenFailure(inspection=2.0, undetected=3.0, renewal=10.0)
    rounds = 1.0 / -math.expm1(-0.2)
    by_hand = (2.0 * rounds + 3.0 * (20.0 * rounds - 100.0) + 10.0) / (20.0 * rounds)
    assert p.inspection_cost(20.0, lives.exponential_life(100.0), costs) == pytest.approx(by_hand)


def test_the_best_inspection_interval_balances_looking_and_waiting():
    # For rare failures T = sqrt(2 ci / (cd lambda)) nearly: sqrt(2 x 1 / (1 x 0.0001)) = 141.
    life, costs = lives.exponential_life(10_000.0), p.HiddenFailure(inspection=1.0, undetected=1.0)
    best = p.best_inspection(life, costs)
    assert best.age == pytest.approx(math.sqrt(20_000.0), rel=0.01)
    for other in (0.8, 1.25):
        assert p.inspection_cost(other * best.age, life, costs) > best.cost_rate


def test_delay_time_by_hand():
    # Exponential delay of mean 5, inspected every 10: b = 1 - 0.5 (1 - exp(-2)).
    process = p.DelayTime(defects=0.1, delay=lives.exponential_life(5.0))
    failing = 1.0 - 0.5 * -math.expm1(-2.0)
    assert p.share_failing(10.0, process) == pytest.approx(failing)
    by_hand = (20.0 + 1.0 * (failing * 100.0 + (1.0 - failing) * 30.0)) / 10.0
    assert p.condition_inspection_cost(10.0, process, 20.0, 30.0, 100.0) == pytest.approx(by_hand)


def test_minimal_repair_still_has_its_closed_form():
    assert best_minimal_repair(Weibull(100.0, 2.0), 50.0, 20.0).age == pytest.approx(158.113883)
