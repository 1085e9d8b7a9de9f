"""Whether the release of work makes sense: what each rule needs, and which stations share cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from opsim.scenario.references import Finding
from opsim.units import quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario

RELEASE: Final = ("production", "release")


def release_rules_are_complete(scenario: Scenario) -> Iterator[Finding]:
    """A rule of release has what it needs."""
    release, path = scenario.production.release, (*RELEASE, "rule")
    if release.rule == "drum-buffer-rope" and release.drum is None:
        yield Finding(path, "there is no drum for the rope", "name a station: production.release.drum", (path[:-1],))
    if release.rule == "kanban" and not release.cards:
        yield Finding(path, "no station has cards", "add production.release.cards: station -> lots", (path[:-1],))


def each_station_belongs_to_one_stage(scenario: Scenario) -> Iterator[Finding]:
    """A stage has stations, and no station has two stages."""
    known: dict[str, str] = {}
    for stage, stations in scenario.production.release.stages.items():
        path = (*RELEASE, "stages", stage)
        if not stations:
            yield Finding(path, "no station stands here", "name some, or leave the stage out", at_key=True)
        for index, station in enumerate(stations):
            if station in known:
                fault = f"{quoted(station)} belongs to the stage {quoted(known[station])} already"
                yield Finding((*path, index), fault, "take it out here or there", ((*path[:-1], known[station]),))
            known.setdefault(station, stage)


def cards_belong_to_stages(scenario: Scenario) -> Iterator[Finding]:
    """A station that shares cards with others has none of its own."""
    spec = scenario.production.release
    stage_of = {station: stage for stage, stations in spec.stages.items() for station in stations}
    for name in spec.cards:
        if name in stage_of:
            fault = f"{quoted(name)} shares the cards of the stage {quoted(stage_of[name])}"
            path = (*RELEASE, "cards", name)
            yield Finding(path, fault, "give the cards to the stage", ((*RELEASE, "stages"),), at_key=True)


CHECKS: Final[tuple[Callable[[Scenario], Iterator[Finding]], ...]] = (
    release_rules_are_complete, each_station_belongs_to_one_stage, cards_belong_to_stages,
)  # fmt: skip
