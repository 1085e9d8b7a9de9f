"""Who works where: people with several skills and levels, lent to machines by the phase of their work.

`Operators` (one skill, one pace, one machine at a time) is the plain case; this takes its place at every station as
soon as a scenario asks for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from opsim.simulation.production.people.team import PERSON, PPM, Team

if TYPE_CHECKING:
    from opsim.scenario.production import Operators as OperatorsSpec
    from opsim.simulation.production.people.attendance import Attendance
    from opsim.simulation.production.stations.station import Station

#: Who serves a machine: team, parts of its people.
Hands = list[tuple[Team, int]]
NOBODY: Final[Hands] = []


class Place:
    """A station that needs people: how many parts of a person, of which skill, and who comes first."""

    def __init__(self, station: Station, attendance: Attendance) -> None:
        """Serve `station`."""
        self.station, self.attendance = station, attendance

    def adopt(self, spec: OperatorsSpec) -> None:
        """Take what the station needs from now on; machines at work keep whom they have."""
        self.skill, self.count, self.share = spec.skill, spec.count, PERSON // spec.machines_per_person
        self.from_the_start = spec.needed_for != "run"

    def rank(self, teams: list[Team]) -> None:
        """Prefer the quickest, then those who can do least else, then the order of the scenario."""
        able = [team for team in teams if self.skill in team.levels]
        self.teams = sorted(able, key=lambda team: (-team.levels[self.skill], len(team.levels), team.index))

    def hands(self) -> Hands | None:
        """Return who could serve one more machine now, or nothing if too few are free."""
        found, missing = [], self.count
        for team in self.teams:
            if team.on_duty and team.free >= self.share:
                some = min(missing, team.free // self.share)
                found.append((team, some * self.share))
                missing -= some
                if not missing:
                    return found
        return None

    def pace(self, hands: Hands) -> int:
        """Return the pace of the slowest of them, in millionths of the standard."""
        return min((team.levels.get(self.skill, PPM) for team, _ in hands), default=PPM)


class Staff:
    """All teams that work at machines. To a station it is what `Operators` is."""

    def __init__(self) -> None:
        """Be empty."""
        self.teams: list[Team] = []
        self.places: dict[Station, Place] = {}
        self.taken: Hands = NOBODY  # by the start of an operation that is just happening
        self._busy = False

    def available(self, station: Station) -> bool:
        """Say whether a lot can be started at `station` as far as people go."""
        place = self.places[station]
        return not place.from_the_start or place.hands() is not None

    def take(self, station: Station) -> bool:
        """Take the people for a start at `station`, if there are enough; the station starts a machine at once."""
        place = self.places[station]
        if not place.from_the_start:
            self.taken = NOBODY
            return True
        hands = place.hands()
        if hands is None:
            return False
        self.taken = hands
        self.lend(hands)
        return True

    def give_back(self, _station: Station) -> None:
        """Do nothing: `Attendance` has taken them back at the end of the phase."""

    def lend(self, hands: Hands) -> None:
        """Let people go to a machine."""
        for team, parts in hands:
            team.free -= parts

    def take_back(self, hands: Hands) -> None:
        """People come back from a machine."""
        for team, parts in hands:
            team.free += parts

    def dispatch(self) -> None:
        """Send free people to the lot or machine that has waited longest, again and again."""
        if self._busy:
            return
        self._busy = True
        while (place := self._next()) is not None:
            if place.attendance.waits_longer_than_queue():
                place.attendance.answer()
            else:
                place.station.dispatch_one()
        self._busy = False
        for station in self.places:
            if station.buffer is not None and station.idle:
                station.admit()

    def _next(self) -> Place | None:
        """Return the place with the longest wait that the free people can end."""
        best, longest = None, 0
        for place in self.places.values():
            since = place.attendance.waiting_since()
            if since is not None and (best is None or since < longest) and place.attendance.can_be_served():
                best, longest = place, since
        return best
