"""The timeline by mouse and keyboard, as a person uses it: real wheel turns, drags, clicks and keys."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

import opsim
from opsim.gui.look import look_for
from opsim.gui.models.session import Runs
from opsim.gui.pages.timeline import TimelinePage

from .conftest import BAKERY
from .test_journeys import picture, wait_for_picture

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
FLOOR = """
opsim: 1
id: floor
title: Twelve machines for a year
clock: {start: 2026-01-05, horizon: 365 days}
materials: {bar: {title: Bar}}
products:
  part:
    title: Part
    price: 50
    materials: {bar: 1}
    routing: [{station: a, time: "exponential(60) min"}, {station: b, time: "exponential(60) min"},
              {station: c, time: "exponential(60) min"}, {station: d, time: "exponential(60) min"}]
production:
  stations:
    a: {machines: 3, failures: {time_between: "exponential(30) h", repair: "exponential(1) h"}}
    b: {machines: 3, failures: {time_between: "exponential(30) h", repair: "exponential(1) h"}}
    c: {machines: 3, buffer: 4, failures: {time_between: "exponential(30) h", repair: "exponential(1) h"}}
    d: {machines: 3}
operations:
  market: {part: {arrivals: "poisson(34) per day"}}
  orders: {mode: to-order, promise: 1 day}
  inventory: {bar: {policy: base-stock, S: 2000, opening: 2000}}
  purchasing: {bar: {mill: {price: 1, lead_time: 1 day}}}
  finance: {opening_cash: 100000}
"""


@pytest.fixture(scope="module")
def bakery_run():
    """The bakery, run once."""
    return opsim.simulate(opsim.read(BAKERY))


@pytest.fixture
def page(qtbot, bakery_run):
    """The timeline of the bakery, by machine, on screen."""
    made = TimelinePage(Runs(current=bakery_run), look_for(dark=False, text_pt=10.0))
    qtbot.addWidget(made)
    made.resize(1050, 780)
    made.show()
    made.run_changed()
    wait_for_picture(qtbot, made.plot)
    qtbot.waitUntil(lambda: made.plot.axes.get_xlim() == made.span.window)
    return made


def place(page, x_share: float, row: float) -> QPoint:
    """A point on the canvas: a share of the width of the axes, and a row."""
    axes, canvas = page.plot.axes, page.plot.canvas
    ratio = canvas.device_pixel_ratio
    x = axes.bbox.x0 + x_share * axes.bbox.width
    y = axes.transData.transform((0, row))[1]
    return QPoint(round(x / ratio), round(canvas.height() - y / ratio))


def wheel(page, at: QPoint, steps: int, held: Qt.KeyboardModifier = NONE) -> None:
    """Turn the wheel over the canvas."""
    canvas, where = page.plot.canvas, QPointF(at)
    event = QWheelEvent(
        where, canvas.mapToGlobal(where), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def moment(page, share: float) -> float:
    low, high = page.span.window
    return low + share * (high - low)


def test_the_wheel_zooms_around_the_moment_under_the_mouse(page, qtbot):
    page.span = page.span.first(page.span.end, 21 * 86_400_000.0).moved(0.5)
    page._draw()
    qtbot.waitUntil(lambda: page.plot.axes.get_xlim() == page.span.window)
    before, fixed = page.span.length, moment(page, 0.25)
    wheel(page, place(page, 0.25, 0), 1)
    assert page.span.length == pytest.approx(before / 1.25)
    assert moment(page, 0.25) == pytest.approx(fixed, abs=0.004 * before)
    wheel(page, place(page, 0.25, 0), -1)
    assert page.span.length == pytest.approx(before)


def test_the_wheel_with_shift_moves(page, qtbot):
    before = page.span
    wheel(page, place(page, 0.5, 0), -1, Qt.KeyboardModifier.ShiftModifier)
    assert page.span.window == before.moved(0.1).window


def test_a_drag_moves_time_with_the_mouse(page, qtbot):
    page._go(lambda span: span.moved(0.5))
    qtbot.waitUntil(lambda: page.plot.axes.get_xlim() == page.span.window)
    before, (start, end) = page.span, (place(page, 0.7, 0), place(page, 0.4, 0))
    qtbot.mousePress(page.plot.canvas, LEFT, pos=start)
    for share in (0.6, 0.5, 0.4):
        qtbot.mouseMove(page.plot.canvas, place(page, share, 0))
        qtbot.wait(5)
    qtbot.mouseRelease(page.plot.canvas, LEFT, pos=end)
    assert page.span.low == pytest.approx(before.moved(0.3).low, abs=0.02 * before.length)
    assert page.why.text.toPlainText() == ""


def test_keys_go_to_the_ends_and_the_whole(page, qtbot):
    end = page.span.end
    for key, expected in ((Qt.Key.Key_End, 1.0), (Qt.Key.Key_Home, 0.0)):
        qtbot.keyClick(page.plot, key)
        assert page.span.window == page.span.at_end(expected).window
    qtbot.keyClick(page.plot, Qt.Key.Key_0)
    assert page.span.window == (0.0, end)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        length = page.span.length
        qtbot.keyClick(page.plot, key)
        assert page.span.length == pytest.approx(length / 1.25)


def test_a_click_on_a_bar_tells_the_story_of_its_lot(page, qtbot):
    run = page.runs.current
    operations = run.history.tables["operations"]
    row = 5
    middle = float(operations["start"][row] + operations["end"][row]) / 2
    page.span = page.span.around(middle - 3_600_000, middle + 3_600_000)
    page._draw()
    qtbot.waitUntil(lambda: page.plot.axes.get_xlim() == page.span.window)
    share = (middle - page.span.low) / page.span.length
    qtbot.mouseClick(page.plot.canvas, LEFT, pos=place(page, share, 0))
    assert page.lot == operations["lot"][row]
    assert page.why.text.toPlainText().startswith(f"Lot {page.lot}: ")
    assert page.why.plot.isVisible()


def test_a_click_on_an_order_tells_its_story_and_the_arrows_go_on(page, qtbot):
    page.bar.set_view("orders")
    page.choose_view("orders")
    qtbot.waitUntil(lambda: len(page.plot.axes.get_yticklabels()) == len(page.rows))
    qtbot.mouseClick(page.plot.canvas, LEFT, pos=place(page, 0.5, 2))
    assert page.order == page.rows[2]
    assert page.why.text.toPlainText().startswith(f"Order {page.order}: ")
    chosen = page.rows[3]
    qtbot.keyClick(page.plot, Qt.Key.Key_Down)
    assert page.order == chosen
    assert page.why.text.toPlainText().startswith(f"Order {chosen}: ")


def tooltip(page, at: QPoint) -> str:
    """What a mouse that rests there would read."""
    return page.plot.text_at(page.plot.canvas.mapTo(page.plot, at))


def test_what_lies_under_the_mouse_is_told(page, qtbot):
    night = place(page, 1.5 / 168, 0)  # half past one on the first night
    assert "Oven: off shift" in tooltip(page, night)
    assert "Mon 5 Jan 00:00 to Mon 5 Jan 06:00: 6.0 h" in tooltip(page, night)
    assert tooltip(page, QPoint(1, 1)) == ""
    page.next_late()
    qtbot.waitUntil(lambda: len(page.plot.axes.get_yticklabels()) == len(page.rows))
    row = page.rows.index(page.order)
    arrived = float(page.runs.current.history.tables["orders"]["arrived"][page.order])
    share = (arrived + 3_600_000 - page.span.low) / page.span.length
    assert f"Order {page.order}: " in tooltip(page, place(page, share, row))


def test_delays_in_working_time_leave_out_off_shift(page, qtbot):
    page.next_late()
    whole = page.why.text.toPlainText()
    assert "off shift" in whole
    page.why.working_time.click()
    less = page.why.text.toPlainText()
    assert "off shift" not in less
    assert "Off shift (" in less
    assert less.splitlines()[:2] == whole.splitlines()[:2]


def test_another_look_keeps_the_story_and_another_run_does_not(page, qtbot):
    page.next_late()
    told, order = page.why.text.toPlainText(), page.order
    page.look_changed(look_for(dark=True, text_pt=12.0))
    assert (page.why.text.toPlainText(), page.order) == (told, order)
    page.runs.add(opsim.simulate(opsim.read(BAKERY), seed=2), None)
    page.run_changed()
    assert (page.why.text.toPlainText(), page.order) == ("", -1)


def test_what_is_seen_while_it_moves_is_what_is_seen_at_rest(page, qtbot):
    page._go(lambda span: span.zoomed(1.7))
    page.plot._frame.stop()
    page.plot.show_frame()
    moving = np.frombuffer(picture(page.plot), np.uint8).astype(int)
    with qtbot.waitSignal(page.plot.rested, timeout=5_000):
        pass
    qtbot.waitUntil(lambda: not page.plot.axes.xaxis.get_animated())
    page.plot.canvas.draw()
    resting = np.frombuffer(picture(page.plot), np.uint8).astype(int)
    assert np.mean(np.abs(moving - resting) > 40) < 0.002


def test_a_picture_saved_in_motion_is_whole(page, tmp_path):
    page._go(lambda span: span.moved(0.3))
    page.plot._frame.stop()
    page.plot.show_frame()
    page.plot.save(str(tmp_path / "a.svg"))
    in_motion = (tmp_path / "a.svg").read_bytes()
    page.plot._leave_motion()
    page.plot.canvas.draw()
    page.plot.save(str(tmp_path / "b.svg"))
    assert len(in_motion) == pytest.approx((tmp_path / "b.svg").stat().st_size, rel=0.01)
    assert not page.plot.axes.xaxis.get_animated()


@pytest.mark.slow
@pytest.mark.parametrize("view", ["machines", "orders"])
def test_a_year_of_twelve_machines_moves_without_stutter(qtbot, view):
    run = opsim.simulate(opsim.read(FLOOR))
    assert len(run.floor) > 45_000
    runs = Runs(current=run)
    page = TimelinePage(runs, look_for(dark=False, text_pt=10.0))
    qtbot.addWidget(page)
    page.resize(1050, 760)
    page.show()
    page.run_changed()
    page.bar.set_view(view)
    page._go_to(None)
    page._draw()
    wait_for_picture(qtbot, page.plot)
    taken = []
    for step in range(40):
        before = time.process_time()
        page._go(lambda span, step=step: span.zoomed(0.93) if step % 2 else span.moved(0.04))
        page.plot._frame.stop()
        page.plot.show_frame()
        taken.append(time.process_time() - before)
    assert np.median(taken[1:]) < 0.050
