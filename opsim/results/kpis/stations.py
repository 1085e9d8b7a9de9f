"""What the stations did with their time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.results.columns.intervals import Spans, overlaps, run_ends
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import Window, ratio, window_of
from opsim.results.time.machines import STATES
from opsim.results.time.passages import LOTS
from opsim.results.time.waiting import still_waiting
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run

#: States in which a machine stands although it is on shift.
STOPPED: Final = ("down", "planned maintenance", "no spare part", "adjustment")


def stations(run: Run) -> dict[str, float]:
    """Return utilisation, availability, OEE, queue and wait of every station."""
    window = window_of(run)
    figures: dict[str, float] = {}
    queues, lost = run.queues, run.losses
    for station, name in enumerate(run.history.names.stations):
        time, loss = run.station_times[name], lost[name]
        on_shift, work = time["on shift"], time["processing"] + time["rework"] + time["set-up"]
        figures |= {
            f"station.utilisation.{name}": ratio(work, on_shift),
            f"station.availability.{name}": 1 - ratio(time["stopped"], on_shift),
            f"station.performance.{name}": ratio(loss.good + loss.defects, (on_shift - time["stopped"]) / HOUR_MS),
            f"station.quality.{name}": ratio(loss.good, loss.good + loss.defects),
            f"station.oee.{name}": ratio(loss.good, on_shift / HOUR_MS),
            f"station.queue.{name}": ratio(int(queues.waited_ms[station]), window.ms),
            f"station.wait_h.{name}": ratio(int(queues.wait_ms[station]) / HOUR_MS, int(queues.starts[station])),
        }
    return figures


def station_times(run: Run) -> dict[str, dict[str, int]]:
    """Return station -> state -> machine time in the window, in ms; "on shift" and "stopped" (on shift) beside them."""
    window, floor = window_of(run), run.floor
    times = [dict.fromkeys((*STATES, "on shift", "stopped"), 0) for _ in run.history.names.stations]
    for station, log in zip(floor.station_of.tolist(), floor.logs, strict=True):
        time, closed = times[station], floor.machines.closed[station]
        for state, spans in log.states.items():
            time[state] += spans.total_within(*window)
        time["stopped"] += sum(_open(log.states[state], closed, window) for state in STOPPED)
        time["on shift"] += _open(log.present, closed, window)
        time["processing"] += log.worked
        time["idle"] += log.present.total_within(*window)
    for time in times:
        time["processing"] -= time["set-up"] + time["rework"]
        time["idle"] -= sum(time[state] for state in STATES if state != "idle")
    return dict(zip(run.history.names.stations, times, strict=True))


def _open(spans: Spans, closed: Spans, window: Window) -> int:
    """Return how much of some intervals lies in the window and on shift, in ms."""
    off = overlaps(closed, spans)
    return spans.total_within(*window) - Spans(off.start, off.end).total_within(*window)


class Queues:
    """Waiting in front of each station: machine-exact sums over all visits, found in blocks of lots.

    `waited_ms` is the waiting within the window, `starts` and `wait_ms` count the operations that started in it; one
    that was displaced and goes on adds to the wait and is no further start.
    For the invariants, `in_order` says that no lot started before it was ready, `all_finished` that each finished when
    its last operation let it go, and `held_ms` is how long lots were held after their operations (inspected, or without
    room).
    """

    def __init__(self, run: Run, block: int = LOTS) -> None:
        """Go over all lots."""
        window, floor = window_of(run), run.floor
        count = len(run.history.names.stations)
        self.waited_ms, self.wait_ms, self.starts = (np.zeros(count, np.int64) for _ in range(3))
        self.in_order, self.all_finished, self.held_ms = True, True, 0
        _, station, since = still_waiting(floor)
        self.waited_ms += sums_by(station, window.covered(since, np.full_like(since, window.high)), count)
        for at in range(0, floor.lots.rows, block):
            visits = floor.visits(np.arange(at, min(at + block, floor.lots.rows)))
            self.in_order &= bool((visits.ready <= visits.start).all() and (visits.start <= visits.end).all())
            last = np.flatnonzero(run_ends(visits.owner))
            finished = floor.lots["finished"][at + visits.owner[last]]
            self.all_finished &= bool(((visits.free[last] == finished) | (finished < 0)).all())
            self.held_ms += int((visits.free - visits.end).sum())
            station = visits.station
            self.waited_ms += sums_by(station, window.covered(visits.ready, visits.start), count)
            inside = window.has(visits.start)
            self.wait_ms += sums_by(station[inside], (visits.start - visits.ready)[inside], count)
            self.starts += np.bincount(station[inside & ~floor.displaced.resumed(visits.row)], minlength=count)
