"""The engine against theory: ordinary scenario files, run through the public API, and compared with known results.

The scenarios stand in `scenarios/`. A test replicates one of them and holds each figure against the value written in
the test: |mean - expected| <= 3.5 standard errors, and the achieved 95 % half-width must be small enough that a vacuous
run cannot pass. Each comparison has a short run, for every day, and a full one (`--slow`), as long as the reference
case asks, whose half-width is at most 1.5 times the pilot's. Deterministic cases must agree to the last unit, ms or
cent. Values, pilots and sources are those of `cases.yaml` in the folder of reference data; where that folder lies
beside the project, the numbers written here are compared with it too.

Not yet expressible as a scenario, so left to the tests of `opsim.theory` where there is a formula:

| cases | what is missing |
|---|---|
| V-erlangA-s | customers who leave while their order is being made (patience is for stock) |
| V-appointments-exp-s by Bailey-Welch | an appointment book: two patients at the start, then one each slot |
| L-bernoulli2, L-bernoulli3 | work that the first machine cannot put down is lost, and done again |
| I-discount-example_3_5, I-ww-*, I-serial-example_6_1, I-disruption-9_3 | price breaks, MRP, echelons, disruptions |
| I-rq-normal-example_5_1 | demand that flows (a diffusion); customers come one by one |
| D-cvrp-*, D-tsp-*, D-cw-small | routes |
| F-* | demand from a recorded series |
| B-three-statements-s | wages in the cost of products (the books use material costing), payments of any amount |
| B-loan-s, B-abc-1, B-oee-*, B-npv-s, B-ratios, V-overbooking | level payments, ...: formulas |
| Q-vut-formula, I-safety-stock-rand-L | approximations: the engine must not agree with them exactly |
| W-lf-facts | the rules as such: scenarios/test-lab.yaml has them |
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import opsim
from opsim import Run, Scenario

SCENARIOS = Path(__file__).parent / "scenarios"
REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"

#: A key figure's id, or how to read a number from a run.
Measure = str | Callable[[Run], float]
#: Takes figure, expected value, mean and standard error.
Note = Callable[..., None]


@dataclass(frozen=True)
class Sample:
    """One figure of several replications; `full` says that they were as long as the reference case asks."""

    name: str
    values: list[float]
    full: bool
    note: Note

    def must_be(
        self, expected: float, within: float, pilot: float = math.inf, known_to: float = 0.0, case: str = ""
    ) -> None:
        """Agree with `expected` by the statistical rule.

        `within` bounds the half-width of a short run as a share of `expected`, `pilot` is the half-width that the case
        reached with a full one; `known_to` is the half-width of an expected value that was itself simulated. `case` is
        the reference case that this figure proves, where a test proves several.
        """
        mean = statistics.fmean(self.values)
        error = statistics.stdev(self.values) / math.sqrt(len(self.values))
        widest = 1.5 * pilot if self.full and math.isfinite(pilot) else within * abs(expected)
        found = f"{self.name}: {mean:.6g} ± {2 * error:.2g}, expected {expected:.6g}"
        self.note(self.name, expected, mean, error, case, known_to=known_to, full=self.full)
        print(found, f"({(mean - expected) / error if error else 0:+.2f} standard errors)")
        assert abs(mean - expected) <= 3.5 * math.hypot(error, known_to / 1.96), found
        assert 0 < 2 * error <= widest, f"{found}: the interval is wider than ± {widest:.2g}"


Replicate = Callable[..., dict[str, Sample]]
_CASE = re.compile(r"[A-Z]-\w")


@pytest.fixture
def note(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Note:
    """Note what was expected and found, with its standard error, for the table of proofs (`table.py`).

    The case is the one given, that of the test's mark, or its parameter `case`.
    """
    parameters = getattr(request.node, "callspec", None)
    marked = request.node.get_closest_marker("case")
    known = [str(value) for value in (*(marked.args if marked else ()), *_parameters(parameters, "case").values())]
    point = re.sub(r"(^|-)(short|full)(-|$)", "", parameters.id).strip("()") if parameters is not None else ""

    def noted(figure: str, expected: float, mean: float, error: float, case: str = "", **rest: Any) -> None:
        name = case or next((each for each in known if _CASE.match(each)), "")
        row = {"case": name.split()[0] if name else "", "point": "" if point == name else point, "figure": figure}
        record_property("proof", json.dumps(row | {"expected": expected, "mean": mean, "error": error} | rest))

    return noted


def _parameters(callspec: Any, *names: str) -> dict[str, object]:
    return {name: callspec.params[name] for name in names if callspec is not None and name in callspec.params}


@pytest.fixture
def exactly(note: Note) -> Callable[..., None]:
    """Check that a figure is what it must be, but for rounding, and note it for the table of proofs."""

    def check(figure: str, found: float, expected: float, rel: float = 1e-9, case: str = "") -> None:
        note(figure, float(expected), float(found), 0.0, case, rel=rel)
        assert found == pytest.approx(expected, rel=rel), figure

    return check


@pytest.fixture
def scenario() -> Callable[..., Scenario]:
    """Read a scenario of this folder, with changes (address -> value) if there are any."""

    def read(name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
        return opsim.load(str(SCENARIOS / f"{name}.yaml")).revised(dict(changes or {}))

    return read


@pytest.fixture
def job_shop_scenario() -> Callable[..., Scenario]:
    """Write a published job shop (machine and time in turn, one job a line) as a scenario; it opens on Monday."""

    def written(text: str, rule: str = "fifo") -> Scenario:
        rows = [list(map(int, line.split())) for line in text.splitlines() if line.strip() and not line.startswith("#")]
        jobs = {
            f"job-{number:02}": [
                {"station": f"m{m}", "time": f"{t} min"} for m, t in zip(row[::2], row[1::2], strict=True)
            ]
            for number, row in enumerate(rows[1:])
        }
        week = {"days": "mon-sat", "from": "00:00", "to": "24:00"}
        return opsim.read(json.dumps({
            "opsim": 1, "id": "job-shop", "title": "A published job shop",
            "clock": {"start": "2026-01-04", "horizon": "7 days", "shifts": {"week": week}},
            "products": {job: {"price": 1, "routing": routing} for job, routing in jobs.items()},
            "production": {
                "stations": {step["station"]: {"shift": "week"} for routing in jobs.values() for step in routing},
                "dispatch": {"default": rule},
            },
            "operations": {
                "market": {"job-00": {"arrivals": "never"}},
                "inventory": {job: {"policy": "base-stock", "S": 1} for job in jobs},
            },
        }))  # fmt: skip

    return written


@pytest.fixture
def replicated(note: Note) -> Replicate:
    """Run a scenario a few times and return a sample of each measure; the first run must keep every invariant."""

    def run(
        scenario: Scenario, measures: Mapping[str, Measure], replications: int, full: bool = False
    ) -> dict[str, Sample]:
        found: dict[str, list[float]] = {name: [] for name in measures}
        for replication in range(replications):
            outcome = opsim.simulate(scenario, replication=replication)
            assert not outcome.partial
            if replication == 0:
                outcome.verify()
            for name, measure in measures.items():
                found[name].append(outcome.kpis[measure] if isinstance(measure, str) else measure(outcome))
        return {name: Sample(name, values, full, note) for name, values in found.items()}

    return run


@pytest.fixture(params=["short", pytest.param("full", marks=pytest.mark.slow)])
def study(request: pytest.FixtureRequest, scenario: Callable[..., Scenario], replicated: Replicate) -> Replicate:
    """Replicate a scenario, `short` and with --slow also `full`: (replications, hours), of which a tenth is warm-up."""

    def run(
        name: str,
        measures: Mapping[str, Measure],
        *,
        short: tuple[int, int],
        full: tuple[int, int],
        changes: Mapping[str, Any] | None = None,
        warm_up: float = 0.1,
    ) -> dict[str, Sample]:
        replications, hours = full if request.param == "full" else short
        clock = {"clock.horizon": f"{hours} h", "clock.warm_up": f"{round(hours * warm_up)} h"}
        return replicated(scenario(name, {**clock, **(changes or {})}), measures, replications, request.param == "full")

    return run


@cache
def _cases() -> dict[str, dict[str, Any]]:
    with (REFERENCE / "cases.yaml").open(encoding="utf-8") as file:
        return {case["id"]: case for case in YAML(typ="safe", pure=True).load(file)["cases"]}


@pytest.fixture
def case_ids() -> list[str]:
    """Return the ids of all reference cases; skip where the reference data is not beside the project."""
    if not (REFERENCE / "cases.yaml").is_file():
        pytest.skip("the reference cases (../shared/reference beside the project) are not here")
    return list(_cases())


@pytest.fixture
def areas(case_ids: list[str]) -> dict[str, str]:
    """Return the area of each reference case."""
    return {case: _cases()[case]["area"] for case in case_ids}


@pytest.fixture
def expected_of(case_ids: list[str]) -> Callable[[str], dict[str, Any]]:
    """Return the expected values of a reference case."""
    return lambda case: _cases()[case]["expected"]
