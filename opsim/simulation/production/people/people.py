"""The people of the floor: plain pools of operators where that will do, else a staff with levels, phases and shifts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from opsim.scenario.shifts import Window
from opsim.simulation.kernel.calendar import Calendar, calendar
from opsim.simulation.kernel.late import CalendarWithOvertime, prolong
from opsim.simulation.production.people.attendance import Attendance
from opsim.simulation.production.people.operators import Operators
from opsim.simulation.production.people.roster import Roster
from opsim.simulation.production.people.staff import Place, Staff
from opsim.simulation.production.people.team import Team
from opsim.simulation.production.people.training import Course

if TYPE_CHECKING:
    from opsim.ledgers.books import Books
    from opsim.ledgers.rows import Rows
    from opsim.scenario import Scenario
    from opsim.scenario.production import Operators as OperatorsSpec
    from opsim.scenario.teams import Team as TeamSpec
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.kernel.streams import Streams
    from opsim.simulation.production.stations.station import Station


class People:
    """Everybody at the floor but the repair crew."""

    def __init__(self, clock: Clock, tables: dict[str, Rows], books: Books, streams: Streams) -> None:
        """Be empty until `adopt`."""
        self.clock, self.tables, self.books, self.streams = clock, tables, books, streams
        self.pools: dict[str, Operators] = {}
        self.staff: Staff | None = None
        self.teams: dict[str, Team] = {}
        self._courses: dict[str, Course] = {}
        self._rosters: dict[str, Roster] = {}
        self._late: dict[str, list[Window]] = {}

    def adopt(self, scenario: Scenario, stations: dict[str, Station]) -> None:
        """Take what the scenario says now: at the start, and after each decision."""
        handled = _handled(scenario)
        if self.staff is None and _is_plain(scenario, handled):
            self._adopt_pools(scenario, stations)
        else:
            self._adopt_staff(scenario, stations)
        for station_id in handled:
            if stations[station_id].attendance is None:
                stations[station_id].attend(Attendance(stations[station_id], Staff(), self.tables))

    def hours(self, station_id: str, regular: Calendar) -> Calendar:
        """Return when a station can work, with the overtime of its people."""
        if self.staff is None or regular.always:
            return regular
        return CalendarWithOvertime(regular, self._late.setdefault(station_id, []))

    def settle(self, team_id: str) -> tuple[int, int]:
        """Return the person-ms of overtime and of absence of a team since the last time."""
        team = self.teams.get(team_id)
        return team.settle() if team is not None else (0, 0)

    def close(self, end_ms: int, stations: dict[str, Station]) -> None:
        """At the end of the run, write what is not over."""
        for station in stations.values():
            if station.attendance is not None:
                station.attendance.close(end_ms)

    # -- plain --------------------------------------------------------------------------------------------------------

    def _adopt_pools(self, scenario: Scenario, stations: dict[str, Station]) -> None:
        teams = scenario.operations.teams.items()
        for station_id, station in stations.items():
            spec = scenario.production.stations[station_id].operators
            if spec is None:
                continue
            people = sum(team.people for name, team in teams if (team.skill or name) == spec.skill)
            pool = self.pools.setdefault(spec.skill, Operators(people))
            pool.adopt(people)
            pool.serve(station, spec.count)

    # -- with levels, phases and shifts -------------------------------------------------------------------------------

    def _adopt_staff(self, scenario: Scenario, stations: dict[str, Station]) -> None:
        first = self.staff is None
        self.staff = staff = self.staff or Staff()
        specs = scenario.production.stations
        manned = {name: spec.operators for name, spec in specs.items() if spec.operators is not None}
        if first:
            self._hire(scenario, staff)
        for name, team in self.teams.items():
            self._adopt_team(team, scenario.operations.teams[name])
        for station_id, spec in manned.items():
            self._serve(staff, stations[station_id], spec)
        if first:
            for roster in self._rosters.values():
                roster.start()

    def _hire(self, scenario: Scenario, staff: Staff) -> None:
        for index, (name, spec) in enumerate(scenario.operations.teams.items()):
            paid = calendar(scenario, spec.shift, paid=True)
            team = self.teams[name] = Team(self.clock, index, name, self.tables["staff"], paid)
            staff.teams.append(team)
            pay = partial(self._pay_training, spec.books_to)
            self._courses[name] = Course(self.clock, team, pay, self._learnt)
            if spec.shift not in self._rosters:
                hours, whole = calendar(scenario, spec.shift), calendar(scenario, spec.shift, breaks=True)
                longer = partial(self._prolong, scenario)
                self._rosters[spec.shift] = Roster(self.clock, staff, hours, whole, longer)
            self._rosters[spec.shift].add(team, self.streams.uniforms(f"team {name}", "absence"))

    def _pay_training(self, function: str, cents: int) -> None:
        if cents:
            self.books.post(self.clock.now_ms, self.books.kind("training", "cash", function), cents)

    def _learnt(self) -> None:
        """Somebody has come back from training, or gone there."""
        if self.staff is not None:
            for place in self.staff.places.values():
                place.rank(self.staff.teams)
            self.staff.dispatch()

    def _adopt_team(self, team: Team, spec: TeamSpec) -> None:
        self._rosters[spec.shift].adopt(team, spec)
        team.become(spec.people, min(team.absent, spec.people), min(team.away, spec.people))
        self._courses[team.name].adopt(spec)

    def _serve(self, staff: Staff, station: Station, spec: OperatorsSpec) -> None:
        place = staff.places.get(station)
        fresh = place is None
        if place is None:
            attendance = Attendance(station, staff, self.tables)
            place = attendance.place = staff.places[station] = Place(station, attendance)
        place.adopt(spec)
        place.rank(staff.teams)
        place.attendance.adopt(spec)
        if fresh:
            station.operators = staff
            station.attend(place.attendance)
            for machine in station.machines:
                if machine.lot is not None and machine.blocked_since < 0:
                    place.attendance.keep(machine)

    def _prolong(self, scenario: Scenario, teams: list[Team], until: int) -> None:
        """Keep open until a time the stations that need these teams while they run."""
        if self.staff is None:
            return
        now = self.clock.now_ms
        for team in teams:
            self.tables["overtime"].add(now, until, team.at_hand, team.index)
        for station, place in self.staff.places.items():
            if station.id in self._late and any(place.skill in team.levels for team in teams):
                own = calendar(scenario, scenario.production.stations[station.id].shift)
                end = min(until, own.closes_at(now))
                if now < end:
                    self.tables["late_hours"].add(now, end, list(scenario.production.stations).index(station.id))
                    station.work_late(partial(prolong, self._late[station.id], now, end))


def _handled(scenario: Scenario) -> list[str]:
    """Return the stations at which lots are loaded or unloaded."""
    steps = [step for product in scenario.products.values() for step in product.routing]
    handled = [step for step in steps if step.load is not None or step.unload is not None]
    return list(dict.fromkeys(place for step in handled for place in (step.station, *step.alternatives)))


def _is_plain(scenario: Scenario, handled: list[str]) -> bool:
    """Say whether people are all alike, always come, and stay at one machine while it runs."""
    specs = scenario.production.stations
    needs = {name: spec.operators for name, spec in specs.items() if spec.operators is not None}
    if any(need.needed_for != "all" or need.machines_per_person > 1 for need in needs.values()):
        return False
    if any(station in needs for station in handled):
        return False
    skills = {need.skill for need in needs.values()}
    teams = [team for name, team in scenario.operations.teams.items() if skills & team.levels(name).keys()]
    return not any(
        team.skills or team.level != 1 or team.absence or team.overtime.most or team.training.lasts for team in teams
    )
