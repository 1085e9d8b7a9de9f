"""Cause clocks: how many machines of a station were in which state, as step functions of time.

A wait from a to b at a station is split over its causes in proportion to the machine time that passed in each state
between a and b. All times are whole ms, so the integrals (machine-ms) are exact.
"""

from __future__ import annotations

import numpy as np

from opsim.results import causes
from opsim.results.floor import Floor
from opsim.results.intervals import NOTHING, Flags, Spans, Times
from opsim.results.machines import STATES
from opsim.results.rounding import largest_remainder


class Clock:
    """Step functions that share their times: `counts[k]` holds until the next time, `passed[k]` is its integral."""

    def __init__(self, kinds: list[Spans]) -> None:
        """Count, for each kind, how many of its intervals are open; they may overlap each other."""
        times = np.concatenate([[0], *(edge for kind in kinds for edge in kind)])
        order = np.argsort(times, kind="stable")
        self.times = times[order]
        lengths = np.diff(self.times)
        self.counts = np.zeros((len(kinds), len(times)), np.int32)
        self.passed = np.zeros((len(kinds), len(times)), np.int64)
        at = 1
        for counts, passed, kind in zip(self.counts, self.passed, kinds, strict=True):
            change = np.zeros(len(times), np.int32)
            change[at : at + len(kind.start)] = 1
            change[at + len(kind.start) : at + 2 * len(kind.start)] = -1
            at += 2 * len(kind.start)
            np.cumsum(change[order], out=counts)
            np.cumsum(counts[:-1] * lengths, out=passed[1:])

    def step(self, at: Times) -> Times:
        """Return the step that holds at each time."""
        return np.searchsorted(self.times, at, side="right") - 1

    def integral(self, at: Times, step: Times) -> Times:
        """Return the integral from 0 to each time, whose step is given; one row for each kind."""
        result: Times = self.passed[:, step] + self.counts[:, step] * (at - self.times[step])
        return result


class StationClocks:
    """The cause clocks of one station.

    Where a station needs no operators its machines are never idle while a lot waits, so that "processing" is what the
    other states leave over; where it needs some, an idle machine says that nobody was there.
    """

    def __init__(self, floor: Floor, station: int) -> None:
        """Build the clocks from the machines' histories."""
        spec = floor.history.scenario.production.stations.get(floor.history.names.stations[station])
        with_people = spec is not None and spec.operators is not None
        machines = np.flatnonzero(floor.station_of == station).tolist()
        logs = [floor.logs[index] for index in machines]
        found = {state: _together([log.states[state] for log in logs if state in log.states]) for state in STATES}
        if with_people:
            found["processing"] = _together([floor.machines[index].processing() for index in machines])
        seen = [state for state in STATES if len(found[state].start)]
        self.causes = [*(STATES[state] for state in seen), causes.NO_OPERATOR if with_people else causes.QUEUE]
        self._clock = Clock([*(found[state] for state in seen), _together([log.present for log in logs])])
        self._eventful: Flags = (
            self._clock.counts[:-1].sum(axis=0) > 0
        )  # steps at which some machine is in one of the states

    def split(self, start: Times, end: Times) -> Times:
        """Return how each wait [start, end] divides over `causes` (rows), in whole ms that add up to the wait."""
        shares = np.zeros((len(self.causes), len(start)), np.int64)
        shares[-1] = end - start
        first, last = self._clock.step(start), self._clock.step(end)
        mixed = np.flatnonzero((first != last) | self._eventful[first])
        weights = self._clock.integral(end[mixed], last[mixed]) - self._clock.integral(start[mixed], first[mixed])
        weights[-1] = np.maximum(weights[-1] - weights[:-1].sum(axis=0), 0)
        shares[:, mixed] = largest_remainder(shares[-1, mixed], weights)
        return shares


def _together(parts: list[Spans]) -> Spans:
    """Return all intervals in one, unsorted; a clock sorts them."""
    if not parts:
        return NOTHING
    start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Spans(start, end)
