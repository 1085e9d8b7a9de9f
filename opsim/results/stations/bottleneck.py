"""Which station is the bottleneck, and on what evidence: four measures that need not agree."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.columns.reading import Reader
from opsim.results.kpis.window import NONE, ratio
from opsim.results.stations.active import mean_active_ms
from opsim.results.stations.effective import services
from opsim.results.time import causes
from opsim.results.time.lateness import BLOCK
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times, Whole
    from opsim.results.run import Run

#: Waiting in front of a station, by causes that lie there; being blocked is the doing of the station that follows.
_WAITS: Final = frozenset({
    causes.QUEUE, causes.BEHIND_REWORK, causes.BEHIND_SET_UP, causes.DOWN, causes.PLANNED, causes.ADJUSTED,
    causes.NO_PART, causes.NO_OPERATOR,
})  # fmt: skip
_AVAILABLE: Final = ("run", "rework", "set-up", "blocked", "filling", "starved", "no operator")
_BUSY: Final = ("run", "rework", "set-up")


class Measure(NamedTuple):
    """One measure of all stations; the highest value points at the bottleneck. NaN where it cannot be formed."""

    title: str
    unit: str
    meaning: str
    values: dict[str, float]

    @property
    def points_at(self) -> str:
        """The station with the highest value, or nothing where none stands out."""
        known = {station: value for station, value in self.values.items() if not math.isnan(value)}
        highest = max(known.values(), default=0.0)
        leaders = [station for station, value in known.items() if value == highest and highest > 0]
        return leaders[0] if len(leaders) == 1 else ""


class Evidence(NamedTuple):
    """All measures, the station that most of them point at (nothing on a tie), and which of them do."""

    measures: tuple[Measure, ...]
    station: str
    agree: tuple[Measure, ...]


def evidence(run: Run) -> Evidence:
    """Return what points at which station."""
    measures = _measures(run)
    votes = [measure.points_at for measure in measures]
    ranked = sorted({vote for vote in votes if vote}, key=lambda vote: -votes.count(vote))
    tied = len(ranked) > 1 and votes.count(ranked[0]) == votes.count(ranked[1])
    station = ranked[0] if ranked and not tied else ""
    return Evidence(measures, station, tuple(m for m in measures if station and m.points_at == station))


def _measures(run: Run) -> tuple[Measure, ...]:
    """Return the four measures."""
    names = run.history.names.stations
    return (
        Measure(
            "Busy share of available time", "share",
            "run, rework and set-up / time on shift without breakdown and maintenance",
            {name: _utilisation(run.stations.time_in_state[name]) for name in names},
        ),
        Measure(
            "Mean wait in the queue (opening hours)", "h",
            "from joining the queue to the machine being free, in opening hours",
            {name: _mean_wait_h(run, index) for index, name in enumerate(names)},
        ),
        Measure(
            "Share of all waiting", "share", "of all waiting at stations in the stories of orders, off shift left out",
            _share_of_waiting(run),
        ),
        Measure(
            "Mean active period", "h", "how long a machine is neither starved nor blocked at a stretch, on shift",
            {name: mean_active_ms(run, name) / HOUR_MS for name in names},
        ),
    )  # fmt: skip


def _utilisation(time: dict[str, int]) -> float:
    """Return the share of the available time in which machines were at work."""
    return ratio(sum(time[state] for state in _BUSY), sum(time[state] for state in _AVAILABLE))


def _mean_wait_h(run: Run, station: int) -> float:
    """Return the mean queue time of the lots, in opening hours."""
    queue = services(run, station).queue
    return float(queue.mean()) / HOUR_MS if len(queue) else NONE


class _Waits:
    """Listens to stories and adds up the waiting at each station."""

    def __init__(self, stations: int) -> None:
        self.at = np.zeros(stations, np.int64)

    def hear(self, cause: int, life: Times, start: Times, end: Times, place: Whole | int) -> None:
        """Add waits that a station caused."""
        if cause in _WAITS and len(life):
            where = np.broadcast_to(np.asarray(place, np.int64), life.shape)
            known = where >= 0
            np.add.at(self.at, where[known], (end - start)[known])


def _share_of_waiting(run: Run) -> dict[str, float]:
    """Return for each station its share of what all orders that arrived after the warm-up waited for at stations."""
    names, warm_up = run.history.names.stations, run.scenario.clock.warm_up
    waits = _Waits(len(names))
    rows = Reader(run.history.tables["orders"]).where(
        lambda arrived, delivered: (arrived >= warm_up) & (delivered >= 0), "arrived", "delivered"
    )
    for at in range(0, len(rows), BLOCK):
        run.teller.tell_orders(rows[at : at + BLOCK], waits)
    total = int(waits.at.sum())
    return {name: ratio(int(ms), total) for name, ms in zip(names, waits.at.tolist(), strict=True)}
