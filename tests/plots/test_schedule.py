"""The chart of a plan and of what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.colors import to_hex

import opsim
from opsim.plots.save import any_script, new_figure
from opsim.plots.schedule import draw_schedule
from opsim.plots.theme import DARK
from opsim.scheduling.execution import executed
from opsim.scheduling.heuristic import schedule_by_search
from opsim.scheduling.order_book import order_book

from .conftest import HOSTILE, SHOP, yaml_text

HOUR = 3_600_000
AT = 9 * HOUR


def plan(title="Candle"):
    """Return a shop, what is open in it after nine hours, and a plan of that."""
    text = SHOP.replace("TITLE", yaml_text(title)).replace("CURR", "EUR").replace("machines: 2", "machines: 1")
    scenario = opsim.read(text)
    book = order_book(scenario, AT)
    return scenario, book, schedule_by_search(book.problem)


def drawn(book, solution, done=None, **more):
    figure = new_figure(inches=(9, 4))
    axes = figure.subplots()
    with any_script():
        draw_schedule(axes, book, solution, done, **more)
        figure.canvas.draw()
    return axes


def boxes(axes, *, filled):
    """Return the (start, end) in ms of all bars in front of the shading, outlined or filled ones."""
    ends = []
    for bars in (it for it in axes.collections if it.get_zorder() == 3):
        is_outline = to_hex(bars.get_facecolor()[0]) == to_hex(axes.get_facecolor())
        if is_outline != filled:
            ends += [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in bars.get_paths()]
    return sorted(ends)


def test_planned_bars_are_outlined_and_stand_where_the_plan_has_them():
    _, book, solution = plan()
    axes = drawn(book, solution)
    wanted = [(it.start, it.end) for it in solution.schedule.operations] + [(AT, busy.end) for busy in book.in_hand]
    assert boxes(axes, filled=False) == sorted(wanted)
    assert boxes(axes, filled=True) == []
    assert axes.get_title(loc="left") == "The plan"


def test_what_was_done_is_filled_and_other_work_is_named():
    scenario, book, solution = plan()
    *done, last = executed(scenario, book, solution)
    done.append(replace(last, is_planned=False))
    axes = drawn(book, solution, done)
    end = axes.get_xlim()[1]
    assert boxes(axes, filled=True) == sorted((max(it.start, AT), min(it.end, end)) for it in done if it.start < end)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["Candle", "not in the plan"]


def test_bars_carry_the_names_of_their_lots():
    _, book, solution = plan()
    names = {ticket.lot.text for ticket in book.tickets} | {busy.lot.text for busy in book.in_hand}
    assert {text.get_text() for text in drawn(book, solution).texts} == names


def test_a_dark_room_gets_dark_paper():
    _, book, solution = plan()
    assert drawn(book, solution, theme=DARK).get_facecolor()[:3] < (0.2, 0.2, 0.2)


@pytest.mark.parametrize("title", HOSTILE)
def test_names_are_drawn_as_they_are(title):
    scenario, book, solution = plan(title)
    axes = drawn(book, solution, executed(scenario, book, solution))
    texts = [axes.title, *axes.texts, *axes.get_yticklabels(), *axes.get_legend().get_texts()]
    assert all(len(text.get_text()) <= 110 and not text.get_parse_math() for text in texts[1:])
