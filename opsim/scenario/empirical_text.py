"""Empirical distributions as people write them: values, values with weights, or a column of a file.

`empirical(2, 3, 8) min`, `empirical(2:5, 3:1, 8:2) min` (2 comes five times in eight),
`empirical(times.csv, minutes, weights=pieces) min`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from opsim.units import UnitError, decimal_number, quoted

#: Most values between the brackets, and in a column of a file.
MOST_VALUES: Final = 1_000
MOST_RECORDED: Final = 10_000
#: Largest number that any of them may be.
LARGEST: Final = Decimal(10) ** 15

#: File and column -> the values in it; the column is "" where the file has but one.
Columns = Mapping[tuple[str, str], tuple[float, ...]]
NOTHING_RECORDED: Final[Columns] = {}

#: A file beside the scenario, perhaps in a folder there: nothing that could lead anywhere else.
FILE: Final = r"\w[\w .-]*(?:/\w[\w .-]*)*\.csv"
_FILE = re.compile(FILE, re.IGNORECASE)
_FORM: Final = "write empirical(3, 4, 6), empirical(3:1, 4:2) or empirical(times.csv, column)"


@dataclass(frozen=True)
class Reference:
    """A column of a file, and perhaps another one with the weights of its values."""

    file: str
    column: str = ""
    weights: str | None = None

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The file and each column that is wanted of it."""
        columns = [self.column] if self.weights is None else [self.column, self.weights]
        return [(self.file, column) for column in columns]


def reference_in(inside: str) -> Reference | None:
    """Return the file that stands between the brackets of `empirical(...)`; None where values stand there."""
    parts = [part.strip() for part in inside.split(",")]
    if not _names_a_file(parts[0]):
        return None
    if not _FILE.fullmatch(parts[0]):
        raise UnitError(f"{quoted(parts[0])} is no file beside the scenario; write its plain name, such as times.csv")
    given: dict[str, str] = {}
    for part in parts[1:]:
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            name, value = "column", part
        if name not in {"column", "weights"} or name in given or not value:
            raise UnitError(f"{quoted(part)} does not fit here; write empirical(times.csv, column, weights=column)")
        given[name] = value
    return Reference(parts[0], **given)


def _names_a_file(text: str) -> bool:
    """Tell whether a part is meant as the name of a file: it has an ending, or leads through folders."""
    return text.lower().endswith(".csv") or any(sign in text for sign in "/\\")


def values_of(inside: str, recorded: Columns) -> tuple[list[float], list[float] | None]:
    """Return the values between the brackets and their weights; None where all weigh alike."""
    reference = reference_in(inside)
    if reference is not None:
        return _recorded_values(reference, recorded)
    parts = [part.strip() for part in inside.split(",")] if inside.strip() else []
    if not parts:
        raise UnitError(f"empirical lacks values; {_FORM}")
    if len(parts) > MOST_VALUES:
        raise UnitError(f"empirical has {len(parts):,} values; give at most {MOST_VALUES:,}, or a file")
    pairs = [part.partition(":") for part in parts]
    values = [_in_range("value", decimal_number(value)) for value, _, _ in pairs]
    if not any(colon for _, colon, _ in pairs):
        return values, None
    if not all(colon for _, colon, _ in pairs):
        raise UnitError("some values of empirical have weights and some have none; give each its own, or none")
    return values, _some([_in_range("weight", decimal_number(weight)) for _, _, weight in pairs])


def _recorded_values(reference: Reference, recorded: Columns) -> tuple[list[float], list[float] | None]:
    """Return what the scenario recorded of a file."""
    missing = [key for key in reference.keys if key not in recorded]
    if missing:
        file, column = missing[0]
        what = f"column {quoted(column)} of {quoted(file)}" if column else quoted(file)
        raise UnitError(f"the scenario holds nothing of {what}; name it in the scenario's file, or write values")
    values, *weights = (list(recorded[key]) for key in reference.keys)
    if weights and len(weights[0]) != len(values):
        raise UnitError(
            f"{quoted(reference.file)} has {len(values):,} values and {len(weights[0]):,} weights; give each value one"
        )
    return values, _some(weights[0]) if weights else None


def _some(weights: list[float]) -> list[float]:
    """Return the weights, unless all of them are 0."""
    if not any(weights):
        raise UnitError("all weights of empirical are 0; give one of them more")
    return weights


def _in_range(what: str, number: Decimal) -> float:
    """Return a number that is 0 or more, and not absurdly large."""
    if not 0 <= number <= LARGEST:
        raise UnitError(f"a {what} of empirical is {number:g}; it goes from 0 to {LARGEST:.0e}")
    return float(number)


@lru_cache(maxsize=64)
def numbers_in(text: str) -> tuple[float, ...]:
    """Return the numbers in a text that are set apart by blanks; refuse negative ones, none at all, and too many."""
    words = text.split()
    if not 1 <= len(words) <= MOST_RECORDED:
        raise UnitError(f"{len(words):,} values stand here; give from 1 to {MOST_RECORDED:,}")
    return tuple(_in_range("value", decimal_number(word)) for word in words)
