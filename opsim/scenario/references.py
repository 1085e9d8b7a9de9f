"""Which names in a scenario stand for which things, and whether they do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from opsim.scenario.nearest import did_you_mean
from opsim.scenario.tree import Path_
from opsim.units import quoted


@dataclass(frozen=True)
class Finding:
    """Something wrong at `path`; it means nothing if one of the places in `also` is itself at fault."""

    path: Path_
    message: str
    remedy: str
    also: tuple[Path_, ...] = ()
    at_key: bool = False


def entry(data: Any, *path: str) -> Any:
    """Return what stands at `path` in plain data, or nothing."""
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data


def names(data: Any, *path: str) -> list[str]:
    """Return the keys of the section at `path`."""
    section = entry(data, *path)
    return list(section) if isinstance(section, dict) else []


def _skills(data: Any) -> list[str]:
    """Return the skills that teams have: their own name unless they say otherwise."""
    teams = entry(data, "operations", "teams")
    if not isinstance(teams, dict):
        return []
    own = [str(entry(team, "skill") or name) for name, team in teams.items()]
    return [*own, *(skill for team in teams.values() for skill in names(team, "skills"))]


def _needed_skills(data: Any) -> list[str]:
    """Return the skills that stations need."""
    stations = entry(data, "production", "stations")
    each = stations.values() if isinstance(stations, dict) else ()
    found = [entry(station, "operators", "skill") for station in each]
    return [str(skill) for skill in found if skill is not None]


def _families(data: Any) -> list[str]:
    """Return the families that products belong to."""
    products = entry(data, "products")
    each = products.values() if isinstance(products, dict) else ()
    return [str(entry(product, "family") or "standard") for product in each]


#: What a name stands for -> the names there are.
KNOWN: Final[dict[str, Callable[[Any], list[str]]]] = {
    "station": lambda data: names(data, "production", "stations"),
    "station (or 'default')": lambda data: [*names(data, "production", "stations"), "default"],
    "station or stage": lambda data: [
        *names(data, "production", "stations"), *names(data, "production", "release", "stages"),
    ],
    "shift": lambda data: [*names(data, "clock", "shifts"), "always"],
    "skill in any team": _skills,
    "skill needed by any station": _needed_skills,
    "product of the family": _families,
    "product": lambda data: names(data, "products"),
    "product or material": lambda data: [*names(data, "products"), *names(data, "materials")],
    "station (or 'here')": lambda data: [*names(data, "production", "stations"), "here"],
    "crew with the skill": lambda data: names(data, "production", "crews"),
    "team": lambda data: names(data, "operations", "teams"),
    "contract": lambda data: names(data, "operations", "orders", "contracts"),
}

#: Where the keys of a section are names of other things, and what they stand for.
KEYS: Final = (
    ("products.*.materials", "product or material"),
    ("production.stations.*.set_up", "product of the family"),
    ("production.stations.*.set_up.*", "product of the family"),
    ("operations.teams.*.skills", "skill needed by any station"),
    ("production.dispatch", "station (or 'default')"),
    ("production.plan", "station"),
    ("production.release.cards", "station or stage"),
    ("production.travel", "station"),
    ("production.travel.*", "station"),
    ("production.lot_size", "product"),
    ("production.transfer_batch", "product"),
    ("production.maintenance", "station"),
    ("production.maintenance.*.parts", "product or material"),
    ("production.stations.*.failures.parts", "product or material"),
    ("production.stations.*.failures.*.parts", "product or material"),
    ("production.quality.inspection", "station"),
    ("operations.market", "product"),
    ("operations.inventory", "product or material"),
    ("operations.purchasing", "product or material"),
)

#: Where a value is the name of another thing, and what it stands for.
VALUES: Final = (
    ("products.*.routing.*.station", "station"),
    ("products.*.routing.*.alternatives.*", "station"),
    ("production.stations.*.shift", "shift"),
    ("production.stations.*.operators.skill", "skill in any team"),
    ("production.stations.*.failures.skill", "crew with the skill"),
    ("production.stations.*.failures.*.skill", "crew with the skill"),
    ("production.maintenance.*.skill", "crew with the skill"),
    ("production.repair_crew.shift", "shift"),
    ("production.release.drum", "station"),
    ("production.release.stages.*.*", "station"),
    ("production.quality.charts.*.station", "station"),
    ("production.quality.charts.*.product", "product"),
    ("production.crews.*.shift", "shift"),
    ("production.quality.on_defect.rework_at", "station (or 'here')"),
    ("production.quality.inspection.*.on_defect.rework_at", "station (or 'here')"),
    ("production.quality.inspection.*.team", "team"),
    ("operations.orders.contract", "contract"),
    ("operations.teams.*.shift", "shift"),
)


def unknown_names(data: Any) -> Iterator[Finding]:
    """Yield every name in plain `data` that stands for nothing."""
    known = {what: find(data) for what, find in KNOWN.items()}
    for pattern, what in KEYS:
        for path, section in _matches(data, pattern.split("."), ()):
            for name in section if isinstance(section, dict) else ():
                yield from _unknown((*path, name), name, what, known[what], at_key=True)
    for pattern, what in VALUES:
        for path, name in _matches(data, pattern.split("."), ()):
            if isinstance(name, str):
                yield from _unknown(path, name, what, known[what], at_key=False)


def _unknown(path: Path_, name: str, what: str, known: list[str], *, at_key: bool) -> Iterator[Finding]:
    """Yield a finding unless `name` is known."""
    if unicodedata.normalize("NFC", name) not in known:
        yield Finding(path, f"there is no {what} {quoted(name)}", did_you_mean(name, known), at_key=at_key)


def _matches(data: Any, parts: list[str], path: Path_) -> Iterator[tuple[Path_, Any]]:
    """Yield every path that `parts` (with `*`) mean, and what stands there."""
    if not parts:
        yield path, data
    elif parts[0] == "*":
        entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
        for key, inner in entries:
            yield from _matches(inner, parts[1:], (*path, key))
    elif isinstance(data, dict) and parts[0] in data:
        yield from _matches(data[parts[0]], parts[1:], (*path, parts[0]))


#: Where ids are given, each section with its own.
_GIVEN: Final = (
    "clock.shifts",
    "materials",
    "products",
    "production.stations",
    "production.release.stages",
    "production.crews",
    "operations.teams",
    "operations.orders.contracts",
    "operations.purchasing.*",
)


def like_names(data: Any) -> Iterator[Finding]:
    """Yield every id that differs from another only in capitals, or that two kinds of things share."""
    for pattern in _GIVEN:
        for path, section in _matches(data, pattern.split("."), ()):
            if isinstance(section, dict):
                yield from _alike(path, list(section), {})
    products = {name.casefold(): name for name in names(data, "products")}
    yield from _alike(("materials",), names(data, "materials"), products, "product")
    stations = {name.casefold(): name for name in names(data, "production", "stations")}
    stages = ("production", "release", "stages")
    yield from _alike(stages, names(data, *stages), stations, "station")
    if "always" in names(data, "clock", "shifts"):
        yield Finding(("clock", "shifts", "always"), "'always' is built in", "choose another name", at_key=True)


def _alike(path: Path_, ids: list[str], taken: dict[str, str], kind: str = "") -> Iterator[Finding]:
    """Yield every id that is taken already, capitals aside; what `taken` holds at first are names of a `kind`."""
    elsewhere = set(taken)
    for name in ids:
        folded = name.casefold()
        if folded in taken:
            other = f"the {kind} {quoted(taken[folded])}" if folded in elsewhere else quoted(taken[folded])
            yield Finding((*path, name), f"{quoted(name)} is too like {other}", "give it another name", at_key=True)
        taken[folded] = name
