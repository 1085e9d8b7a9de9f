"""A large floor: 50 stations, 200 products, some 500,000 operations in a year, with what real floors have.

    python tests/benchmarks/large_floor.py

Prints what a run with results and invariants costs (CPU seconds, peak memory) beside the limits of 5 s and 400 MB.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
import time

from opsim.results.run import Run
from opsim.scenario import read
from opsim.simulation.run import simulate

STATIONS, PRODUCTS, STEPS = 50, 200, 6
FAMILIES = 8
ORDERS_A_YEAR = 500_000 // STEPS


def floor() -> str:
    """Return the scenario: two in five stations need set-ups between families, all fail, one in five is inspected."""
    dice = random.Random(50)
    parts = [f"part-{number}" for number in range(20)]
    families = [f"family-{number}" for number in range(FAMILIES)]
    change = {one: {other: "6 min" for other in families if other != one} for one in families}
    stations = {}
    for number in range(STATIONS):
        failures = {"time_between": "exponential(200) h", "repair": "lognormal(mean=4, sd=3) h"}
        spec = {"machines": 4, "failures": failures}
        if number % 5 < 2:
            spec["set_up"] = change
        stations[f"station-{number}"] = spec
    products = {}
    for number in range(PRODUCTS):
        steps = [
            {"station": f"station-{station}", "time": f"gamma(mean={dice.uniform(8, 14):.1f}, sd=4) min"}
            for station in dice.choices(range(STATIONS), k=STEPS)
        ]
        steps[-1]["defects"] = "2 %"
        products[f"product-{number}"] = {
            "price": 100, "family": families[number % FAMILIES], "materials": {f"part-{number % 20}": 1},
            "routing": steps,
        }  # fmt: skip
    per_day = ORDERS_A_YEAR / PRODUCTS / 365
    return json.dumps({
        "opsim": 1, "id": "large-floor", "title": "Large floor",
        "clock": {"start": "2026-01-05", "horizon": "365 days"},
        "materials": {part: {} for part in parts},
        "products": products,
        "production": {
            "stations": stations,
            "dispatch": {"default": "fifo"},
            "quality": {
                "inspection": {f"station-{number}": {"plan": "all"} for number in range(0, STATIONS, 5)},
                "on_defect": {"rework_at": "here"},
            },
        },
        "operations": {
            "market": {name: {"arrivals": f"poisson({per_day:.4f}) per day"} for name in products},
            "orders": {"mode": "to-order", "promise": "3 days"},
            "inventory": {part: {"policy": "s-S", "s": 100, "S": 400, "opening": 400} for part in parts},
            "purchasing": {part: {"maker": {"price": 10, "lead_time": "3 days"}} for part in parts},
            "finance": {"opening_cash": 100_000, "terms_customers": "30 days", "credit_line": 1_000_000},
        },
    })  # fmt: skip


def main() -> None:
    """Run it once, and print."""
    scenario = read(floor())
    gc.collect()
    start = time.process_time()
    run = Run(simulate(scenario))
    simulated = time.process_time()
    run.verify()
    _ = run.kpis, run.cost_by_function, run.lead_time_by_function, run.late_cost_by_function
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({
        "operations": len(run.history.tables["operations"]["lot"]), "events": run.history.closing["events"],
        "simulation s": round(simulated - start, 2), "results and invariants s": round(end - simulated, 2),
        "in all s": round(end - start, 2), "limit s": 5, "peak MB": round(peak / 1e6), "limit MB": 400,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
