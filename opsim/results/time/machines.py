"""What each machine did: operations, set-ups, blocking, and the times at which it could not work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.ledgers.history import ADJUSTMENT, FAILURE
from opsim.results.columns.groups import WHOLE, grouped
from opsim.results.columns.intervals import NOTHING, Flags, Spans, Times, Whole, ranges, run_starts, spans, without
from opsim.results.columns.reading import Reader
from opsim.results.time import causes
from opsim.simulation.kernel.calendar import calendar_of

if TYPE_CHECKING:
    from opsim.ledgers.history import History

#: State of a machine -> why a lot waits while the machine is in it; in the order of precedence, "idle" being the rest.
STATES: Final = {
    "down": causes.DOWN,
    "planned maintenance": causes.PLANNED,
    "adjustment": causes.ADJUSTED,
    "no spare part": causes.NO_PART,
    "off shift": causes.OFF_SHIFT,
    "no operator": causes.NO_OPERATOR,
    "set-up": causes.BEHIND_SET_UP,
    "blocked": causes.BEHIND_BLOCKED,
    "rework": causes.BEHIND_REWORK,
    "processing": causes.QUEUE,
    "filling": causes.FILLING,
    "idle": causes.NO_OPERATOR,
}
_TABLES: Final = ("set_ups", "stops", "blocked", "lost_work", "unmanned")
#: The operations of all machines are read in so many goes.
_GOES: Final = 8
_HOLES: Final = ("down", "planned maintenance", "adjustment", "no spare part", "off shift", "no operator")


class MachineTime(NamedTuple):
    """The life of one machine. `rows` are its operations in time order, `rework` says which of them are rework.

    A load of an oven is one operation here: that of its first lot, whose `lots` rows follow each other in the table
    (None where each operation is one lot's). It is rework when all its lots are.

    `holes` are the times at which it could not work, each with its cause (down, planned maintenance, adjustment, no
    spare part, off shift, no operator); work that a failure has undone counts as down.
    """

    rows: Whole
    rework: Flags
    operations: Spans
    set_ups: Spans
    blocked: Spans
    present: Spans
    holes: Spans
    hole_causes: npt.NDArray[np.uint8]
    lots: Times | None = None

    def rows_at(self, at: Whole) -> tuple[Times, Whole]:
        """Return (position in `at`, row) of the operations of all lots at these positions in `rows`."""
        if self.lots is None:
            return np.arange(len(at)), self.rows[at]
        return ranges(self.rows[at], self.rows[at] + self.lots[at])

    def idle(self) -> Spans:
        """Return when it was there, able to work, and had no lot."""
        at_work = (self.operations, self.set_ups, self.blocked, self.holes)
        free = self.present
        for kind in at_work:
            free = without(free, kind)
        return free

    def rare_states(self) -> dict[str, Spans]:
        """Return when it was in each state but processing and idle, which take the most time and room."""
        states = {
            state: Spans(*(edge[self.hole_causes == STATES[state]] for edge in self.holes)) for state in _HOLES
        }  # fmt: skip
        states["set-up"] = without(self.set_ups, self.holes)
        states["blocked"] = without(self.blocked, self.holes)
        states["rework"] = self._worked(self.rework)
        return states

    def processing(self) -> Spans:
        """Return when it worked on lots for the first time."""
        return self._worked(~self.rework)

    def _worked(self, which: Flags) -> Spans:
        work = Spans(self.operations.start[which], self.operations.end[which])
        return without(without(work, self.set_ups), self.holes)


class Machines:
    """All machines of one run."""

    def __init__(self, history: History, marks: npt.NDArray[np.uint8]) -> None:
        """Look at `history`; the lowest bit of `marks` says which operations are rework."""
        self.history, self.tables, self.end_ms = history, history.tables, history.end_ms
        self._operations, self._marks = Reader(history.tables["operations"]), marks
        self.station = np.asarray(history.tables["machines"]["station"], np.int64)
        stations = history.scenario.production.stations
        ovens = {name for name, spec in stations.items() if spec.oven is not None}
        self.has_loads = [name in ovens for name in history.names.stations]

    def __len__(self) -> int:
        """Return how many machines there ever were."""
        return len(self.station)

    def __iter__(self) -> Iterator[MachineTime]:
        """Yield the life of each machine."""
        groups = {name: grouped(Reader(self.tables[name])["machine"], len(self)) for name in _TABLES}
        together = len(self) if self._operations.rows <= WHOLE else -(-len(self) // _GOES)
        for low in range(0, len(self), max(together, 1)):
            numbers = range(low, min(low + together, len(self)))
            others = ({name: groups[name].of(index) for name in _TABLES} for index in numbers)
            yield from map(self._life, numbers, self._work(numbers), others)  # none of them is held any longer

    def __getitem__(self, index: int) -> MachineTime:
        """Return the life of one machine."""
        rows = {name: np.flatnonzero(self.tables[name]["machine"] == index) for name in _TABLES}
        return self._life(index, next(self._work(range(index, index + 1))), rows)

    def _work(self, machines: range) -> Iterator[tuple[Whole, Spans]]:
        """Yield the rows and times of the operations of each of some machines."""
        first = np.concatenate([[0], np.cumsum(self._operations_of[machines.start : machines.stop])])
        row, start, end = (np.empty(first[-1], kind) for kind in (np.int32, np.int64, np.int64))
        at, free = 0, first.tolist()
        for machine, begin, over in self._operations.parts("machine", "start", "end"):
            for number, index in enumerate(machines):
                mine = np.flatnonzero(machine == index)
                place = slice(free[number], free[number] + len(mine))
                row[place], start[place], end[place] = mine + at, begin[mine], over[mine]
                free[number] = place.stop
            at += len(machine)
        for place in map(slice, first, first[1:]):
            yield row[place], Spans(start[place], end[place])

    @cached_property
    def _operations_of(self) -> Times:
        """How many operations each machine had."""
        counts = np.zeros(len(self), np.int64)
        for (machine,) in self._operations.parts("machine"):
            counts += np.bincount(machine, minlength=len(self))
        return counts

    @cached_property
    def closed(self) -> list[Spans]:
        """When each station is off shift."""
        scenario, whole = self.history.scenario, spans(np.array([0]), np.array([self.end_ms]))
        return [
            without(without(whole, Spans(*calendar_of(scenario, station).open_intervals(0, self.end_ms))), late)
            if station in scenario.production.stations else NOTHING
            for station, late in zip(self.history.names.stations, self._late_hours(), strict=True)
        ]  # fmt: skip

    def _late_hours(self) -> list[Spans]:
        """Return when overtime has kept each station open."""
        return [self._of_station("late_hours", station) for station in range(len(self.history.names.stations))]

    def plan_waits(self, station: int) -> Spans:
        """Return when a station waited for the lot that its plan has next, though others were there."""
        return self._of_station("plan_waits", station)

    def _of_station(self, table: str, station: int) -> Spans:
        return self.spans(table, np.flatnonzero(self.tables[table]["station"] == station))

    def spans(self, table: str, rows: Whole) -> Spans:
        """Return the intervals of these rows of a table; what has not ended yet ends with the run."""
        columns = Reader(self.tables[table])
        start, end = (np.asarray(columns[name][rows], np.int64) for name in ("start", "end"))
        return Spans(start, np.minimum(np.where(end < 0, self.end_ms, end), self.end_ms))

    def _life(self, index: int, done: tuple[Whole, Spans], rows: Mapping[str, Whole]) -> MachineTime:
        """Return the life of one machine, given the rows and times of its operations and its rows in other tables."""
        work, operations = done
        bought, sold = (int(self.tables["machines"][name][index]) for name in ("bought", "sold"))
        gone = sold if sold >= 0 else self.end_ms
        present = spans(np.array([min(max(bought, 0), gone)]), np.array([gone]))
        stops, why = self._stops(rows["stops"])
        off = without(self.closed[self.station[index]].within(int(present.start[0]), int(present.end[0])), stops)
        unmanned = without(without(self.spans("unmanned", rows["unmanned"]), stops), off)
        set_ups = self.spans("set_ups", rows["set_ups"])
        lost = self.spans("lost_work", rows["lost_work"])
        for others in (set_ups, stops, off, unmanned):
            lost = without(lost, others)
        start = np.concatenate([stops.start, off.start, unmanned.start, lost.start])
        rest = np.array([causes.OFF_SHIFT, causes.NO_OPERATOR, causes.DOWN])
        why = np.concatenate([why, np.repeat(rest, [len(each.start) for each in (off, unmanned, lost)])])
        order = np.argsort(start, kind="stable")
        rework, lots = (self._marks[work] & 1).astype(np.bool_), None
        if self.has_loads[self.station[index]]:
            first, lots = _loads(operations)
            work, operations = work[first], Spans(*(edge[first] for edge in operations))
            rework = np.logical_and.reduceat(rework, first) if len(first) else rework
        return MachineTime(
            rows=work,
            lots=lots,
            rework=rework,
            operations=operations,
            set_ups=set_ups,
            blocked=self.spans("blocked", rows["blocked"]),
            present=present,
            holes=Spans(start[order], np.concatenate([stops.end, off.end, unmanned.end, lost.end])[order]),
            hole_causes=why[order].astype(np.uint8),
        )

    def _stops(self, rows: Whole) -> tuple[Spans, Whole]:
        """Return the stops of one machine in the order of time, with causes; the wait for parts is a stop by itself."""
        table, stops = Reader(self.tables["stops"]), self.spans("stops", rows)
        supplied = np.asarray(table["supplied"][rows], np.int64)
        supplied = np.clip(np.where(supplied < 0, self.end_ms, supplied), stops.start, stops.end)
        kinds = table["kind"][rows]
        why = np.select([kinds == FAILURE, kinds == ADJUSTMENT], [causes.DOWN, causes.ADJUSTED], causes.PLANNED)
        waits = np.flatnonzero(supplied > stops.start)
        start = np.concatenate([supplied, stops.start[waits]])
        end = np.concatenate([stops.end, supplied[waits]])
        why = np.concatenate([why, np.full(len(waits), causes.NO_PART)])
        order = np.lexsort((end, start))
        return Spans(start[order], end[order]), why[order]


def _loads(work: Spans) -> tuple[Times, Times]:
    """Return the position of the first operation of each load, and how many lots it has: they start and end as one."""
    first = np.flatnonzero(run_starts(work.start) | run_starts(work.end))
    return first, np.diff(np.append(first, len(work.start)))
