"""A table for people: cells as text, with the plain value beside it for export."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

#: A cell of text that starts with one of these is a formula to a spreadsheet.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_CELL: Final = 300


@dataclass(frozen=True)
class Cell:
    """What one cell shows, and the plain value behind it (None where the text is all)."""

    text: str
    value: float | int | None = None
    strong: bool = False
    tone: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Grid:
    """Headers and rows; every row has one cell per header. `meanings` explain the headers, where they are given.

    The first column is text; `texts` are others that are, and stand to the left. `spare` columns are left out on screen
    where there is no room for them, the last one first; they stay in what is copied and saved. A `note` is a sentence
    above the table: what it counts, or why it is empty.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    meanings: tuple[str, ...] = ()
    texts: tuple[int, ...] = ()
    spare: tuple[int, ...] = ()
    note: str = ""

    def as_csv(self) -> str:
        """Return the table as CSV, numbers plain; no cell can be taken for a formula."""
        return self._written(",")

    def as_text(self, rows: Sequence[int] | None = None) -> str:
        """Return the table, or some of its rows, with tabs, as spreadsheets paste it."""
        return self._written("\t", rows)

    def _written(self, delimiter: str, rows: Sequence[int] | None = None) -> str:
        """Return headers and rows with a delimiter."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([harmless(header) for header in self.headers])
        chosen = self.rows if rows is None else [self.rows[row] for row in rows]
        writer.writerows([_exported(cell) for cell in row] for row in chosen)
        return out.getvalue()


def _exported(cell: Cell) -> Any:
    """Return what stands in a file: the number itself, or harmless text."""
    return harmless(cell.text) if cell.value is None else cell.value


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and computes nothing."""
    line = " ".join(text[:_LONGEST_CELL].splitlines())
    return f"'{line}" if text.startswith(_FORMULA_STARTS) or line.startswith(_FORMULA_STARTS) else line
