"""Each plot against whatever a scenario or a run may hold: drawn to the last pixel, never an error."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from opsim.plots import (
    DARK,
    draw_cash,
    draw_cost_against_service,
    draw_cost_by_function,
    draw_demand,
    draw_effectiveness,
    draw_gantt_by_machine,
    draw_gantt_by_order,
    draw_late_cost_by_function,
    draw_lead_time_by_function,
    draw_losses,
    draw_profit_bridge,
    draw_queue,
    draw_station_states,
    draw_stock_sawtooth,
    draw_stops,
    draw_waits,
    draw_wear,
    draw_why,
)
from opsim.plots.save import any_script, new_figure, notable_orders, save_all
from opsim.results.time.why import why
from opsim.scenario.parameter import FUNCTIONS

from .conftest import HOSTILE, Odd, shop

WITH_GHOST = {
    "cost": draw_cost_by_function,
    "lead time": draw_lead_time_by_function,
    "late cost": draw_late_cost_by_function,
    "service": draw_cost_against_service,
    "cash": draw_cash,
    "profit": draw_profit_bridge,
    "stock": partial(draw_stock_sawtooth, item="candle"),
    "material": partial(draw_stock_sawtooth, item="wax"),
    "demand": partial(draw_demand, item="candle"),
    "no demand": partial(draw_demand, item="wax"),
    "stations": draw_station_states,
    "all hours": partial(draw_station_states, opening_hours=False),
    "queue": partial(draw_queue, station="bench"),
    "waits": draw_waits,
    "effectiveness": draw_effectiveness,
    "losses": partial(draw_losses, machine=0),
    "wear": partial(draw_wear, machine=0),
    "stops": draw_stops,
}


def by_order(ax: Any, run: Any, **more: Any) -> None:
    draw_gantt_by_order(ax, run, notable_orders(run), **more)


def why_late(ax: Any, run: Any, **more: Any) -> None:
    found = why(run.order_story(notable_orders(run)[0]) if notable_orders(run) else [])
    draw_why(ax, run, found, **more)


def one_lot(ax: Any, run: Any, **more: Any) -> None:
    draw_gantt_by_machine(ax, run, lot=0, **more)


EVERY = {**WITH_GHOST, "machines": draw_gantt_by_machine, "one lot": one_lot, "orders": by_order, "why": why_late}
every_plot = pytest.mark.parametrize("draw", EVERY.values(), ids=EVERY.keys())


def drawn(draw: Any, run: Any, **more: Any) -> Any:
    """Draw, down to the pixels, and return the axes."""
    figure = new_figure(inches=(4, 3))
    axes = figure.subplots()
    with any_script():
        draw(axes, run, **more)
        figure.canvas.draw()
    return axes


def artists(axes: Any) -> int:
    return len(axes.patches) + len(axes.lines) + len(axes.collections)


@every_plot
def test_a_real_run_is_drawn(draw, run):
    axes = drawn(draw, run)
    assert artists(axes) + len(axes.texts) > 0
    assert axes.get_title(loc="left")


@every_plot
def test_a_dark_room_gets_dark_paper(draw, run):
    assert drawn(draw, run, theme=DARK).get_facecolor()[:3] < (0.2, 0.2, 0.2)


@pytest.mark.parametrize("name", [name for name in WITH_GHOST if name not in ("no demand", "stops")])
def test_the_baseline_is_drawn_as_a_ghost(name, run, other):
    assert artists(drawn(WITH_GHOST[name], run, baseline=other)) > artists(drawn(WITH_GHOST[name], run))


@pytest.mark.parametrize("title", HOSTILE)
def test_names_are_drawn_as_they_are_and_never_read_as_mathematics(title):
    run = shop(title, title[:8])
    for draw in EVERY.values():
        axes = drawn(draw, run, **({"baseline": run} if draw in WITH_GHOST.values() else {}))
        texts = [axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts, *axes.get_yticklabels()]
        assert all(len(text.get_text()) <= 110 for text in texts)


@every_plot
def test_a_run_in_which_nothing_happens_is_drawn(draw, nothing):
    drawn(draw, nothing)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1.7e308, -1.7e308, 5e-324])
def test_impossible_numbers_are_drawn(number, run):
    times = np.array([0, 1000, 2000])
    steps = (times, np.array([1.0, number, 2.0]))
    by_function = dict.fromkeys(FUNCTIONS, number)
    odd = Odd(
        run,
        kpis=dict.fromkeys(run.kpis, number),
        cost_by_function=by_function,
        lead_time_by_function=by_function,
        late_cost_by_function=by_function,
        stock=lambda _item: steps,
        backlog=lambda _item: steps,
        cash=lambda: steps,
    )
    for draw in WITH_GHOST.values():
        drawn(draw, odd, baseline=odd)


def test_a_hundred_years_from_the_end_of_the_calendar_are_drawn():
    run = shop(**{"clock.start": "9999-12-01", "clock.horizon": "12 weeks"})
    for draw in EVERY.values():
        drawn(draw, run)


@pytest.mark.parametrize("window", [(0.0, 1.0), (-1e9, 1e30), (5e9, 1.0), (1e8, 2e8)])
def test_any_window_of_a_gantt_chart_is_drawn_within_the_run(window, run):
    low, high = drawn(partial(draw_gantt_by_machine, window=window), run).get_xlim()
    assert 0 <= low < high <= run.history.end_ms


def test_every_plot_is_saved_as_a_picture(run, tmp_path):
    files = save_all(run, tmp_path / "new" / "folder")
    assert len(files) == 15
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)


def test_a_picture_of_its_own_is_one_call_away(run):
    import opsim.plots

    assert len(opsim.plots.cost_by_function(run).axes) == 1
    assert len(opsim.plots.gantt_by_machine(run).axes) == 1


def test_drawing_changes_no_result(run):
    from opsim.results.run import Run

    fresh = Run(run.history)
    before = fresh.digest
    for draw in EVERY.values():
        drawn(draw, fresh)
    assert Run(run.history).digest == before
