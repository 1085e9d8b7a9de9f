"""The factory floor: stations wired by routings, from a job's release to good units handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from opsim.ledgers.books import Books
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.scenario.firm import Product
from opsim.scenario.production import Learning, Step
from opsim.scenario.production import Station as StationSpec
from opsim.simulation.kernel.calendar import calendar_of
from opsim.simulation.kernel.clock import FOREVER, URGENT, Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.production.lot import Draws, Job, Kit, Lot, Route, RoutingStep
from opsim.simulation.production.maintenance.workshop import Around, FetchParts, Workshop
from opsim.simulation.production.people.learning import Practice, stretched
from opsim.simulation.production.people.people import People
from opsim.simulation.production.quality.control import QualityControl
from opsim.simulation.production.release.control import Control
from opsim.simulation.production.release.release import Release
from opsim.simulation.production.stations.machine import Machine
from opsim.simulation.production.stations.oven import Oven
from opsim.simulation.production.stations.preemption import PreemptiveStation
from opsim.simulation.production.stations.standstill import standstill
from opsim.simulation.production.stations.station import Station
from opsim.simulation.production.stations.streaming import Streaming
from opsim.simulation.production.stations.ways import Ways


@dataclass(frozen=True)
class Outside:
    """What the floor needs from the rest of the firm."""

    kit: Callable[[str], Callable[[int, int], Kit]]  # product -> how to take the materials of so many units for a lot
    handed_over: Callable[[Lot, int], None]  # lot, good units, as it leaves the floor
    scrapped: Callable[[Job, int], None]  # job, units
    spares: FetchParts


class Floor:
    """All the stations, the crew, the operators and the release of work."""

    def __init__(self, clock: Clock, tables: dict[str, Rows], books: Books, streams: Streams, items: list[str]) -> None:
        """Be empty until `build`."""
        self.clock, self.tables, self.books, self.streams = clock, tables, books, streams
        self._item_ids = {item: index for index, item in enumerate(items)}
        self.stations: dict[str, Station] = {}
        self.routes: dict[str, Route] = {}
        self.people = People(clock, tables, books, streams)
        self.workshop = Workshop(clock, tables, books, streams)
        self.release = Release(clock, tables)
        self.streaming = Streaming(self.release, tables["sublots"], streams)
        self.quality = QualityControl(clock, tables, books, streams, self.release)
        self._control = Control(clock, tables, self.stations, self.release)
        self._ways = Ways(clock, tables, self.stations, self.release.changed)
        self.quality.send_back = self._ways.back.send
        self._bought: list[tuple[int, int, Machine]] = []  # station, when, machine
        self._opened = False  # machines that come later have to be run in
        self._practice: dict[RoutingStep, Practice] = {}
        self._draws: dict[tuple[str, str], tuple[Distribution, Draws]] = {}

    # -- building and changing ----------------------------------------------------------------------------------------

    def build(self, scenario: Scenario, outside: Outside) -> None:
        """Set up every station, routing and check as the scenario says."""
        self.release.handed_over, self.quality.scrapped = outside.handed_over, outside.scrapped
        self.workshop.around = Around(self._draw, self.quality.scrap_units, outside.spares)
        for station_id, spec in scenario.production.stations.items():
            kind = _kind_of(spec)
            self.stations[station_id] = kind(self.clock, station_id, self.tables, self.release.leave)
        for product_id, product in scenario.products.items():
            if product.routing:
                places = self._ways.places(scenario, product_id)
                self.routes[product_id] = Route(self._item_ids[product_id], places, outside.kit(product_id))
                for name in (product.routing[0].station, *product.routing[0].alternatives):
                    self.stations[name].on_room = self.release.go
        self.adopt(scenario)
        for station in self.stations.values():
            if not station.calendar.always and station.calendar.windows:
                self._open_with_the_shift(station)

    def adopt(self, scenario: Scenario) -> None:
        """Take what the scenario says now: at the start, and after each decision."""
        production = scenario.production
        default = production.dispatch.get("default", "fifo")
        in_batches = self._adopt_lots(scenario)
        self.workshop.adopt(scenario)
        self.people.adopt(scenario, self.stations)
        self.quality.adopt(scenario, self.stations.values(), self._draw)
        for station_id, station in self.stations.items():
            spec = production.stations[station_id]
            hours = self.people.hours(station_id, calendar_of(scenario, station_id))
            station.adopt(spec, production.dispatch.get(station_id, default), hours)
            if isinstance(station, Oven):
                largest_lot = max(scenario.lots_through(station_id).values(), default=1)
                station.expect(list(self.stations).index(station_id), largest_lot)
            if station_id in in_batches:
                station.keep_together()
            if production.expedite is not None:
                station.hurry(production.expedite)
            self.workshop.adopt_station(scenario, station, spec)
        self._control.adopt(production, self.quality)
        for station in self.stations.values():
            station.look_again()
        self._adopt_routes(scenario)
        rule = production.release
        limit = rule.limit if rule.rule == "conwip" else FOREVER
        self.release.adopt(limit, scenario.clock.wip_limit, self._control.gate(rule))
        self.streaming.share_cards()
        self.release.go()
        for station in self.stations.values():
            station.settle()

    def _adopt_lots(self, scenario: Scenario) -> list[str]:
        """Take the sizes of lots and transfer batches; return the stations where transfer batches come."""
        sizes, moves = scenario.production.lot_size, scenario.production.transfer_batch
        found = []
        for name, route in self.routes.items():
            route.lot_size = sizes.get(name, 1)
            self.streaming.adopt(route, name, moves.get(name, route.lot_size))
            if route in self.streaming.names:
                routing = scenario.products[name].routing
                found += [place for step in routing for place in (step.station, *step.alternatives)]
        return found

    def _draw(self, distribution: Distribution, entity: str, purpose: str) -> Draws:
        """Return the draws of a distribution; a changed one gets a stream of its own from now on."""
        known = self._draws.get((entity, purpose))
        if known is not None and known[0] == distribution:
            return known[1]
        since = f" from {self.clock.now_ms}" if known is not None else ""
        draw = self.streams.whole(distribution, entity, purpose + since)
        self._draws[entity, purpose] = distribution, draw
        return draw

    def _spend(self, kind: int, cents: int) -> None:
        if cents:
            self.books.post(self.clock.now_ms, kind, cents)

    def set_machines(self, station_id: str, count: int) -> None:
        """Let `count` machines stand at a station from now on; one that has to go finishes its lot first."""
        station = self.stations[station_id]
        present = [machine for machine in station.machines if not machine.leaving]
        for _ in range(count - len(present)):
            self._install(station)
        for machine in present[: max(len(present) - count, 0)]:  # the oldest go
            self._remove(station, machine)
        station.look_again()
        station.settle()
        self._control.machines_changed()
        self.release.go()

    def opened(self) -> None:
        """All the machines that the firm owned before the run are there."""
        self._opened = True

    def _install(self, station: Station) -> None:
        machine = Machine(self.clock, station, len(self._bought))
        self._bought.append((list(self.stations).index(station.id), self.clock.now_ms, machine))
        station.machines.append(machine)
        if station.breakdowns is not None:
            station.breakdowns.install(machine)
        if self._opened:
            station.run_in(machine)
        station.idle.append(machine)

    def _remove(self, station: Station, machine: Machine) -> None:
        machine.leaving = True
        if machine in station.idle:
            station.idle.remove(machine)
            station.take_away(machine)

    def _adopt_routes(self, scenario: Scenario) -> None:
        for product_id, route in self.routes.items():
            product = scenario.products[product_id]
            route.priority, route.weight = product.priority, product.weight
            route.expect(*_expected(product.routing, scenario.production.stations, -(-route.lot_size // route.moves)))
            for step, spec in zip(route.steps, product.routing, strict=True):
                self._adopt_step(product_id, step, spec, product)
                step.check = self.quality.check(scenario, product_id, step.index)
        self.quality.rework_steps.adopt()
        self._ways.adopt(scenario, self.routes, self._control.plan)

    def _adopt_step(self, product_id: str, step: RoutingStep, spec: Step, product: Product) -> None:
        entity = f"product {product_id} step {step.index}"
        prepare = self._draw(spec.set_up, entity, "set-up") if spec.set_up is not None else None
        handling = [(spec.load, "loading"), (spec.unload, "unloading")]
        step.handle(*(self._draw(times, entity, what) if times is not None else None for times, what in handling))
        step.travel = spec.travel
        times = self._practised(step, self._draw(spec.time, entity, "time"), product.learning)
        if spec.characteristic is not None and product.design.slower != 1:
            times = stretched(times, product.design.slower)
        step.adopt(times, prepare, per_lot=spec.per == "lot", family=product.family)

    def _practised(self, step: RoutingStep, times: Draws, spec: Learning) -> Draws:
        """Return process times that fall with practice, if anybody learns."""
        if spec.rate == 1:
            return times
        return self._practice.setdefault(step, Practice(spec.experience)).shorten(times, spec)

    def _open_with_the_shift(self, station: Station) -> None:
        def opened() -> None:
            station.open_until = station.calendar.closes_at(self.clock.now_ms)
            station.settle()
            if station.upkeep is not None and station.upkeep.window:
                rest = station.upkeep.shift_over
                self.clock.call_at(station.open_until, rest, f"maintenance of station '{station.id}'")

        def until_next() -> int:
            return station.calendar.opens_at(station.calendar.closes_at(self.clock.now_ms)) - self.clock.now_ms

        first = station.calendar.opens_at(0)
        self.clock.every(first, until_next, opened, f"shift of station '{station.id}'", URGENT)

    # -- the end ------------------------------------------------------------------------------------------------------

    def standstill(self) -> str:
        """Say at the end of the run, before `close`, if nothing on the floor can move any more, and why."""
        return standstill(self.stations.values(), self.release.on_floor, self.tables, self.clock.now_ms)

    def close(self, end_ms: int) -> int:
        """Write what is not over at the end of the run; return how many operations are unfinished."""
        unfinished, rows = 0, self.tables["operations"]
        for machine in self._machines():
            if machine.lot is not None and machine.blocked_since < 0:
                unfinished += machine.write_work(rows.buffer, rows.pack, end_ms)
            elif machine.blocked_since >= 0:
                self.tables["blocked"].add(machine.index, machine.blocked_since, end_ms)
        for station in self.stations.values():
            if isinstance(station, Oven):
                station.close(end_ms)
        self.tables["set_ups"].keep(lambda rows: rows["start"] < rows["end"])  # not what was displaced at once
        self._control.close(end_ms)
        self.workshop.close(end_ms)
        self.quality.close(end_ms)
        self.people.close(end_ms, self.stations)
        for where, bought, machine in self._bought:
            self.tables["machines"].add(where, bought, machine.gone)
        return unfinished

    def _machines(self) -> Iterable[Machine]:
        return (machine for station in self.stations.values() for machine in station.machines)


def _kind_of(spec: StationSpec) -> type[Station]:
    """Return what kind of a station this is."""
    if spec.oven is not None:
        return Oven
    return PreemptiveStation if spec.preempt != "never" else Station


def _expected(
    routing: list[Step], stations: Mapping[str, StationSpec], parts: int
) -> tuple[list[float], list[float]]:
    """Return the expected work of each step on a unit, and on a lot that moves as a whole (or a load), in ms.

    `parts` is how many transfer batches share a set-up.
    """
    by_unit = [step.per == "unit" and stations[step.station].oven is None for step in routing]
    each = [step.time.mean if alone else 0.0 for step, alone in zip(routing, by_unit, strict=True)]
    whole = [0.0 if alone else step.time.mean for step, alone in zip(routing, by_unit, strict=True)]
    set_up = [step.set_up.mean / parts if step.set_up is not None else 0.0 for step in routing]
    return each, [one + other for one, other in zip(whole, set_up, strict=True)]
