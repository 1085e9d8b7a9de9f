from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from opsim.plots.axes import day_text
from opsim.plots.reading import picked
from opsim.plots.steps import drawn_steps, spans_where
from opsim.plots.theme import FUNCTION_LOOK
from opsim.plots.words import compact, full, sane, shown, with_unit
from opsim.scenario.parameter import FUNCTIONS


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0001, "0"),
        (5, "5"),
        (3.14159, "3.14"),
        (1234, "1,234"),
        (-1234.4, "−1,234"),
        (12_345, "12,345"),
        (123_456, "123 k"),
        (999_999, "1,000 k"),
        (4_500_000, "4.5 M"),
        (-7.2e9, "−7.2 bn"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_a_number_in_few_characters(number, text):
    assert compact(number) == text


def test_numbers_carry_their_unit():
    assert [with_unit(0.9512, "share"), with_unit(12.0, "h"), with_unit(-3.0, "EUR")] == ["95.1 %", "12 h", "−3 EUR"]


def test_amounts_are_written_in_full():
    assert [full(-1234567.8), full(0.4), full(-0.4), full(float("nan"))] == ["−1,234,568", "0", "0", "–"]


def test_a_text_is_cut_and_cleaned():
    assert shown("a\nb\x00\u202ec   d") == "a b c d"
    assert shown("x" * 100_000, 10) == "xxxxxxxxx…"


def test_impossible_numbers_become_drawable_ones():
    assert sane([float("nan"), float("inf"), -1e300, 2]).tolist() == [0.0, 1e15, -1e15, 2.0]


def test_a_step_function_is_held_to_the_end_and_cut_there():
    times, values = drawn_steps([0, 10, 20], [5, 6, 7], 15)
    assert (times.tolist(), values.tolist()) == ([0, 10, 15], [5, 6, 6])


def test_thinning_keeps_every_peak():
    values = np.ones(100_000)
    values[[777, 54_321]] = 99, -99
    times, thin = drawn_steps(np.arange(100_000), values, 100_000)
    assert len(times) < 4_000
    assert (thin.max(), thin.min()) == (99, -99)


def test_stretches_in_which_something_holds():
    assert spans_where([0, 10, 20, 30], [True, False, True, True], 50) == [(0, 10), (20, 30)]
    assert spans_where([], [], 50) == []


def test_a_day_beyond_the_calendar_is_counted():
    assert [day_text(date(2026, 1, 5), 86_400_000), day_text(date(9999, 12, 31), 86_400_000)] == ["Tue 6 Jan", "day 1"]


def test_every_function_of_the_firm_has_a_look_of_its_own():
    assert set(FUNCTION_LOOK) == set(FUNCTIONS)
    assert len(set(FUNCTION_LOOK.values())) == len(FUNCTIONS)


def test_many_orders_are_spread_evenly_and_the_wanted_one_is_among_them():
    orders = np.arange(100, 200)
    assert picked(orders, 4) == [100, 133, 166, 199]
    assert 150 in picked(orders, 4, 150)
    assert picked(orders[:3], 4) == [100, 101, 102]
