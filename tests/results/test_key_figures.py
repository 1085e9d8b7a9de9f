from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

import opsim
from opsim.errors import InputError
from opsim.results.catalogue import CATALOGUE, describe
from opsim.results.run import Run
from opsim.results.time.waiting import still_waiting
from opsim.scenario.figures import FIGURES
from opsim.scenario.parameter import FUNCTIONS

HOUR = 3_600_000
DAY = 24 * HOUR


def order(arrived: int, supplied: int, delivered: int, due: int, **more: int) -> dict[str, int]:
    return {"product": 0, "arrived": arrived, "supplied": supplied, "shipped": supplied, "delivered": delivered,
            "due": due, "status": 1, **more}  # fmt: skip


def test_every_figure_is_declared_and_every_declaration_has_a_function(simulated: Callable[..., Run]) -> None:
    for name in ("first-shop", "chair-factory", "test-lab"):
        assert {describe(kpi).id for kpi in simulated(name).kpis} == set(simulated(name).kpis)
    assert all(kpi.function in FUNCTIONS and kpi.title and kpi.formula for kpi in CATALOGUE)


def test_a_title_names_its_item() -> None:
    assert describe("station.oee.paint").title == "OEE of paint"


@pytest.mark.parametrize("unknown", ["flow.speed", "station.oee", "station.oee.", "service.otif.paint", "", "finance"])
def test_unknown_figures_are_refused(unknown: str) -> None:
    with pytest.raises(InputError, match="no key figure"):
        describe(unknown)


def test_the_scenario_knows_every_figure_of_the_catalogue_and_no_other() -> None:
    assert tuple(kpi.id for kpi in CATALOGUE) == FIGURES


@pytest.mark.parametrize(
    ("unknown", "remedy"),
    [
        ("service.fil_rate", "did you mean 'service.fill_rate'?"),
        ("station.utilization.saw", "did you mean 'station.utilisation.saw'?"),
        ("station.oee", "say of what, as in station.oee.NAME"),
        ("otif", "did you mean 'service.otif'?"),
    ],
)
def test_a_refusal_names_what_was_meant(unknown: str, remedy: str) -> None:
    with pytest.raises(InputError) as refusal:
        describe(unknown)
    assert str(refusal.value) == f"there is no key figure '{unknown}'; {remedy}"


def test_service_is_measured_over_all_orders(play: SimpleNamespace) -> None:
    run = play.run(
        end_ms=20 * HOUR,
        orders=[
            order(0, 0, HOUR, 2 * HOUR, units=3),  # from stock, in time
            order(HOUR, 5 * HOUR, 6 * HOUR, 3 * HOUR, units=1, lot=-1, purchase=-1),  # waited, 3 h late
            {"product": 0, "arrived": 2 * HOUR, "due": 4 * HOUR, "status": 2, "units": 2},  # lost
            {"product": 0, "arrived": 3 * HOUR, "due": 30 * HOUR, "status": 0, "units": 4},  # open, due after the end
        ],
    )
    kpis = run.kpis
    assert kpis["service.overdue_open"] == 0
    assert kpis["service.otif"] == pytest.approx(1 / 3)
    assert kpis["service.fill_rate"] == pytest.approx(3 / 10)
    assert kpis["service.lost_share"] == pytest.approx(1 / 4)
    assert kpis["service.mean_lateness_h"] == pytest.approx(1.5)
    assert kpis["flow.lead_time_h"] == pytest.approx((1 + 5) / 2)
    assert kpis["inventory.mean_backorders.chair"] == pytest.approx((4 * 1 + 17 * 4) / 20)


def test_orders_that_nobody_serves_do_not_shorten_lead_time_and_lateness(play: SimpleNamespace) -> None:
    served = [order(0, HOUR, HOUR, 2 * HOUR), order(HOUR, 4 * HOUR, 4 * HOUR, 2 * HOUR)]  # in 1 h and 3 h, 2 h late
    starved = [
        {"product": 0, "arrived": 0, "due": 2 * HOUR, "status": 0},  # 18 h late at the end, and no end in sight
        {"product": 0, "arrived": 2 * HOUR, "due": 20 * HOUR, "status": 0},  # due now
        {"product": 0, "arrived": 0, "due": 2 * HOUR, "status": 4},  # who left waits no longer
    ]
    run = play.run(end_ms=20 * HOUR, orders=served + starved)
    assert run.kpis["service.overdue_open"] == 1
    assert run.kpis["service.otif"] == pytest.approx(1 / 5)
    assert run.kpis["service.mean_lateness_h"] == pytest.approx((0 + 2 + 18 + 0) / 4)
    assert run.kpis["flow.lead_time_h"] == pytest.approx((1 + 3 + 20) / 3)
    assert run.kpis["flow.total_lead_time_ms"] == sum(run.lead_time_by_function.values()) == 4 * HOUR


def test_a_station_and_its_lots(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "good": 1, "units": 2, "scrapped": 1}
    run = play.run(
        end_ms=10 * HOUR,
        jobs=[{"product": 0, "created": 0}],
        lots=[lot | {"released": 0, "finished": 4 * HOUR}, lot | {"released": HOUR, "finished": 6 * HOUR}],
        operations=[
            {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 4 * HOUR},
            {"lot": 1, "step": 0, "machine": 0, "start": 4 * HOUR, "end": 6 * HOUR},
        ],
        set_ups=[{"machine": 0, "start": 0, "end": HOUR}],
        stops=[{"machine": 0, "kind": 0, "start": 2 * HOUR, "end": 3 * HOUR}],
        inspections=[{"lot": 1, "step": 0, "start": 6 * HOUR, "end": 6 * HOUR, "inspected": 2, "rejected": 1}],
    )
    kpis = run.kpis
    assert kpis["station.utilisation.saw"] == pytest.approx(5 / 10)  # 6 h of operations, 1 h of them down
    assert kpis["station.availability.saw"] == pytest.approx(9 / 10)
    assert kpis["station.oee.saw"] == pytest.approx(4 / 10 * 1 / 2)
    assert kpis["station.queue.saw"] == pytest.approx(3 / 10)
    assert kpis["station.wait_h.saw"] == pytest.approx(3 / 2)
    assert kpis["station.utilisation.paint"] == 0
    assert kpis["flow.wip"] == pytest.approx((4 + 5) / 10)
    assert kpis["flow.cycle_time_h"] == pytest.approx(4.5)
    assert kpis["flow.throughput_per_day"] == pytest.approx(2 / 10 * 24)
    assert kpis["quality.yield"] == pytest.approx(0.5)


def test_a_station_without_machines_has_no_effectiveness(play: SimpleNamespace) -> None:
    run = play.run(end_ms=HOUR, machines=[{"station": play.saw, "bought": 0}])
    assert run.kpis["station.oee.saw"] == 0
    assert "station.oee.paint" not in run.kpis


def test_where_the_floor_neither_inspects_nor_scraps_no_yield_is_known(play: SimpleNamespace) -> None:
    rows = {
        "jobs": [{"product": 0, "created": 0}],
        "lots": [{"job": 0, "product": 0, "good": 2, "units": 2, "released": 0, "finished": HOUR}],
        "operations": [{"lot": 0, "step": 0, "machine": 0, "start": 0, "end": HOUR}],
    }
    assert "quality.yield" not in play.run(end_ms=2 * HOUR, **rows).kpis
    seen = {"lot": 0, "step": 0, "start": HOUR, "end": HOUR, "inspected": 2, "rejected": 0}
    assert play.run(end_ms=2 * HOUR, inspections=[seen], **rows).kpis["quality.yield"] == 1


def test_stock_is_a_view_over_what_moved(play: SimpleNamespace) -> None:
    run = play.run(
        end_ms=100,
        closing={"opening": {"wood": 5, "chair": 0}},
        jobs=[{"product": 0, "units": 2, "created": 10}],
        lots=[{"job": 0, "product": 0, "units": 2, "released": 10, "finished": 40, "good": 2}],
        purchases=[{"item": 2, "supplier": 0, "units": 9, "ordered": 0, "due": 30, "arrived": 30, "accepted": 8}],
        orders=[order(40, 40, 40, 40)],
    )  # fmt: skip
    assert [column.tolist() for column in run.stock("wood")] == [[0, 10, 30], [5, 1, 9]]
    assert [column.tolist() for column in run.stock("chair")] == [[0, 40], [0, 1]]
    assert run.kpis["inventory.mean_units.wood"] == pytest.approx((5 * 10 + 1 * 20 + 9 * 70) / 100)
    with pytest.raises(InputError, match="no item 'stool'"):
        run.stock("stool")


def test_forecast_error_and_bias(play: SimpleNamespace) -> None:
    rows = [(10, 12.0, 10), (20, 6.0, 8), (30, 5.0, 0)]
    run = play.run(forecasts=[{"item": 0, "time": t, "forecast": f, "actual": a} for t, f, a in rows])
    assert run.kpis["forecast.mape.chair"] == pytest.approx((2 / 10 + 2 / 8) / 2)
    assert run.kpis["forecast.bias.chair"] == pytest.approx(5 / 18)


def test_orders_swing_more_than_demand(play: SimpleNamespace) -> None:
    week = 7 * DAY
    asked = [(0, 1), (week, 3), (2 * week, 1), (3 * week, 3)]
    bought = [(0, 0), (week, 8), (2 * week, 0), (3 * week, 8)]
    run = play.run(
        end_ms=4 * week,
        orders=[{"product": 1, "arrived": at, "units": units, "due": at, "status": 0} for at, units in asked],
        purchases=[{"item": 1, "supplier": 1, "units": units, "requested": at, "ordered": at} for at, units in bought],
    )
    assert run.kpis["supply.bullwhip.lamp"] == pytest.approx(16)


def test_what_cannot_be_formed_has_no_entry(play: SimpleNamespace) -> None:
    kpis = play.run().kpis
    assert "service.otif" not in kpis
    assert "flow.cycle_time_h" not in kpis
    assert kpis["finance.revenue"] == 0


def test_the_warm_up_is_left_out_of_service_but_not_of_money(simulated: Callable[..., Run]) -> None:
    run = simulated("first-shop")
    orders = run.history.tables["orders"]
    counted = (orders["status"] == 1) & (orders["arrived"] >= run.scenario.clock.warm_up)
    assert run.attribution.orders == counted.sum() < (orders["status"] == 1).sum()
    assert run.kpis["flow.total_lead_time_ms"] == sum(run.lead_time_by_function.values())


def test_lots_that_wait_at_the_end_are_in_the_queue(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "released": 0}
    run = play.run(
        end_ms=100,
        jobs=[{"product": 0, "created": 0}],
        lots=[lot, lot, lot | {"parent": 0, "rework_until": 1, "released": 90}],
        operations=[{"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 70},
                    {"lot": 1, "step": 0, "machine": 0, "start": 70, "end": 100}],
    )  # fmt: skip
    assert [column.tolist() for column in still_waiting(run.floor)[1:]] == [[play.paint, play.paint], [70, 90]]
    assert run.kpis["station.queue.paint"] == pytest.approx((30 + 10) / 100)
    assert run.kpis["station.queue.saw"] == pytest.approx(70 / 100)


def test_a_figure_is_named_by_the_title_of_what_it_is_of() -> None:
    shop = opsim.load("paint-line")
    named = {kpi: describe(kpi, shop).title for kpi in opsim.simulate(shop, until=5 * 7 * 86_400_000).kpis}
    assert named["station.oee.coat"] == "OEE of Coating line"
    assert named["people.utilisation.coaters"] == "Utilisation of team Coaters"
    assert named["quality.cpk.film"] == "Cpk at chart Film thickness"
    assert named["inventory.mean_units.hook"] == "Mean stock of Hooks and masks"
    assert named["finance.unit_cost.bracket"] == "Material cost of a unit of Brackets"
    assert describe("station.oee.coat").title == "OEE of coat"
