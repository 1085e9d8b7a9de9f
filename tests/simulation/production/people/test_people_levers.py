"""Every lever of the people at machines moves lead time or cost the way that a foreman would expect (paired seeds)."""

from __future__ import annotations

import math
import statistics

import pytest

#: Two saws, loaded and run by two people of a day shift, with rather more to do than is comfortable.
SHOP = """
clock: {horizon: 20 weeks, warm_up: 2 weeks, shifts: {day: {days: mon-fri, from: "07:00", to: "15:00"}}}
products: {chair: {routing: [{station: saw, time: exponential(50) min, load: exponential(10) min}]}}
production: {stations: {saw: {machines: 2, operators: {skill: wood}}}}
operations:
  market: {chair: {arrivals: poisson(62) per week}}
  teams: {wood: {people: 2, wage: 20, shift: day}}
"""
TEAM, SAW = "operations.teams.wood", "production.stations.saw.operators"
ONE_PERSON = {f"{TEAM}.people": 1}
#: What is changed, from what firm, and which way each figure goes.
LEVERS = {
    "more people": ({f"{TEAM}.people": 2}, ONE_PERSON, {"flow.lead_time_h": -1}),
    "a higher level": ({f"{TEAM}.level": 1.3}, {}, {"flow.lead_time_h": -1, "people.utilisation.wood": -1}),
    "absence": ({f"{TEAM}.absence": 0.1}, {}, {"flow.lead_time_h": 1, "people.absence.wood": 1}),
    "unpaid absence": (
        {f"{TEAM}.absence_paid": False}, {f"{TEAM}.absence": 0.1}, {"finance.total_cost": -1},
    ),
    "overtime": (
        {f"{TEAM}.overtime.above": 1, f"{TEAM}.overtime.most": "2 h"}, {},
        {"flow.lead_time_h": -1, "finance.total_cost": 1, "people.overtime_h.wood": 1},
    ),
    "overtime sooner": (
        {f"{TEAM}.overtime.above": 0}, {f"{TEAM}.overtime.above": 12, f"{TEAM}.overtime.most": "2 h"},
        {"flow.lead_time_h": -1, "people.overtime_h.wood": 1},
    ),
    "people who only load": ({f"{SAW}.needed_for": "loading"}, ONE_PERSON, {"flow.lead_time_h": -1}),
    "two machines for each person": ({f"{SAW}.machines_per_person": 2}, ONE_PERSON, {"flow.lead_time_h": -1}),
    "quicker loading": (
        {"products.chair.routing.0.load": "exponential(2) min"}, {}, {"flow.lead_time_h": -1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_what_it_should(shop, play, lever):
    moved, before, directions = LEVERS[lever]
    base = shop(SHOP).revised(before)
    pairs = [(play(base, seed=seed).kpis, play(base.revised(moved), seed=seed).kpis) for seed in range(8)]
    for figure, direction in directions.items():
        changes = [(after[figure] - first.get(figure, 0.0)) * direction for first, after in pairs]
        half_width = 2.365 * statistics.stdev(changes) / math.sqrt(len(changes))  # Student's t, 7 degrees of freedom
        assert statistics.mean(changes) > half_width, (figure, changes)
