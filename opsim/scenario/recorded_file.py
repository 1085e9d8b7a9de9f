"""One column of a CSV file beside the scenario: every bad cell is told with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from opsim.errors import Fault
from opsim.scenario.empirical_text import FILE, LARGEST, MOST_RECORDED
from opsim.scenario.nearest import did_you_mean
from opsim.units import UnitError, decimal_number, quoted

LARGEST_BYTES: Final = 1_000_000
#: Most bad cells of a file that are told one by one.
MOST_TOLD: Final = 20
_DELIMITERS: Final = (";", "\t", ",")

#: A row: its line in the file, and its cells.
Row = tuple[int, list[str]]


class UnreadableError(Exception):
    """A column cannot be read; `faults` tell why, those about a cell with file and line."""

    def __init__(self, *faults: Fault) -> None:
        """Carry the faults."""
        super().__init__(*faults)
        self.faults = faults


def column_of(folder: Path | None, file: str, column: str) -> list[str]:
    """Return the numbers in `column` (a heading, a number from 1, or "" for the only one) of `file` in `folder`.

    Raises `UnreadableError`: outside the folder, too large, no CSV, no such column, a cell that is not 0 or more.
    """
    path = _beside(folder, file)
    rows, delimiter = _rows(path)
    place, cells = _place(path, column, rows)
    if not cells:
        raise UnreadableError(Fault("", f"{quoted(file)} has no values", "give it one in each line"))
    if len(cells) > MOST_RECORDED:
        message = f"{quoted(file)} has {len(cells):,} values"
        raise UnreadableError(Fault("", message, f"keep a sample of at most {MOST_RECORDED:,}"))
    bad = list(_bad_cells(path, cells, place, delimiter))
    if bad:
        raise UnreadableError(*_not_too_many(bad, path))
    return [cells_of[place].strip() for _, cells_of in cells]


def _beside(folder: Path | None, file: str) -> Path:
    """Return the path of a file in the scenario's folder; refuse every way out of it."""
    if folder is None:
        remedy = "load the scenario from its file, or write the values out"
        raise UnreadableError(Fault("", f"{quoted(file)} lies beside a scenario, and this text has no folder", remedy))
    path = folder / file
    try:
        inside = path.resolve().is_relative_to(folder.resolve()) and re.fullmatch(FILE, file, re.IGNORECASE)
        found = inside and path.is_file()
    except (OSError, ValueError):
        inside = found = False
    if not inside:
        remedy = "put the file beside the scenario and write its plain name"
        raise UnreadableError(Fault("", f"{quoted(file)} leads out of the scenario's folder", remedy))
    if not found:
        raise UnreadableError(Fault("", f"there is no file {quoted(file)} beside the scenario", _nearest(path)))
    return path


def _nearest(path: Path) -> str:
    """Return which file may be meant."""
    try:
        names = sorted(each.name for each in path.parent.glob("*.csv") if each.is_file())
    except OSError:
        names = []
    return did_you_mean(path.name, names) if names else "put it there, or write the values out"


def _rows(path: Path) -> tuple[list[Row], str]:
    """Return the rows that are not empty, with their lines, and what sets the cells apart."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableError(Fault("", f"{quoted(path.name)} cannot be read ({reason})", "check it")) from error
    if len(content) > LARGEST_BYTES:
        fault = Fault("", f"{quoted(path.name)} is larger than {LARGEST_BYTES:,} bytes", "keep a sample of it")
        raise UnreadableError(fault)
    try:
        text = content.decode("utf-8-sig")
        delimiter = next((each for each in _DELIMITERS if each in text.partition("\n")[0]), ",")
        reader = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)], delimiter
    except (UnicodeDecodeError, csv.Error) as error:
        fault = Fault("", f"{quoted(path.name)} is not a CSV file in UTF-8 ({error})", "save it as one")
        raise UnreadableError(fault) from error


def _place(path: Path, column: str, rows: list[Row]) -> tuple[int, list[Row]]:
    """Return which cell of a row is meant, and the rows below the headings."""
    first = [cell.strip() for cell in rows[0][1]] if rows else []
    headings = [] if all(_is_number(cell) for cell in first) else first
    body = rows[1:] if headings else rows
    if column in headings:
        return headings.index(column), body
    if column.isascii() and column.isdigit() and 1 <= int(column[:6]) <= len(first):
        return int(column) - 1, body
    if not column and len(first) <= 1:
        return 0, body
    known = headings or [str(number) for number in range(1, len(first) + 1)]
    fault = f"{quoted(path.name)} has {f'no column {quoted(column)}' if column else 'several columns'}"
    remedy = did_you_mean(column, known) if column else f"name one: {', '.join(known[:20])}"
    raise UnreadableError(Fault("", fault, remedy))


def _is_number(cell: str) -> bool:
    """Tell whether a cell of the first line holds a number, or is empty, rather than a heading."""
    try:
        decimal_number(cell)
    except UnitError:
        return not cell
    return True


def _bad_cells(path: Path, rows: list[Row], place: int, delimiter: str) -> Iterator[Fault]:
    """Yield a fault for each cell that holds no number of 0 or more."""
    for line, row in rows:
        cell = row[place].strip() if place < len(row) else ""
        column = len(delimiter.join(row[:place])) + (2 if place else 1)
        try:
            if not 0 <= decimal_number(cell) <= LARGEST:
                remedy = f"give 0 or more, up to {LARGEST:.0e}"
                yield Fault("", f"{quoted(cell)} is out of range", remedy, line, column, str(path))
        except UnitError as error:
            fault, _, remedy = str(error).partition("; ")
            yield Fault("", fault if cell else "the cell is empty", remedy, line, column, str(path))


def _not_too_many(bad: list[Fault], path: Path) -> list[Fault]:
    """Return the first faults, and how many more there are."""
    left = len(bad) - MOST_TOLD
    more = [Fault("", f"{left:,} more cells of {quoted(path.name)} are at fault", "mend those above first")]
    return bad[:MOST_TOLD] + (more if left > 0 else [])
