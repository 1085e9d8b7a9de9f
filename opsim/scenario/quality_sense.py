"""Whether what is said about quality makes sense: charts sample something and have limits; inspectors are one kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from opsim.scenario.references import Finding
from opsim.units import quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario
    from opsim.scenario.production import Characteristic, Chart, Step
    from opsim.scenario.tree import Path_


def steps_watched(scenario: Scenario, chart: Chart) -> list[Step]:
    """Return the steps whose units a chart samples."""
    sampled = [product for name, product in scenario.products.items() if chart.product in {None, name}]
    steps = [step for product in sampled for step in product.routing]
    return [step for step in steps if chart.station in {step.station, *step.alternatives}]


def limits_watched(scenario: Scenario, chart: Chart) -> list[Characteristic]:
    """Return the characteristics that a chart samples, with the limits that the design of their products sets."""
    sampled = [product for name, product in scenario.products.items() if chart.product in {None, name}]
    found = [
        product.design.limited(step.characteristic)
        for product in sampled
        for step in product.routing
        if chart.station in {step.station, *step.alternatives}
    ]
    return [characteristic for characteristic in found if characteristic is not None]


def charts_have_something_to_sample(scenario: Scenario) -> Iterator[Finding]:
    """A chart watches steps that are done, and of which something is measured."""
    for path, chart in _charts(scenario):
        steps = steps_watched(scenario, chart)
        also: tuple[Path_, ...] = (("products",), ("production", "stations", chart.station))
        if not steps:
            whose = "no product" if chart.product is None else quoted(chart.product) + " never"
            fault = f"{whose} passes {quoted(chart.station)}, so nothing would be sampled"
            yield Finding((*path, "station"), fault, "choose a station on its way", also)
        elif chart.kind != "p" and not any(step.characteristic for step in steps):
            fault = f"nothing is measured of what leaves {quoted(chart.station)}"
            yield Finding((*path, "kind"), fault, "give the step a 'characteristic', or choose a p chart", also)


def charts_have_limits(scenario: Scenario) -> Iterator[Finding]:
    """Centre line and spread are known, and the same for all that a chart samples."""
    for path, chart in _charts(scenario):
        also: tuple[Path_, ...] = (("products",), path)
        if chart.kind == "x-bar-r" and chart.n < 2:
            yield Finding((*path, "n"), "a single unit has no range", "sample 2 or more, or choose 'individuals'")
        if chart.limits_from == "parameters":
            yield from (_rates if chart.kind == "p" else _values)(path, chart, steps_watched(scenario, chart), also)


def inspectors_are_one_kind(scenario: Scenario) -> Iterator[Finding]:
    """Who inspects is a number or a team, and people at machines cannot inspect besides."""
    stations = scenario.production.stations.values()
    needed = {station.operators.skill for station in stations if station.operators is not None}
    for name, plan in scenario.production.quality.inspection.items():
        path = ("production", "quality", "inspection", name)
        team = scenario.operations.teams.get(plan.team) if plan.team is not None else None
        if plan.team is None or team is None:
            continue
        if plan.inspectors is not None:
            fault = f"the team {quoted(plan.team)} inspects here"
            yield Finding((*path, "inspectors"), fault, "leave the number out, or the team")
        if needed & team.levels(plan.team).keys():
            fault = f"{quoted(plan.team)} works at machines"
            also = (("operations", "teams", plan.team),)
            yield Finding((*path, "team"), fault, "let a team of its own inspect", also)


def _rates(path: Path_, chart: Chart, steps: list[Step], also: tuple[Path_, ...]) -> Iterator[Finding]:
    """Yield what keeps a p chart from having limits."""
    if chart.centre is None and steps and len({step.defects for step in steps}) > 1:
        yield Finding(path, "the steps sampled have several defect rates", "give the 'centre', or one product", also)
    elif chart.centre is None and steps and not 0 < steps[0].defects < 1:
        yield Finding(path, "no defect rate is declared to reckon limits from", "give the 'centre'", also)


def _values(path: Path_, chart: Chart, steps: list[Step], also: tuple[Path_, ...]) -> Iterator[Finding]:
    """Yield what keeps a chart of measured values from having limits."""
    measured = [step.characteristic for step in steps if step.characteristic is not None]
    targets, sigmas = {each.target for each in measured}, {each.sigma for each in measured}
    if (chart.centre is None and len(targets) > 1) or (chart.sigma is None and len(sigmas) > 1):
        fault = "the products sampled differ in target or sigma"
        yield Finding(path, fault, "choose one 'product', or give 'centre' and 'sigma'", also)
    elif chart.sigma == 0 or (chart.sigma is None and sigmas == {0.0}):
        yield Finding(path, "without spread all limits lie on the centre line", "give a 'sigma' above 0", also)


def _charts(scenario: Scenario) -> Iterator[tuple[Path_, Chart]]:
    for name, chart in scenario.production.quality.charts.items():
        yield ("production", "quality", "charts", name), chart
