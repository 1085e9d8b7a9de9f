"""Cause clocks: how many machines of a station were in which state, as step functions of time.

A wait from a to b at a station is split over its causes in proportion to the machine time that passed in each state
between a and b. All times are whole ms, so the integrals (machine-ms) are exact.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from opsim.results.columns.intervals import NOTHING, Flags, Spans, Times, Whole, joined, overlaps, united, without
from opsim.results.columns.rounding import largest_remainder
from opsim.results.time.floor import Floor
from opsim.results.time.machines import STATES


class Clock:
    """A step function of time: `counts[k]` intervals are open until the next time, `passed[k]` is its integral."""

    def __init__(self, intervals: Spans) -> None:
        """Count how many of the intervals are open; they may overlap each other."""
        times = np.concatenate([[-1], intervals.start, intervals.end])
        order = np.argsort(times, kind="stable")
        self.times = times[order]
        self.counts = np.cumsum((order <= len(intervals.start)) * 2 - 1, dtype=np.int32) - 1
        self.passed = np.zeros(len(times), np.int64)
        np.cumsum(self.counts[:-1] * np.diff(self.times), out=self.passed[1:])

    def between(self, start: Times, end: Times) -> tuple[Times, Times]:
        """Return the positions of those [start, end] in which any interval is open, and the integral over each."""
        first, last = (np.searchsorted(self.times, at, side="right") - 1 for at in (start, end))
        some = np.flatnonzero((first != last) | (self.counts[first] > 0))
        return some, self._integral(end[some], last[some]) - self._integral(start[some], first[some])

    def _integral(self, at: Times, step: Times) -> Times:
        result: Times = self.passed[step] + self.counts[step] * (at - self.times[step])
        return result


class CauseClocks:
    """The cause clocks of all stations, one for each state, on which each station has a stretch of time of its own.

    Where a station needs no operators its machines are never idle while a lot waits (but by plan), so that "processing"
    is what the other states leave over; where it needs some, an idle machine says that nobody was there. Where the plan
    kept it waiting it counts as busy with other lots.
    """

    def __init__(self, floor: Floor) -> None:
        """Build the clocks from the machines' histories."""
        specs, names = floor.history.scenario.production.stations, floor.history.names.stations
        needs = [(spec := specs.get(name)) is not None and spec.operators is not None for name in names]
        self.with_people: Flags = np.array(needs, np.bool_)
        self._stretch = floor.history.end_ms + 2
        found: dict[str, list[Spans]] = {state: [] for state in (*STATES, "present")}
        for machine, (station, log) in enumerate(zip(floor.station_of.tolist(), floor.logs, strict=True)):
            seen = log.states | {"present": log.present}
            if needs[station]:
                seen["processing"] = floor.machines[machine].processing()
                seen["processing"] = Spans(*joined(seen["processing"], _kept_by_plan(floor, station, seen)))
            for state, intervals in seen.items():
                if len(intervals.start):
                    found[state].append(Spans(*(edge + station * self._stretch for edge in intervals)))
        self._present = Clock(_together(found.pop("present")))
        self._clocks = {STATES[state]: Clock(_together(parts)) for state, parts in found.items() if parts}
        self.causes = list(self._clocks)

    @cached_property
    def _changes(self) -> Times:
        """When any clock changes."""
        return np.unique(np.concatenate([self._present.times, *(clock.times for clock in self._clocks.values())]))

    def cut(self, station: Whole, start: Times, end: Times) -> tuple[Times, Times, Times]:
        """Return the waits [start, end] in pieces during which no clock changes: whose each is, its start and end."""
        offset = station * self._stretch
        first = np.searchsorted(self._changes, start + offset, side="right")
        inside = np.maximum(np.searchsorted(self._changes, end + offset, side="left") - first, 0)
        owner = np.repeat(np.arange(len(start)), inside + 1)
        piece = np.arange(len(owner)) - np.repeat(np.cumsum(inside + 1) - inside - 1, inside + 1)
        at = np.minimum(first[owner] + piece, len(self._changes) - 1)
        change = self._changes[at] - offset[owner]
        before = self._changes[at - 1] - offset[owner]
        return owner, np.where(piece, before, start[owner]), np.where(piece < inside[owner], change, end[owner])

    def split(self, station: Whole, start: Times, end: Times) -> tuple[Times, Times]:
        """Return the positions of the waits [start, end] during which something happened, and the shares of `causes`.

        The shares (rows: causes) are whole ms; what they leave of the wait is nobody's but the queue's, or, at stations
        that need people, due to their absence. It is quickest with the waits of each station together.
        """
        begin, over = start + station * self._stretch, end + station * self._stretch
        passed = [clock.between(begin, over) for clock in self._clocks.values()]
        mixed = np.zeros(len(start), np.bool_)
        for some, _ in passed:
            mixed[some] = True
        row = np.cumsum(mixed) - 1
        which = np.flatnonzero(mixed)
        weights = np.zeros((len(self.causes) + 1, len(which)), np.int64)
        for weight, (some, ms) in zip(weights, passed, strict=False):
            weight[row[some]] = ms
        here, present = self._present.between(begin[which], over[which])
        weights[-1, here] = np.maximum(present - weights[:-1, here].sum(axis=0), 0)
        return which, largest_remainder((end - start)[which], weights)[:-1]


def _kept_by_plan(floor: Floor, station: int, seen: dict[str, Spans]) -> Spans:
    """Return when a machine, of which all states but idle are given, waited for another lot than those in front."""
    waits = floor.machines.plan_waits(station)
    if not len(waits.start):
        return NOTHING
    busy = united(*(spans for state, spans in seen.items() if state != "present"))
    kept = overlaps(without(seen["present"], busy), waits)
    return Spans(kept.start, kept.end)


def _together(parts: list[Spans]) -> Spans:
    """Return all intervals in one, unsorted; a clock sorts them."""
    if not parts:
        return NOTHING
    start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Spans(start, end)
