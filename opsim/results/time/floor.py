"""The factory floor of a run, seen lot by lot and machine by machine: a view over the time ledger."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.results.columns.groups import Groups, grouped
from opsim.results.columns.intervals import (
    NOTHING,
    Overlaps,
    Spans,
    Times,
    Whole,
    overlaps,
    ranges,
    run_starts,
)  # fmt: skip
from opsim.results.columns.reading import Reader
from opsim.results.time import causes, filling, journeys
from opsim.results.time.batches import Batches
from opsim.results.time.displaced import Displaced
from opsim.results.time.machines import Machines, MachineTime

if TYPE_CHECKING:
    from opsim.ledgers.history import History


#: What is special about an operation, as bits.
REWORK, PAUSED, SET_UP, HELD = 1, 2, 4, 8


class Visits(NamedTuple):
    """Operations of some lots, lot by lot: `owner` says of which.

    The lot joined the queue at `ready`, and was free to move on at `free`.
    """

    owner: Times
    row: Times
    station: Times
    ready: Times
    start: Times
    end: Times
    free: Times


class Parts(NamedTuple):
    """Pieces of time that belong to operations, in order of operation and time."""

    row: npt.NDArray[np.int32]
    cause: npt.NDArray[np.uint8]
    start: Times
    end: Times

    def of(self, rows: Whole) -> tuple[Times, Times]:
        """Return (position in `rows`, position in the pieces) for every piece of these operations."""
        return ranges(np.searchsorted(self.row, rows, side="left"), np.searchsorted(self.row, rows, side="right"))


class MachineLog(NamedTuple):
    """What is kept of a machine's life: little, because processing and idling take most of it.

    `states` are the rare ones; `worked` is its time in operations without their pauses, after the warm-up, in ms;
    `sound` says that it never did two things at a time.
    """

    present: Spans
    states: dict[str, Spans]
    worked: int
    sound: bool


class Floor:
    """Operations, and what belongs to them, of one run."""

    def __init__(self, history: History) -> None:
        """Look at `history`; nothing is computed yet."""
        self.history = history
        self.operations, self.lots = Reader(history.tables["operations"]), Reader(history.tables["lots"])
        self._reworks = history.tables["reworks"]
        self.station_of = np.asarray(history.tables["machines"]["station"], np.int64)

    def __len__(self) -> int:
        """Return the number of operations."""
        return self.operations.rows

    # -- lot by lot -------------------------------------------------------------------------------------------------

    @cached_property
    def by_lot(self) -> Groups:
        """Operations by lot, in time order."""
        return grouped(self.operations["lot"], self.lots.rows)

    def visits(self, lots: Whole) -> Visits:
        """Return the operations of these lots with the times at which the lots were ready for them."""
        owner, position = self.by_lot.of_all(lots)
        row = self.by_lot.order[position].astype(np.int64)
        machine, start, end = self.operations.at(row, "machine", "start", "end")
        station = self.station_of[machine]
        ready = np.empty_like(end)
        free = self._let_go(row, end)
        ready[1:] = free[:-1]
        first = np.flatnonzero(run_starts(owner))
        ready[first] = self.came(lots[owner[first]])
        return Visits(owner, row, station, ready, start, end, free)

    def _let_go(self, row: Times, end: Times) -> Times:
        """Return when the lot was free to move on after each operation."""
        owner, piece = self.held(row)
        if not owner.size:
            return end
        free = end.copy()
        np.maximum.at(free, owner, self.holds.end[piece])
        return free

    def held(self, row: Times) -> tuple[Times, Times]:
        """Return (position in `row`, position in `holds`) of all that kept lots after these operations."""
        held = np.flatnonzero(self.marks[row] & HELD) if len(self.holds.start) else NOTHING.start
        owner, piece = self.holds.of(row[held])
        return held[owner], piece

    def came(self, lots: Whole) -> Times:
        """Return when each of these lots was at its first station: when released, or later where it had a way to go."""
        released: Times = self.lots["released"][lots]
        travelled, arrived = self.ways_back
        if not len(travelled):
            return released
        last = np.searchsorted(travelled, lots, side="right") - 1
        return np.where(travelled[last] == lots, arrived[last], released)

    @cached_property
    def ways_back(self) -> tuple[Times, Times]:
        """The lots of rejects that had a way to go to their first station, and when they came there."""
        return journeys.ways_back(self.history)

    @cached_property
    def marks(self) -> npt.NDArray[np.uint8]:
        """What is special about each operation."""
        marks = self._rework
        for mark, parts in ((PAUSED, self.pauses), (SET_UP, self.set_ups), (HELD, self.holds)):
            marks[parts.row] |= mark
        return marks

    @cached_property
    def _rework(self) -> npt.NDArray[np.uint8]:
        """Which operations are rework; other marks come later."""
        marks = np.zeros(len(self), np.uint8)
        owner, position = self.by_lot.of_all(self._reworks["lot"])
        rows = self.by_lot.order[position]
        marks[rows[self.operations["step"][rows] <= self._reworks["until"][owner]]] = REWORK
        return marks

    @cached_property
    def displaced(self) -> Displaced:
        """Operations in several parts, since a lot lost its machine to another one."""
        return Displaced(self.history, self.by_lot)

    def inspected(self, inspections: Whole) -> npt.NDArray[np.int32]:
        """Return the operation that each of these inspections follows."""
        return self._operation("inspections", inspections)

    def _operation(self, name: str, rows: Whole) -> npt.NDArray[np.int32]:
        """Return the operation of the lot and step in each of these rows."""
        return self.operation_at(*Reader(self.history.tables[name]).at(rows, "lot", "step"))

    def operation_at(self, lots: Whole, steps: Whole) -> npt.NDArray[np.int32]:
        """Return the operation that ended each of these steps of these lots: the steps of a lot follow each other."""
        if self.displaced:
            return self.displaced.last_part(lots, steps)
        first = self.by_lot.first[np.asarray(lots, np.int64)]
        rows: npt.NDArray[np.int32] = self.by_lot.order[first + steps - journeys.first_steps(self.history, lots)]
        return rows

    # -- machine by machine -----------------------------------------------------------------------------------------

    @cached_property
    def machines(self) -> Machines:
        """The machines, each with everything that it did."""
        return Machines(self.history, self._rework)

    @cached_property
    def _look(self) -> tuple[list[MachineLog], dict[str, Parts]]:
        """Look once at every machine: its log, and the pauses, set-ups and holds of its operations."""
        inspections = Reader(self.history.tables["inspections"])
        lasting = inspections.where(lambda start, end, seen: (end > start) | (seen == 0), "start", "end", "inspected")
        rows, held = self.inspected(lasting), self.machines.spans("inspections", lasting)
        queued = Spans(self.operations["end"][rows].astype(np.int64), held.start)
        travels = np.flatnonzero(~journeys.way_back(self.history))
        kept = np.arange(len(self.history.tables["kept"]["lot"]))
        left, stayed = self._operation("travels", travels), self._operation("kept", kept)
        none = (np.empty(0, np.int32), np.empty(0, np.uint8), *NOTHING)
        found: dict[str, list[tuple[Any, ...]]] = {
            "pauses": [none],
            "set_ups": [none],
            "holds": [
                (rows, _all(causes.NO_INSPECTOR, rows), *queued),
                (rows, _all(causes.INSPECTION, rows), *held),
                (left, _all(causes.TRAVEL, left), *self.machines.spans("travels", travels)),
                (stayed, _all(causes.BLOCKED, stayed), *self.machines.spans("kept", kept)),
            ],
        }
        logs = list(map(partial(self._log, found), count(), self.machines))  # one machine at a time is in memory
        return logs, {name: _parts(pieces) for name, pieces in found.items()}

    def _log(self, found: dict[str, list[tuple[Any, ...]]], number: int, machine: MachineTime) -> MachineLog:
        """Return what is kept of a machine's life; the pauses, set-ups and holds of its operations are added to all."""
        low, high = min(self.history.scenario.clock.warm_up, self.history.end_ms), self.history.end_ms
        pauses = overlaps(machine.operations, machine.holes)
        for name, piece in _pieces(machine, pauses).items():
            found[name].append(piece)
        stood = Spans(pauses.start, pauses.end)
        worked = machine.operations.total_within(low, high) - stood.total_within(low, high)
        states = machine.rare_states()
        if machine.lots is not None:
            states["filling"] = filling.of_machine(self, number, machine)
        return MachineLog(machine.present, states, worked, _is_sound(machine))

    @cached_property
    def batches(self) -> Batches:
        """Lots that were released in parts."""
        return Batches(self)

    @cached_property
    def filling(self) -> dict[int, Spans]:
        """Station -> when any of its machines waited for a full load."""
        return filling.by_station(self)

    @property
    def logs(self) -> list[MachineLog]:
        """One log for each machine."""
        return self._look[0]

    @property
    def pauses(self) -> Parts:
        """Times within operations at which the machine stood or worked for nothing, each with its cause."""
        return self._look[1]["pauses"]

    @property
    def set_ups(self) -> Parts:
        """The set-ups at the beginning of operations, pauses included."""
        return self._look[1]["set_ups"]

    @property
    def holds(self) -> Parts:
        """What keeps a lot after an operation: its inspection and the wait for it, or no room at the next station."""
        return self._look[1]["holds"]


def _pieces(machine: MachineTime, pauses: Overlaps) -> dict[str, tuple[Any, ...]]:
    """Return the pauses, set-ups and holds of a machine's operations: rows, causes, starts, ends.

    What keeps the lots of a load after it is told of each by itself, and not here.
    """
    work, set_ups, blocked = machine.operations, machine.set_ups, machine.blocked
    set_up_of = np.searchsorted(work.start, set_ups.start, side="right") - 1
    held_after = np.searchsorted(work.end, blocked.start, side="right") - 1
    ready = np.minimum(set_ups.end, work.end[set_up_of])
    pause, paused = machine.rows_at(pauses.first)
    part, prepared = machine.rows_at(set_up_of)
    holds = (machine.rows[held_after], _all(causes.BLOCKED, held_after), *blocked)
    return {
        "pauses": (paused, machine.hole_causes[pauses.second][pause], pauses.start[pause], pauses.end[pause]),
        "set_ups": (prepared, _all(causes.SET_UP, prepared), set_ups.start[part], ready[part]),
        **({"holds": holds} if machine.lots is None else {}),
    }


def _is_sound(machine: MachineTime) -> bool:
    """Say whether operations, set-ups, blocking and stops of a machine each follow one another while it is there."""
    kinds = (machine.operations, machine.set_ups, machine.blocked, machine.holes)
    apart = all(kind.follow_each_other() for kind in kinds)
    work, present = machine.operations, machine.present
    there = not len(machine.rows) or bool(work.start[0] >= present.start[0] and work.end[-1] <= present.end[0])
    return apart and there and not len(overlaps(machine.operations, machine.blocked).start)


def _all(cause: int, like: Whole) -> npt.NDArray[np.uint8]:
    return np.full(len(like), cause, np.uint8)


def _parts(pieces: list[tuple[Any, ...]]) -> Parts:
    row, cause, start, end = (np.concatenate(column) for column in zip(*pieces, strict=True))
    some = np.flatnonzero(start < end)
    order = some[np.lexsort((start[some], row[some]))]
    return Parts(row[order].astype(np.int32), cause[order], start[order], end[order])
