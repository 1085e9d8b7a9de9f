"""Distributions as people write them: `triangular(3, 4, 6) min`, `gamma(mean=7, sd=2) days`, `poisson(60) per week`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from opsim.scenario.distribution_forms import WEIBULL_SHAPES, Form, form_meant, forms_of, written_as
from opsim.scenario.distributions import COUNT_KINDS, KINDS, MEANS, SDS, Distribution
from opsim.scenario.empirical_text import NOTHING_RECORDED, Columns, values_of
from opsim.units import LONGEST_MS, UnitError, decimal_number, quantity_of_time, quoted, unit_of_time

#: Most units in one order.
MOST_UNITS: Final = 10**9


def time_distribution(text: str, recorded: Columns = NOTHING_RECORDED) -> Distribution:
    """Return the distribution of a duration: a plain one such as `4 min`, or `kind(parameters) unit`.

    `recorded` are the columns of files that `empirical(file.csv, column)` may name.
    """
    text = _tidy(text)
    match = _CALL.fullmatch(text)
    if not match:
        amount, unit_ms = quantity_of_time(text)
        return _checked(*_constant(amount), unit_ms, text)
    kind, inside, unit = match.groups()
    if not unit:
        raise UnitError(f"{quoted(text)} has no unit; write it with one, such as '{text} min'")
    if kind == "empirical":
        return _empirical(inside, recorded, unit_of_time(unit), text)
    return _checked(*_arguments(kind, inside, KINDS), unit_of_time(unit), text)


def arrival_gaps(text: str, recorded: Columns = NOTHING_RECORDED) -> Distribution:
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
    gap = time_distribution(text.removeprefix("every "), recorded)
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


def count_distribution(text: str, recorded: Columns = NOTHING_RECORDED) -> Distribution:
    """Return a distribution of whole units: a plain number such as `1`, or `kind(parameters)`."""
    text = _tidy(text)
    match = _CALL.fullmatch(text)
    if not match:
        return _checked_count(_checked(*_constant(decimal_number(text)), 1, text, largest=MOST_UNITS))
    kind, inside, unit = match.groups()
    if unit:
        raise UnitError(f"{quoted(text)} has a unit; a number of units has none: '{kind}({inside})'")
    if kind == "empirical":
        return _checked_count(_empirical(inside, recorded, 1, text, largest=MOST_UNITS))
    kinds = {**KINDS, **COUNT_KINDS}
    return _checked_count(_checked(*_arguments(kind, inside, kinds), 1, text, largest=MOST_UNITS))


_CALL = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)\s*\(([^()]*)\)\s*([A-Za-z]*)", re.ASCII)
_POISSON = re.compile(r"poisson\s*\(\s*(?:mean\s*=\s*)?([^()=\s]+)\s*\)\s*per\s+([A-Za-z]+)", re.ASCII)


def _tidy(text: str) -> str:
    """Return `text` with single blanks."""
    return " ".join(text.split())


def _constant(value: Decimal) -> tuple[str, Form, dict[str, Decimal]]:
    """Return a plain value as the arguments of `constant`."""
    return "constant", forms_of("constant", KINDS["constant"])[0], {"value": value}


def _arguments(kind: str, inside: str, kinds: dict[str, tuple[str, ...]]) -> tuple[str, Form, dict[str, Decimal]]:
    """Return the kind, the way it is written, and what stands between the brackets by name, in the form's order."""
    if kind not in kinds:
        near = get_close_matches(kind, kinds, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"use {', '.join(kinds)}"
        raise UnitError(f"there is no distribution {quoted(kind)}; {remedy}")
    parts = [part.strip() for part in inside.split(",")] if inside.strip() else []
    forms = forms_of(kind, kinds[kind])
    form = form_meant(forms, (part.partition("=")[0].strip() for part in parts if "=" in part), len(parts))
    given = _by_name(kind, parts, form.names, written_as(kind, forms))
    missing = [name for name in form.names if name not in given]
    if missing:
        raise UnitError(f"{kind} lacks {', '.join(missing)}; write {written_as(kind, forms)}")
    return kind, form, {name: given[name] for name in form.names}


def _by_name(kind: str, parts: list[str], names: tuple[str, ...], written: str) -> dict[str, Decimal]:
    """Return name -> number for parts such as `7` (by position) or `sd=2` (by name)."""
    given: dict[str, Decimal] = {}
    for position, part in enumerate(parts):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals:
            name, number = (names[position] if position < len(names) else ""), part
        if name not in names:
            fault = f"has no parameter {quoted(name)}" if name else "has too many parameters"
            raise UnitError(f"{kind} {fault}; write {written}")
        if name in given:
            raise UnitError(f"{kind} has {name} twice; write {written}")
        given[name] = decimal_number(number)
    return given


def _empirical(
    inside: str, recorded: Columns, unit_ms: int, text: str, *, largest: float = LONGEST_MS
) -> Distribution:
    """Return the distribution of values, with or without weights, or of a column of a file."""
    values, weights = values_of(inside, recorded)
    _check_size("empirical", "value", Decimal(max(values)), largest / unit_ms)
    kind = "empirical" if weights is None else "weighted"
    return Distribution(kind, (*values, *(weights or ())), float(unit_ms), text)


def _checked_count(made: Distribution) -> Distribution:
    """Return a distribution of units, whose single values are whole numbers."""
    size = {"constant": 1, "empirical": len(made.parameters), "weighted": len(made.parameters) // 2}.get(made.kind, 0)
    if any(value != int(value) for value in made.parameters[:size]):
        raise UnitError(f"{quoted(made.text)} is not in whole units; write whole numbers")
    if made.mean < 1:
        raise UnitError(f"{quoted(made.text)} is less than one unit on average; write at least 1")
    return made


def _checked(
    kind: str, form: Form, given: dict[str, Decimal], unit_ms: int, text: str, *, largest: float = LONGEST_MS
) -> Distribution:
    """Return the distribution if its parameters make sense, a constant where it has no spread."""
    for name, value in given.items():
        _check_size(kind, name, value, largest / unit_ms)
    values = {name: float(value) for name, value in given.items()}
    for names, holds, remedy in RULES:
        if names <= values.keys() and not holds(values):
            raise UnitError(f"{quoted(text)} does not hold together; {remedy}")
    if values.get("sd") == 0:
        return Distribution("constant", (values["mean"],), float(unit_ms), text)
    if values.get("sigma") == 0 and kind == "normal":
        return Distribution("constant", (values["mu"],), float(unit_ms), text)
    try:
        parameters = form.convert(*values.values())
    except UnitError as error:
        raise UnitError(f"{quoted(text)}: {error}") from error
    if form.names not in {KINDS.get(kind), COUNT_KINDS.get(kind)}:
        for name, moment in (("mean", MEANS), ("sd", SDS)):
            _check_size(kind, name, Decimal(moment[form.kind](*parameters)), largest / unit_ms)
    return Distribution(form.kind, parameters, float(unit_ms), text)


def _check_size(kind: str, name: str, value: Decimal, largest: float) -> None:
    """Refuse a negative or absurdly large parameter, and a mean or scale of zero."""
    low, high = RANGES.get(f"{kind} {name}", RANGES.get(name, (Decimal(0), Decimal(largest))))
    positive = name in POSITIVE and kind != "normal"
    if not low <= value <= high or (positive and value == 0):
        floor = "above 0" if positive else f"from {low}"
        raise UnitError(f"{name} of {kind} is {value:g}; it goes {floor} to {high:g}")


#: Parameters that must not be 0.
POSITIVE: Final = frozenset({"mean", "mean1", "mean2", "scale", "rate"})

#: Parameters that are pure numbers -> smallest and largest value, of every kind or of one.
RANGES: Final[Mapping[str, tuple[Decimal, Decimal]]] = {
    "k": (Decimal(1), Decimal(10_000)),
    "weibull shape": (Decimal(str(WEIBULL_SHAPES[0])), Decimal(str(WEIBULL_SHAPES[1]))),
    "gamma shape": (Decimal("0.001"), Decimal(1_000_000)),
    "a": (Decimal("0.01"), Decimal(10_000)),
    "b": (Decimal("0.01"), Decimal(10_000)),
    "p": (Decimal(0), Decimal(1)),
    "geometric p": (Decimal("1e-6"), Decimal(1)),
    "geometric mean": (Decimal(1), Decimal(1_000_000)),
    "rate": (Decimal(0), Decimal(10) ** 12),
    "lognormal mu": (Decimal(-40), Decimal(40)),
    "lognormal sigma": (Decimal(0), Decimal(5)),
}

#: Which parameters a rule speaks of, the rule over all parameters by name, and what would be right.
RULES: Final[tuple[tuple[frozenset[str], Callable[[dict[str, float]], bool], str], ...]] = (
    (
        frozenset({"low", "mode", "high"}),
        lambda given: given["low"] <= given["mode"] <= given["high"],
        "order them low <= mode <= high",
    ),
    (frozenset({"low", "high"}), lambda given: given["low"] <= given["high"], "order them low <= high"),
    (frozenset({"k"}), lambda given: given["k"] == int(given["k"]), "give k as a whole number"),
)
