"""Learning curves: the same work takes less time the more often it has been done."""

from __future__ import annotations

import pytest

from opsim.theory.finance.learning import crawford_unit_time

HOUR = 3_600_000
#: A new chair is ordered every 400 hours; the first takes 300 h.
NEW = """
clock: {horizon: 8000 h}
products: {chair: {routing: [{station: saw, time: 300 h}], learning: {rate: 80 %}}}
operations: {market: {chair: {arrivals: every 400 h}}}
"""


def hours(run):
    return [(end - start) / HOUR for start, end in zip(run.operations["start"], run.operations["end"], strict=True)]


def test_each_doubling_takes_four_fifths_of_the_time(shop, play):
    found = hours(play(shop(NEW)))
    assert (found[0], found[1], found[3], found[7]) == (300, 240, 192, pytest.approx(153.6))


def test_the_fifth_unit_is_that_of_the_table(shop, play, expected_of_learning):
    found = hours(play(shop(NEW)))
    assert found[4] == pytest.approx(expected_of_learning["T5"], abs=3e-4)  # shares are rounded to millionths
    assert sum(found[:5]) == pytest.approx(expected_of_learning["sum_1_5"], abs=1e-3)
    assert sum(found[:18]) == pytest.approx(expected_of_learning["sum_1_18"], abs=3e-3)


@pytest.fixture
def expected_of_learning():
    """Reference case B-learning-unit."""
    return {"T5": 178.6912031, "sum_1_5": 1121.322314, "sum_1_18": 2914.853993}


def test_nobody_gets_quicker_than_the_floor(shop, play):
    found = hours(play(shop(NEW).revised({"products.chair.learning.floor": 0.6})))
    assert found[:3] == [300, 240, pytest.approx(300 * crawford_unit_time(1, 0.8, 3), abs=1e-3)]
    assert found[4:10] == [180] * 6


def test_units_made_before_count(shop, play):
    found = hours(play(shop(NEW).revised({"products.chair.learning.experience": 3})))
    assert found[0] == 192


def test_a_lot_learns_unit_by_unit(shop, play):
    pairs = "{production: {lot_size: {chair: 2}}, operations: {market: {chair: {size: 2, arrivals: every 900 h}}}}"
    scenario = shop(NEW, pairs)
    assert hours(play(scenario))[0] == 300 + 240


def test_what_was_learnt_stays_when_something_else_changes(shop, play):
    run = play(shop(NEW), [(1_500 * HOUR, "products.chair.learning.floor", 0.1)])
    assert hours(run) == hours(play(shop(NEW)))


BUSY = """
clock: {horizon: 59 days}
products: {chair: {routing: [{station: saw, time: exponential(20) h}]}}
operations: {market: {chair: {arrivals: every exponential(20) h}}}
"""


def test_a_firm_that_learns_quicker_delivers_sooner(shop, play):
    def lead_h(rate, seed):
        return play(shop(NEW, BUSY).revised({"products.chair.learning.rate": rate}), seed=seed).kpis["flow.lead_time_h"]

    assert all(lead_h(0.75, seed) < lead_h(0.95, seed) for seed in range(5))
