"""The maintenance department: its crews, its spare parts, and the machines that it looks after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from opsim.ledgers.books import Books
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.scenario.production import Failures, MaintenancePolicy, RepairCrew
from opsim.scenario.production import Station as StationSpec
from opsim.simulation.kernel.calendar import calendar
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.production.lot import Lot
from opsim.simulation.production.maintenance.ageing import Draws, Lives, Wearing
from opsim.simulation.production.maintenance.breakdowns import Breakdowns
from opsim.simulation.production.maintenance.condition import Mode
from opsim.simulation.production.maintenance.crew import Crew, Stop
from opsim.simulation.production.maintenance.jobs_in_hand import JobsInHand
from opsim.simulation.production.stations.station import Station

#: Fetches units of items for a machine; tells what they cost (cents) once they are at hand.
FetchParts = Callable[[Mapping[str, int], int, Callable[[int], None]], None]


@dataclass(frozen=True)
class Around:
    """What the workshop needs from the floor and the rest of the firm."""

    draw: Callable[[Distribution, str, str], Draws]
    scrap: Callable[[Lot, int], None]
    fetch: FetchParts


class Workshop:
    """All crews, and the failures and maintenance of every station that has any."""

    def __init__(self, clock: Clock, tables: dict[str, Rows], books: Books, streams: Streams) -> None:
        """Have one crew, for everything that asks for no skill; `around` is set when the floor is built."""
        self.clock, self.tables, self.books, self.streams = clock, tables, books, streams
        self.crews: dict[str | None, Crew] = {None: Crew(clock, tables["stops"])}
        self.around: Around
        self._without_parts: dict[Stop, None] = {}
        self._kind = -1

    def adopt(self, scenario: Scenario) -> None:
        """Take the crews as the scenario has them now."""
        production = scenario.production
        specs: list[tuple[str | None, RepairCrew]] = [(None, production.repair_crew), *production.crews.items()]
        for skill, spec in specs:
            crew = self.crews.setdefault(skill, Crew(self.clock, self.tables["stops"]))
            crew.adopt(spec.people, calendar(scenario, spec.shift), spec.first)

    def adopt_station(self, scenario: Scenario, station: Station, spec: StationSpec) -> None:
        """Take how the machines of a station fail and are maintained now."""
        policy = scenario.production.maintenance.get(station.id)
        if spec.failures is None and policy is None and spec.wear is None:
            return
        if station.breakdowns is None:
            station.breakdowns = self._look_after(station)
        entity = f"station {station.id}"
        wearing = Wearing(spec.wear, self.streams, entity) if spec.wear is not None else None
        if policy is not None:
            self._adopt_policy(station.breakdowns, policy, entity)
        modes = [self._mode(each, entity, several=isinstance(spec.failures, list)) for each in spec.modes]
        for mode in modes:
            if mode.lives is None:
                mode.operating = spec.wear is None or spec.wear.clock == "operating"
        station.breakdowns.adopt(modes, wearing)
        self._kind = self.books.kind("maintenance", "cash", "maintenance")

    def _look_after(self, station: Station) -> Breakdowns:
        jobs = JobsInHand(station, self.tables["lost_work"], self.around.scrap)
        breakdowns = Breakdowns(station, jobs, self.tables["slowed"])
        breakdowns.fetch, breakdowns.pay = self._fetch, self._pay
        return breakdowns

    def _adopt_policy(self, breakdowns: Breakdowns, policy: MaintenancePolicy, entity: str) -> None:
        duration = self.around.draw(policy.duration, entity, "maintenance")
        inspection = self.around.draw(policy.inspection, entity, "inspection")
        breakdowns.upkeep.adopt(policy, self.crews[policy.skill], duration, inspection)

    def _mode(self, spec: Failures, entity: str, *, several: bool) -> Mode:
        """Return how one mode fails now; where there are several, each has streams of its own."""
        named, draw = (f" of {spec.mode}" if several else ""), self.around.draw
        lives = None
        if spec.time_between is not None:
            new = draw(spec.time_between, entity, "time between failures" + named)
            lives = Lives(new, self.streams.exponentials(entity, "failures at an age" + named), spec.time_between)
        return Mode(
            lives=lives, limit=spec.limit or 0.0, operating=spec.clock == "operating",
            repair=draw(spec.repair, entity, "repair" + named), cost=spec.cost, parts=spec.parts,
            crew=self.crews[spec.skill], job=spec.job, age_left=spec.age_left,
            whole_age=spec.age_left_of == "whole-age", renews_all=spec.renews == "machine",
        )  # fmt: skip

    def _pay(self, cents: int) -> None:
        if cents:
            self.books.post(self.clock.now_ms, self._kind, cents)

    def _fetch(self, parts: Mapping[str, int], stop: Stop, crew: Crew) -> None:
        """Let a stop wait for its parts, and then for its crew."""

        def at_hand(cents: int) -> None:
            del self._without_parts[stop]
            stop.cents += cents
            crew.call(stop)

        self._without_parts[stop] = None
        self.around.fetch(parts, stop.machine.index, at_hand)

    def close(self, end_ms: int) -> None:
        """At the end of the run, write the stops that are not over."""
        for crew in self.crews.values():
            crew.close(end_ms)
        for stop in self._without_parts:
            stop.write(self.tables["stops"], end_ms)
