"""Why an order took so long: waits that add up, and the same sentences for everybody."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from opsim.plots.reading import late_orders
from opsim.results.run import Run
from opsim.results.time.explain import because, in_words, told, told_of_lot
from opsim.results.time.listeners import Tile
from opsim.results.time.why import why

HOUR = 3_600_000
STORY = [
    Tile(0, 10 * HOUR, "waiting for machine", "scheduling", "paint"),
    Tile(10 * HOUR, 30 * HOUR, "machine down", "maintenance", "paint"),
    Tile(30 * HOUR, 46 * HOUR, "off shift", "teams", "paint"),
    Tile(46 * HOUR, 48 * HOUR, "processing", "production", "paint"),
    Tile(48 * HOUR, 53 * HOUR, "waiting for carrier", "delivery", ""),
    Tile(53 * HOUR, 55 * HOUR, "machine down", "maintenance", "saw"),
]


def test_waits_are_gathered_by_place_and_cause_longest_first() -> None:
    found = why(STORY)
    assert [(wait.place, wait.ms // HOUR) for wait in found.waits] == [("paint", 46), ("", 5), ("saw", 2)]
    assert [(part.cause, part.ms // HOUR) for part in found.waits[0].parts] == [
        ("machine down", 20), ("off shift", 16), ("waiting for machine", 10),
    ]  # fmt: skip
    assert (found.useful_ms, found.off_shift_ms, found.total_ms) == (2 * HOUR, 16 * HOUR, 55 * HOUR)
    assert found.waited_ms + found.useful_ms == found.total_ms


def test_working_time_leaves_out_off_shift_and_nothing_else() -> None:
    found = why(STORY, working_time=True)
    assert found.waited_ms == why(STORY).waited_ms - 16 * HOUR
    assert all(part.cause != "off shift" for wait in found.waits for part in wait.parts)


def test_a_wait_is_told_with_its_parts_in_one_unit(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    lines = because(run, why(STORY))
    assert lines[0] == "Waited 46.0 h at Paint booth: 20.0 machine down, 16.0 off shift, 10.0 queue."
    assert "Waited 5.0 h for the carrier." in lines
    assert "Waited 2.0 h at saw: machine down." in lines
    assert "2.0 h of work on it or planned transit." in lines
    lines = because(run, why(STORY, working_time=True), working_time=True)
    assert lines[0] == "Waited 30.0 h at Paint booth: 20.0 machine down, 10.0 queue."
    assert lines[-1] == "Off shift (16.0 h in all) is left out."


def test_functions_share_the_blame_in_whole_per_cent(simulated: Callable[..., Run]) -> None:
    lines = because(simulated("chair-factory"), why(STORY))
    assert "Caused by: Maintenance 42 %, Teams 30 %, Scheduling 19 %, Delivery 9 %." in lines


@pytest.mark.parametrize("working_time", [False, True])
def test_what_is_said_of_the_parts_adds_up_to_what_is_said_of_the_whole(
    simulated: Callable[..., Run], working_time: bool
) -> None:
    run = simulated("chair-factory")
    for order in late_orders(run)[::20].tolist():
        for line in told(run, order, working_time=working_time):
            if line.startswith("Waited ") and ": " in line and "," in line:
                head, parts = line.split(": ")
                said = float(head.split()[1])
                assert sum(float(part.split()[0]) for part in parts.split(", ")) == pytest.approx(said)


def test_waits_and_work_are_the_whole_life(simulated: Callable[..., Run]) -> None:
    run = simulated("test-lab")
    orders = run.history.tables["orders"]
    for order in np.flatnonzero(orders["delivered"] >= 0)[::100].tolist():
        found = why(run.order_story(order))
        assert found.waited_ms + found.useful_ms == orders["delivered"][order] - orders["arrived"][order]


def test_every_word_can_be_translated(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    said: list[str] = []

    def say(text: str) -> str:
        said.append(text)
        return text.upper()

    lines = [*told(run, int(late_orders(run)[0]), say), *told_of_lot(run, 100, say)]
    names = ("Paint booth", "Saws", "Sanders", "Benches", "Packing", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    products = [product.title for product in run.scenario.products.values()]
    for line in lines:
        for name in (*names, *months, *products):
            line = line.replace(name, "")  # noqa: PLW2901 - what is left was said
        assert line == line.upper()
    assert "machine down" in said or "queue" in said


def test_a_length_of_time_is_told_in_the_unit_that_fits() -> None:
    assert [in_words(ms) for ms in (60 * HOUR, 47 * HOUR, HOUR // 2)] == ["2.5 days", "47.0 h", "30 min"]


def test_a_lot_names_the_orders_that_waited_for_it(simulated: Callable[..., Run]) -> None:
    run = simulated("test-lab")
    lot = int(run.history.tables["orders"]["lot"][50])
    assert told_of_lot(run, lot)[-1].startswith("Orders that waited for it: #50")
