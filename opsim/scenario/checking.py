"""Checking a scenario: every fault at once, each with its place, what is wrong and what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from opsim.errors import Fault, ScenarioError
from opsim.scenario.parameter import Spec

if TYPE_CHECKING:
    from opsim.scenario.reading import Tree

S = TypeVar("S", bound=Spec)


def checked(model: type[S], data: Any, tree: Tree | None = None) -> S:
    """Return the scenario in plain `data`; raise `ScenarioError` with all that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_fault(entry, tree) for entry in error.errors()]
        raise ScenarioError(faults) from error


def _fault(entry: Any, tree: Tree | None) -> Fault:
    path = tuple(part for part in entry["loc"] if part not in ("one", "several"))
    if tree:
        return tree.fault(path, entry["msg"], "")
    return Fault(".".join(map(str, path)), entry["msg"])
