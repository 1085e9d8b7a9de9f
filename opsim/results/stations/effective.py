"""Effective process times: how long each lot occupied a machine's capacity, with everything that kept it from working.

The effective process time of a lot runs from the moment at which it was there and its machine was done with the lot
before, to its completion: set-up, breakdown, maintenance and waiting for an operator are inside, queueing is not. So
the time at a station is queue plus effective process time, exactly (Hopp & Spearman, Factory Physics, chapter 8;
Jacobs, Etman, van Campen & Rooda 2003, "Characterization of operational time variability using effective process
times"). All times are taken on the station's own clock, which stands still off shift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.columns.intervals import Flags, Times
from opsim.results.kpis.window import window_of
from opsim.results.time.opening import OpeningClock

if TYPE_CHECKING:
    from opsim.results.run import Run
    from opsim.results.time.passages import Passage

_LATEST: Final = 1 << 44


class Services(NamedTuple):
    """Completed visits of lots to one station after the warm-up, in the order of their arrival; times in open ms.

    `queue` is the time in the queue, `effective` the effective process time; `overtook` says that the lot started
    before one that had come earlier. `arrived` are all arrivals, also of lots that were not done by the end of the run.
    The station's clock shows `opened_ms` at the end of the warm-up and runs for `open_ms` from then on.
    """

    arrived: Times
    queue: Times
    effective: Times
    overtook: Flags
    one_at_a_time: bool
    opened_ms: int
    open_ms: int


def services(run: Run, station: int) -> Services:
    """Return what the lots went through at one station."""
    window, passages = window_of(run), run.stations.passages
    passage = passages.of(station)
    clock = OpeningClock(run.floor.machines.closed[station])
    begun, alone = _capacity_was_his(run, passage)
    inside = (passage.ready >= window.low) & (passage.end < window.high)
    queue = clock.at(begun) - clock.at(passage.ready)
    effective = clock.at(passage.end) - clock.at(begun)
    latest_start = np.maximum.accumulate(passage.start) if len(passage.start) else passage.start
    came = np.sort(np.concatenate([passage.ready, passages.still_waiting(station)]))
    low, high = clock.at(np.array([window.low, window.high])).tolist()
    return Services(
        arrived=clock.at(came[came >= window.low]),
        queue=queue[inside],
        effective=effective[inside],
        overtook=(passage.start < latest_start)[inside],
        one_at_a_time=alone,
        opened_ms=low,
        open_ms=high - low,
    )


def _capacity_was_his(run: Run, passage: Passage) -> tuple[Times, bool]:
    """Return when each lot was there and its machine free, and whether each machine had one lot at a time."""
    machine = np.asarray(run.floor.operations["machine"][passage.row], np.int64)
    order = np.lexsort((passage.start, machine))
    free = _let_go(run, machine, passage)[order]
    same = np.concatenate([[False], machine[order][1:] == machine[order][:-1]])[: len(order)]
    bought = np.maximum(np.asarray(run.history.tables["machines"]["bought"], np.int64), 0)[machine[order]]
    before = np.where(same, np.concatenate([[0], free[:-1]])[: len(free)], bought)
    begun = np.empty(len(order), np.int64)
    begun[order] = np.minimum(np.maximum(passage.ready[order], before), passage.start[order])
    return begun, bool((before <= passage.start[order]).all())


def _let_go(run: Run, machine: Times, passage: Passage) -> Times:
    """Return when each machine was rid of the lot: later than its completion where it was blocked."""
    blocked = run.history.tables["blocked"]
    spans = run.floor.machines.spans("blocked", np.arange(len(blocked["machine"])))
    held = np.asarray(blocked["machine"], np.int64) * _LATEST + spans.start
    order = np.argsort(held, kind="stable")
    held, until = held[order], spans.end[order]
    if not len(held):
        return passage.end
    done = machine * _LATEST + passage.end
    at = np.minimum(np.searchsorted(held, done), len(held) - 1)
    rid: Times = np.where(held[at] == done, until[at], passage.end)
    return rid
