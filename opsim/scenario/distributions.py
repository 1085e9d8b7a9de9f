"""Distributions as people write them: `triangular(3, 4, 6) min`, `gamma(mean=7, sd=2) days`, `poisson(60) per week`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from opsim.units import LONGEST_MS, UnitError, decimal_number, quantity_of_time, quoted, unit_of_time

#: Most values that `empirical(...)` takes.
MOST_VALUES: Final = 1_000

#: Kind -> its parameters, in their one order. `empirical` takes any number of values instead.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "constant": ("value",),
    "exponential": ("mean",),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "gamma": ("mean", "sd"),
    "erlang": ("k", "mean"),
    "weibull": ("shape", "mean"),
    "uniform": ("low", "high"),
    "hyperexponential": ("p", "mean1", "mean2"),
    "empirical": (),
}
#: Kinds of whole numbers only; `geometric` counts from 1.
COUNT_KINDS: Final[dict[str, tuple[str, ...]]] = {"poisson": ("mean",), "geometric": ("mean",)}
#: Parameters that are pure numbers; all others are in the distribution's unit.
UNITLESS: Final = frozenset({"k", "shape", "p"})


@dataclass(frozen=True)
class Distribution:
    """A random (or constant) duration, gap between arrivals, or number of units.

    `parameters` stand in the order of `KINDS`, in units of `unit_ms` milliseconds (shape parameters are pure numbers);
    for a number of units `unit_ms` is 1. `text` is what the person wrote. The kind `never` has no parameters.
    """

    kind: str
    parameters: tuple[float, ...]
    unit_ms: float
    text: str = field(compare=False)

    @property
    def mean(self) -> float:
        """Return the mean in milliseconds (or units); infinite for `never`."""
        return MEANS[self.kind](*self.parameters) * self.unit_ms

    @property
    def sd(self) -> float:
        """Return the standard deviation in milliseconds (or units); 0 for `never`."""
        return SDS[self.kind](*self.parameters) * self.unit_ms


def _triangular_sd(low: float, mode: float, high: float) -> float:
    """Return the standard deviation of a triangular distribution."""
    return math.sqrt(max(0.0, low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)


def _weibull_sd(shape: float, mean: float) -> float:
    """Return the standard deviation of a Weibull distribution: mean x sqrt(G(1+2/k)/G(1+1/k)^2 - 1)."""
    return mean * math.sqrt(math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape)))


def _hyper_sd(p: float, mean1: float, mean2: float) -> float:
    """Return the standard deviation of a mixture of two exponentials."""
    mean = p * mean1 + (1 - p) * mean2
    return math.sqrt(2 * p * mean1**2 + 2 * (1 - p) * mean2**2 - mean**2)


def _mean_of(*values: float) -> float:
    """Return the mean of the values."""
    return math.fsum(values) / len(values)


def _sd_of(*values: float) -> float:
    """Return the standard deviation of drawing one of the values."""
    mean = _mean_of(*values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))


MEANS: Final[dict[str, Callable[..., float]]] = {
    "constant": lambda value: value,
    "exponential": lambda mean: mean,
    "triangular": lambda low, mode, high: (low + mode + high) / 3,
    "normal": lambda mean, _sd: mean,
    "lognormal": lambda mean, _sd: mean,
    "gamma": lambda mean, _sd: mean,
    "erlang": lambda _k, mean: mean,
    "weibull": lambda _shape, mean: mean,
    "uniform": lambda low, high: (low + high) / 2,
    "hyperexponential": lambda p, mean1, mean2: p * mean1 + (1 - p) * mean2,
    "empirical": _mean_of,
    "poisson": lambda mean: mean,
    "geometric": lambda mean: mean,
    "never": lambda: math.inf,
}

SDS: Final[dict[str, Callable[..., float]]] = {
    "constant": lambda _value: 0.0,
    "exponential": lambda mean: mean,
    "triangular": _triangular_sd,
    "normal": lambda _mean, sd: sd,
    "lognormal": lambda _mean, sd: sd,
    "gamma": lambda _mean, sd: sd,
    "erlang": lambda k, mean: mean / math.sqrt(k),
    "weibull": _weibull_sd,
    "uniform": lambda low, high: (high - low) / math.sqrt(12),
    "hyperexponential": _hyper_sd,
    "empirical": _sd_of,
    "poisson": math.sqrt,
    "geometric": lambda mean: math.sqrt(mean * (mean - 1)),
    "never": lambda: 0.0,
}


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
    made = _checked(kind, given, 1, text)
    if made.mean < 1:
        raise UnitError(f"{quoted(text)} is less than one unit on average; write at least 1")
    return made


def _checked(kind: str, given: dict[str, Decimal], unit_ms: int, text: str) -> Distribution:
    """Return the distribution if its parameters make sense, a constant where it has no spread."""
    for name, value in given.items():
        _check_size(kind, name, value, unit_ms)
    values = {name: float(value) for name, value in given.items()}
    for names, holds, remedy in RULES:
        if names <= values.keys() and not holds(*(values[name] for name in KINDS.get(kind, tuple(values)))):
            raise UnitError(f"{quoted(text)} does not hold together; {remedy}")
    if values.get("sd") == 0:
        return Distribution("constant", (values["mean"],), float(unit_ms), text)
    return Distribution(kind, tuple(values.values()), float(unit_ms), text)


def _check_size(kind: str, name: str, value: Decimal, unit_ms: int) -> None:
    """Refuse a negative or absurdly large parameter, and a mean or shape of zero."""
    low, high = RANGES.get(name, (Decimal(0), min(Decimal(LONGEST_MS) / unit_ms, LARGEST_VALUE)))
    positive = name in {"mean", "mean1", "mean2"} and kind != "normal"
    if not low <= value <= high or (positive and value == 0):
        floor = "above 0" if positive else f"from {low}"
        raise UnitError(f"{name} of {kind} is {value:g}; it goes {floor} to {high:g}")


#: Largest number in any unit.
LARGEST_VALUE: Final = Decimal(10**9)

#: Parameters that are pure numbers -> smallest and largest value.
RANGES: Final = {
    "k": (Decimal(1), Decimal(10_000)),
    "shape": (Decimal("0.1"), Decimal(100)),
    "p": (Decimal(0), Decimal(1)),
}

#: Which parameters a rule speaks of, the rule (over all parameters, in order), and what would be right.
RULES: Final[tuple[tuple[frozenset[str], Callable[..., bool], str], ...]] = (
    (frozenset({"low", "mode", "high"}), lambda low, mode, high: low <= mode <= high, "low <= mode <= high"),
    (frozenset({"low", "high"}), lambda *values: values[0] <= values[-1], "low <= high"),
    (frozenset({"k"}), lambda k, _mean: k == int(k), "k is a whole number"),
)
