"""Checking a scenario: every fault at once, each with its place, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from opsim.errors import Fault, ScenarioError
from opsim.scenario import addresses
from opsim.scenario.declared import declared_in
from opsim.scenario.recorded import context_of
from opsim.scenario.references import Finding, like_names, unknown_names
from opsim.scenario.sense import contradictions
from opsim.scenario.tasks import plans_fit
from opsim.scenario.tree import below
from opsim.scenario.words import in_words, path_of
from opsim.units import quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario
    from opsim.scenario.tree import Path_, Tree

#: Most rounds of leaving out what is at fault to check the rest.
_ROUNDS = 6


def checked(model: type[Scenario], data: Any, tree: Tree | None = None, *, trials: bool = True) -> Scenario:
    """Return the scenario in plain `data`; raise `ScenarioError` with everything that is wrong.

    `tree` tells where things stand in a file. `trials` also tries what levers and shocks would do.
    """
    data = without_remarks(data)
    scenario, findings, gone = _validated(model, data, tree)
    findings += [*unknown_names(data), *like_names(data)]
    bad = [*gone, *(finding.path for finding in findings)]
    if scenario is not None:
        findings += [each for each in contradictions(scenario) if not _rests_on(each, bad)]
    if scenario is not None and trials:
        tried = plans_fit(scenario, None if findings else revised)
        findings += [each for each in tried if not _rests_on(each, bad)]
    faults = [*(tree.faults if tree else []), *_faults(findings, tree)]
    if faults or scenario is None:
        raise ScenarioError(faults)
    return scenario


def revised(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a checked copy of `scenario` with `changes`: address -> value as it would stand in a file."""
    model = type(scenario)
    return checked(model, addresses.changed(model, scenario.plain, changes), trials=False)


def without_remarks(data: Any) -> Any:
    """Return plain data without the `x-…` keys, which are for people and other programs."""
    if isinstance(data, dict):
        return {key: without_remarks(inner) for key, inner in data.items() if not str(key).startswith("x-")}
    return [without_remarks(inner) for inner in data] if isinstance(data, list) else data


def _faults(findings: Iterable[Finding], tree: Tree | None) -> Iterator[Fault]:
    """Yield one fault for each place and message."""
    for path, message, remedy, at_key in dict.fromkeys(
        (each.path, each.message, each.remedy, each.at_key) for each in findings
    ):
        if tree is not None:
            yield tree.fault(path, message, remedy, at_key=at_key)
        else:
            yield Fault(".".join(map(str, path)), message, remedy)


def _rests_on(finding: Finding, bad: list[Path_]) -> bool:
    """Tell whether `finding` speaks of a place that is at fault itself, so that it may be a false alarm."""
    return any(one[: len(two)] == two or two[: len(one)] == one for one in (finding.path, *finding.also) for two in bad)


def _validated(
    model: type[Scenario], data: Any, tree: Tree | None
) -> tuple[Scenario | None, list[Finding], list[Path_]]:
    """Return the scenario, what is wrong with its values, and what was left out of it to check the rest.

    Where a value is at fault, the smallest part that may be left out is left out and the rest is checked again. The
    scenario is None when nothing is left.
    """
    findings: list[Finding] = []
    gone: list[Path_] = []
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data, context=context_of(data)), findings, gone
        except ValidationError as error:
            entries = error.errors()
        paths = [path_of(entry, data) for entry in entries]
        if not gone:
            findings = [_finding(model, data, *each, tree) for each in zip(entries, paths, strict=True)]
        for path in paths:
            if not any(path[: len(out)] == out for out in gone):
                data, left_out = _without(model, data, path)
                gone.append(left_out)
        if () in gone:
            break
    return None, findings, gone


def _finding(model: type[Scenario], data: Any, entry: Any, path: Path_, tree: Tree | None) -> Finding:
    """Return pydantic's error in plain words."""
    message, remedy = in_words(model, entry, path, _source(entry["input"], data, path, tree))
    at_key = entry["type"] in {"extra_forbidden", "missing"} or entry["loc"][-1:] == ("[key]",)
    return Finding(path, message, remedy, at_key=at_key)


def _source(value: Any, data: Any, path: Path_, tree: Tree | None) -> str:
    """Return a value as the person spelt it: pydantic may have been given what was read of it (ms of a duration)."""
    if isinstance(value, dict | list):
        return "a section" if isinstance(value, dict) else "a list"
    place = tree.places.get(path) if tree else None
    if tree and place:
        return quoted(tree.text[place.start : place.end].strip("'\""))
    spelt = _at(data, path)
    return quoted(str(value if spelt is None or isinstance(spelt, dict | list) else spelt))


def _at(data: Any, path: Path_) -> Any:
    """Return what stands at `path` in plain data; None where nothing does."""
    for part in path:
        data = below(data, part)
    return data


def _without(model: type[Scenario], data: Any, path: Path_) -> tuple[Any, Path_]:
    """Return plain data without the smallest part around `path` that may be left out, and that part's path."""
    while path and not _may_go(model, data, path):
        path = path[:-1]
    return _cut(data, path), path


def _may_go(model: type[Scenario], data: Any, path: Path_) -> bool:
    """Tell whether the entry at `path` is there and the scenario's shape allows to leave it out."""
    holder = data
    for part in path[:-1]:
        holder = below(holder, part)
    if not isinstance(holder, dict) or path[-1] not in holder:
        return False
    form = addresses.form_at(model, path[:-1])
    if form.section is None:
        return True
    name = declared_in(form.section).get(str(path[-1]), ("", None))[0]
    return not name or not form.section.model_fields[name].is_required()


def _cut(data: Any, path: Path_) -> Any:
    """Return plain data without the entry at `path`."""
    if not path:
        return data
    copy: Any = data.copy()
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = _cut(copy[path[0]], path[1:])
    return copy
