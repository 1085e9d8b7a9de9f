"""Rows of packed numbers: written when they happen, or reserved and filled in later."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from opsim.ledgers import rows
from opsim.ledgers.history import TABLES, tables
from opsim.ledgers.rows import Rows


@pytest.fixture
def trips():
    return Rows(truck="h", start="q", litres="d")


def test_a_row_is_added_at_the_end_and_tells_its_index(trips):
    assert [trips.add(1, 60_000, 2.5), trips.add(2, -1, 0.0)] == [0, 1]
    assert len(trips) == 2
    columns = trips.columns()
    assert {name: column.tolist() for name, column in columns.items()} == {
        "truck": [1, 2], "start": [60_000, -1], "litres": [2.5, 0.0],
    }  # fmt: skip


def test_a_reserved_row_keeps_its_place_until_it_is_filled(trips):
    early = trips.reserve()
    trips.add(2, 20, 2.0)
    trips.fill(early, 1, 10, 1.0)
    assert trips.columns()["truck"].tolist() == [1, 2]


def test_packing_into_the_buffer_is_the_same_as_adding(trips):
    trips.add(7, 8, 9.0)
    trips.buffer += trips.pack(7, 8, 9.0)
    assert [column.tolist() for column in trips.columns().values()] == [[7, 7], [8, 8], [9.0, 9.0]]


def test_a_table_without_rows_has_empty_columns(trips):
    assert [len(column) for column in trips.columns().values()] == [0, 0, 0]


def test_a_row_costs_as_many_bytes_as_its_columns(trips):
    for _ in range(1000):
        trips.add(1, 2, 3.0)
    assert len(trips.buffer) == 1000 * (2 + 8 + 8)


def test_columns_are_little_endian_on_every_machine(trips):
    trips.add(1, 2, 3.0)
    assert [column.dtype for column in trips.columns().values()] == [np.dtype("<i2"), np.dtype("<i8"), np.dtype("<f8")]


@pytest.mark.parametrize("row", [(40_000, 0, 0.0), (1, 2**63, 0.0), (1, 2.5, 0.0), (1, 2)], ids=str)
def test_what_does_not_fit_is_refused_not_cut(trips, row):
    with pytest.raises(struct.error):
        trips.add(*row)
    assert len(trips) == 0


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", 4)
    monkeypatch.setattr(rows, "MANY", 1)


def test_rows_are_packed_when_they_are_many_and_keep_their_places(small_blocks):
    trips = Rows(truck="h", start="q", litres="d")
    written = [(at, 10**12 + at, at / 3) for at in range(11)]
    for trip in written:
        assert trips.add(*trip) == len(trips) - 1
        trips.settle()
    assert (trips.first, len(trips)) == (8, 11)
    assert trips.row(9) == written[9]
    assert list(zip(*(column.tolist() for column in trips.columns().values()), strict=True)) == written


def test_a_row_that_may_change_keeps_those_behind_it_from_being_packed(small_blocks):
    loans = Rows(lambda table: table["back"] >= 0, lent="q", back="q")
    for at in range(9):
        loans.add(at, -1 if at == 5 else at + 1)
    loans.settle()
    assert loans.first == 4
    loans.fill(5, 5, 50)
    assert loans.so_far()["back"].tolist() == [1, 2, 3, 4, 5, 50, 7, 8, 9]
    with pytest.raises(IndexError, match="row 3 is final"):
        loans.fill(3, 3, 30)


def test_what_was_read_before_does_not_keep_a_table_from_growing(small_blocks):
    trips = Rows(truck="h")
    for at in range(6):
        trips.add(at)
    seen = trips.so_far()
    trips.settle()
    trips.add(6)
    assert (seen["truck"].tolist(), trips.so_far()["truck"].tolist()) == ([*range(6)], [*range(7)])


def test_the_history_starts_with_every_table_empty():
    assert {name: len(table) for name, table in tables().items()} == dict.fromkeys(TABLES, 0)
