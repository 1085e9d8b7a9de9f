"""The stations of a run under the eye of a production manager: what their machines did, and how lots queued there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import window_of
from opsim.results.stations.bottleneck import Evidence, evidence
from opsim.results.stations.vut import Assumption, Vut, vut
from opsim.results.stations.vut_assumptions import assumptions
from opsim.results.time.opening import OpeningClock
from opsim.results.time.passages import Passages
from opsim.results.time.states import STATE_NAMES, States, machine_states

#: States in which a machine stands still whether or not anybody is there.
STOPPED = ("down", "planned maintenance", "adjustment", "no spare part")

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times
    from opsim.results.run import Run


class Stations:
    """Views on the floor that are computed when they are first asked for."""

    def __init__(self, run: Run) -> None:
        """Look at `run`; nothing is computed yet."""
        self.run = run
        self.names = run.history.names.stations

    @cached_property
    def passages(self) -> Passages:
        """Every visit of a lot to a station."""
        return Passages(self.run.floor)

    @cached_property
    def states(self) -> States:
        """What every machine was doing at every moment."""
        return machine_states(self.run.floor, self.passages)

    @cached_property
    def time_in_state(self) -> dict[str, dict[str, int]]:
        """Station -> state -> machine time after the warm-up, in ms; adds up to the machines' presence."""
        states = self.states
        return self._sums(window_of(self.run).covered(states.start, states.end))

    @cached_property
    def time_on_shift(self) -> dict[str, dict[str, int]]:
        """The same while the stations are open: nobody rests, and a machine down at night costs nothing."""
        states, floor, window = self.states, self.run.floor, window_of(self.run)
        ms = window.covered(states.start, states.end)
        stopped = np.isin(states.state, [STATE_NAMES.index(name) for name in STOPPED])
        for station, closed in enumerate(floor.machines.closed):
            clock, which = OpeningClock(closed), np.flatnonzero(stopped & (floor.station_of[states.machine] == station))
            start, end = (np.clip(edge[which], window.low, window.high) for edge in (states.start, states.end))
            ms[which] = clock.at(end) - clock.at(start)
        ms[states.state == STATE_NAMES.index("off shift")] = 0
        return self._sums(ms)

    def _sums(self, ms: Times) -> dict[str, dict[str, int]]:
        states, floor = self.states, self.run.floor
        cell = floor.station_of[states.machine] * len(STATE_NAMES) + states.state
        sums = sums_by(cell, ms, len(self.names) * len(STATE_NAMES)).reshape(-1, len(STATE_NAMES))
        return {
            name: dict(zip(STATE_NAMES, row, strict=True)) for name, row in zip(self.names, sums.tolist(), strict=True)
        }

    @cached_property
    def evidence(self) -> Evidence:
        """Which station is the bottleneck, and what says so."""
        return evidence(self.run)

    @cached_property
    def vut(self) -> dict[str, Vut]:
        """Station -> variability x utilisation x time beside the simulated wait."""
        return {name: vut(self.run, name) for name in self.names}

    def assumptions(self, station: str) -> list[Assumption]:
        """Return the assumptions of that formula, and whether they hold at a station."""
        return assumptions(self.run, station)

    def queue(self, station: str) -> tuple[Times, Times]:
        """Return how many lots wait in front of a station after each instant at which that changed: ms, lots."""
        return self.passages.queue(self.names.index(station))
