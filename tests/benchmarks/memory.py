"""What memory costs: MB per million operations beyond the imports, for the run alone and with results and invariants.

    python tests/benchmarks/memory.py

Prints one JSON line for each model; each is measured in a process of its own.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from opsim.results.run import Run
from opsim.scenario import load
from opsim.simulation.run import simulate

HERE = Path(__file__).parent
#: Model -> how many times its own horizon it runs, so that nearly a million operations are done.
MODELS = {"plant": 20, "line": 10}
MS_PER_HOUR = 3_600_000


def peak_mb() -> float:
    """Return the most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(model: str) -> dict[str, float | str]:
    """Return the MB per million operations of one model."""
    scenario = load(str(HERE / f"{model}.yaml"))
    scenario = scenario.revised({"clock.horizon": f"{scenario.clock.horizon // MS_PER_HOUR * MODELS[model]} h"})
    _ = Run(simulate(load("first-shop"))).verify().kpis  # all imports are done
    before = peak_mb()
    run = Run(simulate(scenario))
    simulated = peak_mb()
    _ = run.verify().kpis, run.cost_by_function, run.lead_time_by_function, run.late_cost_by_function
    millions = len(run.history.tables["operations"]["lot"]) / 1e6
    grown = (simulated - before, peak_mb() - before)
    return {"model": model, "run": round(grown[0] / millions, 1), "with results": round(grown[1] / millions, 1)}


def main() -> None:
    """Measure, and print."""
    for model in MODELS:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            print(json.dumps(pool.submit(measure, model).result() | {"limit": 60}))


if __name__ == "__main__":
    main()
