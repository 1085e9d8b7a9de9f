from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from opsim.errors import InputError
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
        name: {column: columns[column].astype(columns[column].dtype.newbyteorder(">")) for column in [*columns][::-1]}
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


def test_nobody_can_ask_for_the_story_of_what_is_not_there(play: SimpleNamespace) -> None:
    day = 86_400_000
    run = play.run(
        end_ms=4 * day,
        jobs=[{"product": 0, "created": 0, "order": -1}, {"product": 0, "created": 2 * day, "order": -1}],
        lots=[{"job": 0, "product": 0, "released": 0, "finished": 3 * day, "good": 1},
              {"job": 1, "product": 0, "released": 2 * day},
              {"job": 0, "product": 0, "released": 2 * day, "parent": 0}],
        orders=[{"product": 0, "arrived": 0, "status": 0}],
    )  # fmt: skip
    earlier = run.as_of(day)
    assert earlier.lot_story(0)[-1].end == day
    for lot in (1, 2):
        assert run.lot_story(lot)
        with pytest.raises(InputError, match=rf"^lot {lot} is not there yet on day 1.0; ask for one whose job"):
            earlier.lot_story(lot)
    for lot in (-1, 3):
        with pytest.raises(InputError, match=rf"^there is no lot {lot} up to day 4.0; choose one of 0 to 2$"):
            run.lot_story(lot)
    for story in (run.order_story, run.order_timeline, run.explain):
        with pytest.raises(InputError, match=r"^there is no order 1 up to day 4.0; choose one of 0 to 0$"):
            story(1)


def test_a_floor_makes_nothing_before_its_first_lot(play: SimpleNamespace) -> None:
    """What customers got by then came from the opening stock."""
    day = 86_400_000
    sold = {"product": 0, "arrived": 0, "due": 0, "supplied": 0, "shipped": 0, "delivered": 0, "status": 1}
    earlier = play.run(end_ms=day, orders=[sold])
    assert (earlier.kpis["flow.throughput_per_day"], earlier.kpis["flow.wip"]) == (0, 0)
    bought = {"operations__purchasing__chair": {"maker": {"price": 5, "lead_time": "1 day"}}}
    trader = play.workshop(products__chair__routing=[], products__chair__materials={}, **bought)
    trade = play.run(trader, end_ms=day, orders=[sold]).kpis
    assert (trade["flow.throughput_per_day"], "flow.wip" in trade) == (1, False)


def test_a_station_that_has_no_machine_yet_has_no_figures_of_machines(play: SimpleNamespace) -> None:
    run = play.run(machines=[{"station": play.saw, "bought": 0}])
    assert run.station_kpis["saw"]["utilisation"] == 0
    assert "utilisation" not in run.station_kpis["paint"]
    assert run.losses["paint"].good == 0


def test_a_lot_that_waits_for_an_inspector_has_not_passed_yet(play: SimpleNamespace) -> None:
    sawn = {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 10}
    run = play.run(
        jobs=[{"product": 0, "created": 0, "order": -1}],
        lots=[{"job": 0, "product": 0, "released": 0}],
        operations=[sawn],
        inspections=[{"lot": 0, "step": 0, "start": 600, "end": 900, "inspected": 1, "rejected": 1}],
    )
    assert run.kpis["quality.first_pass_yield.saw"] == 0
    early = run.as_of(500)
    assert "quality.first_pass_yield.saw" not in early.kpis
    assert early.kpis["station.queue.paint"] == 0
    assert [(tile.start, tile.end, tile.cause) for tile in early.lot_story(0)][-1] == (10, 500, "waiting for inspector")
