"""Working hours: when a shift is open, and when work that stops with the shift is done.

A shift is closed during its breaks and on closed days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import reduce
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from opsim.scenario import Scenario
from opsim.scenario.shifts import Shift, Window
from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY

MS_PER_WEEK: Final = 7 * MS_PER_DAY


class Calendar:
    """Open windows that repeat every week, counted in ms from the start of the run."""

    #: Windows that break into the weeks, in ms from the start of the run.
    closed: tuple[Window, ...] = ()

    def __init__(self, windows: list[Window]) -> None:
        """Take `windows` as (start, end) in ms within one week; they are sorted and joined."""
        self.windows = _joined(windows)
        self.always = self.windows == [(0, MS_PER_WEEK)]
        self.open_per_week_ms = sum(end - start for start, end in self.windows)
        self._starts = [start for start, _ in self.windows]

    def closes_at(self, at_ms: int) -> int:
        """Return when the window that is open at `at_ms` ends; `at_ms` itself if none is, FOREVER if it never ends."""
        if self.always:
            return FOREVER
        week, within = divmod(at_ms, MS_PER_WEEK)
        index = bisect_right(self._starts, within) - 1
        if index < 0 or within >= self.windows[index][1]:
            return at_ms
        end = self.windows[index][1]
        if end == MS_PER_WEEK and self.windows[0][0] == 0:  # over the end of the week
            return (week + 1) * MS_PER_WEEK + self.windows[0][1]
        return week * MS_PER_WEEK + end

    def opens_at(self, at_ms: int) -> int:
        """Return the first time not before `at_ms` at which it is open; FOREVER if it never is."""
        if self.always or self.closes_at(at_ms) > at_ms:
            return at_ms
        if not self.windows:
            return FOREVER
        week, within = divmod(at_ms, MS_PER_WEEK)
        index = bisect_right(self._starts, within)
        if index == len(self.windows):
            return (week + 1) * MS_PER_WEEK + self._starts[0]
        return week * MS_PER_WEEK + self._starts[index]

    def finish(self, from_ms: int, work_ms: int) -> int:
        """Return when `work_ms` of open time has passed since `from_ms`; FOREVER if it never will."""
        if self.always:
            return from_ms + work_ms
        if not self.windows:
            return FOREVER
        at = self.opens_at(from_ms)
        whole, left = divmod(work_ms, self.open_per_week_ms)
        if whole and left == 0:
            whole, left = whole - 1, self.open_per_week_ms
        at += whole * MS_PER_WEEK
        while (end := self.closes_at(at)) - at < left:
            left -= end - at
            at = self.opens_at(end)
        return at + left

    def open_ms(self, from_ms: int, to_ms: int) -> int:
        """Return how much of [from_ms, to_ms] is open."""
        return self._open_since_start(to_ms) - self._open_since_start(from_ms)

    def _open_since_start(self, at_ms: int) -> int:
        week, within = divmod(at_ms, MS_PER_WEEK)
        done = sum(min(end, within) - start for start, end in self.windows if start < within)
        return week * self.open_per_week_ms + done

    def open_intervals(self, from_ms: int, to_ms: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return starts and ends of the open windows within [from_ms, to_ms], in order, windows that touch joined."""
        if self.always:
            return np.array([from_ms]), np.array([to_ms])
        if not self.windows or to_ms <= from_ms:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        weeks = np.arange(from_ms // MS_PER_WEEK, -(-to_ms // MS_PER_WEEK), dtype=np.int64)[:, None] * MS_PER_WEEK
        edges = np.array(self.windows, np.int64)
        starts = np.maximum((weeks + edges[:, 0]).ravel(), from_ms)
        ends = np.minimum((weeks + edges[:, 1]).ravel(), to_ms)
        keep = starts < ends
        starts, ends = starts[keep], ends[keep]
        if not len(starts):
            return starts, ends
        apart = starts[1:] > ends[:-1]
        return starts[np.r_[True, apart]], ends[np.r_[apart, True]]

    def both(self, other: Calendar) -> Calendar:
        """Return the hours at which both are open."""
        windows = [(max(a, c), min(b, d)) for a, b in self.windows for c, d in other.windows if max(a, c) < min(b, d)]
        return _with_closed_days(Calendar(windows), [*self.closed, *other.closed])


class CalendarWithClosedDays(Calendar):
    """Weeks that closed days break into."""

    def __init__(self, weeks: Calendar, closed: list[Window]) -> None:
        """Take the open `weeks`, and the windows in ms from the start of the run that are closed all the same."""
        super().__init__(weeks.windows)
        self.weeks, self.closed, self.always = weeks, tuple(_joined(closed)), False
        self._ends = [end for _, end in self.closed]
        lost = (weeks.open_ms(first, last) for first, last in self.closed)
        self._lost = list(accumulate(lost, initial=0))  # open time of the weeks in all closed windows before each

    def closes_at(self, at_ms: int) -> int:
        """Return when the window that is open at `at_ms` ends; `at_ms` itself if none is, FOREVER if it never ends."""
        end, index = self.weeks.closes_at(at_ms), bisect_right(self._ends, at_ms)
        return end if index == len(self.closed) else max(at_ms, min(end, self.closed[index][0]))

    def opens_at(self, at_ms: int) -> int:
        """Return the first time not before `at_ms` at which it is open; FOREVER if it never is."""
        at = self.weeks.opens_at(at_ms)
        while (index := bisect_right(self._ends, at)) < len(self.closed) and self.closed[index][0] <= at:
            at = self.weeks.opens_at(self._ends[index])
        return at

    def finish(self, from_ms: int, work_ms: int) -> int:
        """Return when `work_ms` of open time has passed since `from_ms`; FOREVER if it never will."""
        at = self.opens_at(from_ms)
        end = self.weeks.finish(at, work_ms) if at < FOREVER else FOREVER
        while end < FOREVER and work_ms > 0 and (lacks := work_ms - self.open_ms(at, end)) > 0:
            end = self.weeks.finish(end, lacks)
        return end

    def _open_since_start(self, at_ms: int) -> int:
        index = bisect_right(self._ends, at_ms)
        lost = self._lost[index]
        if index < len(self.closed) and self.closed[index][0] < at_ms:
            lost += self.weeks.open_ms(self.closed[index][0], at_ms)
        return self.weeks.open_ms(0, at_ms) - lost

    def open_intervals(self, from_ms: int, to_ms: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return starts and ends of the open windows within [from_ms, to_ms], in order, windows that touch joined."""
        edges = [from_ms, *(edge for window in self.closed for edge in window), to_ms]
        edges = [min(max(edge, from_ms), to_ms) for edge in edges]
        parts = [self.weeks.open_intervals(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        empty = np.empty(0, np.int64)
        starts, ends = ([empty, *(part[side] for part in parts)] for side in (0, 1))
        return np.concatenate(starts), np.concatenate(ends)


def _with_closed_days(weeks: Calendar, closed: list[Window]) -> Calendar:
    """Return the calendar of these weeks without the closed windows."""
    return CalendarWithClosedDays(weeks, closed) if closed and weeks.windows else weeks


def _joined(windows: list[Window]) -> list[Window]:
    joined: list[Window] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


ALWAYS: Final = Calendar([(0, MS_PER_WEEK)])


def _windows(shift: Shift, first_weekday: int, hours: list[Window]) -> Iterator[Window]:
    """Yield the `hours` of a shift within the week of the run, those past its end at its beginning."""
    for day in shift.days:
        midnight = ((day - first_weekday) % 7) * MS_PER_DAY
        for begin, end in hours:
            start, length = (midnight + begin) % MS_PER_WEEK, end - begin
            yield start, min(start + length, MS_PER_WEEK)
            if start + length > MS_PER_WEEK:
                yield 0, start + length - MS_PER_WEEK


def calendar(scenario: Scenario, shift_id: str, *, paid: bool = False, breaks: bool = False) -> Calendar:
    """Return the working hours called `shift_id`; 'always' is built in.

    With `paid` the hours that are paid for: paid breaks and paid closed days count among them. With `breaks` the hours
    from the beginning to the end of each shift.
    """
    if shift_id == "always" and shift_id not in scenario.clock.shifts:
        return ALWAYS
    clock = scenario.clock
    entry = clock.shifts[shift_id]
    shifts, weekday = entry if isinstance(entry, list) else [entry], clock.start.weekday()
    hours = [(shift, shift.whole if breaks else shift.hours(paid=paid)) for shift in shifts]
    weeks = Calendar([window for shift, windows in hours for window in _windows(shift, weekday, windows)])
    closed = [days.window(clock.start) for days in clock.closed if not (paid and days.paid)]
    return _with_closed_days(weeks, [(max(first, 0), last) for first, last in closed if last > 0])


def calendar_of(scenario: Scenario, station_id: str) -> Calendar:
    """Return when a station can work: its own shift, and that of the people whom it needs while it runs."""
    station = scenario.production.stations[station_id]
    own = calendar(scenario, station.shift)
    if station.operators is None or station.operators.needed_for in {"set-up", "loading"}:
        return own
    return own.both(calendar_of_skill(scenario, station.operators.skill))


def calendar_of_skill(scenario: Scenario, skill: str) -> Calendar:
    """Return the hours at which every team with `skill` is at work."""
    teams = [team for name, team in scenario.operations.teams.items() if skill in team.levels(name)]
    return reduce(Calendar.both, (calendar(scenario, team.shift) for team in teams), ALWAYS)
