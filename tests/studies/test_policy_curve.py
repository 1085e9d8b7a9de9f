"""The cost of a maintenance interval: theory and simulated points agree where the theory's assumptions hold."""

from __future__ import annotations

import math

import pytest

import opsim
from opsim.errors import Cancelled
from opsim.studies.policy_curve import PolicyCurve, intervals_for, policy_points
from opsim.studies.renewal import conditions, renewal

MILL = """\
opsim: 1
id: mill
title: A mill that never rests
clock: {start: 2026-01-05, horizon: 2 years}
materials: {ore: {title: Ore}}
products: {dust: {title: Dust, price: 9, materials: {ore: 1}, routing: [{station: mill, time: 2 h}]}}
production:
  stations:
    mill: {failures: {time_between: "weibull(shape=3, mean=200) h", repair: "6 h", cost: 500}}
  maintenance: {mill: {policy: run-to-failure, every: 90 h, duration: 2 h, cost: 100}}
  lot_size: {dust: 1}
operations:
  market: {dust: {arrivals: "poisson(125) per week"}}
  orders: {mode: to-order}
  inventory: {ore: {policy: s-S, s: 900, S: 4000, opening: 4000}}
  purchasing: {ore: {pit: {price: 0.1, lead_time: 1 day}}}
  finance: {opening_cash: 900_000}
"""


@pytest.fixture(scope="module")
def mill():
    return opsim.read(MILL)


def test_costs_and_availability_are_those_of_the_renewal_theorem(mill):
    theory = renewal(mill, "mill")
    points = policy_points(mill, PolicyCurve("mill", (60.0, 150.0), 5))
    for point in points:
        expected = theory.at(point.interval_h)
        assert abs(point.cost.mean - expected.cost_rate) < 2 * point.cost.half_width
        assert abs(point.availability.mean - expected.availability) < 2 * point.availability.half_width + 0.002
        assert abs(point.failures.mean - expected.failures) < 2 * point.failures.half_width
    assert points[0].failures.high < points[1].failures.low


def test_the_best_age_costs_less_than_run_to_failure(mill):
    theory = renewal(mill, "mill")
    best = theory.best()
    assert best.cost_rate < theory.at(math.inf).cost_rate == pytest.approx(500 / 200)
    assert all(best.cost_rate <= theory.at(age).cost_rate for age in (best.age - 5, best.age + 5))


def test_the_same_seed_gives_the_same_points_and_another_seed_others(mill):
    short = mill.revised({"clock.horizon": "10 weeks"})
    curve = PolicyCurve("mill", (80.0,), 2)
    assert policy_points(short, curve, 3) == policy_points(short, curve, 3)
    assert policy_points(short, curve, 3) != policy_points(short, curve, 4)


def test_a_life_in_days_is_the_same_life(mill):
    days = mill.revised({"production.stations.mill.failures.time_between": f"weibull(shape=3, mean={200 / 24}) days"})
    in_hours, in_days = renewal(mill, "mill"), renewal(days, "mill")
    assert in_days.at(120).cost_rate == pytest.approx(in_hours.at(120).cost_rate)
    assert in_days.at(120).availability == pytest.approx(in_hours.at(120).availability)


def test_intervals_go_from_often_to_hardly_ever(mill):
    assert intervals_for(renewal(mill, "mill"), 50.0) == (40, 70, 110, 160, 240, 400)


def test_progress_grows_to_one_and_a_stop_is_heeded(mill):
    short, told = mill.revised({"clock.horizon": "4 weeks"}), []
    policy_points(short, PolicyCurve("mill", (80.0, 90.0), 2), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    with pytest.raises(Cancelled):
        policy_points(short, PolicyCurve("mill", (80.0,), 2), should_stop=lambda: True)


def test_assumptions_are_judged_by_what_is_declared_and_what_happened(mill):
    def judged(**changes) -> dict[str, bool]:
        run = opsim.simulate(mill.revised({"clock.horizon": "20 weeks"} | changes))
        return {each.title: each.holds for each in conditions(run, "mill")}

    assert judged() == {
        "One way to fail": True,
        "It ages by work": True,
        "As new after repair and maintenance": True,
        "Maintained on time": True,
        "The crew comes at once": True,
        "Nothing else costs": False,
    }
    calendar = {"production.stations.mill.failures.clock": "calendar"}
    assert judged(**calendar)["It ages by work"] is False
    assert judged(**{"production.maintenance.mill.every": "5 h"})["Maintained on time"] is False
    crew = {"production.repair_crew": {"people": 1, "shift": "day"}, "production.stations.mill.machines": 4}
    crew |= {"clock.shifts": {"day": {"days": "mon-fri", "from": "06:00", "to": "14:00"}}}
    assert judged(**crew)["The crew comes at once"] is False


def test_no_theory_without_failures_maintenance_or_a_known_life(mill):
    assert renewal(mill.revised({"production.stations.mill.failures": None}), "mill") is None
    assert renewal(mill.revised({"production.maintenance": {}}), "mill") is None
    odd = {"production.stations.mill.failures.time_between": "pert(50, 100, 300) h"}
    assert renewal(mill.revised(odd), "mill") is None


def test_without_a_theory_intervals_lie_around_that_of_the_policy():
    assert intervals_for(None, 100.0) == (20, 35, 55, 80, 120, 200)
