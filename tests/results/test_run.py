from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from opsim.results.digest import digest
from opsim.results.run import Run
from opsim.results.table import Table


def test_a_table_speaks_in_words() -> None:
    table = Table({"product": np.array([1, 0, -1]), "units": np.array([3, 4, 5])}, {"product": ["chair", "lamp"]})
    assert len(table) == 3
    assert table["units"].sum() == 12
    assert next(table.rows()) == {"product": "lamp", "units": 3}
    assert table.words("product") == ["lamp", "chair", ""]
    assert table.words("units") == ["3", "4", "5"]


def test_the_tables_of_a_run_have_words_for_their_ids(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    assert set(run.orders.words("status")) <= {"open", "delivered", "lost", "refused", "left"}
    assert set(run.stops.words("kind")) <= {"failure", "planned maintenance"}
    for table in (run.operations, run.lots, run.jobs, run.purchases, run.inspections, run.forecasts, run.postings):
        assert len(list(table.rows())) == len(table)


def test_a_table_becomes_a_data_frame(simulated: Callable[..., Run]) -> None:
    pytest.importorskip("pandas")
    frame = simulated("first-shop").orders.to_pandas()
    assert frame["product"].iloc[0] == "candle"


def test_the_digest_changes_with_every_number(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "released": 0}
    one, same, other = (play.run(lots=[lot | {"finished": at}]) for at in (10, 10, 11))
    assert one.digest == same.digest != other.digest
    assert len(one.digest) == 64


def test_the_digest_does_not_know_how_numbers_are_laid_out(simulated: Callable[..., Run]) -> None:
    history = simulated("first-shop").history
    big = {
        name: {column: values.astype(values.dtype.newbyteorder(">")) for column, values in reversed(columns.items())}
        for name, columns in reversed(history.tables.items())
    }
    assert digest(replace(history, tables=big)) == digest(history)


def test_work_in_progress_over_time(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0}
    run = play.run(lots=[lot | {"released": 0, "finished": 30}, lot | {"released": 10}])
    assert [column.tolist() for column in run.wip()] == [[0, 10, 30], [1, 2, 1]]


def test_a_late_order_is_explained_in_words(play: SimpleNamespace) -> None:
    hour = 3_600_000
    run = play.run(
        end_ms=40 * hour,
        jobs=[{"product": 0, "created": 0}],
        lots=[{"job": 0, "product": 0, "released": 0, "finished": 10 * hour, "good": 1}],
        operations=[{"lot": 0, "step": 0, "machine": 0, "start": 2 * hour, "end": 10 * hour}],
        stops=[{"machine": 0, "kind": 0, "start": 0, "end": 2 * hour}],
        orders=[{"product": 0, "arrived": 0, "due": 4 * hour, "supplied": 10 * hour, "shipped": 10 * hour,
                 "delivered": 10 * hour, "status": 1, "lot": 0}],
    )  # fmt: skip
    assert run.explain(0) == (
        "Order 0: 1 × chair, ordered Mon 5 Jan 00:00, promised for Mon 5 Jan 04:00. "
        "Delivered Mon 5 Jan 10:00, after 10.0 h: 6.0 h late. "
        "Waited 2.0 h at saw: machine down. Caused by: Maintenance 100 %. 8.0 h of work on it or planned transit."
    )


def test_a_run_that_was_cut_short_has_figures(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    for at in (0, 1, 3_600_000, run.scenario.clock.warm_up):
        assert all(np.isfinite(value) for value in run.as_of(at).kpis.values())


def test_a_run_travels_as_its_history(simulated: Callable[..., Run]) -> None:
    run = simulated("first-shop")
    run.order_story(3)
    there = pickle.loads(pickle.dumps(run))
    assert (there.digest, there.kpis) == (run.digest, run.kpis)
