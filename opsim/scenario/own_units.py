"""Materials that are counted in a unit of their own: boards, litres, blanks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario
    from opsim.scenario.levers import Parameter


def own_unit(scenario: Scenario, address: str, unit: str) -> str:
    """Return the unit of what an address (of a parameter or a key figure) names: "units" of a material in its own."""
    named = (scenario.materials[part] for part in address.split(".") if part in scenario.materials)
    return next((material.unit for material in named if material.unit), unit) if unit == "units" else unit


def in_own_unit(parameter: Parameter, scenario: Scenario) -> Parameter:
    """Return a parameter in its material's own unit, where it has one."""
    unit = _unit_of_samples(scenario, parameter) or own_unit(scenario, parameter.path, parameter.unit)
    return replace(parameter, unit=unit)


def _unit_of_samples(scenario: Scenario, parameter: Parameter) -> str:
    """Return what a control chart counts from one sample to the next, if that is what the parameter says."""
    match parameter.path.split("."):
        case ["production", "quality", "charts", chart, "every"]:
            return scenario.production.quality.charts[chart].counted_in
    return ""
