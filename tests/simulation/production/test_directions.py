"""Every lever of the floor moves cost or service the way that it should: paired seeds, an interval clear of zero.

One table: which lever, what holds anyway, what is moved, the figure, the way it goes, and why. Both runs of a pair have
the same luck, so that what differs is the lever's doing. Levers of maintenance, quality and people have tables of their
own (`test_levers_of_maintenance`, `test_quality_levers`, `test_people_levers`), rules of dispatching and of release
theirs (`test_dispatching`, `test_release_rules`).
"""

from __future__ import annotations

import json
import math
import re
import statistics
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

import pytest

import opsim
from opsim.scenario import production, teams
from opsim.scenario.parameter import Spec

DAY = 86_400_000
RUNS = 6
T95 = 2.571  # Student, 5 degrees of freedom

#: Chairs and stools are sawn, then painted in one booth, to order: 50 a day, each booth and saw two thirds busy.
SHOP = """
opsim: 1
id: directions
title: A shop with two stations
clock:
  start: 2026-01-05
  horizon: 26 days
  warm_up: 3 days
  shifts:
    whole: {days: mon-sun, from: "00:00", to: "24:00"}
    broken: {days: mon-sun, from: "00:00", to: "24:00", breaks: [{at: "08:00", for: 1 h}, {at: "20:00", for: 1 h}]}
    day: {days: mon-sun, from: "08:00", to: "16:00"}
materials: {wood: {}}
products:
  chair:
    price: 90
    family: light
    materials: {wood: 2}
    routing: [{station: saw, time: exponential(35) min}, {station: paint, time: exponential(19) min}]
  stool:
    price: 60
    family: dark
    materials: {wood: 1}
    routing: [{station: saw, time: exponential(35) min}, {station: paint, time: exponential(19) min}]
production:
  stations: {saw: {machines: 2}, paint: {}, spray: {}}
operations:
  market: {chair: {arrivals: poisson(30) per day}, stool: {arrivals: poisson(20) per day}}
  orders: {mode: to-order, promise: 6 h, late_discount: 30 % per day}
  inventory: {wood: {policy: base-stock, S: 5000, opening: 5000}}
  purchasing: {wood: {mill: {price: 3, lead_time: 1 day}}}
  teams: {sawyers: {people: 2, wage: 20}, painters: {people: 1, wage: 20}}
  finance: {opening_cash: 100_000, credit_line: 100_000, energy_price: 0.30}
"""
SAW, PAINT, TEAM = "production.stations.saw", "production.stations.paint", "operations.teams.painters"
PAINTING = "products.*.routing.1"
FAILS = {"time_between": "exponential(20) h", "repair": "exponential(2) h", "clock": "operating", "job": "resume"}
FAILING = {f"{PAINT}.failures": FAILS}
MANNED = {f"{SAW}.operators": {"skill": "sawyers"}, f"{PAINT}.operators": {"skill": "painters"}}
MEASURED = {"products.*.routing.1.characteristic": {"target": 60, "sigma": 3, "lower": 52, "upper": 68}}
INSPECTED = {**MEASURED, "production.quality.inspection": {"paint": {"plan": "all"}}}
AGES = {"time_between": "weibull(shape=3, mean=10) h", "repair": "30 min", "age_left": 0.5}
BELT, PUMP = (
    {"mode": name, "time_between": "weibull(shape=3, mean=20) h", "repair": "1 h"} for name in ("belt", "pump")
)  # fmt: skip
AQL = {
    "products.*.routing.1.defects": 0.1, "operations.market.*.size": 40, f"{PAINTING}.time": "exponential(0.4) min",
    "products.*.routing.0.time": "exponential(0.7) min", "production.lot_size": {"chair": 40, "stool": 40},
    "production.quality.inspection": {"paint": {"plan": "aql", "aql": 0.02, "rejectable": 0.2, "cost": 0.1}},
}  # fmt: skip
WEARS = {"time_between": "weibull(shape=4, mean=30) h", "repair": "4 h"}
EVERY = {"every": "15 h", "duration": "20 min"}
SET_UPS = {f"{PAINT}.set_up": {"light": {"dark": "3 min"}, "dark": {"light": "3 min"}}}
BOUGHT = {f"{PAINT}.machines": 2, f"{PAINT}.owned": 1, f"{PAINT}.price": 20_000, f"{PAINT}.salvage": 2_000}
SOLD = {f"{PAINT}.machines": 3, f"{PAINT}.price": 20_000, f"{PAINT}.salvage": 2_000}
FOURS = {
    "operations.market.*.size": 4, "operations.market.chair.arrivals": "poisson(7) per day",
    "operations.market.stool.arrivals": "poisson(5) per day", f"{PAINTING}.set_up": "20 min",
}  # fmt: skip
OVEN = {
    f"{PAINT}.oven": {"maximum": 6, "minimum": 1, "wait_limit": None, "together": "any"}, f"{PAINTING}.time": "1 h",
}  # fmt: skip
BACK = {
    f"{PAINTING}.defects": 0.2, "production.quality.inspection": {"paint": {"plan": "all"}},
    "production.quality.on_defect.rework_at": "saw", f"{PAINTING}.time": "15 min",
}  # fmt: skip
WEIGHED = {"production.dispatch.default": "wspt", f"{PAINTING}.time": "exponential(24) min"}
LEARNED = {"products.*.learning.rate": 0.95}


def lead_time_h(run):
    return run.kpis["flow.lead_time_h"]


def lead_time_h_of(product):
    def measure(run):
        item, orders = run.history.names.items.index(product), run.orders
        mine = (orders["product"] == item) & (orders["delivered"] >= 0)
        return float((orders["delivered"] - orders["arrived"])[mine].mean()) / 3.6e6

    return measure


def tardiness_h(run):
    orders = run.orders
    late = (orders["delivered"] - orders["due"])[orders["delivered"] >= 0]
    return float(late.clip(0).mean()) / 3.6e6


def quoted_h(run):
    return float((run.orders["due"] - run.orders["arrived"]).mean()) / 3.6e6


def orders(run):
    return len(run.orders)


def figure(name):
    return lambda run: run.kpis[name]


otif, floor_h = figure("service.otif"), figure("flow.cycle_time_h")
cost, cash = figure("finance.total_cost"), figure("finance.cash_end")


class Lever(NamedTuple):
    """One row: what holds anyway, what is moved, and which way a figure goes; `then` happens on day 10 of both runs."""

    held: dict[str, Any]
    moved: dict[str, Any]
    measure: Any
    sign: int
    why: str
    then: dict[str, Any] = {}  # noqa: RUF012 - never changed


LEVERS = {
    # -- stations
    "machines": Lever({}, {f"{PAINT}.machines": 2}, lead_time_h, -1, "two booths share one queue"),
    "process time": Lever({}, {f"{PAINTING}.time": "exponential(22) min"}, lead_time_h, +1, "a busier booth"),
    "distribution": Lever({}, {f"{PAINTING}.time": "19 min"}, lead_time_h, -1, "V of V x U x T: half the variability"),
    "distribution with a tail": Lever(
        {}, {f"{PAINTING}.time": "gamma(mean=19, sd=38) min"}, lead_time_h, +1, "more variability at the same load"
    ),
    "set-up matrix": Lever(
        SET_UPS, {f"{PAINT}.set_up.light.dark": "9 min"}, lead_time_h, +1, "change-overs take capacity"
    ),
    "least set-up": Lever(
        {f"{PAINT}.set_up": {"light": {"dark": "12 min"}, "dark": {"light": "12 min"}}},
        {"production.dispatch": {"paint": "least-set-up"}}, lead_time_h, -1, "fewer change-overs",
    ),
    "set-up of a lot": Lever({}, {f"{PAINTING}.set_up": "4 min"}, lead_time_h, +1, "each lot takes longer"),
    "lot size": Lever(
        FOURS, {"production.lot_size": {"chair": 4, "stool": 4}}, lead_time_h, -1, "one set-up for four units"
    ),
    "places in front": Lever({}, {f"{PAINT}.buffer": 0}, lead_time_h, +1, "saws that hold their lot cannot work"),
    "alternative stations": Lever(
        {}, {f"{PAINTING}.alternatives": ["spray"]}, lead_time_h, -1, "a second station can do it"
    ),
    "choice of station": Lever(
        {
            f"{PAINTING}.alternatives": ["spray"], f"{PAINTING}.time": "30 min",
            "products.stool.routing.1.time": "90 min", "operations.market.stool.arrivals": "poisson(14) per day",
        },
        {f"{PAINTING}.choose": "earliest-free"}, lead_time_h, -1, "a short queue may be much work",
    ),
    "travel time": Lever({}, {"production.travel": {"saw": {"paint": "1 h"}}}, lead_time_h, +1, "an hour on the way"),
    "displacement": Lever(
        {"production.dispatch.default": "spt"}, {"production.stations.*.preempt": "resume"}, lead_time_h, -1,
        "the shortest remaining work first is the best that can be done",
    ),
    "displacement that begins anew": Lever(
        {"production.dispatch.default": "priority", "products.chair.priority": 2, f"{PAINT}.preempt": "resume",
         f"{PAINTING}.time": "exponential(15) min"},
        {f"{PAINT}.preempt": "restart"}, lead_time_h, +1, "what was done is done again",
    ),
    "travel to a step": Lever({}, {f"{PAINTING}.travel": "1 h"}, lead_time_h, +1, "an hour on the way"),
    "travel back": Lever(
        BACK, {"production.travel": {"paint": {"saw": "9 h"}}}, lead_time_h, +1, "rejects are carried back to the saw"
    ),
    "smallest load": Lever(OVEN, {f"{PAINT}.oven.minimum": 5}, lead_time_h, +1, "lots wait until the load is there"),
    "smallest load, its energy": Lever(
        {**OVEN, f"{PAINT}.power_kw": 200}, {f"{PAINT}.oven.minimum": 5}, cost, -1, "fewer loads burn less"
    ),
    "wait limit": Lever(
        {**OVEN, f"{PAINT}.oven.minimum": 6}, {f"{PAINT}.oven.wait_limit": "30 min"}, lead_time_h, -1,
        "nobody waits long for a full load",
    ),
    "largest load": Lever(
        {**OVEN, f"{PAINT}.oven.maximum": 3}, {f"{PAINT}.oven.maximum": 6}, lead_time_h, -1, "more leave at once"
    ),
    "what goes in together": Lever(
        {**OVEN, f"{PAINT}.oven.minimum": 3}, {f"{PAINT}.oven.together": "product"}, lead_time_h, +1,
        "each product waits for a load of its own",
    ),
    "transfer batch": Lever(
        {**FOURS, "production.lot_size": {"chair": 4, "stool": 4}},
        {"production.transfer_batch": {"chair": 1, "stool": 1}}, lead_time_h, -1,
        "the first units are painted while the last are sawn",
    ),
    "power": Lever({}, {f"{PAINT}.power_kw": 40}, cost, +1, "energy while it works"),
    # -- failures
    "time between failures": Lever(
        FAILING, {f"{PAINT}.failures.time_between": "exponential(60) h"}, lead_time_h, -1, "fewer stops"
    ),
    "repair time": Lever(
        {f"{PAINT}.failures": {"time_between": "exponential(5) h", "repair": "exponential(20) min"}},
        {f"{PAINT}.failures.repair": "exponential(50) min"}, lead_time_h, +1, "longer stops",
    ),
    "distribution of repairs": Lever(
        {f"{PAINT}.failures": {"time_between": "exponential(3) h", "repair": "30 min"},
         f"{PAINTING}.time": "exponential(14) min"},
        {f"{PAINT}.failures.repair": "gamma(mean=30, sd=90) min"}, lead_time_h, +1,
        "few long stops make longer queues than many short ones",
    ),
    "clock of failures": Lever(
        FAILING, {f"{PAINT}.failures.clock": "calendar"},
        figure("station.availability.paint"), -1, "it also fails while it has no work",
    ),
    "several modes": Lever(
        {f"{PAINT}.failures": [{"mode": "belt", "time_between": "exponential(20) h", "repair": "2 h"}]},
        {f"{PAINT}.failures": [
            {"mode": "belt", "time_between": "exponential(20) h", "repair": "2 h"},
            {"mode": "pump", "time_between": "exponential(40) h", "repair": "2 h"},
        ]}, lead_time_h, +1, "each mode strikes by itself",
    ),
    "job begins anew": Lever(
        {**FAILING, f"{PAINTING}.time": "45 min", f"{PAINT}.machines": 2,
         f"{PAINT}.failures.time_between": "exponential(5) h", f"{PAINT}.failures.repair": "10 min"},
        {f"{PAINT}.failures.job": "restart"}, lead_time_h, +1, "work done before the failure is lost",
    ),
    "job is scrapped": Lever(
        FAILING, {f"{PAINT}.failures.job": "scrap-lot"}, figure("quality.internal_failure"), +1, "materials are lost"
    ),
    "shift of the crew": Lever(
        {f"{PAINT}.failures": {"time_between": "exponential(48) h", "repair": "1 h"}},
        {"production.repair_crew.shift": "day"}, lead_time_h, +1, "what fails at night stands until morning"
    ),
    # -- maintenance and quality, beside the tables of their own
    "maintenance by the calendar": Lever(
        {f"{PAINT}.failures": WEARS, "production.maintenance": {"paint": {"policy": "run-to-failure", **EVERY}}},
        {"production.maintenance.paint.policy": "calendar"}, lead_time_h, -1, "short stops instead of long ones",
    ),
    "drift by wear": Lever(
        {**INSPECTED, f"{PAINT}.wear": {"drift_per_hour": 0.001}}, {f"{PAINT}.wear.drift_per_hour": 0.02},
        figure("quality.yield"), -1, "the mean leaves its target",
    ),
    "sigma": Lever(
        INSPECTED, {f"{PAINTING}.characteristic.sigma": 4}, figure("quality.yield"), -1, "more lie outside the limits"
    ),
    "defect rate": Lever(
        {"production.quality.inspection": {"paint": {"plan": "all"}}}, {f"{PAINTING}.defects": 0.05},
        figure("quality.internal_failure"), +1, "what is spoilt is found and thrown away",
    ),
    "place of inspection": Lever(
        {"products.*.routing.0.defects": 0.1, "production.quality.inspection": {"saw": {"plan": "all"}}},
        {"production.quality.inspection": {"paint": {"plan": "all"}}}, figure("station.utilisation.paint"), +1,
        "what is found late has been painted for nothing",
    ),
    "kind of chart": Lever(
        {**INSPECTED, f"{PAINT}.assignable_cause": {"time_between": "exponential(60) h", "size": 1.2},
         "production.quality.charts": {"film": {
             "station": "paint", "kind": "individuals", "every": 4, "centre": 60, "sigma": 3, "action": "stop",
             "adjustment": {"duration": "5 min"}}}},
        {"production.quality.charts.film.kind": "cusum"}, figure("quality.yield"), +1,
        "sums find a small shift sooner than single values",
    ),
    "decision limit of a CUSUM": Lever(
        {**INSPECTED, f"{PAINT}.assignable_cause": {"time_between": "exponential(60) h", "size": 1.2},
         "production.quality.charts": {"film": {
             "station": "paint", "kind": "cusum", "every": 4, "centre": 60, "sigma": 3, "action": "stop",
             "adjustment": {"duration": "5 min"}}}},
        {"production.quality.charts.film.decision": 60}, figure("quality.yield"), -1, "a signal comes late",
    ),
    "defects by wear": Lever(
        {"production.quality.inspection": {"paint": {"plan": "all"}}, f"{PAINTING}.defects": 0.01},
        {f"{PAINT}.wear": {"defects_per_hour": 0.0005}},
        figure("quality.yield"), -1, "a worn booth spoils more",
    ),
    "what an imperfect repair leaves": Lever(
        {f"{PAINT}.failures": {**AGES, "age_left_of": "last-stretch"}},
        {f"{PAINT}.failures.age_left_of": "whole-age"}, figure("station.availability.paint"), +1,
        "half of all the age is less than all of the old age and half of the new",
    ),
    "what a repair renews": Lever(
        {f"{PAINT}.failures": [BELT, PUMP]},
        {f"{PAINT}.failures": [{**BELT, "renews": "mode"}, {**PUMP, "renews": "mode"}]},
        figure("station.availability.paint"), -1, "the other mode stays as old as it was",
    ),
    "when maintenance begins": Lever(
        {f"{PAINT}.failures": {"time_between": "exponential(40) h", "repair": "6 h"}, f"{PAINT}.machines": 4,
         f"{PAINTING}.time": "exponential(60) min",
         "production.maintenance": {"paint": {"policy": "age", "every": "8 h", "duration": "1 h"}},
         "production.repair_crew.people": 1},
        {"production.maintenance.paint.starts": "with-the-crew"}, lead_time_h, -1, "it works until the crew is free",
    ),
    "cost of looking for wear": Lever(
        {f"{PAINT}.wear": {"rate": 1}, "production.maintenance": {
            "paint": {"policy": "condition", "every": "10 h", "threshold": 30, "duration": "20 min"}}},
        {"production.maintenance.paint.inspection_cost": 20}, cost, +1, "each look is paid",
    ),
    "producer's risk": Lever(
        AQL, {"production.quality.inspection.paint.producer_risk": 0.3}, figure("quality.appraisal"), +1,
        "more lots are looked through that need not be",
    ),
    "consumer's risk": Lever(
        AQL, {"production.quality.inspection.paint.consumer_risk": 0.4}, figure("quality.escaped_rate"), +1,
        "a smaller sample lets more pass",
    ),
    # -- release, dates, order of work
    "CONWIP limit": Lever(
        {f"{PAINTING}.time": "exponential(24) min", "production.release": {"rule": "conwip", "limit": 30}},
        {"production.release.limit": 5}, floor_h, -1, "Little: fewer lots, less time on the floor",
    ),
    "release by date": Lever(
        {"production.release": {"rule": "by-date", "lead_time": "1 h"}}, {"production.release.lead_time": "5 h"},
        otif, +1, "begun earlier, done earlier",
    ),
    "quoting": Lever(
        {"operations.orders.quoting": "total-work", "operations.orders.quote_factor": 6,
         "operations.orders.quote_per_order": "40 min"},
        {"operations.orders.quoting": "queue"}, tardiness_h, -1, "a longer promise when more is waiting",
    ),
    "quoted multiple of work": Lever(
        {"operations.orders.quoting": "total-work", "operations.orders.quote_factor": 2},
        {"operations.orders.quote_factor": 8}, otif, +1, "longer promises are kept",
    ),
    "quoted time for each order": Lever(
        {"operations.orders.quoting": "queue", "operations.orders.quote_per_order": "5 min"},
        {"operations.orders.quote_per_order": "30 min"}, quoted_h, +1, "each order there is waited for",
    ),
    "product weight": Lever(
        WEIGHED, {"products.stool.weight": 6}, lead_time_h_of("stool"), -1, "what weighs more goes first"
    ),
    "product weight, of the others": Lever(
        WEIGHED, {"products.stool.weight": 6}, lead_time_h_of("chair"), +1, "and the others behind it"
    ),
    "product weight, by ATC": Lever(
        {**WEIGHED, "production.dispatch.default": "atc"}, {"products.stool.weight": 6}, lead_time_h_of("stool"), -1,
        "ATC is weighted too",
    ),
    "priority class": Lever(
        {**WEIGHED, "production.dispatch.default": "priority"}, {"products.chair.priority": 2},
        lead_time_h_of("stool"), -1, "stools of class 1 before chairs of class 2",
    ),
    "refuse what cannot enter": Lever(
        {f"{PAINT}.buffer": 3, f"{SAW}.buffer": 3, f"{PAINTING}.time": "exponential(26) min"},
        {"operations.orders.refuse_when_full": True}, lead_time_h, -1, "nobody waits outside",
    ),
    # -- people
    "breaks": Lever({f"{PAINT}.shift": "whole"}, {f"{PAINT}.shift": "broken"}, lead_time_h, +1, "two hours less a day"),
    "skill lever": Lever(
        {**MANNED, f"{TEAM}.people": 1, "operations.teams.sawyers.people": 2},
        {"operations.teams.sawyers.skills": {"painters": 0.9}, f"{PAINT}.machines": 2}, lead_time_h, -1,
        "sawyers who are free help at the booth",
    ),
    "people at each machine": Lever(
        MANNED, {f"{SAW}.operators.count": 2}, lead_time_h, +1,
        "two sawyers at one saw, none at the other",
    ),
    "unloading": Lever(MANNED, {f"{PAINTING}.unload": "3 min"}, lead_time_h, +1, "the booth is taken for longer"),
    "overtime premium": Lever(
        {**MANNED, f"{PAINT}.shift": "day", f"{TEAM}.shift": "day",
         "operations.market.*.arrivals": "poisson(11) per day",
         f"{TEAM}.overtime": {"above": 1, "most": "3 h", "premium": 0}},
        {f"{TEAM}.overtime.premium": 2}, cost, +1, "each hour of overtime is paid three times",
    ),
    "trained at once": Lever(
        {**MANNED, f"{TEAM}.people": 2, f"{PAINT}.machines": 2, f"{PAINTING}.time": "exponential(30) min",
         f"{TEAM}.training.lasts": "3 days"},
        {f"{TEAM}.training.at_once": 2}, lead_time_h, +1, "nobody paints meanwhile", then={f"{TEAM}.level": 1.1},
    ),
    "level of skill": Lever(
        MANNED, {f"{TEAM}.level": 1.3}, lead_time_h, -1, "better painters are quicker"
    ),
    "training": Lever(
        MANNED, {f"{TEAM}.training.lasts": "3 days"}, lead_time_h, +1,
        "who learns is away from the booth first", then={f"{TEAM}.level": 1.3},
    ),
    "cost of training": Lever(
        {**MANNED, f"{TEAM}.training.lasts": "1 day"}, {f"{TEAM}.training.cost": 900}, cost, +1,
        "paid for each person", then={f"{TEAM}.level": 1.3},
    ),
    "learning rate": Lever({}, LEARNED, lead_time_h, -1, "the thousandth takes 0.95^10 of the first one's time"),
    "shortest time": Lever(LEARNED, {"products.*.learning.floor": 0.9}, lead_time_h, +1, "practice leads no further"),
    "made before": Lever(LEARNED, {"products.*.learning.experience": 5_000}, lead_time_h, -1, "practised already"),
    "what falls by practice": Lever(
        LEARNED, {"products.*.learning.model": "cumulative-average"}, lead_time_h, -1,
        "where the mean of all units falls so, the last one falls faster",
    ),
    # -- capital
    "delivery": Lever(BOUGHT, {f"{PAINT}.delivery": "15 days"}, lead_time_h, +1, "one booth until the second comes"),
    "installation": Lever(BOUGHT, {f"{PAINT}.installation": "15 days"}, lead_time_h, +1, "it stands, and is not ready"),
    "ramp-up": Lever(
        BOUGHT, {f"{PAINT}.ramp_up": "30 days"}, lead_time_h, +1, "a new machine comes to its pace slowly"
    ),
    "pace at first": Lever(
        {**BOUGHT, f"{PAINT}.ramp_up": "30 days"}, {f"{PAINT}.ramp_from": 0.1}, lead_time_h, +1, "it begins slower"
    ),
    "resale value": Lever(
        SOLD, {f"{PAINT}.salvage": 8_000}, cash, +1, "more for the machine that goes", then={f"{PAINT}.machines": 1}
    ),
    "loses in value": Lever(
        {**SOLD, f"{PAINT}.loses_per_year": 0.1}, {f"{PAINT}.loses_per_year": 0.9}, cash, -1, "it brings less",
        then={f"{PAINT}.machines": 1},
    ),
    "price of a machine": Lever(BOUGHT, {f"{PAINT}.price": 40_000}, cash, -1, "it is paid"),
    "life of a machine": Lever(BOUGHT, {f"{PAINT}.life": "16 years"}, cost, -1, "written off over twice the time"),
    # -- product design
    "grade": Lever({}, {"products.*.design.grade": 1.3}, orders, +1, "a finer product is liked more"),
    "grade, its materials": Lever(
        {}, {"products.*.design.grade": 1.3}, figure("finance.unit_cost.chair"), +1, "and its materials are dearer"
    ),
    "what a grade costs": Lever(
        {"products.*.design.grade": 1.3}, {"products.*.design.material_cost": 2}, figure("finance.unit_cost.chair"), +1,
        "finer materials are dearer still",
    ),
    "what a grade is worth": Lever(
        {"products.*.design.grade": 1.3}, {"products.*.design.grade_appeal": 1}, orders, +1, "customers care more"
    ),
    "what a tolerance is worth": Lever(
        {**MEASURED, "products.*.design.tolerance": 0.7}, {"products.*.design.tolerance_appeal": 1.2}, orders, +1,
        "customers care more for it",
    ),
    "tolerance, its defects": Lever(
        INSPECTED, {"products.*.design.tolerance": 0.6}, figure("quality.yield"), -1, "more units lie outside"
    ),
    "tolerance, its time": Lever(
        MEASURED, {"products.*.design.tolerance": 0.7}, figure("station.utilisation.paint"), +1, "care takes time"
    ),
    "tolerance": Lever(
        MEASURED, {"products.*.design.tolerance": 0.7}, orders, +1, "a closer fit is liked more"
    ),
}  # fmt: skip


@lru_cache(maxsize=2)
def runs_of(held, moved, decisions):
    """Return the runs with these changes and decisions (as JSON); neighbours in the table often share a firm."""
    scenario = opsim.read(SHOP).revised(json.loads(held)).revised(json.loads(moved))
    acts = [(10 * DAY, path, value) for path, value in json.loads(decisions).items()]
    return [opsim.simulate(scenario, acts, seed=7, replication=number) for number in range(RUNS)]


def measured(lever, moved):
    runs = runs_of(*map(json.dumps, (lever.held, moved, lever.then)))
    return [lever.measure(run) for run in runs]


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_moves_what_it_should(name):
    lever = LEVERS[name]
    each = [after - before for before, after in zip(measured(lever, {}), measured(lever, lever.moved), strict=True)]
    mean, half_width = statistics.fmean(each), T95 * statistics.stdev(each) / math.sqrt(RUNS)
    assert lever.sign * mean > half_width, f"{lever.why}: {mean:.4g} ± {half_width:.2g}"


#: Levers that no test moves, and why not: they say how others are meant, or what things are called.
NOT_MOVED = {
    "title": "a name", "name": "a name", "mode": "a name", "skill": "who is meant by others", "unit": "a name",
    "counted_in": "what loads and samples are numbers of",
    "limits_from": "limits known or estimated: either may be the wider one (test_charts)",
    "books_to": "which function wages are booked to (tests of the books)",
    "stages": "stations that share cards: as many cards as the scenario gives them (test_kanban)",
}
TABLES_OF_LEVERS = ("*lever*.py", "test_d*.py", "test_release_rules.py", "test_inspectors.py", "test_plan.py")


def sections_of_the_floor():
    """Every section of a scenario about the floor and its people, as a model."""
    for package in (production, teams):
        paths = getattr(package, "__path__", [])
        modules = [package, *(import_module(f"{package.__name__}.{found.name}") for found in iter_modules(paths))]
        for module in modules:
            models = (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Spec))
            yield from (model for model in models if model.__module__ == module.__name__)


def test_no_lever_of_the_floor_is_forgotten():
    here = Path(__file__).parent
    files = [path for glob in TABLES_OF_LEVERS for path in sorted(here.rglob(glob))]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    moved = set(re.findall(r"[a-z_]+", texts.replace("NOT_MOVED", "")))
    fields = {field for model in sections_of_the_floor() for field in model.model_fields}
    assert sorted(fields - moved - set(NOT_MOVED)) == []
