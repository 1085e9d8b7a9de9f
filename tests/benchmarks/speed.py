"""What speed costs: OpSim beside the yardsticks, in one run, in interleaved rounds; medians of rates per CPU second.

    python tests/benchmarks/speed.py --yardsticks ../shared/performance/yardsticks.py --rounds 7

Ratios are what counts, since machines are noisy and differ. Prints one JSON line for each figure, with its goal.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from opsim.results.run import Run
from opsim.scenario import Scenario, load
from opsim.simulation.run import simulate

HERE = Path(__file__).parent
HOUR = 3_600_000


def yardsticks(path: Path) -> ModuleType:
    """Return the yardsticks as a module: functions `timeouts`, `line` and `plant` that return what they got done."""
    if not path.is_file():
        raise SystemExit(f"{path}: the yardsticks are not there; say where they are with --yardsticks FILE")
    spec = importlib.util.spec_from_file_location("yardsticks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cpu(act: Callable[[], float]) -> float:
    """Return what `act` got done per CPU second."""
    start = time.process_time()
    done = act()
    return done / (time.process_time() - start)


class Plants:
    """The yardstick's plant and line, as ordinary scenarios."""

    def __init__(self, years: int) -> None:
        """Simulate `years` years of the plant."""
        self.years = years
        self.plant = load(str(HERE / "plant.yaml")).revised({"clock.horizon": f"{2000 * years} h"})
        self.line = load(str(HERE / "line.yaml"))
        self.sim_s = self.results_s = 0.0

    def run_plant(self) -> float:
        """Return years simulated, with both ledgers, results and invariants."""
        start = time.process_time()
        run = self._finish(self.plant, start)
        self.operations = len(run.history.tables["operations"]["lot"])
        return self.years

    def _finish(self, scenario: Scenario, start: float) -> Run:
        run = Run(simulate(scenario))
        self.sim_s = time.process_time() - start
        start = time.process_time()
        run.verify()
        _ = run.kpis, run.cost_by_function, run.lead_time_by_function, run.late_cost_by_function
        self.results_s = time.process_time() - start
        return run

    def run_operations(self) -> float:
        """Return operations of the plant, simulated without looking at the results."""
        return len(simulate(self.plant).tables["operations"]["lot"])

    def run_line(self) -> float:
        """Return parts made on the line."""
        return int((simulate(self.line).tables["lots"]["good"] > 0).sum())


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yardsticks", type=Path, default=HERE.parents[2] / "shared" / "performance" / "yardsticks.py")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--years", type=int, default=2)
    arguments = parser.parse_args()
    bare, plants = yardsticks(arguments.yardsticks), Plants(arguments.years)
    acts = {
        "timeouts": bare.timeouts, "their line": bare.line, "their plant": bare.plant,
        "our plant": plants.run_plant, "our operations": plants.run_operations, "our line": plants.run_line,
    }  # fmt: skip
    rates: dict[str, list[float]] = {name: [] for name in acts}
    shares = []
    for _ in range(arguments.rounds):
        for name, act in acts.items():
            rates[name].append(cpu(act))
        shares.append(plants.results_s / plants.sim_s)
    middle = {name: statistics.median(values) for name, values in rates.items()}
    plant, line = middle["our plant"] / middle["their plant"], middle["our line"] / middle["their line"]
    report("plant: years a second over idiomatic SimPy", plant, "at least 3, goal 5")
    report("line: parts a second over idiomatic SimPy", line, "at least 1.5, goal 2.4")
    report("operations over bare timeouts", middle["our operations"] / middle["timeouts"], "at least 0.2, goal 0.5")
    report("results and invariants over the run", statistics.median(shares), "at most 0.2")
    print(json.dumps({name: round(value, 1) for name, value in middle.items()}))


def report(what: str, value: float, goal: str) -> None:
    """Print one figure."""
    print(json.dumps({"figure": what, "value": round(value, 3), "goal": goal}))


if __name__ == "__main__":
    main()
