"""Each lever of maintenance moves cost or service the way that it should: paired runs, interval clear of zero."""

from __future__ import annotations

import statistics

import pytest

#: Two machines that wear out and are never short of work; a repair takes a belt, and far longer than maintenance.
PLANT = """
clock: {horizon: 8 weeks}
materials: {belt: {}}
products: {chair: {routing: [{station: saw, time: 1 h}, {station: sand, time: 1 h}]}}
production:
  stations:
    saw:
      wear: {process: gamma, rate: 1, sd: 2}
      failures: {time_between: "weibull(shape=3, mean=30) h", repair: exponential(6) h, cost: 500, parts: {belt: 1}}
    sand:
      failures: {time_between: "weibull(shape=3, mean=30) h", repair: exponential(6) h, cost: 500, skill: smith}
  maintenance:
    saw: {policy: age, every: 15 h, duration: 1 h, cost: 50}
    sand: {policy: age, every: 15 h, duration: 1 h, cost: 50, skill: smith}
  repair_crew: {people: 4}
  crews: {smith: {people: 4}}
  release: {rule: conwip, limit: 6}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory:
    chair: {policy: base-stock, S: 100_000}
    belt: {policy: base-stock, S: 20, opening: 20}
  purchasing: {belt: {maker: {price: 1, lead_time: 3 days}}}
"""
SAW, SAND = "production.stations.saw", "production.stations.sand"
POLICY = "production.maintenance.saw"
COST, OUTPUT = "cost", "output"
AT_SAW = {f"{POLICY}.policy": "run-to-failure"}
CONDITION = {f"{POLICY}.policy": "condition", f"{POLICY}.every": "2 h", f"{POLICY}.threshold": 12}

#: Lever -> what holds anyway, what is moved, what it moves, and the way.
LEVERS = {
    "policy": ({}, {"production.maintenance.*.policy": "run-to-failure"}, OUTPUT, -1),
    "interval": ({}, {"production.maintenance.*.every": "60 h"}, OUTPUT, -1),
    "interval too short": ({}, {"production.maintenance.*.every": "2 h"}, COST, 1),
    "threshold": (CONDITION, {f"{POLICY}.threshold": 60}, OUTPUT, -1),
    "inspection interval": (CONDITION, {f"{POLICY}.every": "60 h"}, OUTPUT, -1),
    "inspection time": (CONDITION, {f"{POLICY}.inspection": "1 h"}, OUTPUT, -1),
    "crew size": ({f"{SAND}.failures.repair": "exponential(30) h", f"{SAND}.machines": 4}, {
        "production.crews.smith.people": 1}, OUTPUT, -1),
    "spare stock": (AT_SAW, {"operations.inventory.belt.opening": 0, "operations.inventory.belt.S": 1}, OUTPUT, -1),
    "imperfect repair": (AT_SAW, {f"{SAW}.failures.age_left": 0.8}, OUTPUT, -1),
    "imperfect maintenance": ({}, {f"{POLICY}.age_left": 0.8}, COST, 1),
    "slow-down": ({}, {f"{SAW}.wear.slow_per_hour": 0.05}, OUTPUT, -1),
    "opportunity": ({f"{SAND}.machines": 2}, {"production.maintenance.sand.opportune": "14 h"}, COST, 1),
}  # fmt: skip


def measured(run):
    cost = run.cost_by_function["maintenance"] / 100
    return {COST: cost, OUTPUT: int(run.lots["good"].sum())}


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_what_it_should(shop, play, lever):
    held, moved, what, sign = LEVERS[lever]
    before = shop(PLANT).revised(held)
    after = before.revised(moved)
    differences = []
    for replication in range(6):
        low, high = (measured(play(each, replication=replication))[what] for each in (before, after))
        differences.append(sign * (high - low))
    half_width = 2.571 * statistics.stdev(differences) / len(differences) ** 0.5
    assert statistics.fmean(differences) > half_width, (differences, half_width)


def test_a_skill_that_nobody_else_needs_shortens_the_wait(shop, play):
    apart = shop(PLANT).revised({
        "production.repair_crew.people": 1, "production.crews.smith.people": 1,
        "production.maintenance.*.policy": "run-to-failure", f"{SAW}.machines": 4, f"{SAND}.machines": 4,
        "production.release.limit": 20,
    })  # fmt: skip
    differences = []
    for replication in range(6):
        stops = [play(each, replication=replication).stops for each in (apart, together(apart))]
        alone, shared = (float((each["served"] - each["start"]).mean()) for each in stops)
        differences.append(shared - alone)
    assert statistics.fmean(differences) > 2.571 * statistics.stdev(differences) / len(differences) ** 0.5


def together(scenario):
    """Let one crew do everything."""
    plain = scenario.plain
    failures = {**plain["production"]["stations"]["sand"]["failures"], "skill": None}
    policy = {**plain["production"]["maintenance"]["sand"], "skill": None}
    return scenario.revised({f"{SAND}.failures": failures, "production.maintenance.sand": policy})
