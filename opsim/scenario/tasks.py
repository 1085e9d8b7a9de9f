"""Whether goals, levers and shocks speak of things that exist and could happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from opsim.errors import ScenarioError
from opsim.scenario import addresses
from opsim.scenario.addresses import AddressError
from opsim.scenario.figures import figure_meant, split_figure
from opsim.scenario.nearest import did_you_mean
from opsim.scenario.recorded import context_of
from opsim.scenario.references import Finding
from opsim.scenario.words import in_words
from opsim.units import duration_text, quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Lever, Scenario, Shock
    from opsim.scenario.tree import Path_

#: How a change is tried out.
Revise = Callable[["Scenario", Mapping[str, Any]], "Scenario"]

#: Kinds of parameters that lie on a line, so that a range makes sense.
ORDERED: Final = frozenset({"integer", "number", "share", "rate", "money", "duration"})


def goals_make_sense(scenario: Scenario) -> Iterator[Finding]:
    """A goal names a key figure that there is, about things there are, and is judged within the run."""
    things = [*scenario.items, *scenario.production.stations, *scenario.operations.teams]
    things += scenario.production.quality.charts
    for index, goal in enumerate(scenario.goals):
        path: Path_ = ("goals", index, "kpi")
        figure, thing = split_figure(goal.kpi)
        if not figure:
            yield Finding(path, f"there is no key figure {quoted(goal.kpi)}", figure_meant(goal.kpi, things))
        elif thing and thing not in things:
            yield Finding(
                path, f"there is no {quoted(thing)} to measure", did_you_mean(thing, things),
                (("products",), ("materials",), ("production", "stations"), ("operations", "teams")),
            )
        if goal.by is not None and goal.by > scenario.clock.horizon:
            fault = f"{quoted(duration_text(goal.by))} is after the end of the run"
            remedy = f"stay within {duration_text(scenario.clock.horizon)}"
            yield Finding(("goals", index, "by"), fault, remedy, (("clock", "horizon"),))


def plans_fit(scenario: Scenario, revise: Revise | None) -> Iterator[Finding]:
    """Yield what is wrong with levers and shocks; `revise` also tries out each shock on a firm that is sound."""
    yield from levers_make_sense(scenario)
    yield from shocks_make_sense(scenario, revise)


def levers_make_sense(scenario: Scenario) -> Iterator[Finding]:
    """A lever has an address, and its range fits what is there."""
    for index, lever in enumerate(scenario.levers):
        try:
            found = addresses.places(type(scenario), scenario.plain, lever.path)
        except AddressError as error:
            yield _no_address(("levers", index, "path"), error, lever.path)
            continue
        for path in found:
            yield from _range_fits(scenario, ("levers", index), lever, path)
            yield from _choices_fit(scenario, ("levers", index, "among"), lever, path)


def _no_address(path: Path_, error: AddressError, address: str) -> Finding:
    """Return the finding for an address that stands for nothing."""
    fault = error.faults[0]
    fixed = tuple(address.partition("*")[0].strip(".").split("."))
    return Finding(path, f"{quoted(address)}: {fault.message}", fault.remedy, (fixed,))


def _range_fits(scenario: Scenario, at: Path_, lever: Lever, path: Path_) -> Iterator[Finding]:
    """Yield what is wrong with a lever's range, for one of the parameters that it moves."""
    limits = {key: limit for key, limit in (("from", lever.low), ("to", lever.high)) if limit is not None}
    form = addresses.form_at(type(scenario), path)
    name = ".".join(map(str, path))
    if limits and (not form.is_leaf or form.quantity.kind not in ORDERED):
        yield Finding((*at, "path"), f"{name} has no range", "leave 'from' and 'to' out here", (path,))
        return
    kept: dict[str, Any] = {}
    for key, limit in limits.items():
        try:
            kept[key] = form.kept(limit)
        except ValidationError as error:
            fault, remedy = in_words(type(scenario), error.errors()[0], path, quoted(str(limit)))
            yield Finding((*at, key), f"not a value of {name}: {fault}", remedy, (path,))
    if len(kept) == 2 and kept["from"] > kept["to"]:
        low, high = (form.quantity.shown(kept[key]) for key in ("from", "to"))
        yield Finding((*at, "from"), f"{quoted(low)} is more than 'to', {quoted(high)}", "swap the two", (path,))


def _choices_fit(scenario: Scenario, at: Path_, lever: Lever, path: Path_) -> Iterator[Finding]:
    """Yield what is wrong with the choices that a lever leaves, for one of the parameters that it moves."""
    if not lever.among:
        return
    choices = list(map(str, addresses.form_at(type(scenario), path).choices))
    name = ".".join(map(str, path))
    if not choices:
        yield Finding(at, f"{name} is no choice", "leave 'among' out here", (path,))
        return
    for choice in lever.among:
        if choice not in choices:
            yield Finding(at, f"{name} cannot be {quoted(choice)}", f"use {', '.join(choices)}", (path,))
    now = str(scenario.value(name))
    if now not in lever.among:
        yield Finding(at, f"{name} is {quoted(now)}, which is not among them", "add it", (path,))


def shocks_make_sense(scenario: Scenario, revise: Revise | None) -> Iterator[Finding]:
    """A shock happens within the run, moves parameters that may move then, and leaves a sound firm."""
    for index, shock in enumerate(scenario.shocks):
        at: Path_ = ("shocks", index)
        if shock.at >= scenario.clock.horizon:
            fault = f"{quoted(duration_text(shock.at))} is after the end of the run"
            remedy = f"stay below {duration_text(scenario.clock.horizon)}"
            yield Finding((*at, "at"), fault, remedy, (("clock", "horizon"),))
        yield from _changes_fit(scenario, shock, (*at, "set"), revise)


def _changes_fit(scenario: Scenario, shock: Shock, at: Path_, revise: Revise | None) -> Iterator[Finding]:
    """Yield what is wrong with what a shock sets: one address at a time, then all together."""
    if not shock.set:
        yield Finding(at, "nothing changes", "write 'set: {address: value}'")
    found = [each for item in shock.set.items() for each in _change_fits(scenario, *item, at)]
    yield from found
    if found or revise is None:
        return
    try:
        revise(scenario, shock.set)
    except ScenarioError as error:
        for fault in error.faults:
            key = next((each for each in shock.set if _means(each, fault.path)), None)
            also = (tuple(fault.path.split(".")),)
            yield Finding((*at, key) if key else at, f"{fault.path}: {fault.message}", fault.remedy, also)


def _change_fits(scenario: Scenario, address: str, value: Any, above: Path_) -> Iterator[Finding]:
    """Yield what is wrong with one address that a shock changes, or with its value."""
    at = (*above, address)
    try:
        found = addresses.places(type(scenario), scenario.plain, address)
    except AddressError as error:
        yield _no_address(at, error, address)
        return
    for path in found:
        if not addresses.is_timed(type(scenario), path):
            fault = f"{'.'.join(map(str, path))} cannot change while the firm runs"
            yield Finding(at, fault, "take it out", at_key=True)
            return
        yield from _value_fits(scenario, path, value, at)


def _value_fits(scenario: Scenario, path: Path_, value: Any, at: Path_) -> Iterator[Finding]:
    """Yield what is wrong with a value on its own."""
    form = addresses.form_at(type(scenario), path)
    try:
        if form.is_leaf:
            form.kept(addresses.as_in_file(type(scenario), path, value), context_of(scenario.plain))
    except ValidationError as error:
        yield Finding(at, *in_words(type(scenario), error.errors()[0], path, quoted(str(value))), (path,))


def _means(address: str, path: str) -> bool:
    """Tell whether `address` (with wildcards) is `path` or lies above it."""
    return all(one in ("*", two) for one, two in zip(address.split("."), path.split("."), strict=False))
