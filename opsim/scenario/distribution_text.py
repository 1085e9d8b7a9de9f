"""Distributions as people write them: `triangular(3, 4, 6) min`, `gamma(mean=7, sd=2) days`, `poisson(60) per week`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from opsim.scenario.distributions import COUNT_KINDS, KINDS, Distribution
from opsim.units import LONGEST_MS, UnitError, decimal_number, quantity_of_time, quoted, unit_of_time

#: Most values that `empirical(...)` takes.
MOST_VALUES: Final = 1_000
#: Most units in one order.
MOST_UNITS: Final = 10**9


def time_distribution(text: str) -> Distribution:
    """Return the distribution of a duration: a plain one such as `4 min`, or `kind(parameters) unit`."""
    text = _tidy(text)
    match = _CALL.fullmatch(text)
    if not match:
        amount, unit_ms = quantity_of_time(text)
        return _checked("constant", {"value": amount}, unit_ms, text)
    kind, inside, unit = match.groups()
    if not unit:
        raise UnitError(f"{quoted(text)} has no unit; write it with one, such as '{text} min'")
    return _checked(kind, _arguments(kind, inside, KINDS), unit_of_time(unit), text)


def arrival_gaps(text: str) -> Distribution:
    """Return the gaps between arrivals: `poisson(60) per week`, `every 3 h`, `every gamma(mean=4, sd=2) h`, `never`."""
    text = _tidy(text)
    if text == "never":
        return Distribution("never", (), 1.0, text)
    poisson = _POISSON.fullmatch(text)
    if poisson:
        return _poisson_gaps(decimal_number(poisson[1]), unit_of_time(poisson[2]), text)
    if not text.startswith("every "):
        raise UnitError(
            f"{quoted(text)} does not say how often; write 'poisson(60) per week', 'every 3 h', "
            "'every gamma(mean=4, sd=2) h' or 'never'"
        )
    gap = time_distribution(text.removeprefix("every "))
    if gap.mean < 1:
        raise UnitError(f"{quoted(text)} leaves no time between arrivals; the mean gap is at least 1 ms")
    return Distribution(gap.kind, gap.parameters, gap.unit_ms, text)


def _poisson_gaps(rate: Decimal, unit_ms: int, text: str) -> Distribution:
    """Return the gaps of a Poisson stream with `rate` arrivals in each `unit_ms`; no arrivals at rate 0."""
    if rate == 0:
        return Distribution("never", (), 1.0, text)
    if not Decimal(unit_ms) / LONGEST_MS <= rate <= unit_ms:
        raise UnitError(f"{quoted(text)} is out of range; the mean gap lies between 1 ms and 300 years")
    return Distribution("exponential", (float(1 / rate),), float(unit_ms), text)


def count_distribution(text: str) -> Distribution:
    """Return a distribution of whole units: a plain number such as `1`, or `kind(parameters)`."""
    text = _tidy(text)
    match = _CALL.fullmatch(text)
    if not match:
        return _checked_count("constant", {"value": decimal_number(text)}, text)
    kind, inside, unit = match.groups()
    if unit:
        raise UnitError(f"{quoted(text)} has a unit; a number of units has none: '{kind}({inside})'")
    return _checked_count(kind, _arguments(kind, inside, {**KINDS, **COUNT_KINDS}), text)


_CALL = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)\s*\(([^()]*)\)\s*([A-Za-z]*)", re.ASCII)
_POISSON = re.compile(r"poisson\s*\(\s*(?:mean\s*=\s*)?([^()=\s]+)\s*\)\s*per\s+([A-Za-z]+)", re.ASCII)


def _tidy(text: str) -> str:
    """Return `text` with single blanks."""
    return " ".join(text.split())


def _arguments(kind: str, inside: str, kinds: dict[str, tuple[str, ...]]) -> dict[str, Decimal]:
    """Return the parameters written between the brackets by name, in their canonical order."""
    if kind not in kinds:
        near = get_close_matches(kind, kinds, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"use {', '.join(kinds)}"
        raise UnitError(f"there is no distribution {quoted(kind)}; {remedy}")
    parts = [part.strip() for part in inside.split(",")] if inside.strip() else []
    names = kinds[kind] or tuple(f"value {number}" for number in range(1, len(parts) + 1))
    if len(parts) > MOST_VALUES:
        raise UnitError(f"{kind} has {len(parts):,} values; give at most {MOST_VALUES:,}")
    given = _by_name(kind, parts, names)
    missing = [name for name in names if name not in given]
    if missing or not names:
        raise UnitError(f"{kind} lacks {', '.join(missing) or 'values'}; write {_form(kind, names)}")
    return {name: given[name] for name in names}


def _by_name(kind: str, parts: list[str], names: tuple[str, ...]) -> dict[str, Decimal]:
    """Return name -> number for parts such as `7` (by position) or `sd=2` (by name)."""
    given: dict[str, Decimal] = {}
    for position, part in enumerate(parts):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals:
            name, number = (names[position] if position < len(names) else ""), part
        if name not in names:
            fault = f"has no parameter {quoted(name)}" if name else "has too many parameters"
            raise UnitError(f"{kind} {fault}; write {_form(kind, names)}")
        if name in given:
            raise UnitError(f"{kind} has {name} twice; write {_form(kind, names)}")
        given[name] = decimal_number(number)
    return given


def _form(kind: str, names: tuple[str, ...]) -> str:
    """Return how `kind` is written, for a remedy."""
    return f"{kind}({', '.join(names) or '3, 4, 6'})"


def _checked_count(kind: str, given: dict[str, Decimal], text: str) -> Distribution:
    """Return a distribution of units, whose single values are whole numbers."""
    if kind in {"constant", "empirical"} and any(value != value.to_integral_value() for value in given.values()):
        raise UnitError(f"{quoted(text)} is not in whole units; write whole numbers")
    made = _checked(kind, given, 1, text, largest=MOST_UNITS)
    if made.mean < 1:
        raise UnitError(f"{quoted(text)} is less than one unit on average; write at least 1")
    return made


def _checked(
    kind: str, given: dict[str, Decimal], unit_ms: int, text: str, *, largest: float = LONGEST_MS
) -> Distribution:
    """Return the distribution if its parameters make sense, a constant where it has no spread."""
    for name, value in given.items():
        _check_size(kind, name, value, largest / unit_ms)
    values = {name: float(value) for name, value in given.items()}
    for names, holds, remedy in RULES:
        if names <= values.keys() and not holds(*(values[name] for name in KINDS.get(kind, tuple(values)))):
            raise UnitError(f"{quoted(text)} does not hold together; {remedy}")
    if values.get("sd") == 0:
        return Distribution("constant", (values["mean"],), float(unit_ms), text)
    return Distribution(kind, tuple(values.values()), float(unit_ms), text)


def _check_size(kind: str, name: str, value: Decimal, largest: float) -> None:
    """Refuse a negative or absurdly large parameter, and a mean or shape of zero."""
    low, high = RANGES.get(name, (Decimal(0), Decimal(largest)))
    positive = name in {"mean", "mean1", "mean2"} and kind != "normal"
    if not low <= value <= high or (positive and value == 0):
        floor = "above 0" if positive else f"from {low}"
        raise UnitError(f"{name} of {kind} is {value:g}; it goes {floor} to {high:g}")


#: Parameters that are pure numbers -> smallest and largest value.
RANGES: Final = {
    "k": (Decimal(1), Decimal(10_000)),
    "shape": (Decimal("0.1"), Decimal(100)),
    "p": (Decimal(0), Decimal(1)),
}

#: Which parameters a rule speaks of, the rule (over all parameters, in order), and what would be right.
RULES: Final[tuple[tuple[frozenset[str], Callable[..., bool], str], ...]] = (
    (frozenset({"low", "mode", "high"}), lambda low, mode, high: low <= mode <= high, "order them low <= mode <= high"),
    (frozenset({"low", "high"}), lambda *values: values[0] <= values[-1], "order them low <= high"),
    (frozenset({"k"}), lambda k, _mean: k == int(k), "give k as a whole number"),
)
