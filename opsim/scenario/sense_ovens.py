"""Whether what is said about ovens holds together with lots, release, failures and plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from opsim.scenario.references import Finding
from opsim.units import quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario
    from opsim.scenario.production import Oven
    from opsim.scenario.tree import Path_

STATIONS = ("production", "stations")


def _ovens(scenario: Scenario) -> Iterator[tuple[str, Oven, Path_]]:
    """Yield each oven with its station and place."""
    for name, station in scenario.production.stations.items():
        if station.oven is not None:
            yield name, station.oven, (*STATIONS, name, "oven")


def lots_fit_into_loads(scenario: Scenario) -> Iterator[Finding]:
    """No lot is larger than what an oven holds."""
    for station, oven, path in _ovens(scenario):
        for product, units in scenario.lots_through(station).items():
            if oven.counted_in == "units" and units > oven.maximum:
                fault = f"lots of {units:,} {quoted(product)} do not fit into a load of {oven.maximum:,} units"
                also: tuple[Path_, ...] = (("production", "lot_size"), ("products", product))
                yield Finding((*path, "maximum"), fault, f"hold {units:,} or more, or make lots smaller", also)


def smallest_loads_are_reached(scenario: Scenario) -> Iterator[Finding]:
    """As many lots may come to an oven as it waits for."""
    release, sizes = scenario.production.release, scenario.production.lot_size
    for station, oven, path in _ovens(scenario):
        moves = scenario.lots_through(station)
        largest = max(moves.values(), default=1) if oven.counted_in == "units" else 1
        if release.rule == "conwip":  # transfer batches of one lot share a card
            by_lots = [-(-sizes.get(name, 1) // units) for name, units in moves.items()]
            by_units = [sizes.get(name, 1) for name in moves]
            largest = max(by_units if oven.counted_in == "units" else by_lots, default=1)
        stage = release.stage_of(station)
        limits = {"conwip": release.limit, "kanban": release.cards.get(stage)}
        limit = limits.get(release.rule)
        if limit is not None and oven.wait_limit is None and oven.minimum > limit * largest:
            where = "on the floor" if release.rule == "conwip" else f"at {quoted(stage)}"
            load = f"a load of {oven.minimum:,} {oven.counted_in}"
            fault = f"with {limit:,} lots allowed {where} {load} never comes together"
            remedy = "lower it, allow more lots, or give a 'wait_limit'"
            yield Finding((*path, "minimum"), fault, remedy, (("production", "release"), ("production", "lot_size")))


def failures_spoil_whole_loads(scenario: Scenario) -> Iterator[Finding]:
    """What a failure spoils in an oven is the load."""
    for name, _, path in _ovens(scenario):
        station = scenario.production.stations[name]
        for number, mode in enumerate(station.modes):
            if mode.job == "scrap-unit":
                above = (*path[:-1], "failures")
                place = (*above, number, "job") if isinstance(station.failures, list) else (*above, "job")
                fault = "an oven works on all units at once, so no single one is lost"
                yield Finding(place, fault, "choose 'scrap-lot' (the whole load), 'restart' or 'resume'", (path,))


def ovens_follow_no_plan(scenario: Scenario) -> Iterator[Finding]:
    """A plan is a sequence of single lots."""
    for name, _, path in _ovens(scenario):
        if scenario.production.plan.get(name):
            fault = f"{quoted(name)} is an oven, and a plan cannot say what goes in together"
            yield Finding(("production", "plan", name), fault, "leave it out of the plan", (path,), at_key=True)


def loads_are_not_displaced(scenario: Scenario) -> Iterator[Finding]:
    """A load that has begun is finished."""
    for name, _, path in _ovens(scenario):
        if scenario.production.stations[name].preempt != "never":
            fault = "nothing displaces a load that is in an oven"
            yield Finding((*path[:-1], "preempt"), fault, "write 'never'", (path,))


CHECKS: Final[tuple[Callable[[Scenario], Iterator[Finding]], ...]] = (
    lots_fit_into_loads,
    smallest_loads_are_reached,
    failures_spoil_whole_loads,
    ovens_follow_no_plan,
    loads_are_not_displaced,
)
