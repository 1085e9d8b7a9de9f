"""`opsim levers`: every parameter of a scenario, for people and for scripts."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from opsim.cli.output import print_json
from opsim.cli.table import Column, show_table
from opsim.scenario import load

if TYPE_CHECKING:
    from opsim.scenario import Parameter

COLUMNS = tuple(Column(heading) for heading in ("path", "value", "unit", "range", "function", "change", "help"))


def run(wishes: argparse.Namespace) -> int:
    """Print the parameters of the scenario, as one JSON list or as a table."""
    parameters = load(wishes.scenario).parameters()
    if wishes.json:
        print_json([asdict(parameter) for parameter in parameters])
    else:
        show_table(COLUMNS, [_row(parameter) for parameter in parameters])
    return 0


def _row(parameter: Parameter) -> tuple[str, ...]:
    """Return the row of one parameter."""
    changeable = "open" if parameter.open else "locked"
    return (
        parameter.path,
        _beginning(parameter.text),
        parameter.unit,
        _range(parameter),
        parameter.function,
        changeable if parameter.timed else f"{changeable}, from the start",
        parameter.help,
    )


def _beginning(text: str, longest: int = 60) -> str:
    """Return a text (a brief, perhaps) cut to fit into a column; `--json` has all of it."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _range(parameter: Parameter) -> str:
    """Return what values are allowed: the choices, or the limits that there are."""
    if parameter.choices:
        return " | ".join(parameter.choices)
    low, high = _limit(parameter.minimum), _limit(parameter.maximum)
    if low and high:
        return f"{low} .. {high}"
    return f"from {low}" if low else f"to {high}" if high else ""


def _limit(limit: str | float | None) -> str:
    """Return one end of a range; nothing where there is none."""
    if isinstance(limit, float) and limit.is_integer():
        limit = int(limit)
    return f"{limit:,}" if isinstance(limit, int | float) else limit or ""
