"""The levers as the panel shows them: grouped by function, named with their place, found by a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from opsim.gui.models.wording import choice_word
from opsim.scenario.addresses import form_at
from opsim.scenario.declared import declared_in
from opsim.scenario.own_units import in_own_unit
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from opsim.scenario import Parameter, Scenario


@dataclass(frozen=True)
class Lever:
    """One parameter and where in the firm it stands ("Paint booth")."""

    parameter: Parameter
    place: str

    @property
    def path(self) -> str:
        """The parameter's address."""
        return self.parameter.path

    def with_value(self, value: Any) -> Lever:
        """Return this lever with another value."""
        return replace(self, parameter=replace(self.parameter, value=value))

    def matches(self, search: str) -> bool:
        """Tell whether every word of `search` occurs in the lever's texts."""
        p = self.parameter
        text = f"{p.title} {self.place} {p.function} {p.path} {p.help}".casefold()
        return all(word in text for word in search.casefold().split())


@dataclass(frozen=True)
class Group:
    """The levers of one function, in the order of their places."""

    function: str
    levers: tuple[Lever, ...]


def levers_of(scenario: Scenario) -> list[Lever]:
    """Return every parameter of the firm as a lever; texts about the scenario itself are left to its author."""
    known = _known_names(scenario)
    every = [in_own_unit(p, scenario) for p in scenario.parameters() if p.function]
    return [Lever(_with_choices(p, known), _place_and_policy(scenario, p.path)) for p in every]


def _place_and_policy(scenario: Scenario, path: str) -> str:
    """Return where a parameter stands; for an item's inventory also by which policy it is reordered."""
    place, parts = place_of(scenario, path), path.split(".")
    if parts[:2] != ["operations", "inventory"] or parts[2] not in scenario.operations.inventory:
        return place
    return f"{place} · {choice_word(scenario.operations.inventory[parts[2]].policy)}"


def _known_names(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return last part of an address -> the names that may stand there, for parameters that refer to something."""
    stations = tuple(scenario.production.stations)
    return {
        "shift": ("always", *scenario.clock.shifts),
        "contract": tuple(scenario.operations.orders.contracts),
        "station": stations,
        "drum": stations,
        "rework_at": stations,
    }


def _with_choices(parameter: Parameter, known: dict[str, tuple[str, ...]]) -> Parameter:
    """Return the parameter as a choice among names, where it refers to something by its name."""
    names = known.get(parameter.path.rpartition(".")[2], ())
    if parameter.kind != "text" or parameter.value not in names:
        return parameter
    return replace(parameter, kind="choice", choices=names)


def groups(levers: Iterable[Lever], search: str = "", *, locked: bool = False) -> list[Group]:
    """Return the groups that hold a lever to be shown; `locked` adds those that a student may not change."""
    found = [lever for lever in levers if (lever.parameter.open or locked) and lever.matches(search)]
    by_function = {function: [x for x in found if x.parameter.function == function] for function in FUNCTIONS}
    return [Group(function, _by_place(mine)) for function, mine in by_function.items() if mine]


def _by_place(levers: list[Lever]) -> tuple[Lever, ...]:
    """Return levers with those of one place together, places in the order of their first lever."""
    first: dict[str, int] = {}
    for lever in levers:
        first.setdefault(lever.place, len(first))
    return tuple(sorted(levers, key=lambda lever: first[lever.place]))


def place_of(scenario: Scenario, path: str) -> str:
    """Return where in the firm a parameter stands: the named things above it by their titles, else its section's."""
    value: Any = scenario.plain
    done: tuple[str | int, ...] = ()
    names: list[str] = []
    section = ""
    for part in path.split("."):
        form, is_list = form_at(type(scenario), done), isinstance(value, list)
        value = _below(value, part)
        if is_list:
            names.append(f"no. {int(part) + 1}")
        elif form.section is None:
            names.append(_title(scenario, part, value))
        elif isinstance(value, dict):
            section = declared_in(form.section)[part][1].title
        done = (*done, int(part) if is_list else part)
    return " · ".join(names) or section


def _below(value: Any, part: str) -> Any:
    """Return the entry `part` of plain data; None below what is left out."""
    if isinstance(value, list):
        return value[int(part)]
    return value.get(part) if isinstance(value, dict) else None


def _title(scenario: Scenario, name: str, section: Any) -> str:
    """Return the title of what the author calls `name`."""
    if name == "default" and not isinstance(section, dict):
        return "All other stations"
    own = section.get("title") if isinstance(section, dict) else ""
    known = scenario.products.get(name) or scenario.materials.get(name) or scenario.production.stations.get(name)
    return str(own or (known.title if known else "") or name)
