"""What each machine did: operations, set-ups, blocking, and the times at which it could not work."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.ledgers.history import ADJUSTMENT, FAILURE
from opsim.results.columns.groups import Groups, grouped
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
#: Tables that tell what a machine did besides its operations, and what they say but start and end.
_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "set_ups": (), "stops": ("supplied", "kind"), "blocked": (), "lost_work": (), "unmanned": (),
}  # fmt: skip
#: Machines are looked at in several goes, each for about so many operations.
_AT_ONCE: Final = 1 << 18
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
        together = max(len(self) * _AT_ONCE // max(self._operations.rows, _AT_ONCE), 1)
        for low in range(0, len(self), together):
            numbers = range(low, min(low + together, len(self)))
            lives = map(self._life, numbers, self._work(numbers), self._beside(numbers, groups))
            yield from lives  # none of them is held any longer

    def __getitem__(self, index: int) -> MachineTime:
        """Return the life of one machine."""
        rows = {name: np.flatnonzero(self.tables[name]["machine"] == index) for name in _TABLES}
        beside = {name: self._columns(name, mine) for name, mine in rows.items()}
        return self._life(index, next(self._work(range(index, index + 1))), beside)

    def _beside(self, machines: range, groups: dict[str, Groups]) -> Iterator[dict[str, list[Times]]]:
        """Yield what each of some machines did besides its operations: table -> columns."""
        first = {name: group.first[machines.start : machines.stop + 1] for name, group in groups.items()}
        columns = {
            name: self._columns(name, group.order[first[name][0] : first[name][-1]]) for name, group in groups.items()
        }
        for low in range(len(machines)):
            place = {name: slice(*(begin[low : low + 2] - begin[0]).tolist()) for name, begin in first.items()}
            yield {name: [column[place[name]] for column in columns[name]] for name in columns}

    def _columns(self, table: str, rows: Whole) -> list[Times]:
        """Return start, end and the other columns of these rows of one of the tables."""
        others = Reader(self.tables[table]).at(rows, *_TABLES[table])
        return [*self.spans(table, rows), *(np.asarray(column, np.int64) for column in others)]

    def _work(self, machines: range) -> Iterator[tuple[Whole, Spans]]:
        """Yield the rows and times of the operations of each of some machines."""
        first = np.concatenate([[0], np.cumsum(self._operations_of[machines.start : machines.stop])])
        row, start, end = (np.empty(first[-1], kind) for kind in (np.int32, np.int64, np.int64))
        at, free = 0, first[:-1].copy()
        for machine, begin, over in self._operations.parts("machine", "start", "end"):
            mine = np.flatnonzero((machine >= machines.start) & (machine < machines.stop))
            number = (machine[mine] - machines.start).astype(np.uint16)
            mine = mine[np.argsort(number, kind="stable")]  # machine by machine: they go where theirs go on
            counts = np.bincount(number, minlength=len(machines))
            place = np.repeat(free - (np.cumsum(counts) - counts), counts) + np.arange(len(mine))
            row[place], start[place], end[place] = mine + at, begin[mine], over[mine]
            free += counts
            at += len(machine)
        for begun, done in pairwise(first.tolist()):
            yield row[begun:done], Spans(start[begun:done], end[begun:done])

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
        start, end = Reader(self.tables[table]).at(rows, "start", "end")
        return Spans(start, np.minimum(np.where(end < 0, self.end_ms, end), self.end_ms))

    def _life(self, index: int, done: tuple[Whole, Spans], beside: dict[str, list[Times]]) -> MachineTime:
        """Return the life of one machine, given the rows and times of its operations, and what it did besides."""
        work, operations = done
        set_ups, blocked, lost, unmanned = (Spans(*beside[n]) for n in ("set_ups", "blocked", "lost_work", "unmanned"))
        bought, sold = (int(self.tables["machines"][name][index]) for name in ("bought", "sold"))
        gone = sold if sold >= 0 else self.end_ms
        present = spans(np.array([min(max(bought, 0), gone)]), np.array([gone]))
        stops, why = self._stops(*beside["stops"])
        off = without(self.closed[self.station[index]].within(int(present.start[0]), int(present.end[0])), stops)
        unmanned = without(without(unmanned, stops), off)
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
            blocked=blocked,
            present=present,
            holes=Spans(start[order], np.concatenate([stops.end, off.end, unmanned.end, lost.end])[order]),
            hole_causes=why[order].astype(np.uint8),
        )

    def _stops(self, begin: Times, over: Times, supplied: Times, kinds: Times) -> tuple[Spans, Whole]:
        """Return the stops of one machine in the order of time, with causes; the wait for parts is a stop by itself."""
        supplied = np.clip(np.where(supplied < 0, self.end_ms, supplied), begin, over)
        why = np.select([kinds == FAILURE, kinds == ADJUSTMENT], [causes.DOWN, causes.ADJUSTED], causes.PLANNED)
        waits = np.flatnonzero(supplied > begin)
        start = np.concatenate([supplied, begin[waits]])
        end = np.concatenate([over, supplied[waits]])
        why = np.concatenate([why, np.full(len(waits), causes.NO_PART)])
        order = np.lexsort((end, start))
        return Spans(start[order], end[order]), why[order]


def _loads(work: Spans) -> tuple[Times, Times]:
    """Return the position of the first operation of each load, and how many lots it has: they start and end as one."""
    first = np.flatnonzero(run_starts(work.start) | run_starts(work.end))
    return first, np.diff(np.append(first, len(work.start)))
