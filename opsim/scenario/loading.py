"""Scenarios from their files, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

from opsim.errors import Fault, ScenarioError
from opsim.scenario.document import read_tree
from opsim.scenario.firm import Scenario
from opsim.scenario.library import resolve
from opsim.scenario.reading import text_of_file, tree_of


def load(name_or_path: str | Path) -> Scenario:
    """Return the scenario with a bundled id, or in a file; raise `InputError`, or `ScenarioError` with every fault."""
    file = resolve(str(name_or_path))
    return read(text_of_file(file), str(file))


def read(text: str, file: str = "") -> Scenario:
    """Return the scenario in `text`; raise `ScenarioError` with every fault, placed in `file`."""
    return read_tree(tree_of(text, file))


def check(path: str | Path) -> list[Fault]:
    """Return every fault of a scenario file; none if it is sound. Raises `InputError` if it cannot be read."""
    try:
        read(text_of_file(Path(path)), str(path))
    except ScenarioError as error:
        return error.faults
    return []
