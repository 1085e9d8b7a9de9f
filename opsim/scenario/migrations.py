"""Older formats brought up to date, and newer ones refused untouched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from opsim.errors import Fault, ScenarioError
from opsim.scenario.tree import Tree

#: The format that this OpSim writes.
FORMAT_VERSION: Final = 1

#: Format -> the pure function that turns its plain data into the next format.
MIGRATIONS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}


def up_to_date(tree: Tree) -> Any:
    """Return the plain data of a file in today's format; raise `ScenarioError` for a format not known."""
    data = tree.data
    if not isinstance(data, dict):
        raise ScenarioError([*tree.faults, tree.fault((), "this is no scenario", "begin with the line 'opsim: 1'")])
    version = data.get("opsim")
    if isinstance(version, bool) or not isinstance(version, int):
        return data  # a fault like any other, found with all the rest
    if version > FORMAT_VERSION:
        raise ScenarioError([_newer(tree, version)])
    while version < FORMAT_VERSION and version in MIGRATIONS:
        data = MIGRATIONS[version](data)
        version += 1
    return data


def _newer(tree: Tree, version: int) -> Fault:
    """Return the fault of a file from the future."""
    message = f"the file is in format {version:,}, newer than this OpSim, which reads up to {FORMAT_VERSION}"
    return tree.fault(("opsim",), message, "update OpSim; the file has not been touched")
