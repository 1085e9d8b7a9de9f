"""Whether a scenario makes sense as a whole: things that no single value can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

from opsim.scenario import sense_lots as lots
from opsim.scenario import sense_maintenance as maintenance
from opsim.scenario import sense_ovens as ovens
from opsim.scenario import sense_release as release
from opsim.scenario import sense_size as size
from opsim.scenario.nearest import did_you_mean
from opsim.scenario.quality_sense import charts_have_limits, charts_have_something_to_sample, inspectors_are_one_kind
from opsim.scenario.references import Finding
from opsim.scenario.tasks import goals_make_sense
from opsim.units import DAY_MS, MINUTE_MS, duration_text, quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario
    from opsim.scenario.teams import Team
    from opsim.scenario.tree import Path_

DAY_MIN: Final = DAY_MS // MINUTE_MS
WEEK_MIN: Final = 7 * DAY_MIN
PLAN_ENTRY: Final = re.compile(r"[0-9]{1,9}/[1-9][0-9]{0,4}")


def contradictions(scenario: Scenario) -> Iterator[Finding]:
    """Yield everything in the firm that does not hold together."""
    for check in CHECKS:
        yield from check(scenario)


def warm_up_ends(scenario: Scenario) -> Iterator[Finding]:
    """The warm-up is shorter than the run."""
    clock = scenario.clock
    if clock.warm_up >= clock.horizon:
        horizon = duration_text(clock.horizon)
        fault = f"{quoted(duration_text(clock.warm_up))} leaves nothing of the run ({horizon})"
        yield Finding(("clock", "warm_up"), fault, f"stay below {horizon}", (("clock", "horizon"),))


def no_product_contains_itself(scenario: Scenario) -> Iterator[Finding]:
    """A bill of materials never leads back to its own product."""
    for circle in circles({name: list(product.materials) for name, product in scenario.products.items()}):
        fault = f"the bill of materials runs in a circle: {' -> '.join([*circle, circle[0]])}"
        path = ("products", circle[0], "materials", circle[1 % len(circle)])
        yield Finding(path, fault, "take one of these parts out", at_key=True)


def circles(parts: dict[str, list[str]]) -> Iterator[list[str]]:
    """Yield the circles in bills of materials (product -> parts), each from its first product, until none is left."""
    parts = {name: list(each) for name, each in parts.items()}
    order = {name: position for position, name in enumerate(parts)}
    while True:
        try:
            TopologicalSorter(parts).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1][1:]))
        else:
            return
        first = circle.index(min(circle, key=order.__getitem__))
        circle = circle[first:] + circle[:first]
        yield circle
        parts[circle[0]].remove(circle[1 % len(circle)])


def everything_has_a_source(scenario: Scenario) -> Iterator[Finding]:
    """Whatever is stocked or used up is made here or bought."""
    for item in scenario.operations.inventory:
        fault = f"{quoted(item)} has neither a routing nor a supplier"
        yield from _without_source(scenario, item, ("operations", "inventory", item), fault)
    for name, product in scenario.products.items():
        for part in product.materials if product.routing else ():
            path = ("products", name, "materials", part)
            yield from _without_source(scenario, part, path, f"nobody makes or supplies {quoted(part)}")


def parts_are_restocked(scenario: Scenario) -> Iterator[Finding]:
    """Whatever goes into products is ordered by somebody; otherwise jobs wait for it for ever."""
    for name, product in scenario.products.items():
        for part in product.materials if product.routing else ():
            if part not in scenario.operations.inventory:
                yield Finding(
                    ("products", name, "materials", part), f"{quoted(part)} is used up, but nobody restocks it",
                    f"add operations.inventory.{part}",
                    (("operations", "inventory"), ("operations", "purchasing"), ("products", part)), at_key=True,
                )


def _without_source(scenario: Scenario, item: str, path: Path_, fault: str) -> Iterator[Finding]:
    """Yield `fault` at `path` if `item` is neither made nor bought."""
    if _has_source(scenario, item):
        return
    remedy = f"add a supplier under operations.purchasing.{item}"
    if item in scenario.products:
        remedy += f", or a routing under products.{item}"
    yield Finding(path, fault, remedy, (("products", item), ("operations", "purchasing", item)), at_key=True)


def _has_source(scenario: Scenario, item: str) -> bool:
    """Tell whether `item` is made or bought."""
    product = scenario.products.get(item)
    return bool(product and product.routing) or item in scenario.operations.purchasing


def materials_have_a_use(scenario: Scenario) -> Iterator[Finding]:
    """A bill of materials belongs to something that is made."""
    for name, product in scenario.products.items():
        if product.materials and not product.routing:
            yield Finding(
                ("products", name, "materials"), f"{quoted(name)} has materials but no routing, so it is never made",
                "add its routing, or leave the materials out", (("products", name, "routing"),), at_key=True,
            )


def customers_can_be_served(scenario: Scenario) -> Iterator[Finding]:
    """What customers ask for from stock is restocked; what is made to order can be made."""
    operations = scenario.operations
    for name in operations.market:
        path = ("operations", "market", name)
        if operations.orders.mode == "to-stock" and name not in operations.inventory:
            yield Finding(
                path, f"customers buy {quoted(name)} from stock, but nobody restocks it",
                f"add operations.inventory.{name}, or set operations.orders.mode to to-order",
                (("operations", "inventory"), ("operations", "orders")), at_key=True,
            )
        elif name in scenario.products and not _has_source(scenario, name):
            yield Finding(
                path, f"{quoted(name)} has neither a routing nor a supplier", f"add products.{name}.routing",
                (("products", name), ("operations", "purchasing"), ("operations", "inventory", name)), at_key=True,
            )


def some_supplier_is_used(scenario: Scenario) -> Iterator[Finding]:
    """Of an item's suppliers, at least one gets orders."""
    for item, suppliers in scenario.operations.purchasing.items():
        path = ("operations", "purchasing", item)
        if not suppliers:
            yield Finding(path, "no supplier stands here", "add one, or leave the item out", at_key=True)
        elif all(supplier.share == 0 for supplier in suppliers.values()):
            yield Finding(path, "no supplier is used", "give one of them a share above 0", at_key=True)


def rework_lies_on_the_way(scenario: Scenario) -> Iterator[Finding]:
    """Some product passes the rework station before it is inspected; otherwise nothing is ever reworked."""
    quality, base = scenario.production.quality, ("production", "quality")
    inspected = {name: plan for name, plan in quality.inspection.items() if plan.plan != "none"}
    general = [name for name, plan in inspected.items() if plan.on_defect is None]
    yield from _rework_on_the_way(scenario, quality.on_defect.rework_at, general, (*base, "on_defect"))
    for name, plan in inspected.items():
        if plan.on_defect is not None:
            path = (*base, "inspection", name, "on_defect")
            yield from _rework_on_the_way(scenario, plan.on_defect.rework_at, [name], path)


def _rework_on_the_way(scenario: Scenario, again: str | None, inspected: list[str], path: Path_) -> Iterator[Finding]:
    """Yield a finding if no product passes the station `again` up to one of those that are inspected."""
    if again in (None, "here") or not inspected:
        return
    before: dict[str, None] = {}
    for product in scenario.products.values():
        route = [step.station for step in product.routing]
        for index, station in enumerate(route):
            if station in inspected:
                before.update(dict.fromkeys(route[: index + 1]))
    if again not in before:
        fault = f"no product passes {quoted(str(again))} before an inspection, so nothing would be reworked"
        also = (("products",), ("production", "quality", "inspection"))
        yield Finding((*path, "rework_at"), fault, did_you_mean(str(again), before), also)


def teams_of_one_skill_work_together(scenario: Scenario) -> Iterator[Finding]:
    """People of one skill keep the same hours: a station that needs them works while they are there."""
    known: dict[str, str] = {}
    teams = scenario.operations.teams
    for name, team in teams.items():
        mates = dict.fromkeys(known.setdefault(skill, name) for skill in team.levels(name))
        for first in mates:
            yield from _same_hours(name, team, first, teams[first])


def _same_hours(name: str, team: Team, first: str, other: Team) -> Iterator[Finding]:
    """Yield what keeps two teams that share a skill apart."""
    if team.shift != other.shift:
        yield Finding(
            ("operations", "teams", name, "shift"),
            f"{quoted(name)} has the skill of {quoted(first)} but works another shift",
            f"give both one shift, {quoted(other.shift)} say, or {quoted(name)} a skill of its own",
            (("operations", "teams", first),),
        )
    elif _staying(team) != _staying(other):
        yield Finding(
            ("operations", "teams", name, "overtime"),
            f"{quoted(name)} has a skill of {quoted(first)} but works overtime by another rule",
            "give both the same 'above' and 'most'", (("operations", "teams", first),),
        )


def _staying(team: Team) -> tuple[int, int] | None:
    """Return when a team works on after its shift, and for how long."""
    return (team.overtime.above, team.overtime.most) if team.overtime.most else None


def each_skill_has_one_level(scenario: Scenario) -> Iterator[Finding]:
    """A further skill is not the main one again."""
    for name, team in scenario.operations.teams.items():
        if (team.skill or name) in team.skills:
            skill = team.skill or name
            fault = f"{quoted(skill)} is the main skill of {quoted(name)} already"
            path = ("operations", "teams", name, "skills", skill)
            yield Finding(path, fault, "set its 'level', and leave it out here", at_key=True)


def stations_open(scenario: Scenario) -> Iterator[Finding]:
    """A station and the people whom it needs are at work at the same time."""
    teams = reversed(scenario.operations.teams.items())
    shifts = {skill: team.shift for name, team in teams for skill in reversed(team.levels(name))}
    for name, station in scenario.production.stations.items():
        people = shifts.get(station.operators.skill, "always") if station.operators is not None else "always"
        if not _minutes(scenario, station.shift) & _minutes(scenario, people):
            yield Finding(
                ("production", "stations", name, "shift"),
                f"{quoted(name)} works {quoted(station.shift)}, its people {quoted(people)}: never together",
                "choose shifts that overlap, or leave the station's out", (("operations", "teams"),),
            )


def _minutes(scenario: Scenario, shift: str) -> int:
    """Return the minutes of the week that a shift is open, as the bits of a number."""
    if shift not in scenario.clock.shifts:
        return (1 << WEEK_MIN) - 1
    entry, bits = scenario.clock.shifts[shift], 0
    for each in entry if isinstance(entry, list) else [entry]:
        for start, end in each.hours():
            length = -(-end // MINUTE_MS) - start // MINUTE_MS
            for day in each.days:
                window = ((1 << length) - 1) << (day * DAY_MIN + start // MINUTE_MS)
                bits |= (window | window >> WEEK_MIN) & ((1 << WEEK_MIN) - 1)
    return bits


def plans_can_be_read(scenario: Scenario) -> Iterator[Finding]:
    """An entry of a plan is a production order and a step."""
    for station, entries in scenario.production.plan.items():
        for index, text in enumerate(entries):
            if PLAN_ENTRY.fullmatch(text) is None:
                path = ("production", "plan", station, index)
                fault = f"{quoted(text)} names no production order and step"
                yield Finding(path, fault, "write it as in 12/1: order 12, the first step")


def alternatives_differ(scenario: Scenario) -> Iterator[Finding]:
    """The stations that can do a step are named once each."""
    for name, product in scenario.products.items():
        for index, step in enumerate(product.routing):
            seen = {step.station}
            for place, other in enumerate(step.alternatives):
                if other in seen:
                    path = ("products", name, "routing", index, "alternatives", place)
                    yield Finding(path, f"{quoted(other)} is named twice for this step", "take one of them out")
                seen.add(other)


#: All the checks that every scenario and every revised copy passes.
CHECKS: Final[tuple[Callable[[Scenario], Iterator[Finding]], ...]] = (
    warm_up_ends,
    no_product_contains_itself,
    everything_has_a_source,
    parts_are_restocked,
    materials_have_a_use,
    customers_can_be_served,
    some_supplier_is_used,
    rework_lies_on_the_way,
    charts_have_something_to_sample,
    inspectors_are_one_kind,
    charts_have_limits,
    teams_of_one_skill_work_together,
    each_skill_has_one_level,
    stations_open,
    plans_can_be_read,
    alternatives_differ,
    *release.CHECKS,
    *maintenance.CHECKS,
    *ovens.CHECKS,
    *lots.CHECKS,
    *size.CHECKS,
    goals_make_sense,
)
