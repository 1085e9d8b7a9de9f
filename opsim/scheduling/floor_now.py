"""The machines of a firm as a plan finds them: busy, down, set for a family; everything else as expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsim.ledgers.history import FAILURE, PLANNED
from opsim.scenario.production import Failures
from opsim.scheduling.expected import process_of, whole
from opsim.scheduling.problem import Machine, Station
from opsim.simulation.kernel.calendar import Calendar, calendar, calendar_of

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.scenario import Scenario
    from opsim.scenario.distributions import Distribution
    from opsim.scenario.production import MaintenancePolicy


class InHand(NamedTuple):
    """A lot that a machine (by its row) works on since `start` and, as expected, until `end`."""

    lot: int
    step: int
    machine: int
    start: int
    end: int


class FloorNow:
    """The machines at the end of a history; `scenario` holds now."""

    def __init__(self, history: History, scenario: Scenario, units_of: dict[int, int]) -> None:
        """Look at `history`; `units_of` tells how many units each lot on the floor has."""
        self.history, self.scenario, self.units_of, self.at = history, scenario, units_of, history.end_ms
        self.rests = rests_of_displaced(history)
        self.hours = {station: calendar_of(scenario, station) for station in history.names.stations}
        self.rows = self._rows()
        self._repaired = {row: self._repaired_at(row) for rows in self.rows.values() for row in rows}
        self.in_hand = {each.machine: each for each in self._all_in_hand()}
        self.stations = tuple(self._station(station) for station in history.names.stations if self.rows[station])

    def place_of(self, machine: int) -> tuple[str, int]:
        """Return the station of a machine and its number there."""
        return next((station, rows.index(machine)) for station, rows in self.rows.items() if machine in rows)

    def _rows(self) -> dict[str, list[int]]:
        """Return the rows of the machines that are there, by station."""
        names, machines = self.history.names.stations, self.history.tables["machines"]
        rows: dict[str, list[int]] = {station: [] for station in names}
        for row, (station, bought, sold) in enumerate(
            zip(*(machines[name].tolist() for name in ("station", "bought", "sold")), strict=True)
        ):
            if bought <= self.at and sold < 0:
                rows[names[station]].append(row)
        return rows

    def _station(self, station_id: str) -> Station:
        spec = self.scenario.production.stations[station_id]
        crew = (spec.operators.skill, spec.operators.count) if spec.operators is not None else None
        machines = tuple(self._machine(row, bool(spec.set_up)) for row in self.rows[station_id])
        return Station(station_id, machines, self.hours[station_id], spec.set_up, crew)

    def _machine(self, row: int, has_families: bool) -> Machine:
        busy = self.in_hand.get(row)
        free = busy.end if busy is not None else self._repaired[row]
        return Machine(free, self._family_on(row) if has_families else "", is_manned=busy is not None)

    def _family_on(self, machine: int) -> str:
        """Return the family of the last lot that a machine took on."""
        operations, lots = self.history.tables["operations"], self.history.tables["lots"]
        lots_here = operations["lot"][operations["machine"] == machine]
        if not len(lots_here):
            return ""
        return self.scenario.products[self.history.names.items[lots["product"][lots_here[-1]]]].family

    # -- work in hand -----------------------------------------------------------------------------------------------

    def _all_in_hand(self) -> list[InHand]:
        operations, unfinished = self.history.tables["operations"], self.history.closing["unfinished"]
        count = len(operations["lot"])
        found = []
        for row in range(count - unfinished, count):
            lot, step, machine, start = (int(operations[name][row]) for name in ("lot", "step", "machine", "start"))
            found.append(InHand(lot, step, machine, start, self._expected_end(lot, step, machine, start)))
        return found

    def _expected_end(self, lot: int, step: int, machine: int, start: int) -> int:
        """Return when a lot in hand is done: now, if it has taken longer than expected already."""
        item = self.history.names.items[self.history.tables["lots"]["product"][lot]]
        spec = self.scenario.products[item].routing[step]
        hours = self.hours[spec.station]
        process = self.rests.get((lot, step), process_of(spec, self.units_of[lot]))
        left = process + self._set_up(machine, start, hours)
        left -= hours.open_ms(start, self.at) - self._stood_still(machine, start, hours)
        return max(self.at, hours.finish(self._repaired[machine], whole(left))) if left > 0 else self._repaired[machine]

    def _set_up(self, machine: int, start: int, hours: Calendar) -> int:
        """Return how long the set-up took, or takes, with which an operation began."""
        set_ups = self.history.tables["set_ups"]
        mine = (set_ups["machine"] == machine) & (set_ups["start"] == start)
        return sum(hours.open_ms(start, int(end)) for end in set_ups["end"][mine])

    def _stood_still(self, machine: int, since: int, hours: Calendar) -> int:
        """Return how much open time a machine has been down, or worked for nothing, since a time."""
        spans: list[tuple[int, int]] = []
        for stops in (self.history.tables["stops"], self.history.tables["lost_work"]):
            mine = (stops["machine"] == machine) & (stops["end"] > since)
            spans += zip(stops["start"][mine].tolist(), stops["end"][mine].tolist(), strict=True)
        open_ms, at = 0, since
        for start, end in sorted(spans):  # lost work may have stops within it
            open_ms += hours.open_ms(max(at, start), max(at, start, min(self.at, end)))
            at = max(at, end)
        return open_ms

    def _repaired_at(self, machine: int) -> int:
        """Return when a machine that is down now is expected to run again; now, if it runs."""
        stops, production = self.history.tables["stops"], self.scenario.production
        mine = (stops["machine"] == machine) & (stops["end"] >= self.at)
        at, station = self.at, next(name for name, rows in self.rows.items() if machine in rows)
        columns = (stops[name][mine].tolist() for name in ("kind", "mode", "served"))
        for kind, mode, served in zip(*columns, strict=True):
            cause = production.stations[station].modes[mode] if kind == FAILURE else production.maintenance.get(station)
            if cause is not None:
                crew = production.repair_crew if cause.skill is None else production.crews[cause.skill]
                at = calendar(self.scenario, crew.shift).finish(served, whole(_length(cause, kind).mean))
        return max(self.at, at)


def rests_of_displaced(history: History) -> dict[tuple[int, int], int]:
    """Return the process time (ms) that was left of a lot at a step when it last lost its machine to another lot."""
    table = history.tables["displaced"]
    rows = zip(*(table[name].tolist() for name in ("lot", "step", "left")), strict=True)
    return {(lot, step): left for lot, step, left in rows}


def _length(cause: Failures | MaintenancePolicy, kind: int) -> Distribution:
    """Return how long the crew needs."""
    if isinstance(cause, Failures):
        return cause.repair
    return cause.duration if kind == PLANNED else cause.inspection
