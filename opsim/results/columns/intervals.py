"""Spans of time: sorted intervals [start, end) that do not overlap, as two arrays of whole milliseconds."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.int64]
Whole = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]

#: Intervals looked at together where there are many.
_PART: Final = 1 << 15

BEFORE_ALL: Final = -(1 << 60)
AFTER_ALL: Final = 1 << 60


class Spans(NamedTuple):
    """Intervals [start, end), in order; those of one machine do not overlap."""

    start: Times
    end: Times

    def total(self) -> int:
        """Return the time that they cover together (an instant counts as often as it is covered), in ms."""
        return int((self.end - self.start).sum())

    def total_within(self, low: int, high: int) -> int:
        """Return the time that they cover together in [low, high], in ms."""
        total = 0
        for at in range(0, len(self.start), _PART):
            length = np.minimum(self.end[at : at + _PART], high)
            length -= np.maximum(self.start[at : at + _PART], low)
            total += int(np.maximum(length, 0).sum())
        return total

    def follow_each_other(self) -> bool:
        """Say whether each one ends before the next one starts."""
        return bool((self.start <= self.end).all() and (self.end[:-1] <= self.start[1:]).all())

    def within(self, low: int, high: int) -> Spans:
        """Return what lies in [low, high]; empty intervals are left out."""
        start, end = np.maximum(self.start, low), np.minimum(self.end, high)
        keep = start < end
        return Spans(start[keep], end[keep])


def spans(start: Whole, end: Whole) -> Spans:
    """Return intervals from two columns of a table."""
    return Spans(np.asarray(start, np.int64), np.asarray(end, np.int64))


NOTHING: Final = spans(np.empty(0, np.int64), np.empty(0, np.int64))


class Overlaps(NamedTuple):
    """Where intervals of two kinds overlap: their positions in both, and the piece that they share."""

    first: Times
    second: Times
    start: Times
    end: Times


def ranges(low: Whole, high: Whole) -> tuple[Times, Times]:
    """Return (k, i) for every i in low[k] .. high[k] - 1, in order of k; empty where high[k] <= low[k]."""
    counts = np.maximum(np.asarray(high, np.int64) - low, 0)
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner), dtype=np.int64) + np.repeat(low - before, counts)


def run_starts(values: Whole) -> Flags:
    """Say which values differ from the one before them."""
    flags = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=flags[1:])
    return flags


def run_ends(values: Whole) -> Flags:
    """Say which values differ from the one after them."""
    flags = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=flags[:-1])
    return flags


def overlaps(many: Spans, few: Spans) -> Overlaps:
    """Return where intervals of `many` and `few` overlap, in order of `few`; each is sorted and free of overlaps."""
    if not len(many.start) or not len(few.start):
        return Overlaps(*(np.empty(0, np.int64) for _ in Overlaps._fields))
    low = np.searchsorted(many.end, few.start, side="right")
    high = np.searchsorted(many.start, few.end, side="left")
    second, first = ranges(low, high)
    start = np.maximum(many.start[first], few.start[second])
    end = np.minimum(many.end[first], few.end[second])
    keep = start < end
    return Overlaps(first[keep], second[keep], start[keep], end[keep])


def gaps(holes: Spans) -> Spans:
    """Return all time that intervals leave over, from before the run until after it."""
    return Spans(np.append(BEFORE_ALL, holes.end), np.append(holes.start, AFTER_ALL))


def without(whole: Spans, holes: Spans) -> Spans:
    """Return `whole` less `holes`."""
    if not len(holes.start) or not len(whole.start):
        return whole
    rest = overlaps(whole, gaps(holes))
    return Spans(rest.start, rest.end)


def pieces(start: Times, end: Times, edges: Spans) -> tuple[Times, Times, Times]:
    """Return the pieces of [start, end], which may overlap each other, that lie in `edges`: whose, start and end."""
    low, high = np.searchsorted(edges.end, start, side="right"), np.searchsorted(edges.start, end, side="left")
    owner, edge = ranges(low, high)
    return owner, np.maximum(edges.start[edge], start[owner]), np.minimum(edges.end[edge], end[owner])


def joined(*parts: Spans) -> Spans:
    """Return the intervals of all `parts`, sorted by start."""
    start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(start, kind="stable")
    return Spans(start[order], end[order])


def united(*kinds: Spans) -> Spans:
    """Return the time that any of some intervals covers, as intervals that do not overlap; neighbours stay apart."""
    start, end = joined(*kinds)
    if not len(start):
        return NOTHING
    reach = np.maximum.accumulate(end)
    fresh = np.r_[True, start[1:] >= reach[:-1]]
    last = np.r_[np.flatnonzero(fresh)[1:] - 1, len(start) - 1]
    return spans(start[fresh], reach[last])
