"""`opsim levers`: every parameter of a scenario, for people and for scripts."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from opsim.cli.output import print_json
from opsim.cli.table import one_line
from opsim.scenario import load
from opsim.scenario.levers import spelled
from opsim.scenario.own_units import in_own_unit
from opsim.units import counted

if TYPE_CHECKING:
    from opsim.scenario import Parameter

_INDENT: Final = "    "
_LONGEST_VALUE: Final = 60
_WIDEST: Final = 120


def run(wishes: argparse.Namespace) -> int:
    """Print the parameters of the scenario, as one JSON list or as an entry for each that fits the terminal."""
    scenario = load(wishes.scenario)
    found = [in_own_unit(each, scenario) for each in scenario.parameters() if each.open or not wishes.open]
    if wishes.json:
        print_json([asdict(parameter) for parameter in found])
        return 0
    width = min(shutil.get_terminal_size((100, 24)).columns, _WIDEST)
    for parameter in found:
        print("\n".join(entry(parameter, width)))
    return 0


def entry(parameter: Parameter, width: int) -> list[str]:
    """Return the lines of one parameter: address, value and whether it is open; range; title, function and help."""
    unit = counted(1 if parameter.value == 1 else 2, parameter.unit)
    unit = unit if parameter.kind in {"integer", "number", "money"} else ""
    state = "open" if parameter.open else "locked"
    state = state if parameter.timed else f"{state}, from the start only"
    head = f"{parameter.path} = {_beginning(one_line(parameter.text))} {unit}".rstrip() + f"  [{state}]"
    help_ = f"{parameter.title} ({parameter.function}): {parameter.help}" if parameter.function else parameter.help
    lines = [head, *([f"{_INDENT}{_range(parameter)}"] if _range(parameter) else []), f"{_INDENT}{one_line(help_)}"]
    return [part for line in lines for part in _wrapped(line, width)]


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line in parts that fit; an address is never cut."""
    return textwrap.wrap(
        line, max(width, 40), subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False
    )


def _beginning(text: str) -> str:
    """Return a text (a brief, perhaps) cut to fit into a line; `--json` has all of it."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _range(parameter: Parameter) -> str:
    """Return what values are allowed: the choices, or the limits that there are."""
    if parameter.choices:
        return " | ".join(parameter.choices)
    low, high = (spelled(parameter.kind, limit) for limit in (parameter.minimum, parameter.maximum))
    if low and high:
        return f"{low} .. {high}"
    return f"from {low}" if low else f"to {high}" if high else ""
