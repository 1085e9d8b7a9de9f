"""Numbers as people read them on a terminal, in units that people use."""

from __future__ import annotations

import math
from typing import Final

from opsim.units import HOUR_MS

DASH: Final = "–"
#: Unit of a key figure -> by what to multiply it for people, and the unit that it then has.
FOR_PEOPLE: Final = {"share": (100.0, "%"), "share/year": (100.0, "% per year"), "ms": (1 / HOUR_MS, "h")}

#: Units of figures that count.
COUNTS: Final = frozenset({"orders", "times"})


def number(value: float) -> str:
    """Return a number with about four significant digits, thousands separated."""
    if not math.isfinite(value):
        return DASH
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 or size == 0 else 4
    return f"{value:,.{places}f}"


def figure(value: float, unit: str) -> str:
    """Return a key figure in `unit`: what is counted in whole numbers where it is one, else as `number` does."""
    return f"{value:,.0f}" if unit in COUNTS and value.is_integer() else number(value)


def amount(value: float, unit: str) -> str:
    """Return a key figure with its unit, shares in per cent."""
    scale, shown = FOR_PEOPLE.get(unit, (1.0, unit))
    return f"{figure(value * scale, shown)} {shown}".rstrip()


def target(value: float, unit: str) -> str:
    """Return what a goal asks with its unit, no longer than it was written."""
    scale, shown = FOR_PEOPLE.get(unit, (1.0, unit))
    return f"{value * scale:,.10g} {shown}".rstrip()
