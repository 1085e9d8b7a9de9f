"""The scenario's JSON Schema, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from opsim.scenario.firm import Scenario


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    return Scenario.model_json_schema(by_alias=True)
