from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opsim.results.columns.groups import grouped
from opsim.results.columns.intervals import Spans, overlaps, spans, without

EDGES = st.lists(st.integers(0, 60), max_size=12, unique=True).map(sorted)


def drawn(edges: list[int]) -> Spans:
    pairs = edges[: len(edges) // 2 * 2]
    return spans(np.array(pairs[::2], np.int64), np.array(pairs[1::2], np.int64))


def ticks(intervals: Spans) -> set[int]:
    return {
        at
        for start, end in zip(intervals.start.tolist(), intervals.end.tolist(), strict=True)
        for at in range(start, end)
    }


def test_two_shifts_overlap_in_the_hours_they_share() -> None:
    found = overlaps(spans(np.array([0, 20]), np.array([10, 30])), spans(np.array([5]), np.array([25])))
    assert [column.tolist() for column in found] == [[0, 1], [0, 0], [5, 20], [10, 25]]


@given(EDGES, EDGES)
def test_overlap_and_rest_are_those_of_the_sets(one: list[int], other: list[int]) -> None:
    a, b = drawn(one), drawn(other)
    shared = overlaps(a, b)
    assert ticks(Spans(shared.start, shared.end)) == ticks(a) & ticks(b)
    assert ticks(without(a, b)) == ticks(a) - ticks(b)


@given(EDGES, st.integers(0, 60), st.integers(0, 60))
def test_what_lies_within_a_window_is_counted(edges: list[int], low: int, high: int) -> None:
    a = drawn(edges)
    inside = ticks(a) & set(range(low, high))
    assert a.total_within(low, high) == len(inside)
    assert ticks(a.within(low, high)) == inside


@given(st.lists(st.integers(-1, 6), max_size=30), st.sampled_from([7, 70_000]))
def test_rows_are_grouped_by_id_in_their_order(ids: list[int], count: int) -> None:
    groups = grouped(np.array(ids, np.int32), count)
    assert [groups.of(key).tolist() for key in range(7)] == [
        [i for i, k in enumerate(ids) if k == key] for key in range(7)
    ]


def test_ids_beyond_sixteen_bits_are_grouped() -> None:
    groups = grouped(np.array([70_000, 3, -1, 70_000, 65_539], np.int32), 70_001)
    assert [groups.of(key).tolist() for key in (3, 65_539, 70_000)] == [[1], [4], [0, 3]]
