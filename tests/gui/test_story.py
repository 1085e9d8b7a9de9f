"""The story of a late order, as the timeline page tells it."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.gui.models.story import story
from opsim.plots.reading import late_orders, worst_late_orders
from opsim.results.dates import moment_text
from opsim.scenario import read

from .conftest import BAKERY


@pytest.fixture(scope="module")
def run():
    return opsim.simulate(read(BAKERY))


def test_dates_are_those_of_the_axis_and_functions_are_named(run):
    order = int(worst_late_orders(run)[0])
    text = story(run, order)
    arrived = int(run.history.tables["orders"]["arrived"][order])
    assert moment_text(run.scenario.clock.start, arrived) in text.splitlines()[0]
    assert " late" in text.splitlines()[1]
    assert "Caused by: " in text
    assert "[" not in text


def test_every_order_has_a_story(run):
    orders = len(run.history.tables["orders"]["arrived"])
    assert all(story(run, order).startswith(f"Order {order}: ") for order in range(orders))


def test_the_worst_late_order_comes_first(run):
    worst = worst_late_orders(run)
    discounts = run.history.tables["orders"]["discount"][worst]
    assert sorted(worst) == list(late_orders(run))
    assert (np.diff(discounts) <= 0).all()
