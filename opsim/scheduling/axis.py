"""Time as the exact model counts it: without the hours at which nobody works, in the largest unit that loses none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import gcd

from opsim.scheduling.problem import Problem

#: (start, end) of a stretch of time.
Span = tuple[int, int]


class Axis:
    """Counts from the start of the plan to `until` (ms). Stretches at which no station is open have no length."""

    def __init__(self, problem: Problem, until: int) -> None:
        """Lay the open hours of all stations side by side."""
        self._origin = problem.start
        opens = {station.id: _open(problem, station.id, until) for station in problem.stations}
        self._spans = _union([span for spans in opens.values() for span in spans])
        self._before = [0]
        for start, end in self._spans:
            self._before.append(self._before[-1] + end - start)
        self.unit = _common_unit(problem, opens, self._spans, until)
        self.length = -(-self._before[-1] // self.unit)
        self.windows = {station: self._joined(spans) for station, spans in opens.items()}
        """When each station is open, on this axis."""

    def of(self, at_ms: int) -> int:
        """Return the place of a time; one at which nobody works has the place at which work goes on."""
        place = bisect_right([start for start, _ in self._spans], at_ms) - 1
        if place < 0:
            return 0
        start, end = self._spans[place]
        return (self._before[place] + min(at_ms, end) - start) // self.unit

    def start_ms(self, at: int) -> int:
        """Return the time of a start: the first open instant at this place."""
        return self._time(at * self.unit, bisect_right(self._before, at * self.unit) - 1)

    def end_ms(self, at: int) -> int:
        """Return the time of an end: the last open instant at this place."""
        return self._time(at * self.unit, max(bisect_left(self._before, at * self.unit) - 1, 0))

    def _time(self, at_ms: int, place: int) -> int:
        place = min(place, len(self._spans) - 1)
        return self._spans[place][0] + at_ms - self._before[place]

    @property
    def pieces(self) -> list[tuple[int, int, int]]:
        """Return for each stretch of work its start and end on this axis, and what to add for units since the start."""
        unit = self.unit
        return [
            (before // unit, -(-(before + end - start) // unit), (start - self._origin - before) // unit)
            for before, (start, end) in zip(self._before, self._spans, strict=False)
        ]

    def _joined(self, spans: list[Span]) -> list[Span]:
        """Return stretches of time on this axis, those joined between which nobody works."""
        joined: list[Span] = []
        for start, end in spans:
            low, high = self.of(start), self.of(end)
            if end == self._spans[-1][1]:
                high = self.length
            if joined and joined[-1][1] == low:
                joined[-1] = joined[-1][0], high
            else:
                joined.append((low, high))
        return joined


def _open(problem: Problem, station: str, until: int) -> list[Span]:
    starts, ends = problem.station[station].hours.open_intervals(problem.start, until)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _union(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _common_unit(problem: Problem, opens: dict[str, list[Span]], union: list[Span], until: int) -> int:
    """Return the largest unit of which every time in the problem is a multiple, counted from the start of the plan."""
    times = [edge for spans in (*opens.values(), union) for span in spans for edge in span if edge < until]
    times += [job.release for job in problem.jobs if job.release > problem.start]
    times += [job.due for job in problem.jobs if job.due is not None]
    times += [it.free_from for station in problem.stations for it in station.machines if it.free_from > problem.start]
    lengths = [w for job in problem.jobs for operation in job.operations for _, w in operation.options]
    lengths += [ms for station in problem.stations for row in station.set_up.values() for ms in row.values()]
    return gcd(*(at - problem.start for at in times), *lengths) or 1
