"""Tables: framed on a terminal, plain columns in a pipe or a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its heading, and whether it holds numbers."""

    heading: str
    numbers: bool = False


def show_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print `rows` under the headings of `columns`."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _framed(columns, cells, one_line(title))
    else:
        _plain(columns, cells, one_line(title))


def one_line(text: str) -> str:
    """Return `text` without line breaks and control characters, which could rewrite what stands on a terminal."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _plain(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str) -> None:
    """Print aligned columns, two spaces apart."""
    lines = [[column.heading for column in columns], *rows]
    widths = [max(len(line[position]) for line in lines) for position in range(len(columns))]
    if title:
        print(title)
    for line in lines:
        padded = [
            cell.rjust(width) if column.numbers else cell.ljust(width)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ]
        print("  ".join(padded).rstrip())


def _framed(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str) -> None:
    """Print a table with rich; cells are plain text, so that `[red]` in a name stays what it is."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(
            Text(column.heading),
            justify="right" if column.numbers else "left",
            no_wrap=column.numbers or position == 0,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
