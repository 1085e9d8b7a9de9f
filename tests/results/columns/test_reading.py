"""Tables that are read in parts: the same numbers and the same figures, however they are packed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsim.ledgers.blocks import Block, Columns, Packed
from opsim.results.columns import reading
from opsim.results.columns.groups import grouped
from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.run import Run


def packed(columns: Columns, size: int) -> Packed:
    """The same table in blocks of so many rows, and the rest as it is."""
    written = np.zeros(len(next(iter(columns.values()))), [(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        written[name] = column
    whole = len(written) // size * size
    blocks = [Block(written[at : at + size], [*columns]) for at in range(0, whole, size)]
    return Packed([*columns], blocks, written[whole:])


@pytest.fixture
def in_small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows count as far apart."""
    monkeypatch.setattr(reading, "PAGE", 8)


ROWS = st.lists(st.integers(0, 40), min_size=1, max_size=60)


@pytest.mark.usefixtures("in_small_pages")
def test_rows_near_and_far_are_those_of_the_table() -> None:
    @given(ROWS, st.integers(1, 70), st.data())
    def are_the_same(numbers: list[int], size: int, data: st.DataObject) -> None:
        plain = {"time": np.array(numbers, np.int64) << 40, "id": np.array(numbers, np.int16)}
        reader = Reader(packed(plain, size))
        rows = np.array(data.draw(st.lists(st.integers(0, len(numbers) - 1))), np.int64)
        assert reader["time"][rows].tolist() == plain["time"][rows].tolist()
        low, high = sorted(data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60))))
        assert reader["id"][low:high].tolist() == plain["id"][low:high].tolist()
        parts = list(reader.parts("id", "time", size=size))
        assert [np.concatenate(column).tolist() for column in zip(*parts, strict=True)] == [
            plain[name].tolist() for name in ("id", "time")
        ]
        assert reader.where(lambda number: number > 20, "id").tolist() == np.flatnonzero(plain["id"] > 20).tolist()

    are_the_same()


@pytest.mark.usefixtures("in_small_pages")
def test_a_column_is_grouped_and_added_up_like_an_array() -> None:
    ids, values = np.array([2, 0, 2, -1, 1, 2] * 9, np.int16), np.arange(54) - 7
    column = Reader(packed({"ids": ids, "values": values}, 10))
    assert [each.tolist() for each in grouped(column["ids"], 3)] == [each.tolist() for each in grouped(ids, 3)]
    assert sums_by(column["values"][:] % 3, column["values"], 3).tolist() == sums_by(values % 3, values, 3).tolist()


@pytest.mark.usefixtures("in_small_pages")
@pytest.mark.parametrize("name", ["job-shop", "test-lab"])
def test_figures_are_the_same_however_the_ledgers_are_packed(name: str, simulated: Callable[..., Run]) -> None:
    run = simulated(name)
    tables = {table: packed(columns, 700) for table, columns in run.history.tables.items()}
    again = Run(replace(run.history, tables=tables)).verify()
    assert again.kpis == run.kpis
    assert (again.lead_time_by_function, again.late_cost_by_function) == (
        run.lead_time_by_function, run.late_cost_by_function,
    )  # fmt: skip
    assert [again.order_story(order) for order in (0, 50)] == [run.order_story(order) for order in (0, 50)]
