"""Whether failures, wear, maintenance and spare parts of a scenario hold together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from opsim.scenario.production.failures import LIVES_WITH_AGE
from opsim.scenario.references import Finding
from opsim.units import duration_text, quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario
    from opsim.scenario.production import Failures, Station
    from opsim.scenario.tree import Path_

STATIONS = ("production", "stations")
POLICIES = ("production", "maintenance")


def _modes(name: str, station: Station) -> Iterator[tuple[Path_, Failures]]:
    """Yield each failure mode of a station with its place."""
    above = (*STATIONS, name, "failures")
    for number, mode in enumerate(station.modes):
        yield ((*above, number) if isinstance(station.failures, list) else above), mode


def modes_have_names_of_their_own(scenario: Scenario) -> Iterator[Finding]:
    """Chance and history tell failure modes apart by their names."""
    for name, station in scenario.production.stations.items():
        seen = set[str]()
        for path, mode in _modes(name, station):
            if mode.mode in seen:
                fault = f"{quoted(name)} has two failure modes {quoted(mode.mode)}"
                yield Finding((*path, "mode"), fault, "give each a name of its own")
            seen.add(mode.mode)


def wear_is_declared(scenario: Scenario) -> Iterator[Finding]:
    """What looks at wear needs a machine that wears."""
    for name, station in scenario.production.stations.items():
        for path, mode in _modes(name, station):
            if mode.clock == "wear" and station.wear is None:
                fault = f"{quoted(name)} fails by its wear, but nothing says how it wears"
                yield Finding((*path, "clock"), fault, f"add production.stations.{name}.wear")
        policy = scenario.production.maintenance.get(name)
        if policy is not None and policy.policy == "condition" and station.wear is None:
            fault = f"{quoted(name)} is inspected for wear, but nothing says how it wears"
            remedy = f"add production.stations.{name}.wear"
            yield Finding((*POLICIES, name, "policy"), fault, remedy, ((*STATIONS, name),))


def chances_come_between(scenario: Scenario) -> Iterator[Finding]:
    """Maintenance that is done early is due some time after the last one."""
    for name, policy in scenario.production.maintenance.items():
        if policy.opportune >= policy.every:
            fault = f"it would always be due within {quoted(duration_text(policy.opportune))}"
            remedy = f"stay below 'every', {duration_text(policy.every)}"
            yield Finding((*POLICIES, name, "opportune"), fault, remedy, ((*POLICIES, name, "every"),))


def age_is_known(scenario: Scenario) -> Iterator[Finding]:
    """Maintenance that leaves some age needs lives whose rest at an age is known."""
    for name, policy in scenario.production.maintenance.items():
        station = scenario.production.stations.get(name)
        for path, mode in _modes(name, station) if station is not None and policy.age_left else ():
            life = mode.time_between
            if life is not None and life.kind not in LIVES_WITH_AGE:
                yield Finding(
                    (*POLICIES, name, "age_left"), f"what is left of {quoted(life.text)} at an age is not known",
                    "write 0, or the time between failures as weibull(...) or exponential(...)",
                    ((*path, "time_between"),),
                )


def wear_is_taken_off(scenario: Scenario) -> Iterator[Finding]:
    """A repair takes so much wear off that the machine does not fail by its wear again and again at once."""
    for name, station in scenario.production.stations.items():
        for path, mode in _modes(name, station):
            if mode.clock == "wear" and mode.age_left > 0 and mode.age_left_of == "last-stretch":
                fault = "what each repair leaves adds up to the limit, so that failures by wear come without end"
                yield Finding((*path, "age_left"), fault, "write 0, or a share of the 'whole-age'")


def spare_parts_are_restocked(scenario: Scenario) -> Iterator[Finding]:
    """Whatever repairs take is ordered by somebody; otherwise machines wait for it for ever."""
    for path, part in _parts(scenario):
        if part in scenario.items and part not in scenario.operations.inventory:
            yield Finding(
                path, f"{quoted(part)} is used up, but nobody restocks it", f"add operations.inventory.{part}",
                (("operations", "inventory"), ("operations", "purchasing"), ("products", part)), at_key=True,
            )


def _parts(scenario: Scenario) -> Iterator[tuple[Path_, str]]:
    """Yield every spare part with its place."""
    for name, station in scenario.production.stations.items():
        for path, mode in _modes(name, station):
            yield from (((*path, "parts", part), part) for part in mode.parts)
    for name, policy in scenario.production.maintenance.items():
        yield from (((*POLICIES, name, "parts", part), part) for part in policy.parts)


def paid_crews_have_a_size(scenario: Scenario) -> Iterator[Finding]:
    """Wages are paid to so many people."""
    crews = {("repair_crew",): scenario.production.repair_crew}
    crews |= {("crews", skill): crew for skill, crew in scenario.production.crews.items()}  # type: ignore[misc]
    for place, crew in crews.items():
        if crew.wage and crew.people is None:
            path = ("production", *place, "wage")
            yield Finding(path, "a crew without a size is paid nothing", "say how many 'people' it has", (path[:-1],))


#: The checks that every scenario and every revised copy passes.
CHECKS = (
    modes_have_names_of_their_own,
    wear_is_declared,
    chances_come_between,
    age_is_known,
    wear_is_taken_off,
    spare_parts_are_restocked,
    paid_crews_have_a_size,
)
