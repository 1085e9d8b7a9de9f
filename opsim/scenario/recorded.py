"""Values from files beside the scenario: read once, when the scenario is loaded, and kept in it from then on.

A distribution such as `empirical(times.csv, minutes) min` names a column of a file. The loader copies that column into
the section `recorded` of the scenario, and nothing but that section is looked at afterwards: a revised copy, a worker
process, a replay and a saved run carry the values along and never open the file again. What stands in the text's own
`recorded` section wins over the file. A document that is saved in its own folder keeps naming the file; one that is
saved elsewhere takes the section along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from opsim.scenario.empirical_text import Columns, numbers_in, reference_in
from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.recorded_file import UnreadableError, column_of
from opsim.scenario.spelling import RECORDED
from opsim.scenario.tree import Path_, Tree
from opsim.units import UnitError, quoted, tidy_number

SECTION: Final = "recorded"
#: Most characters of recorded values in one scenario, so that a saved run stays readable.
MOST_TEXT: Final = 400_000
#: Stands for the values of a file that is at fault, so that the rest of the scenario can be checked.
_STAND_IN: Final = "1"

_CALL = re.compile(r"(?:every\s+)?empirical\s*\(([^()]*)\)\s*[A-Za-z]*", re.ASCII)
Key = tuple[str, str]


def _read_numbers(value: object) -> object:
    """Read numbers: a text or a list of them; nothing stands for what the file holds."""
    if isinstance(value, list):
        value = " ".join(tidy_number(each) if isinstance(each, int | float) else str(each) for each in value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = tidy_number(value)
    if not isinstance(value, str):
        raise UnitError(f"{quoted(str(value))} is not a row of numbers; write '3 4.5 6'")
    if value.strip():
        numbers_in(value)
    return value


class Recorded(Spec):
    """One column of a file beside the scenario."""

    file: str = parameter(title="File", help="Its name, such as times.csv.", timed=False, max_length=200)
    column: str = parameter(
        "", title="Column", help="Its heading or its number; may be left out where the file has but one column.",
        timed=False, max_length=200,
    )
    values: Annotated[str, BeforeValidator(_read_numbers)] = parameter(
        "", title="Values", help="The numbers, set apart by blanks; left out, they are read from the file.",
        timed=False,
    )


def columns_in(data: Any) -> Columns:
    """Return every column that plain `data` of a scenario holds; what is at fault there is left out."""
    found: dict[Key, tuple[float, ...]] = {}
    for entry in _entries(data):
        key = _key(entry)
        try:
            if key not in found and (text := _read_numbers(entry.get("values", ""))):
                found[key] = numbers_in(str(text))
        except UnitError:
            continue  # the entry's own fault says so
    return found


def context_of(data: Any) -> dict[str, Any]:
    """Return the context in which pydantic checks plain `data` of a scenario, or a value in it."""
    return {RECORDED: columns_in(data)}


def with_recordings(data: dict[str, Any], tree: Tree) -> dict[str, Any]:
    """Return `data` with the values of every file that it names; what is wrong with a file is added to the faults."""
    known = columns_in(data)
    wanted = {key: path for path, key in _wanted(data) if key not in known}
    if not wanted:
        return data
    read = _read(wanted, tree)
    if sum(map(len, read.values())) > MOST_TEXT:
        path = next(iter(wanted.values()))
        message = f"the files hold more than {MOST_TEXT:,} characters of values"
        tree.faults.append(tree.fault(path, message, "keep a sample of them, or fewer digits"))
        read = dict.fromkeys(read, _STAND_IN)
    kept = [entry for entry in data.get(SECTION) or [] if not (isinstance(entry, dict) and _key(entry) in read)]
    added = [{"file": file, "column": column, "values": values} for (file, column), values in read.items()]
    return {**data, SECTION: kept + added}


def _wanted(data: dict[str, Any]) -> Iterator[tuple[Path_, Key]]:
    """Yield the place and the column of everything that a distribution, or a recording without values, names."""
    for index, entry in enumerate(_entries(data)):
        if isinstance(entry.get("file"), str) and entry["file"] and entry.get("values", "") == "":
            yield (SECTION, index, "file"), _key(entry)
    for path, text in _texts({key: inner for key, inner in data.items() if key != SECTION}, ()):
        match = _CALL.fullmatch(text.strip())
        try:
            reference = reference_in(match[1]) if match else None
        except UnitError:
            continue  # a fault of the distribution, found with all the others
        if reference is not None:
            yield from ((path, key) for key in reference.keys)


def _texts(data: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Yield every text in plain data that may be an empirical distribution."""
    if isinstance(data, str):
        if "empirical" in data:
            yield path, data
    elif isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(inner, (*path, key))


def _read(wanted: dict[Key, Path_], tree: Tree) -> dict[Key, str]:
    """Return the values of each column as text; what cannot be read adds to the faults, and something stands in."""
    folder = Path(tree.file).parent if tree.file else None
    read, bad = {}, set()
    for (file, column), path in wanted.items():
        try:
            read[file, column] = " ".join(column_of(folder, file, column))
        except UnreadableError as error:
            bad.add(file)
            for fault in error.faults:
                at = tree.fault(path, fault.message, fault.remedy)
                tree.faults.append(replace(fault, path=at.path) if fault.file else at)
    return {key: _STAND_IN if key[0] in bad else read[key] for key in wanted}


def _entries(data: Any) -> list[dict[str, Any]]:
    """Return the recordings in plain data of a scenario."""
    section = data.get(SECTION) if isinstance(data, dict) else None
    return [entry for entry in section if isinstance(entry, dict)] if isinstance(section, list) else []


def _key(entry: dict[str, Any]) -> Key:
    """Return file and column of a recording."""
    return str(entry.get("file", "")), str(entry.get("column", ""))
