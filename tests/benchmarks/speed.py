"""What speed costs: OpSim beside the yardsticks, in one run, in interleaved rounds; medians of rates per CPU second.

    python tests/benchmarks/speed.py --yardsticks ../shared/performance/yardsticks.py --rounds 7

Ratios are what counts, since machines are noisy and differ. The two sides live in processes of their own, so that
neither works in the memory that the other has left behind. Prints one JSON line for each figure, with its goal.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from opsim.results.run import Run
from opsim.scenario import load
from opsim.simulation.run import simulate

HERE = Path(__file__).parent
YARDSTICKS = HERE.parents[2] / "shared" / "performance" / "yardsticks.py"
YEARS = 5


def theirs(name: str, file: Path) -> float:
    """Return what a yardstick gets done per CPU second."""
    spec = importlib.util.spec_from_file_location("yardsticks", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    gc.collect()
    start = time.process_time()
    done = getattr(module, name)()
    return float(done / (time.process_time() - start))


def plant() -> dict[str, float]:
    """Return years a CPU second of the plant with invariants, and with all results; operations; the results' share."""
    scenario = load(str(HERE / "plant.yaml")).revised({"clock.horizon": f"{2000 * YEARS} h"})
    gc.collect()
    start = time.process_time()
    run = Run(simulate(scenario))
    simulated = time.process_time()
    run.verify()
    verified = time.process_time()
    _ = run.kpis, run.cost_by_function, run.lead_time_by_function, run.late_cost_by_function
    end = time.process_time()
    operations = len(run.history.tables["operations"]["lot"])
    return {
        "our plant": YEARS / (verified - start),
        "our plant with results": YEARS / (end - start),
        "our operations": operations / (simulated - start),
        "results": (end - simulated) / (simulated - start),
    }


def line() -> float:
    """Return parts per CPU second of the five-machine line."""
    scenario = load(str(HERE / "line.yaml"))
    gc.collect()
    start = time.process_time()
    run = simulate(scenario)
    return int((run.tables["lots"]["good"] > 0).sum()) / (time.process_time() - start)


def linearity() -> float:
    """Return how many times as long ten years of the plant take as one, with results and invariants."""
    took = []
    for years in (1, 10):
        scenario = load(str(HERE / "plant.yaml")).revised({"clock.horizon": f"{2000 * years} h"})
        gc.collect()
        start = time.process_time()
        _ = Run(simulate(scenario)).verify().kpis
        took.append(time.process_time() - start)
    return took[1] / took[0]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yardsticks", type=Path, default=YARDSTICKS)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if not arguments.yardsticks.is_file():
        raise SystemExit(f"{arguments.yardsticks}: no yardsticks there; say where they are with --yardsticks FILE")
    rates = measure(arguments.yardsticks, arguments.rounds)
    middle = {name: statistics.median(values) for name, values in rates.items()}
    report("plant: years a second over idiomatic SimPy", middle["our plant"] / middle["plant"], "at least 3, goal 5")
    report("the same with all results", middle["our plant with results"] / middle["plant"], "none")
    report("line: parts a second over idiomatic SimPy", middle["our line"] / middle["line"], "at least 1.5, goal 2.4")
    report("operations over bare timeouts", middle["our operations"] / middle["timeouts"], "at least 0.2, goal 0.5")
    report("results and invariants over the run", middle["results"], "at most 0.2")
    report("ten years over one", middle["ten years"], "at most 11")
    print(json.dumps({name: round(value, 2) for name, value in middle.items()}))


def measure(yardsticks: Path, rounds: int) -> dict[str, list[float]]:
    """Return the rates of every round, by name."""
    rates: dict[str, list[float]] = {}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as their, ProcessPoolExecutor(1, spawn) as our:
        our.submit(plant).result()  # warm, as theirs is after its imports
        for number in range(rounds):
            found = {name: their.submit(theirs, name, yardsticks).result() for name in ("timeouts", "plant", "line")}
            found |= our.submit(plant).result()
            found["our line"] = our.submit(line).result()
            if number == 0:
                found["ten years"] = our.submit(linearity).result()
            for name, rate in found.items():
                rates.setdefault(name, []).append(rate)
    return rates


def report(what: str, value: float, goal: str) -> None:
    """Print one figure."""
    print(json.dumps({"figure": what, "value": round(value, 3), "goal": goal}))


if __name__ == "__main__":
    main()
