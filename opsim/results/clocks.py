"""Cause clocks: how many machines of a station were in which state, as step functions of time that are easy to integrate.

A wait from a to b at a station is split over its causes in proportion to the machine time that passed in each state
between a and b. All times are whole ms, so the integrals (machine-ms) are exact.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from opsim.results import causes
from opsim.results.floor import Floor, MachineTime
from opsim.results.intervals import NOTHING, Spans, Times, without
from opsim.results.rounding import largest_remainder

#: State of a machine -> why a lot waits while the machine is in it; in the order of precedence, "idle" being the rest.
STATES: Final = {
    "down": causes.DOWN,
    "planned maintenance": causes.PLANNED,
    "off shift": causes.OFF_SHIFT,
    "set-up": causes.BEHIND_SET_UP,
    "blocked": causes.BEHIND_BLOCKED,
    "rework": causes.BEHIND_REWORK,
    "processing": causes.QUEUE,
    "idle": causes.NO_OPERATOR,
}
_HOLES: Final = {"down": causes.DOWN, "planned maintenance": causes.PLANNED, "off shift": causes.OFF_SHIFT}


class Clock:
    """Step functions that share their times: `counts[k]` holds from one time to the next, `passed[k]` is its integral."""

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

    def integral(self, at: Times) -> Times:
        """Return the integral from 0 to each time, one row for each kind."""
        step = np.searchsorted(self.times, at, side="right") - 1
        result: Times = self.passed[:, step] + self.counts[:, step] * (at - self.times[step])
        return result


def states_of(floor: Floor, machine: MachineTime, *, processing: bool = True) -> dict[str, Spans]:
    """Return when a machine was in each state (but idle); without `processing` only what is rare is looked at."""
    states = {
        state: Spans(*(edge[machine.hole_causes == cause] for edge in machine.holes))
        for state, cause in _HOLES.items()
    }  # fmt: skip
    work, again = machine.operations, floor.rework[machine.rows]
    taken = machine.set_ups
    states["set-up"] = without(taken, machine.holes)
    states["blocked"] = without(machine.blocked, machine.holes)
    states["rework"] = _worked(Spans(work.start[again], work.end[again]), taken, machine.holes)
    if processing:
        states["processing"] = _worked(Spans(work.start[~again], work.end[~again]), taken, machine.holes)
    return states


def _worked(work: Spans, set_ups: Spans, holes: Spans) -> Spans:
    return without(without(work, set_ups), holes)


class StationClocks:
    """The cause clocks of one station.

    Where a station needs no operators its machines are never idle while a lot waits, so that "processing" is what the other
    states leave over; where it needs some, an idle machine says that nobody was there.
    """

    def __init__(self, floor: Floor, station: int) -> None:
        """Build the clocks from the machines' histories."""
        spec = floor.history.scenario.production.stations.get(floor.history.names.stations[station])
        with_people = spec is not None and spec.operators is not None
        machines = [floor.machine(index) for index in np.flatnonzero(floor.station_of == station)]
        each = [states_of(floor, machine, processing=with_people) for machine in machines]
        found = {state: _together([states[state] for states in each if state in states]) for state in STATES}
        seen = [state for state in STATES if len(found[state].start)]
        self.causes = [*(STATES[state] for state in seen), causes.NO_OPERATOR if with_people else causes.QUEUE]
        self._clock = Clock([*(found[state] for state in seen), _together([machine.present for machine in machines])])

    def split(self, start: Times, end: Times) -> Times:
        """Return how each wait [start, end] divides over `causes` (rows), in whole ms that add up to the wait."""
        waits = end - start
        passed = self._clock.integral(end) - self._clock.integral(start)
        shares = np.zeros_like(passed)
        shares[-1] = waits
        mixed = np.flatnonzero(passed[:-1].any(axis=0))
        weights = passed[:, mixed]
        weights[-1] = np.maximum(weights[-1] - weights[:-1].sum(axis=0), 0)
        shares[:, mixed] = largest_remainder(waits[mixed], weights)
        return shares


def _together(parts: list[Spans]) -> Spans:
    """Return all intervals in one, unsorted; a clock sorts them."""
    if not parts:
        return NOTHING
    start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Spans(start, end)
