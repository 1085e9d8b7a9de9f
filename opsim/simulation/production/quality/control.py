"""Quality control of the floor: checks behind steps, processes and their charts, adjustments, rework and scrap."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from opsim.ledgers.books import Books
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.production import Chart, Inspection, Step
from opsim.scenario.quality_sense import steps_watched
from opsim.simulation.kernel.calendar import calendar_of
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.production.lot import Draws, Job, Lot, RoutingStep
from opsim.simulation.production.quality.adjustments import Adjustments
from opsim.simulation.production.quality.charts import Acts, ControlChart, InControl
from opsim.simulation.production.quality.check import Check, Disposal
from opsim.simulation.production.quality.inspectors import Benches
from opsim.simulation.production.quality.process import Process
from opsim.simulation.production.quality.reworking import ReworkSteps, Where
from opsim.simulation.production.release.release import Release
from opsim.simulation.production.stations.machine import Machine
from opsim.simulation.production.stations.station import Station

if TYPE_CHECKING:
    from opsim.scenario.distributions import Distribution

NO_INSPECTION = Inspection()

#: Draws of a distribution for an entity and a purpose; a changed one gets a stream of its own.
Draw = Callable[["Distribution", str, str], Draws]


class QualityControl:
    """What the floor does about quality; one for the whole floor."""

    def __init__(self, clock: Clock, tables: dict[str, Rows], books: Books, streams: Streams, release: Release) -> None:
        """Send rework back to `release`; `scrapped` and `send_back` are set when the floor is built."""
        self.clock, self.tables, self.books, self.streams, self._release = clock, tables, books, streams, release
        self.scrapped: Callable[[Job, int], None]
        self.send_back: Callable[[Lot, Station], None]  # lets rejects travel from a station to where they start again
        self.adjustments = Adjustments(clock, tables["stops"])
        self._scrap = books.kind("scrap", "wip", "quality")
        self._inspection = books.kind("quality", "cash", "quality")
        self._reworking = books.kind("rework", "cash", "quality")
        self._downgrade = books.kind("downgrades", "wip", "quality")
        self._adjusting = books.kind("adjustments", "cash", "quality")
        self._checks: dict[tuple[str, int], Check] = {}
        self._processes: dict[str, Process] = {}
        self._charts: dict[str, ControlChart] = {}
        self._durations: dict[str, Draws] = {}
        self.rework_steps = ReworkSteps()
        self._inspectors = Benches(clock)

    def adopt(self, scenario: Scenario, stations: Iterable[Station], draw: Draw) -> None:
        """Take what the scenario says of processes and charts now, before the stations look at themselves again."""
        self._draw = draw
        for index, (name, spec) in enumerate(scenario.production.quality.charts.items()):
            chart = self._charts.get(name)
            if chart is None:
                uniform = self.streams.uniforms(f"chart {name}", "sample")
                chart = ControlChart(self.clock, index, self.tables, uniform, Acts(self._book_inspection, self._adjust))
                self._charts[name] = chart
            chart.adopt(spec, in_control(scenario, spec))
            self._durations[name] = draw(spec.adjustment.duration, f"chart {name}", "adjustment")
        self._stations = {station.id: station for station in stations}
        for station in self._stations.values():
            self._adopt_process(scenario, station, draw)
            station.adjusted = any(chart.stops and chart.spec.station == station.id for chart in self._charts.values())

    def _adopt_process(self, scenario: Scenario, station: Station, draw: Draw) -> None:
        spec, entity = scenario.production.stations[station.id], f"station {station.id}"
        process = self._processes.get(station.id)
        if process is None:
            direction = self.streams.uniforms(entity, "direction")
            process = Process(self.clock, self.tables["assignable_causes"], direction)
            self._processes[station.id] = process
        cause = spec.assignable_cause
        draws: Draws = iter(()) if cause is None else draw(cause.time_between, entity, "assignable cause")
        process.adopt(cause, draws, spec.wear, calendar_of(scenario, station.id))

    def close(self, end_ms: int) -> None:
        """At the end of the run, write what is not over."""
        self.adjustments.close(end_ms)
        self._inspectors.close(end_ms)

    def check(self, scenario: Scenario, product_id: str, index: int) -> Check | None:
        """Return what happens to a lot's units when this step is done, None if nothing does."""
        quality, step = scenario.production.quality, scenario.products[product_id].routing[index]
        plan = quality.inspection.get(step.station, NO_INSPECTION)
        charts = [
            chart for chart in self._charts.values()
            if chart.spec.station in _places(step) and chart.spec.product in {None, product_id}
        ]  # fmt: skip
        idle = plan.plan == "none" or not _worth_while(scenario, product_id, index, plan)
        if idle and not charts and not _spoils(scenario, step):
            return None
        disposal = self._disposal(scenario, product_id, plan, index)
        check = self._checks.get((product_id, index))
        if check is None:
            name = f"product {product_id} step {index}"
            check = Check(self.clock, name, self.streams, self.tables["inspections"], disposal)
            self._checks[product_id, index] = check
        check.disposal = disposal
        check.inspectors = self._inspectors.of(scenario, step.station, plan)
        processes = {place: self._processes[place] for place in _places(step)}
        check.adopt(step, scenario.products[product_id].design, plan, processes, charts)
        return check

    # -- work ---------------------------------------------------------------------------------------------------------

    def _adjust(self, machine: Machine, chart: ControlChart) -> None:
        """Stop the machine and set its process right; all charts of its station begin anew."""
        if machine.down:
            return

        def set_right() -> None:
            self._processes[machine.station.id].set_right(machine)
            for other in self._charts.values():
                other.forget(machine)

        name = next(name for name, each in self._charts.items() if each is chart)
        self._spend(self._adjusting, chart.spec.adjustment.cost)
        self.adjustments.begin(machine, next(self._durations[name]), set_right)

    def _disposal(self, scenario: Scenario, product_id: str, plan: Inspection, index: int) -> Disposal:
        """Return what happens to the units of a product that are rejected at a step."""
        fate = plan.on_defect or scenario.production.quality.on_defect
        where = product_id, index
        times = None if fate.time is None else self._draw(fate.time, f"product {product_id} step {index}", "rework")
        self.rework_steps.times[where] = times
        rework, take_out = partial(self._rework, where, fate.cost), self.scrap_units
        if fate.otherwise == "seconds":
            seconds = self.books.kind("cash", "seconds", "quality", product_id)
            take_out = partial(self._sell_as_seconds, seconds, scenario.products[product_id].seconds_price)
        return Disposal(fate.rework_at, fate.limit, rework, take_out, self._book_inspection)

    def _rework(  # noqa: PLR0917
        self, where: Where, cost: int, lot: Lot, units: int, failed: RoutingStep, again: RoutingStep
    ) -> None:
        """Split rejects off and let them start again; the first step of rework may have times of its own."""
        cents = lot.cents * units // lot.units
        again = self.rework_steps.step(where, again, lot.job.route, self._stations[again.station.id])
        child = Lot(self._release.entered, lot.job, units, cents, again)
        child.rejects = lot.rejects + 1
        self.tables["reworks"].add(child.id, lot.id, failed.index, again.index)
        self._spend(self._reworking, cost * units)
        lot.units -= units
        lot.cents -= cents
        self._release.changed(lot)
        self.send_back(child, failed.station)
        self._release.enter(child)

    def scrap_units(self, lot: Lot, units: int) -> None:
        """Take lost units off a lot; they are made again by the rules that hold."""
        self._take_out(lot, units, self._scrap)

    def _sell_as_seconds(self, seconds: int, price: int, lot: Lot, units: int) -> None:
        self._spend(seconds, units * price)
        self._take_out(lot, units, self._downgrade)

    def _take_out(self, lot: Lot, units: int, kind: int) -> None:
        cents = lot.cents * units // lot.units
        lot.units -= units
        lot.cents -= cents
        self._release.changed(lot)
        self.tables["scraps"].add(lot.id, self.clock.now_ms, units, kind == self._downgrade)
        self.books.post(self.clock.now_ms, kind, cents, lot.id)
        self.scrapped(lot.job, units)

    def _book_inspection(self, cents: int) -> None:
        self._spend(self._inspection, cents)

    def _spend(self, kind: int, cents: int) -> None:
        if cents:
            self.books.post(self.clock.now_ms, kind, cents)


def in_control(scenario: Scenario, chart: Chart) -> InControl:
    """Return what a chart takes for normal: its own parameters, or else those of the steps it watches."""
    steps = steps_watched(scenario, chart)
    if chart.kind == "p":
        centre = chart.centre if chart.centre is not None else max((step.defects for step in steps), default=0.0)
        return InControl(centre, math.sqrt(centre * (1.0 - centre)))
    measured = next((step.characteristic for step in steps if step.characteristic is not None), None)
    target, sigma = (measured.target, measured.sigma) if measured is not None else (0.0, 0.0)
    return InControl(
        chart.centre if chart.centre is not None else target, chart.sigma if chart.sigma is not None else sigma
    )


def _worth_while(scenario: Scenario, product_id: str, index: int, plan: Inspection) -> bool:
    """Say whether an inspection can find, take or cost anything at all."""
    product = scenario.products[product_id]
    before = any(_spoils(scenario, step) for step in product.routing[: index + 1])
    bought_in = not scenario.operations.goods_in.inspect
    return bool(before or bought_in or plan.false_alarm or plan.time or plan.cost)


def _spoils(scenario: Scenario, step: Step) -> bool:
    """Say whether a step can make units defective."""
    stations = [scenario.production.stations[place] for place in _places(step)]
    worn = any(station.wear is not None and station.wear.defects_per_hour > 0 for station in stations)
    causes = [station.assignable_cause for station in stations if station.assignable_cause is not None]
    return step.defects > 0 or step.characteristic is not None or worn or any(cause.defects for cause in causes)


def _places(step: Step) -> list[str]:
    """Return the stations where a step may be done."""
    return [step.station, *step.alternatives]
