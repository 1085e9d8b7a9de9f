"""Read published and recomputed cases from the folder of reference data, when it lies beside the project."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"

Parameters = dict[str, Any]
Compute = Callable[[Parameters], Mapping[str, Any]]


@cache
def reference_cases() -> dict[str, dict[str, Any]]:
    with (REFERENCE / "cases.yaml").open(encoding="utf-8") as file:
        return {case["id"]: case for case in YAML(typ="safe", pure=True).load(file)["cases"]}


def parameters_of(case: Mapping[str, Any]) -> Parameters:
    """Return the parameters of a case, with the lines of its data file as `lines`."""
    parameters = dict(case["parameters"])
    data = parameters.get("data", parameters.get("data_file"))
    if data:
        text = (REFERENCE / data).read_text(encoding="utf-8")
        parameters["lines"] = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return parameters


def assert_matches(computed: object, expected: object, where: str, rel: float, floor: float) -> None:
    if isinstance(computed, Mapping):
        assert isinstance(expected, Mapping), where
        assert computed, f"{where}: nothing was computed"
        for key, value in computed.items():
            assert key in expected, f"{where} has no {key}"
            assert_matches(value, expected[key], f"{where}.{key}", rel, floor)
    elif isinstance(computed, Sequence) and not isinstance(computed, str):
        assert isinstance(expected, Sequence), where
        assert len(computed) == len(expected), where
        for i, (ours, theirs) in enumerate(zip(computed, expected, strict=True)):
            assert_matches(ours, theirs, f"{where}[{i}]", rel, floor)
    elif isinstance(computed, str):
        assert computed == expected, where
    else:
        assert computed == pytest.approx(expected, rel=rel, abs=floor), where


def counted(computed: object) -> int:
    """Return how many values a computed structure holds."""
    if isinstance(computed, Mapping):
        return sum(map(counted, computed.values()))
    if isinstance(computed, Sequence) and not isinstance(computed, str):
        return sum(map(counted, computed))
    return 1


@pytest.fixture
def check_case(record_property: Callable[[str, object], None]) -> Callable[[str, Compute], None]:
    """Return a check of one reference case; it skips where the reference data is missing.

    A simulation's tolerance is no use for a formula: those cases must agree to the digits printed.
    """
    if not (REFERENCE / "cases.yaml").is_file():
        pytest.skip("the reference cases (../shared/reference beside the project) are not here")

    def check(case_id: str, compute: Compute) -> None:
        case = reference_cases()[case_id]
        tolerance = case["tolerance"]
        rel = tolerance.get("rel", 1e-7) if tolerance["type"] == "exact" else 1e-7
        computed = compute(parameters_of(case))
        record_property("formula", json.dumps({"case": case_id, "values": counted(computed), "rel": rel}))
        assert_matches(computed, case["expected"], case_id, rel, tolerance.get("abs", 1e-9))

    return check
