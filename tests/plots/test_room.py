"""Texts around a plot have room at any size of the plot and of the text; ghosts are drawn whole."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from opsim.plots import LIGHT, draw_cash, draw_demand, draw_gantt_by_machine, draw_profit_bridge, draw_stock_sawtooth
from opsim.plots.quality import draw_pareto
from opsim.plots.save import any_script, new_figure
from opsim.plots.stations import draw_queue, draw_waits
from opsim.plots.steps import mean_steps

from .conftest import Odd, shop


def drawn(draw: Any, run: Any, inches: tuple[float, float], text_pt: float = 10.0, **more: Any) -> Any:
    """Draw with this size of plot and text, and return the axes."""
    axes = new_figure(inches=inches).subplots()
    with any_script():
        draw(axes, run, theme=LIGHT.sized(text_pt), **more)
        axes.figure.canvas.draw()
    return axes


def below(axes: Any) -> list[Any]:
    """Return the boxes of the texts at the ticks below a plot, from left to right."""
    low, high = axes.get_xlim()
    ticks = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    return [label.get_window_extent() for at, label in ticks if low <= at <= high and label.get_text()]


@pytest.mark.parametrize("text_pt", [10.0, 16.0])
@pytest.mark.parametrize("width", [3.0, 5.0, 11.0])
def test_dates_and_numbers_below_a_plot_do_not_overlap(run, width: float, text_pt: float):
    draws = (draw_cash, draw_profit_bridge, draw_gantt_by_machine)
    for axes in (drawn(draw, run, (width, 3.5), text_pt) for draw in draws):
        boxes = below(axes)
        assert len(boxes) >= 2
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_a_label_takes_more_lines_before_it_leaves_a_narrow_plot(run):
    axes = drawn(draw_demand, run, (3.0, 3.0), 16.0, item="candle")
    assert axes.xaxis.label.get_window_extent().x1 <= axes.figure.bbox.x1


def test_a_wait_can_be_read_off_its_axis(run):
    assert len(below(drawn(draw_waits, run, (5, 3)))) >= 2


def test_the_ghost_of_more_failures_than_now_is_whole(run):
    now = [Odd(None, place="wax", cause="rejected at goods-in", found="", units=units) for units in (10, 30)]
    axes = drawn(
        draw_pareto, Odd(run, defects_by_place=now[:1]), (5, 3), baseline=Odd(run, defects_by_place=now[1:])
    )
    assert max(bar.get_width() for bar in axes.patches) == 300.0
    assert axes.get_xlim()[1] > 300.0


def test_the_bridge_keeps_the_revenue_of_the_baseline(run, other):
    axes = drawn(draw_profit_bridge, run, (5, 3), baseline=other)
    outlines = [bar.get_width() for bar in axes.patches if not bar.get_fill()]
    assert outlines == pytest.approx([other.kpis["finance.revenue"], other.kpis["finance.profit"]], abs=0.01)


def test_the_ghost_of_the_stock_goes_on_below_zero_where_customers_waited(run):
    scarce = shop(**{"operations.inventory.candle.S": 12})
    axes = drawn(draw_stock_sawtooth, run, (8, 4), item="candle", baseline=scarce)
    _times, backlog = scarce.backlog("candle")
    assert min(float(np.min(line.get_ydata())) for line in axes.lines) == -float(np.max(backlog))


def test_a_stock_is_labelled_in_the_unit_of_its_material(run):
    assert drawn(draw_stock_sawtooth, run, (8, 4), item="candle").get_ylabel() == "Stock (units)"


def test_the_mean_of_each_stretch_weighs_values_by_how_long_they_held():
    edges, means = mean_steps([0, 10], [2, 4], 20, 8)
    assert edges.tolist() == [0, 8, 16, 20]
    assert means.tolist() == [2, 3.5, 4, 4]  # 2 for 2 of 8, then 4 for 6 of 8
    assert mean_steps([5], [4], 10, 10)[1].tolist() == [2, 2]  # nobody waits before the first change


def test_a_queue_that_changes_too_often_is_drawn_week_by_week(run, monkeypatch):
    monkeypatch.setattr("opsim.plots.stations._MOST_CHANGES", 5)
    axes = drawn(draw_queue, run, (6, 3), station="bench")
    assert axes.get_ylabel() == "Lots, mean of each week"
    assert len(axes.lines[0].get_xdata()) == 6 + 1
