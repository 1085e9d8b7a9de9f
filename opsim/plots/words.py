"""Numbers and names as people read them, safe to draw: short, printable, finite, with their unit."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Beyond this a drawing's arithmetic overflows, and nobody reads the number.
LARGEST: Final = 1e15
CENTS: Final = 100.0
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
WEEK_MS: Final = 7 * DAY_MS

_STEPS: Final = ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e5, "k"))


def shown(text: object, longest: int = 40) -> str:
    """Return `text` on one line, without control characters, cut to `longest` characters."""
    start = str(text)[: 4 * longest + 100]
    line = " ".join("".join(c if c.isprintable() else " " for c in start).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def sane(values: ArrayLike) -> NDArray[np.float64]:
    """Return `values` as floats that can be drawn: no NaN (0 instead), nothing beyond ±`LARGEST`."""
    numbers = np.asarray(values, dtype=np.float64)
    return np.clip(np.nan_to_num(numbers, nan=0.0, posinf=LARGEST, neginf=-LARGEST), -LARGEST, LARGEST)


def compact(number: float) -> str:
    """Return `number` in at most about seven characters: 1,234, 12,345, 123 k, 4.5 M."""
    if not math.isfinite(number):
        return "–"
    size = abs(number)
    for step, letter in _STEPS:
        if size >= step:
            scale = 1e3 if letter == "k" else step
            return f"{_digits(number / scale, 3)} {letter}"
    return _digits(number, 4 if size >= 1000 else 3)


def _digits(number: float, significant: int) -> str:
    """Return `number` with about so many significant digits and no needless zeros."""
    size = abs(number)
    whole = len(str(int(size))) if size >= 1 else 0
    places = max(0, min(2, significant - max(1, whole)))
    text = f"{number:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−") if float(text.replace(",", "")) else "0"


def full(number: float, places: int = 0) -> str:
    """Return `number` with thousands separated and a true minus sign; a dash where there is none."""
    if not math.isfinite(number):
        return "–"
    text = f"{number:,.{places}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def with_unit(value: float, unit: str) -> str:
    """Return a key figure with its unit; a share is shown in per cent."""
    if not math.isfinite(value):
        return "–"
    if unit == "share":
        return f"{_digits(100 * value, 3)} %"
    if unit == "share/year":
        return f"{_digits(100 * value, 3)} % per year"
    return f"{compact(value)} {shown(unit, 16)}".rstrip()
