"""Blocks of packed rows: every number comes back as it was, whatever its range, and takes little room."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsim.ledgers.blocks import Block, Packed, narrow
from opsim.ledgers.rows import TYPES


def numbers(code):
    """Draw the numbers of a column of this type, near each other or not."""
    if code == "d":
        return st.lists(st.floats(width=64), min_size=1, max_size=40)
    whole = np.iinfo(TYPES[code])
    near = st.integers(0, min(300, whole.max))
    return st.lists(st.one_of(st.integers(int(whole.min), int(whole.max)), near), min_size=1, max_size=40)


def table(**columns):
    """Return a table as rows are written: columns side by side."""
    written = np.zeros(len(next(iter(columns.values()))), [(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        written[name] = column
    return written


@pytest.mark.parametrize("code", TYPES)
@given(data=st.data())
def test_a_column_comes_back_bit_by_bit(code, data):
    column = np.array(data.draw(numbers(code)), TYPES[code])
    packed = Packed(["it"], [Block(table(it=column), ["it"])], table(it=column[:0]))
    assert packed["it"].dtype == column.dtype
    assert packed["it"].tobytes() == column.tobytes()


@pytest.mark.parametrize(
    ("column", "size"),
    [
        ([7, 7, 7], 0),
        ([-1, 254, 0], 1),
        ([10**15, 10**15 + 60_000, 10**15], 2),
        ([0, 2**32 - 1, 5], 4),
        ([0, 2**39, 5], 5),
        ([-(2**63), 2**63 - 1, 5], 8),
    ],
    ids=str,
)
def test_numbers_take_as_many_bytes_as_their_range_needs(column, size):
    packed = narrow(np.array(column, np.int64))
    assert sum(half.itemsize for half in (packed.lower, packed.upper) if half is not None) == size


@given(st.lists(st.integers(1, 5), max_size=4), st.integers(0, 5), st.data())
def test_a_stretch_of_rows_is_the_same_as_that_part_of_the_column(blocks, rest, data):
    column = np.cumsum(np.arange(sum(blocks) + rest, dtype=np.int64) ** 3)
    *parts, last = np.split(table(it=column), np.cumsum(blocks, dtype=int))
    packed = Packed(["it"], [Block(part, ["it"]) for part in parts], last)
    low = data.draw(st.integers(0, len(column)))
    high = data.draw(st.integers(low, len(column) + 3))
    assert packed.between("it", low, high).tolist() == column[low:high].tolist()
    assert [number for part in packed.parts() for number in part["it"].tolist()] == column.tolist()


def test_a_packed_table_is_a_mapping_that_travels():
    columns = table(lot=np.arange(5, dtype="<i4"), start=np.arange(5, dtype="<i8") * 10**10)
    packed = Packed(["lot", "start"], [Block(columns[:3], ["lot", "start"])], columns[3:])
    copy = pickle.loads(pickle.dumps(packed))
    assert (list(copy), len(copy), "lot" in copy, "item" in copy) == (["lot", "start"], 2, True, False)
    assert {name: column.tolist() for name, column in copy.items()} == {
        name: columns[name].tolist() for name in ("lot", "start")
    }
