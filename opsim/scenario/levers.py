"""The list of a scenario's parameters, with which of them a student may change and how far."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsim.errors import Fault, InputError
from opsim.scenario.declared import REQUIRED, Declared, Form, leaves
from opsim.scenario.operations import READ_BY_POLICY
from opsim.units import duration_ms

if TYPE_CHECKING:
    from opsim.scenario.firm import Lever, Scenario

    #: Every lever with the parts of its address.
    Levers = list[tuple[list[str], Lever]]


@dataclass(frozen=True)
class Parameter:
    """One parameter of one scenario, ready for a form, a table or a command line.

    `value`, `default`, `minimum` and `maximum` are in display form: money as a number of the currency, durations and
    distributions as text. `default` is None where the parameter must be given. `open` tells whether a student may
    change it, and that makes a difference: what an item's inventory policy does not read stays closed, unless the
    policy is open as well. Range and choices are the lever's where the lever gives any, and the model's otherwise.
    """

    path: str
    title: str
    help: str
    unit: str
    function: str
    kind: str
    value: Any
    text: str
    default: Any
    minimum: Any
    maximum: Any
    choices: tuple[str, ...]
    timed: bool
    open: bool

    def out_of_range(self, value: Any) -> Fault | None:
        """Return the fault of a value (in display form) that a lever does not allow; None where it has no size."""
        if self.choices and str(value) not in self.choices:
            return Fault(self.path, f"{value} is not among the choices of this lever", f"use {', '.join(self.choices)}")
        size, low, high = (_size(self.kind, each) for each in (value, self.minimum, self.maximum))
        if size is None or ((low is None or size >= low) and (high is None or size <= high)):
            return None
        ends = ((low, "from", self.minimum), (high, "to", self.maximum))
        meant = " ".join(f"{word} {spelled(self.kind, limit)}" for bound, word, limit in ends if bound is not None)
        return Fault(self.path, f"{spelled(self.kind, value)} is outside the range of this lever", f"it goes {meant}")


def spelled(kind: str, value: Any) -> str:
    """Return a value or limit in display form as people read it, a share in per cent; nothing where there is none."""
    if kind in {"share", "rate"} and isinstance(value, int | float):
        return f"{100 * value:,.10g} %"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int | float) else value or ""


_NUMBERS = frozenset({"integer", "number", "share", "rate", "money"})


def _size(kind: str, value: Any) -> float | None:
    """Return a value as a number that can be compared; None where it is none."""
    if kind == "duration" and isinstance(value, str):
        try:
            return float(duration_ms(value))
        except (InputError, ValueError):
            return None
    return float(value) if isinstance(value, int | float) and kind in _NUMBERS else None


def parameters(scenario: Scenario) -> list[Parameter]:
    """Return every single parameter of `scenario` in the order of the models."""
    levers = [(lever.path.split("."), lever) for lever in scenario.levers]
    idle = _idle(scenario, levers) if levers else set()
    found = list(leaves(scenario))
    counts = {path[:-1]: str(value) for path, _, value in found if path[-1] == "counted_in"}
    return [
        _parameter(path, declared, value, levers, unit, is_idle=path in idle)
        for path, declared, value in found
        if path[0] not in _NOT_LEVERS
        for unit in [_unit(declared.unit, scenario.currency, counts.get(path[:-1], ""))]
    ]


def _unit(declared: str, currency: str, counted_in: str) -> str:
    """Return a unit as it stands in this scenario: its currency, and what a neighbour says is counted."""
    return declared.replace("{currency}", currency).replace("{counted_in}", counted_in)


def _idle(scenario: Scenario, levers: Levers) -> set[tuple[str, ...]]:
    """Return the addresses of what the inventory policies in force do not read, where no lever changes the policy."""
    some = frozenset[str]().union(*READ_BY_POLICY.values())
    return {
        (*_INVENTORY, item, name)
        for item, replenishment in scenario.operations.inventory.items()
        if _lever_of((*_INVENTORY, item, "policy"), levers) is None
        for name in some - READ_BY_POLICY[replenishment.policy]
    }


def _lever_of(path: tuple[str, ...], levers: Levers) -> Lever | None:
    """Return the first lever that opens the parameter at `path`."""
    return next((lever for parts, lever in levers if opens(parts, path)), None)


#: Sections about the scenario itself rather than the firm.
_NOT_LEVERS = frozenset({"opsim", "id", "goals", "levers", "recorded", "shocks"})
_INVENTORY = ("operations", "inventory")


def _parameter(
    path: tuple[str, ...], declared: Declared, value: Any, levers: Levers, unit: str, *, is_idle: bool
) -> Parameter:
    """Return one parameter with its lever's range."""
    form, quantity = declared.form, declared.form.quantity
    lever = _lever_of(path, levers)
    exact = lever if lever and lever.path.count(".") + 1 == len(path) else None
    return Parameter(
        path=".".join(path),
        title=declared.title,
        help=_help_with(declared.help, form.choices, exact.among) if exact and exact.among else declared.help,
        unit=unit,
        function=declared.function,
        kind=quantity.kind,
        value=None if value is None else quantity.plain(value),
        text="–" if value is None else quantity.shown(value),
        default=_plain_default(declared),
        minimum=_limit(form, exact.low if exact else None, form.minimum),
        maximum=_limit(form, exact.high if exact else None, form.maximum),
        choices=tuple(exact.among if exact and exact.among else map(str, form.choices)),
        timed=declared.timed,
        open=not levers or (lever is not None and not is_idle),
    )


def _help_with(text: str, choices: Iterable[object], offered: Iterable[object]) -> str:
    """Return a help ("age: by work; calendar: by time.") without the choices that a lever does not offer."""
    closed = set(map(str, choices)) - set(map(str, offered))
    kept, keeps = [], True
    for part in re.split(r"(?<=[;.]) ", text):
        name, colon, _ = part.partition(":")
        keeps = name not in closed if colon else keeps
        if keeps:
            kept.append(part)
        keeps = keeps or part.endswith(".")
    return re.sub(";$", ".", " ".join(kept)) or text


def opens(lever: list[str], path: tuple[str, ...]) -> bool:
    """Tell whether a lever's address means `path` or a section above it."""
    return len(lever) <= len(path) and all(part in ("*", own) for part, own in zip(lever, path, strict=False))


def _plain_default(declared: Declared) -> Any:
    """Return the default in display form."""
    default = declared.default
    if default is REQUIRED or default is None or isinstance(default, str):
        return None if default is REQUIRED else default
    return declared.form.quantity.plain(default)


def _limit(form: Form, of_lever: Any, of_model: float | None) -> Any:
    """Return the lever's limit, else the model's, in display form: 5 % as 0.05, 90 min as it is written."""
    if of_lever is not None:
        return form.quantity.plain(form.kept(of_lever))
    return None if of_model is None else form.quantity.plain(of_model)
