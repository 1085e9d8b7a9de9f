"""Each lever of quality moves cost or service the way that it should: paired seeds, an interval clear of zero."""

from __future__ import annotations

import math
import statistics
from functools import cache

import pytest

import opsim

#: A painter whose process is upset twice a week, and drifts; a chart is kept but only warns.
SHOP = """
opsim: 1
id: paint-shop
title: A paint shop
clock: {start: 2026-01-05, horizon: 40 days}
materials: {blank: {}}
products:
  panel:
    price: 60
    materials: {blank: 1}
    warranty_cost: 90
    seconds_price: 15
    routing:
      - {station: press, time: exponential(4) min, defects: 3 %}
      - station: paint
        time: exponential(6) min
        characteristic: {name: film, target: 60, sigma: 3, lower: 50, upper: 70, unit: µm}
production:
  stations:
    press: {}
    paint:
      assignable_cause: {time_between: exponential(80) h, size: 2.5}
      wear: {drift_per_hour: 0.02}
  lot_size: {panel: 5}
  maintenance: {paint: {policy: age, every: 160 h, duration: 2 h}}
  quality:
    inspection: {paint: {plan: sampling, n: 2, accept: 0, time: 30 s, cost: 0.5, miss: 5 %, false_alarm: 1 %}}
    on_defect: {rework_at: paint, limit: 1, cost: 2}
    charts:
      film:
        {station: paint, kind: x-bar-r, n: 5, every: 4, action: stop, cost: 1, adjustment: {duration: 20 min, cost: 30}}
operations:
  market: {panel: {arrivals: poisson(22) per day, size: 5}}
  orders: {mode: to-order, promise: 8 h}
  reputation: {memory: 2 weeks, effect_on_demand: 0.6}
  inventory: {blank: {policy: base-stock, S: 2000, opening: 2000}}
  purchasing: {blank: {mill: {price: 8, lead_time: 1 day}}}
  returns: {delay: exponential(5) days}
  finance: {opening_cash: 100_000}
"""
RUNS = 8
INSPECTION, FATE, CHART = (
    f"production.quality.{part}" for part in ("inspection.paint", "on_defect", "charts.film")
)  # fmt: skip


@cache
def figures(changes):
    scenario = opsim.read(SHOP).revised(dict(changes))
    runs = [opsim.simulate(scenario, seed=7, replication=number) for number in range(RUNS)]
    return [measured(run) for run in runs]


def measured(run):
    table, kpis = run.history.tables, run.kpis
    return {
        "escaped": kpis["quality.escaped_rate"],
        "profit": kpis["finance.profit"],
        "lead time": kpis["flow.lead_time_h"],
        "otif": kpis["service.otif"],
        "appraisal": kpis["quality.appraisal"],
        "prevention": kpis["quality.prevention"],
        "external": kpis["quality.external_failure"],
        "internal": kpis["quality.internal_failure"],
        "samples": len(table["samples"]["time"]),
        "signals": len(run.signals),
        "false alarms": int((table["signals"]["true"] == 0).sum()),
        "scrapped": int(run.lots["scrapped"].sum()),
        "seconds": -run.money.balance("seconds") / 100,
        "reputation": kpis["service.satisfaction"],
    }


#: What is changed (from, to) -> the figure that moves, and which way.
LEVERS = {
    "inspect nothing instead of a sample": ({"plan": "none"}, INSPECTION, {"escaped": +1, "appraisal": -1}),
    "inspect everything": ({"plan": "all"}, INSPECTION, {"escaped": -1, "appraisal": +1, "lead time": +1}),
    "a larger sample": ({"n": 4}, INSPECTION, {"escaped": -1, "appraisal": +1}),
    "a larger acceptance number": ({"accept": 1}, INSPECTION, {"escaped": +1}),
    "a plan by AQL: more of each lot": ({"plan": "aql", "aql": 0.02, "rejectable": 0.2}, INSPECTION, {"escaped": -1}),
    "a blind inspector": ({"miss": 0.6}, INSPECTION, {"escaped": +1, "external": +1}),
    "false alarms": ({"false_alarm": 0.2}, INSPECTION, {"internal": +1, "lead time": +1}),
    "slow inspection": ({"time": "20 min"}, INSPECTION, {"lead time": +1}),
    "no rework": ({"limit": 0}, FATE, {"scrapped": +1}),
    "slow rework": ({"time": "1 h"}, FATE, {"lead time": +1}),
    "dear rework": ({"cost": 30}, FATE, {"internal": +1}),
    "seconds instead of scrap": ({"limit": 0, "otherwise": "seconds"}, FATE, {"seconds": +1}),
    "a chart that only warns": ({"action": "warn"}, CHART, {"escaped": +1, "profit": -1, "prevention": -1}),
    "narrow limits": ({"width": 1.5}, CHART, {"false alarms": +1, "prevention": +1}),
    "wide limits": ({"width": 5}, CHART, {"escaped": +1, "signals": -1}),
    "rare samples": ({"every": 60}, CHART, {"escaped": +1, "appraisal": -1}),
    "a longer sampling interval": ({"interval": "2 days"}, CHART, {"escaped": +1, "samples": -1}),
    "small samples": ({"n": 2}, CHART, {"appraisal": -1}),
    "run rules": ({"run_rules": True}, CHART, {"signals": +1}),
    "slow adjustment": ({"adjustment.duration": "8 h"}, CHART, {"lead time": +1, "otif": -1}),
    "dear adjustment": ({"adjustment.cost": 300}, CHART, {"prevention": +1, "profit": -1}),
    "a process that is upset less often": (
        {"time_between": "exponential(400) h"}, "production.stations.paint.assignable_cause", {"escaped": -1},
    ),
    "a smaller shift": ({"size": 0.5}, "production.stations.paint.assignable_cause", {"escaped": -1}),
    "a cause that spoils as well": (
        {"defects": 0.5}, "production.stations.paint.assignable_cause", {"internal": +1, "appraisal": +1},
    ),
    "late returns": ({"delay": "20 days"}, "operations.returns", {"external": -1}),
    "refunds": ({"remedy": "refund"}, "operations.returns", {"external": +1, "profit": -1}),
    "replacements": ({"remedy": "replacement"}, "operations.returns", {"external": +1}),
    "few come back": ({"share": 0.2}, "operations.returns", {"external": -1, "reputation": +1}),
}  # fmt: skip


@pytest.mark.parametrize("lever", LEVERS)
def test_the_lever_moves_what_it_should(lever):
    changes, section, expected = LEVERS[lever]
    moved = figures(tuple((f"{section}.{name}", value) for name, value in changes.items()))
    for figure, sign in expected.items():
        each = [after[figure] - before[figure] for before, after in zip(figures(()), moved, strict=True)]
        half = 2.365 * statistics.stdev(each) / math.sqrt(RUNS)  # 95 %, Student with 7 degrees of freedom
        mean = statistics.fmean(each)
        assert sign * mean > half, f"{figure}: {mean:.5g} ± {half:.2g}"


def test_without_samples_an_upset_process_stays_upset():
    """Nothing but maintenance, every week or so, sets it right; the chart finds it within hours."""
    scenario = opsim.read(SHOP)
    off = opsim.simulate(scenario.revised({f"{CHART}.action": "warn"}), seed=7)
    on = opsim.simulate(scenario, seed=7)
    assert len(on.stops.words("kind")) > len(off.stops.words("kind"))
    assert set(off.stops.words("kind")) == {"planned maintenance"}
    assert sum(signal.true for signal in off.charts.chart("film", 1).signals) > sum(
        signal.true for signal in on.charts.chart("film", 1).signals
    )
