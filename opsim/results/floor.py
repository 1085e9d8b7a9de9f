"""The factory floor of a run, seen machine by machine and lot by lot; built from the time ledger when it is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.ledgers.history import PLANNED as PLANNED_STOP
from opsim.results import causes
from opsim.results.intervals import NOTHING, Flags, Spans, Times, Whole, overlaps, ranges, spans, without
from opsim.simulation.kernel.calendar import calendar_of

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class Groups(NamedTuple):
    """Rows of a table by an id: those with id k are `order[first[k]:first[k + 1]]`, in their old order."""

    order: npt.NDArray[np.int32]
    first: Times

    def of(self, key: int) -> npt.NDArray[np.int32]:
        """Return the rows with this id."""
        return self.order[self.first[key] : self.first[key + 1]]

    def of_all(self, keys: Whole) -> tuple[Times, Times]:
        """Return (position in `keys`, position in `order`) of every row that has one of these ids, key by key."""
        return ranges(self.first[keys], self.first[np.asarray(keys, np.int64) + 1])


def grouped(ids: Whole, count: int) -> Groups:
    """Group rows by ids 0 .. count - 1; rows with id -1 belong nowhere.

    Two passes over 16 bits each let NumPy use its radix sort, four times as fast as sorting whole numbers.
    """
    order = np.argsort(ids.astype(np.uint16), kind="stable")
    if count > 0x8000:
        order = order[np.argsort((ids >> 16).astype(np.int16)[order], kind="stable")]
        nowhere = int(np.count_nonzero(ids < 0))
        order = order[nowhere:]
    elif len(ids) and ids.min() < 0:  # -1 came last, as 0xFFFF
        order = order[: len(order) - int(np.count_nonzero(ids < 0))]
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(ids[ids >= 0] if len(order) < len(ids) else ids, minlength=count), out=first[1:])
    return Groups(order.astype(np.int32), first)


class MachineTime(NamedTuple):
    """What one machine did. `rows` are its operations, in time order.

    `holes` are the times at which it could not work, each with its cause (down, planned maintenance, off shift).
    """

    rows: npt.NDArray[np.int32]
    operations: Spans
    set_ups: Spans
    blocked: Spans
    present: Spans
    holes: Spans
    hole_causes: npt.NDArray[np.uint8]


class Parts(NamedTuple):
    """Pieces of time that belong to operations, in order of operation and time; `any` flags operations that have one."""

    row: Times
    cause: npt.NDArray[np.uint8]
    start: Times
    end: Times
    any: Flags

    def of(self, rows: Whole) -> tuple[Times, Times]:
        """Return (position in `rows`, position in the pieces) for every piece of these operations."""
        return ranges(np.searchsorted(self.row, rows, side="left"), np.searchsorted(self.row, rows, side="right"))


class Visits(NamedTuple):
    """Operations of some lots, lot by lot: `owner` says of which; the lot joined the queue at `ready`."""

    owner: Times
    row: Times
    machine: Times
    ready: Times
    start: Times
    end: Times


class Floor:
    """Operations, set-ups, stops and holds of one run, grouped as a reader needs them."""

    def __init__(self, history: History) -> None:
        """Look at `history`; nothing is computed yet."""
        self.history = history
        self.end_ms = history.end_ms
        self.tables = history.tables
        self.operations = history.tables["operations"]
        self.lots = history.tables["lots"]
        self.station_of = np.asarray(history.tables["machines"]["station"], np.int64)

    def __len__(self) -> int:
        """Return the number of operations."""
        return len(self.operations["lot"])

    @cached_property
    def by_lot(self) -> Groups:
        """Operations by lot, in time order."""
        return grouped(self.operations["lot"], len(self.lots["job"]))

    def visits(self, lots: Whole) -> Visits:
        """Return the operations of these lots with the times at which the lots were ready for them."""
        owner, position = self.by_lot.of_all(lots)
        row = self.by_lot.order[position].astype(np.int64)
        machine, start, end = (self.operations[name][row].astype(np.int64) for name in ("machine", "start", "end"))
        ready = np.empty_like(end)
        ready[1:] = self.let_go(row, end)[:-1]
        first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]][: len(owner)])
        ready[first] = self.lots["released"][lots][owner[first]]
        return Visits(owner, row, machine, ready, start, end)

    def let_go(self, row: Times, end: Times) -> Times:
        """Return when the lot was free to move on after each operation."""
        held = np.flatnonzero(self.holds.any[row])
        if not held.size:
            return end
        owner, piece = self.holds.of(row[held])
        free = end.copy()
        np.maximum.at(free, held[owner], self.holds.end[piece])
        return free

    @cached_property
    def by_machine(self) -> dict[str, Groups]:
        """Rows by machine: table -> groups."""
        tables = ("operations", "set_ups", "stops", "blocked")
        return {name: grouped(self.tables[name]["machine"], len(self.station_of)) for name in tables}

    def _spans(self, table: str, rows: Whole) -> Spans:
        """Return the intervals of these rows, sorted; what has not ended yet ends with the run."""
        columns = self.tables[table]
        start, end = np.asarray(columns["start"][rows], np.int64), np.asarray(columns["end"][rows], np.int64)
        return Spans(start, np.minimum(np.where(end < 0, self.end_ms, end), self.end_ms))

    @cached_property
    def closed(self) -> list[Spans]:
        """When each station is off shift."""
        whole = spans(np.array([0]), np.array([self.end_ms]))
        known = self.history.scenario.production.stations
        return [
            without(whole, Spans(*calendar_of(self.history.scenario, station).open_intervals(0, self.end_ms)))
            if station in known else NOTHING
            for station in self.history.names.stations
        ]  # fmt: skip

    def machine(self, index: int) -> MachineTime:
        """Return the life of one machine."""
        rows = {name: groups.of(index) for name, groups in self.by_machine.items()}
        machines = self.tables["machines"]
        bought, sold = max(int(machines["bought"][index]), 0), int(machines["sold"][index])
        gone = sold if sold >= 0 else self.end_ms
        stops, kinds = self._spans("stops", rows["stops"]), self.tables["stops"]["kind"][rows["stops"]]
        order = np.argsort(stops.start, kind="stable")
        stops, kinds = Spans(stops.start[order], stops.end[order]), kinds[order]
        off = without(self.closed[self.station_of[index]].within(bought, gone), stops)
        start = np.concatenate([stops.start, off.start])
        cause = np.concatenate([
            np.where(kinds == PLANNED_STOP, causes.PLANNED, causes.DOWN), np.full(len(off.start), causes.OFF_SHIFT)
        ])  # fmt: skip
        order = np.argsort(start, kind="stable")
        return MachineTime(
            rows=rows["operations"],
            operations=self._spans("operations", rows["operations"]),
            set_ups=self._spans("set_ups", rows["set_ups"]),
            blocked=self._spans("blocked", rows["blocked"]),
            present=spans(np.array([bought]), np.array([gone])),
            holes=Spans(start[order], np.concatenate([stops.end, off.end])[order]),
            hole_causes=cause[order].astype(np.uint8),
        )

    @cached_property
    def rework(self) -> Flags:
        """Which operations are rework."""
        again = np.zeros(len(self), np.bool_)
        lots = np.flatnonzero(self.lots["rework_until"] >= 0)
        owner, position = self.by_lot.of_all(lots)
        rows = self.by_lot.order[position]
        again[rows] = self.operations["step"][rows] <= self.lots["rework_until"][lots][owner]
        return again

    @cached_property
    def _pieces(self) -> dict[str, Parts]:
        """Pauses, set-ups and holds, machine by machine; most operations have none."""
        found: dict[str, list[tuple[Any, ...]]] = {
            "pauses": [_NO_PIECES],
            "set_ups": [_NO_PIECES],
            "holds": [self._inspections()],
        }
        for index in range(len(self.station_of)):
            machine = self.machine(index)
            work, rows = machine.operations, machine.rows
            pauses = overlaps(work, machine.holes)
            found["pauses"].append((rows[pauses.first], machine.hole_causes[pauses.second], pauses.start, pauses.end))
            owner = np.searchsorted(work.start, machine.set_ups.start, side="right") - 1
            end = np.minimum(machine.set_ups.end, work.end[owner])
            found["set_ups"].append((rows[owner], _all(causes.SET_UP, owner), machine.set_ups.start, end))
            owner = np.searchsorted(work.end, machine.blocked.start, side="right") - 1
            found["holds"].append((rows[owner], _all(causes.BLOCKED, owner), *machine.blocked))
        return {name: _parts(pieces, len(self)) for name, pieces in found.items()}

    @cached_property
    def inspected(self) -> npt.NDArray[np.int32]:
        """The operation that each inspection follows: the steps of a lot follow each other."""
        table, order = self.tables["inspections"], self.by_lot.order
        first = self.by_lot.first[np.asarray(table["lot"], np.int64)]
        return order[first + table["step"] - self.operations["step"][order[first]]]

    def _inspections(self) -> tuple[Any, ...]:
        rows = self.inspected
        return rows, _all(causes.INSPECTION, rows), *self._spans("inspections", np.arange(len(rows)))

    @property
    def pauses(self) -> Parts:
        """Times within operations at which the machine was down, in planned maintenance or off shift."""
        return self._pieces["pauses"]

    @property
    def set_ups(self) -> Parts:
        """The set-ups at the beginning of operations, pauses included."""
        return self._pieces["set_ups"]

    @property
    def holds(self) -> Parts:
        """What keeps a lot after an operation: its inspection, or no room at the next station."""
        return self._pieces["holds"]


_NO_IDS: Final = np.empty(0, np.int32)
_NO_PIECES: Final = (_NO_IDS, _NO_IDS.astype(np.uint8), *NOTHING)


def _all(cause: int, like: Whole) -> npt.NDArray[np.uint8]:
    return np.full(len(like), cause, np.uint8)


def _parts(pieces: list[tuple[Any, ...]], operations: int) -> Parts:
    row, cause, start, end = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = np.lexsort((start, row))
    flags = np.zeros(operations, np.bool_)
    flags[row] = True
    return Parts(row[order].astype(np.int64), cause[order], start[order], end[order], flags)
