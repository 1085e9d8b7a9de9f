"""Machines under the eye of those who maintain them: OEE with its losses, stops, and work since the last restoration.

OEE = availability x performance x quality (Nakajima 1988), over the time on shift after the warm-up:
availability = 1 - stops / time on shift, performance = time at work on lots / time not stopped, quality = share of that
work that made good units at the first attempt.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.ledgers.history import FAILURE, PLANNED
from opsim.results.intervals import Spans, overlaps, spans, without
from opsim.results.kpis.stations import STOPPED
from opsim.results.kpis.window import ratio, window_of
from opsim.results.states import STATE_NAMES
from opsim.results.sums import sums_by

if TYPE_CHECKING:
    from opsim.results.intervals import Reals, Times, Whole
    from opsim.results.run import Run

GOOD: Final = "good"
REJECTS: Final = "rejects"
#: What takes time on shift away from good units; every state that is in neither group is a loss of performance.
AVAILABILITY: Final = STOPPED
QUALITY: Final = ("rework", REJECTS)
_AT_WORK: Final = ("run", "rework")


class Effectiveness(NamedTuple):
    """Where the time on shift of one machine went, in ms: what made good units, and each loss by its name."""

    machine: int
    parts: dict[str, float]

    @property
    def planned(self) -> float:
        """The time on shift, in ms: the sum of all parts."""
        return math.fsum(self.parts.values())

    @property
    def availability(self) -> float:
        """The share of the time on shift in which it did not stand stopped."""
        return ratio(self.planned - self._sum(AVAILABILITY), self.planned)

    @property
    def performance(self) -> float:
        """The share of the rest in which it worked on lots."""
        return ratio(self._sum((GOOD, *QUALITY)), self.planned - self._sum(AVAILABILITY))

    @property
    def quality(self) -> float:
        """The share of that work that made good units at the first attempt."""
        return ratio(self.parts[GOOD], self._sum((GOOD, *QUALITY)))

    @property
    def oee(self) -> float:
        """The share of the time on shift that made good units at the first attempt."""
        return ratio(self.parts[GOOD], self.planned)

    def _sum(self, names: tuple[str, ...]) -> float:
        """Return the time in some parts, in ms."""
        return math.fsum(self.parts.get(name, 0.0) for name in names)


def effectiveness(run: Run) -> list[Effectiveness]:
    """Return where the time of each machine went."""
    passed = _passed(run)
    return [_of_machine(run, machine, passed[machine]) for machine in range(len(run.floor.machines))]


def _of_machine(run: Run, machine: int, passed: float) -> Effectiveness:
    """Return where the time of one machine went; `passed` is the share of its units that inspection let pass."""
    states, window = run.stations.states.of(machine), window_of(run)
    closed = run.floor.machines.closed[int(run.floor.station_of[machine])]
    parts: dict[str, float] = {}
    for code, name in enumerate(STATE_NAMES):
        mine = states.state == code
        time = Spans(states.start[mine], states.end[mine])
        off = overlaps(closed, time)  # a failed machine is down in the night as well, when nobody misses it
        ms = time.total_within(*window) - Spans(off.start, off.end).total_within(*window)
        if ms and name != "off shift":
            parts[name] = float(ms)
    run_ms = parts.pop("run", 0.0)
    return Effectiveness(machine, {GOOD: run_ms * passed, **parts, REJECTS: run_ms * (1 - passed)})


def _passed(run: Run) -> list[float]:
    """Return for each machine the share of its inspected lots' units that were not rejected; 1 without inspection."""
    floor, table, count = run.floor, run.history.tables["inspections"], len(run.floor.machines)
    rows = np.flatnonzero(window_of(run).has(table["end"]))
    machine = floor.operations["machine"][floor.inspected(rows)]
    units = sums_by(machine, floor.lots["units"][table["lot"][rows]], count).tolist()
    rejected = sums_by(machine, table["rejected"][rows], count).tolist()
    return [1 - ratio(bad, whole) if whole else 1.0 for bad, whole in zip(rejected, units, strict=True)]


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
