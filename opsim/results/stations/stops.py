"""The stops of the machines, and how long each had worked since it was last repaired or maintained."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.ledgers.history import FAILURE, PLANNED
from opsim.results.columns.intervals import Spans, spans, without

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Reals, Times, Whole
    from opsim.results.run import Run


class Stops(NamedTuple):
    """Every stop of every machine, in the order of their starts; times in ms, those still to come at the run's end.

    `kind` counts as in the history: failure, planned maintenance, ..., and `mode` among the failure modes of the
    station (-1 for none). Spare parts were there at `supplied`, the crew came at `served`. `worked` is how long the
    machine had worked since it was last repaired or maintained (ms), `cents` what parts and outside help cost.
    """

    row: Whole
    machine: Whole
    kind: Whole
    mode: Whole
    start: Times
    supplied: Times
    served: Times
    end: Times
    worked: Times
    cents: Times
    wear: Reals

    def of(self, machine: int) -> Stops:
        """Return the stops of one machine."""
        return Stops(*(column[self.machine == machine] for column in self))


def stops(run: Run) -> Stops:
    """Return all stops of a run."""
    table, end_ms = run.history.tables["stops"], run.history.end_ms
    row = np.argsort(table["start"], kind="stable")
    columns = {name: table[name][row] for name in Stops._fields if name != "row"}
    for name in ("start", "supplied", "served", "end"):
        time = np.asarray(columns[name], np.int64)
        columns[name] = np.minimum(np.where(time < 0, end_ms, time), end_ms)
    return Stops(row, **columns)


class Age(NamedTuple):
    """How long a machine had worked since it was last repaired or maintained: hours at moments (ms), lines between.

    `failed` and `maintained` are the positions of the points at which a failure or a maintenance ended that work.
    """

    times: Times
    hours: Reals
    failed: Whole
    maintained: Whole


def age(run: Run, machine: int, points: int = 1500) -> Age:
    """Return the saw-tooth of one machine's work, at its stops and at so many moments between."""
    life, mine = run.floor.machines[machine], stops(run).of(machine)
    renews = (mine.kind == FAILURE) | (mine.kind == PLANNED)
    mine = Stops(*(column[renews] for column in mine))
    # A machine works with pauses (stops, nights): the work at a moment lies on the line between the ends of stretches.
    work = without(_in_order(life.operations), life.holes)
    at = np.concatenate([[0], np.column_stack([work.start, work.end]).ravel()])
    done = np.concatenate([[0], np.repeat(np.cumsum(work.end - work.start), 2)])
    done[1::2] -= work.end - work.start
    low, high = int(life.present.start[0]), int(life.present.end[0])
    moments = np.unique(np.concatenate([np.linspace(low, high, points).astype(np.int64), mine.start, mine.end]))
    total = np.interp(moments, at, done)
    last = np.searchsorted(mine.end, moments, side="right") - 1
    restored = np.interp(mine.end, at, done)
    hours = (total - np.where(last >= 0, restored[np.maximum(last, 0)] if len(restored) else 0, 0)) / 3_600_000
    # Each restoration takes the age down at once: the moment stands there twice, before and after.
    ends = np.searchsorted(moments, mine.end)
    starts = np.searchsorted(moments, mine.start)
    times, values = np.insert(moments, ends, mine.end), np.insert(hours, ends, hours[starts])
    shifted = starts + np.searchsorted(ends, starts, side="left")
    return Age(times, values, shifted[mine.kind == FAILURE], shifted[mine.kind == PLANNED])


def _in_order(work: Spans) -> Spans:
    """Return operations in the order of their starts; they follow each other on one machine."""
    order = np.argsort(work.start, kind="stable")
    return spans(work.start[order], work.end[order])
