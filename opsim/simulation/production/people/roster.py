"""The roster: who is on duty, who is absent, and who works on after the shift."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from opsim.scenario.teams import Overtime
from opsim.scenario.teams import Team as TeamSpec
from opsim.simulation.kernel.calendar import Calendar
from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY, MS_PER_HOUR, URGENT, Clock
from opsim.simulation.production.people.team import Team

if TYPE_CHECKING:
    from opsim.simulation.production.people.staff import Staff

#: Overtime is ordered for so long, then looked at again.
BLOCK = MS_PER_HOUR


class Roster:
    """The days of the teams that keep one shift.

    `hours` is when they work, `whole` from the beginning of each shift to its end, breaks included. `uniforms` are the
    chances of absence, one stream for each team; `prolong(teams, until)` opens their stations for longer.
    """

    def __init__(
        self, clock: Clock, staff: Staff, hours: Calendar, whole: Calendar, prolong: Callable[[list[Team], int], None]
    ) -> None:
        """Begin without teams."""
        self.clock, self.staff, self.hours, self.whole, self.prolong = clock, staff, hours, whole, prolong
        self.teams: list[Team] = []
        self.specs: dict[Team, TeamSpec] = {}
        self._uniforms: dict[Team, Iterator[float]] = {}
        self._until: dict[Team, int] = {}  # the end of the overtime ordered last

    def add(self, team: Team, uniforms: Iterator[float]) -> None:
        """Let a team keep this shift."""
        self.teams.append(team)
        self._uniforms[team] = uniforms
        team.on_duty = self.hours.closes_at(self.clock.now_ms) > self.clock.now_ms

    def adopt(self, team: Team, spec: TeamSpec) -> None:
        """Take what holds for a team from now on."""
        self.specs[team] = spec

    def start(self) -> None:
        """Begin with the next shift."""
        clock = self.clock
        if self.whole.always:
            first = -(-clock.now_ms // MS_PER_DAY) * MS_PER_DAY
            clock.every(first, lambda: MS_PER_DAY, self._call_the_roll, "absence", URGENT)
            return
        self._at_next(self.hours.opens_at(clock.now_ms), self._open)
        self._at_next(self.whole.opens_at(clock.now_ms), self._begin)

    def _at_next(self, at_ms: int, act: Callable[[], None]) -> None:
        if at_ms < FOREVER:
            self.clock.call_at(at_ms, act, "a shift", URGENT)

    # -- hours and breaks ---------------------------------------------------------------------------------------------

    def _open(self) -> None:
        for team in self.teams:
            team.on_duty = True
        self._at_next(self.hours.closes_at(self.clock.now_ms), self._close)
        self.staff.dispatch()

    def _close(self) -> None:
        for team in self.teams:
            team.on_duty = self._until.get(team, 0) > self.clock.now_ms
        self._at_next(self.hours.opens_at(self.clock.now_ms), self._open)

    # -- shifts -------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._call_the_roll()
        self._at_next(self.whole.closes_at(self.clock.now_ms), self._end)

    def _call_the_roll(self) -> None:
        """See who has come."""
        for team in self.teams:
            rate, uniform = self.specs[team].absence, self._uniforms[team]
            absent = sum(next(uniform) < rate for _ in range(team.people)) if rate > 0 else 0
            team.become(team.people, absent, team.away)
        self.staff.dispatch()

    def _end(self) -> None:
        now = self.clock.now_ms
        self._at_next(following := self.whole.opens_at(now), self._begin)
        for teams in _colleagues(self.teams):
            rule = self.specs[teams[0]].overtime
            if rule.most:
                self._look(teams, rule, min(now + rule.most, following))

    # -- overtime -----------------------------------------------------------------------------------------------------

    def _look(self, teams: list[Team], rule: Overtime, limit: int) -> None:
        """Work on for another hour, up to the limit, if too many lots wait; else go home."""
        now = self.clock.now_ms
        until = min(now + BLOCK, limit)
        stays = now < until and self._waiting(teams) > rule.above
        on_shift = self.hours.closes_at(now) > now
        for team in teams:
            team.on_duty = stays or on_shift
        if stays:
            for team in teams:
                team.stay(until - now)
                self._until[team] = until
            self.prolong(teams, until)
            self.clock.call_at(until, lambda: self._look(teams, rule, limit), "overtime", URGENT)
            self.staff.dispatch()

    def _waiting(self, teams: list[Team]) -> int:
        """Return how many lots wait where these teams are needed."""
        places = [place for place in self.staff.places.values() if any(place.skill in team.levels for team in teams)]
        return sum(len(place.station.queue) + len(place.station.outside) for place in places)


def _colleagues(teams: list[Team]) -> list[list[Team]]:
    """Return the teams in groups that share skills, directly or through others."""
    groups: list[list[Team]] = []
    for team in teams:
        mates = [group for group in groups if any(team.levels.keys() & other.levels.keys() for other in group)]
        groups = [group for group in groups if group not in mates]
        groups.append([*(other for group in mates for other in group), team])
    return groups
