"""People at the machines: a pool for each skill, shared by every station that needs it."""

from __future__ import annotations

from opsim.simulation.production.stations.station import Station


class Operators:
    """The people of one skill; `free` of them stand ready."""

    def __init__(self, people: int) -> None:
        """Start with everybody free."""
        self.people = people
        self.free = people
        self._needs: dict[Station, int] = {}

    def serve(self, station: Station, count: int) -> None:
        """Work at `station`, `count` people at each running machine; those that run get or give up people at once."""
        running = sum(machine.lot is not None and machine.blocked_since < 0 for machine in station.machines)
        self.free -= running * (count - self._needs.get(station, count))
        self._needs[station] = count
        station.operators = self

    def adopt(self, people: int) -> None:
        """Change the number of people; those at a machine finish what they have in hand."""
        self.free += people - self.people
        self.people = people

    def available(self, station: Station) -> bool:
        """Say whether the people for one machine at `station` are free."""
        return self.free >= self._needs[station]

    def take(self, station: Station) -> bool:
        """Take the people for one machine at `station`, if there are enough."""
        need = self._needs[station]
        if self.free < need:
            return False
        self.free -= need
        return True

    def give_back(self, station: Station) -> None:
        """Take back the people of one machine at `station`."""
        self.free += self._needs[station]

    def dispatch(self) -> None:
        """Send free people to the station whose first lot has waited longest, again and again."""
        while self.free > 0:
            needs = self._needs.items()
            waiting = [station for station, need in needs if need <= self.free and station.can_use_people()]
            if not waiting:
                break
            min(waiting, key=lambda station: station.queue[0].arrived).dispatch_one()
        if self.free > 0:
            for station in self._needs:
                if station.buffer is not None and station.idle:
                    station.admit()
