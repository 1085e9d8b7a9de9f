"""Stories of single lots and orders that a person can check by hand; times are in ms."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from opsim.results.run import Run
from opsim.results.time.causes import CAUSES, DOWN, OFF_SHIFT, PROCESSING, QUEUE
from opsim.results.time.lateness import without_off_shift

LOT = {"job": 0, "product": 0, "released": 0, "good": 1}
JOB = {"product": 0, "created": 0}


def sawn(lot: int, start: int, end: int, step: int = 0) -> dict[str, int]:
    return {"lot": lot, "step": step, "machine": 0, "start": start, "end": end}


def painted(lot: int, start: int, end: int) -> dict[str, int]:
    return {"lot": lot, "step": 1, "machine": 1, "start": start, "end": end}


def delivered(arrived: int, supplied: int, **more: int) -> dict[str, int]:
    return {
        "product": 0, "status": 1, "arrived": arrived, "due": arrived, "supplied": supplied, "shipped": supplied,
        "delivered": supplied, **more,
    }  # fmt: skip


def test_a_lot_waits_behind_work_and_set_up(play: SimpleNamespace) -> None:
    run = play.run(
        jobs=[JOB], lots=[LOT | {"finished": 40}, LOT | {"finished": 60}],
        operations=[sawn(0, 0, 10), sawn(1, 10, 12), painted(0, 10, 40), painted(1, 40, 60)],
        set_ups=[{"machine": play.paint, "start": 10, "end": 20}],
    )  # fmt: skip
    assert play.told(run.lot_story(0)) == [(0, 10, "processing"), (10, 20, "set-up"), (20, 40, "processing")]
    assert play.told(run.lot_story(1)) == [
        (0, 10, "waiting for machine"), (10, 12, "processing"), (12, 20, "machine in set-up"),
        (20, 40, "waiting for machine"), (40, 60, "processing"),
    ]  # fmt: skip
    assert [tile.place for tile in run.lot_story(0)] == ["saw", "paint", "paint"]


def test_a_breakdown_is_told_apart_from_the_work_that_it_interrupts(play: SimpleNamespace) -> None:
    run = play.run(
        jobs=[JOB], lots=[LOT | {"finished": 50}, LOT | {"finished": 60}],
        operations=[sawn(0, 0, 50), sawn(1, 50, 60)],
        stops=[{"machine": 0, "kind": 0, "start": 10, "end": 25}, {"machine": 0, "kind": 1, "start": 30, "end": 35}],
    )  # fmt: skip
    assert play.told(run.lot_story(0)) == [
        (0, 10, "processing"), (10, 25, "machine down"), (25, 30, "processing"), (30, 35, "planned maintenance"),
        (35, 50, "processing"),
    ]  # fmt: skip
    assert play.told(run.lot_story(1)) == [  # of 50 ms, the machine worked 30, was down 15 and maintained 5
        (0, 15, "machine down"), (15, 20, "planned maintenance"), (20, 50, "waiting for machine"),
        (50, 60, "processing"),
    ]  # fmt: skip


def test_work_stops_with_the_shift(play: SimpleNamespace) -> None:
    hour = 3_600_000
    scenario = play.workshop(clock__shifts={"day": {"days": "mon-fri", "from": "08:00", "to": "16:00"}},
                             production__stations__saw__shift="day")  # fmt: skip
    run = play.run(scenario, end_ms=40 * hour, jobs=[JOB], lots=[LOT | {"released": 15 * hour, "finished": 33 * hour}],
                   operations=[sawn(0, 15 * hour, 33 * hour)])  # fmt: skip
    assert [(tile.start // hour, tile.end // hour, tile.cause) for tile in run.lot_story(0)] == [
        (0, 15, "waiting for release"), (15, 16, "processing"), (16, 32, "off shift"), (32, 33, "processing"),
    ]  # fmt: skip


def test_a_lot_is_inspected_then_blocked(play: SimpleNamespace) -> None:
    run = play.run(
        jobs=[JOB], lots=[LOT | {"finished": 45}], operations=[sawn(0, 0, 10), painted(0, 30, 45)],
        inspections=[{"lot": 0, "step": 0, "start": 10, "end": 13, "inspected": 1, "rejected": 0}],
        blocked=[{"machine": 0, "start": 13, "end": 30}],
    )  # fmt: skip
    assert play.told(run.lot_story(0)) == [
        (0, 10, "processing"), (10, 13, "inspection"), (13, 30, "blocked"), (30, 45, "processing"),
    ]  # fmt: skip


def test_a_rework_lot_was_its_parent_before(play: SimpleNamespace) -> None:
    rework = {"parent": 0, "rework_until": 0, "released": 12, "finished": 30}
    run = play.run(
        jobs=[JOB], lots=[LOT | {"units": 2, "finished": 20}, LOT | rework],
        operations=[sawn(0, 0, 10), painted(0, 12, 20), sawn(1, 15, 22), painted(1, 22, 30)],
        inspections=[{"lot": 0, "step": 0, "start": 10, "end": 12, "inspected": 2, "rejected": 1}],
        orders=[delivered(-0, 30, lot=1)],
    )  # fmt: skip
    assert play.told(run.order_story(0)) == [
        (0, 10, "processing"), (10, 12, "inspection"), (12, 15, "waiting for machine"), (15, 22, "rework"),
        (22, 30, "processing"),
    ]  # fmt: skip


def test_a_backorder_inherits_the_story_of_the_lot_from_its_own_arrival(play: SimpleNamespace) -> None:
    run = play.run(
        jobs=[JOB | {"created": 50}], lots=[LOT | {"released": 60, "finished": 100}],
        operations=[sawn(0, 60, 80), painted(0, 80, 100)],
        orders=[delivered(40, 100, lot=0), delivered(70, 100, lot=0), delivered(90, 90)],
    )  # fmt: skip
    assert play.told(run.order_story(0)) == [
        (40, 50, "not yet ordered"), (50, 60, "waiting for release"), (60, 80, "processing"), (80, 100, "processing"),
    ]  # fmt: skip
    assert play.told(run.order_story(1)) == [(70, 80, "processing"), (80, 100, "processing")]
    assert run.order_story(2) == []


def test_a_backorder_inherits_the_story_of_the_purchase(play: SimpleNamespace) -> None:
    purchase = {"item": 1, "supplier": 1, "requested": 20, "ordered": 30, "due": 70, "arrived": 90, "accepted": 1}
    run = play.run(purchases=[purchase], orders=[delivered(10, 90, product=play.lamp, purchase=0)])
    assert play.told(run.order_story(0)) == [
        (10, 20, "not yet ordered"), (20, 30, "no cash to order"), (30, 70, "supplier lead time"),
        (70, 90, "supplier late"),
    ]  # fmt: skip
    assert run.order_story(0)[-1].place == "lampmaker"


def test_a_lot_short_of_material_has_the_story_of_the_purchase(play: SimpleNamespace) -> None:
    purchase = {"item": 2, "supplier": 0, "requested": 0, "ordered": 5, "due": 50, "arrived": 40, "accepted": 9}
    run = play.run(
        jobs=[JOB], lots=[LOT | {"short_from": 10, "released": 45, "finished": 60}], purchases=[purchase],
        operations=[sawn(0, 45, 60)],
    )  # fmt: skip
    assert play.told(run.lot_story(0)) == [
        (0, 10, "waiting for release"), (10, 40, "supplier lead time"), (40, 45, "waiting for release"),
        (45, 60, "processing"),
    ]  # fmt: skip


def test_a_lot_short_of_a_part_that_the_firm_makes_has_the_story_of_its_lot(play: SimpleNamespace) -> None:
    scenario = play.workshop(products__lamp={"price": 50, "materials": {"chair": 1},
                                             "routing": [{"station": "paint", "time": "1 min"}]})  # fmt: skip
    part = LOT | {"released": 20, "finished": 60}
    run = play.run(
        scenario, jobs=[JOB | {"created": 20}, JOB | {"product": play.lamp}],
        lots=[part, LOT | {"job": 1, "product": play.lamp, "short_from": 10, "released": 60, "finished": 90}],
        operations=[sawn(0, 30, 60), {"lot": 1, "step": 0, "machine": play.paint, "start": 60, "end": 90}],
        stops=[{"machine": 0, "kind": 0, "start": 20, "end": 30}],
    )  # fmt: skip
    assert play.told(run.lot_story(1)) == [
        (0, 10, "waiting for release"), (10, 20, "not yet ordered"), (20, 30, "machine down"), (30, 60, "processing"),
        (60, 90, "processing"),
    ]  # fmt: skip


def test_what_was_scrapped_for_a_customer_is_made_again(play: SimpleNamespace) -> None:
    run = play.run(
        jobs=[JOB | {"created": 30, "order": 0}], lots=[LOT | {"released": 30, "finished": 50}],
        operations=[sawn(0, 30, 50)], orders=[delivered(0, 50, lot=0)],
    )  # fmt: skip
    assert play.told(run.order_story(0)) == [(0, 30, "scrapped and made again"), (30, 50, "processing")]


def test_the_carrier_comes_and_is_late(play: SimpleNamespace) -> None:
    scenario = play.workshop(operations__delivery__mode="carrier", operations__delivery__transit="30 ms")
    order = delivered(10, 10, shipped=15, delivered=65)
    assert play.told(play.run(scenario, orders=[order]).order_story(0)) == [
        (10, 15, "waiting for carrier"), (15, 45, "transit"), (45, 65, "transit longer than planned"),
    ]  # fmt: skip


def test_a_lost_order_is_told_by_the_next_receipt(play: SimpleNamespace) -> None:
    lost = {"product": 0, "arrived": 40, "due": 40, "status": 2}
    run = play.run(
        jobs=[JOB], lots=[LOT | {"released": 20, "finished": 80}], operations=[sawn(0, 20, 80)],
        orders=[lost, lost | {"arrived": 90}],
    )  # fmt: skip
    assert play.told(run.order_story(0)) == [(40, 80, "processing")]
    assert play.told(run.order_story(1)) == [(90, 1000, "not yet ordered")]


def test_nobody_at_an_idle_machine_means_no_operator(play: SimpleNamespace) -> None:
    changes: dict[str, Any] = {"operations__teams": {"wood": {"wage": 20}}}
    scenario = play.workshop(**changes, production__stations__saw={"operators": {"skill": "wood"}})
    run = play.run(scenario, jobs=[JOB], lots=[LOT | {"finished": 10}, LOT | {"finished": 50}],
                   operations=[sawn(0, 0, 10), sawn(1, 40, 50)])  # fmt: skip
    assert play.told(run.lot_story(1)) == [
        (0, 10, "waiting for machine"), (10, 40, "no operator"), (40, 50, "processing"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "test-lab"])
def test_single_stories_and_sums_over_all_agree(name: str, simulated: Callable[..., Run]) -> None:
    run = simulated(name)
    orders = run.history.tables["orders"]
    told = dict.fromkeys(run.lead_time_by_function, 0)
    for order in np.flatnonzero((orders["status"] == 1) & (orders["arrived"] >= run.scenario.clock.warm_up)).tolist()[
        :1500
    ]:
        story = run.order_story(order)
        edges = [int(orders["arrived"][order]), *(tile.end for tile in story)]
        assert [tile.start for tile in story] == edges[:-1]
        assert edges[-1] == orders["delivered"][order]
        for tile in story:
            told[tile.function] += tile.end - tile.start
    early = run.as_of(run.history.end_ms)
    assert early is run
    if len(orders["arrived"]) <= 1500:
        assert told == run.lead_time_by_function
    assert all(told[function] <= ms for function, ms in run.lead_time_by_function.items())


def test_a_wait_in_the_order_of_time_says_when_each_cause_was(play: SimpleNamespace) -> None:
    run = play.run(
        jobs=[JOB], lots=[LOT | {"finished": 50}, LOT | {"finished": 60}],
        operations=[sawn(0, 0, 50), sawn(1, 50, 60)],
        stops=[{"machine": 0, "kind": 0, "start": 10, "end": 25}, {"machine": 0, "kind": 1, "start": 30, "end": 35}],
        orders=[{"product": 0, "lot": 1, "arrived": 0, "supplied": 60, "delivered": 60, "status": 1}],
    )  # fmt: skip
    assert play.told(run.order_story(0))[:2] == [(0, 15, "machine down"), (15, 20, "planned maintenance")]
    assert play.told(run.order_timeline(0)) == [
        (0, 10, "waiting for machine"), (10, 25, "machine down"), (25, 30, "waiting for machine"),
        (30, 35, "planned maintenance"), (35, 50, "waiting for machine"), (50, 60, "processing"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["chair-factory", "job-shop"])
def test_the_order_of_time_changes_no_sum_and_no_edge(name: str, simulated: Callable[..., Run]) -> None:
    run = simulated(name)
    delivered = np.flatnonzero(run.history.tables["orders"]["status"] == 1)
    for order in delivered[:: max(len(delivered) // 60, 1)].tolist():
        story, timeline = run.order_story(order), run.order_timeline(order)
        assert [tile.end for tile in timeline[:-1]] == [tile.start for tile in timeline[1:]]
        assert (timeline[0].start, timeline[-1].end) == (story[0].start, story[-1].end)
        for cause in {tile.cause for tile in (*story, *timeline)}:
            one, other = (sum(t.end - t.start for t in tiles if t.cause == cause) for tiles in (story, timeline))
            assert abs(one - other) <= len(timeline) + 100  # each piece is rounded to whole ms


@pytest.mark.parametrize("name", ["chair-factory", "job-shop"])
def test_time_off_shift_is_shared_over_other_delays_and_nothing_is_lost(
    name: str, simulated: Callable[..., Run]
) -> None:
    found = simulated(name).attribution
    assert found.spread_ms.sum() == found.lead_ms.sum()
    assert found.spread_cents.sum() == found.cents.sum()
    moved = found.spread_ms - found.lead_ms
    assert moved[OFF_SHIFT] < 0
    assert all(moved[cause] == 0 for cause in range(len(CAUSES)) if not CAUSES[cause].delay)
    assert all(moved[cause] >= 0 for cause in range(len(CAUSES)) if cause != OFF_SHIFT)


def test_a_night_counts_with_the_wait_that_it_stretched_and_stays_where_there_is_no_other() -> None:
    by_cause = np.zeros((len(CAUSES), 2), np.int64)
    by_cause[OFF_SHIFT] = (8, 5)
    by_cause[QUEUE, 0], by_cause[DOWN, 0], by_cause[PROCESSING] = 3, 1, 7
    shared = without_off_shift(by_cause, np.arange(len(CAUSES)))
    assert (shared[QUEUE, 0], shared[DOWN, 0], shared[PROCESSING, 0], shared[OFF_SHIFT, 0]) == (9, 3, 7, 0)
    assert (shared[PROCESSING, 1], shared[OFF_SHIFT, 1]) == (7, 5)
