"""The page of the stations: what a production manager looks for, from the verdict to the assumptions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

import opsim
from opsim.gui.look import look_for
from opsim.gui.models.session import Runs
from opsim.gui.models.stations import TABLES, verdict
from opsim.gui.pages.stations import StationsPage
from opsim.results.stations.bottleneck import Evidence, Measure

from .conftest import OVENS, wait_for_runs
from .test_journeys import picture, wait_for_picture
from .test_real_clicks import click


@pytest.fixture(scope="module")
def factory():
    """The chair factory, run once."""
    return opsim.simulate(opsim.load("chair-factory"))


@pytest.fixture
def page(qtbot, factory):
    """The page of the chair factory, on screen and wide."""
    made = StationsPage(Runs(current=type(factory)(factory.history)), look_for(dark=False, text_pt=10.0))
    qtbot.addWidget(made)
    made.resize(1900, 900)  # wide whatever text size others left behind
    made.show()
    made.run_changed()
    wait_for_picture(qtbot, made.states, made.queue)
    return made


def test_the_verdict_names_the_bottleneck_and_how_many_measures_agree(page):
    assert page.verdict.text().startswith(
        "Bottleneck: Paint booth. 4 of 4 measures agree: busy share of available time"
    )
    assert page.station == "paint"
    assert page.queue._heading.text() == "Queue at Paint booth"
    assert page.table.grid.rows[3][0].text == "▶ Paint booth"


def test_every_table_is_a_button_away(page, qtbot):
    for name, (title, _table) in TABLES.items():
        click(qtbot, page, title)
        assert page.view == name
        assert len(page.table.grid.rows) == (9 if name == "assumptions" else 5)
    wait_for_picture(qtbot, page.waits)
    assert {row[1].text for row in page.table.grid.rows} == {"holds", "does not hold"}


def test_the_queue_of_another_station_is_drawn_when_its_row_is_chosen(page, qtbot):
    before = picture(page.queue)
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: picture(page.queue) != before)
    assert (page.station, page.queue._heading.text()) == ("assemble", "Queue at Benches")
    page.choose("assumptions")
    assert page.table.grid.headers[0] == "V × U × T at Benches assumes"


def test_shares_of_a_row_add_up_with_and_without_off_shift(page):
    for on_shift in (True, False):
        page.opening_hours.setChecked(on_shift)
        grid = page.table.grid
        assert ("Off shift" in grid.headers) == (not on_shift)
        assert [sum(cell.value for cell in row[2:]) for row in grid.rows] == pytest.approx([1.0] * 5)


def test_the_highest_figure_of_each_measure_stands_out(page):
    page.choose("bottleneck")
    strong = [[cell.strong for cell in row[1:]] for row in page.table.grid.rows]
    assert [sum(column) for column in zip(*strong, strict=True)] == [1, 1, 1, 1]
    assert all(strong[3])


def test_the_previous_run_is_the_ghost(opened, qtbot):
    page = opened.workspace.stations
    opened.resize(2400, 1000)
    opened.workspace.show_page(page)
    wait_for_picture(qtbot, page.states, page.queue)
    lines = len(page.states.axes.lines)
    opened.workspace.levers.edit(OVENS, 2)
    wait_for_runs(qtbot, opened, 2)
    qtbot.waitUntil(lambda: len(page.states.axes.lines) == lines + 1)
    assert "baseline" in [text.get_text() for text in page.queue.axes.get_legend().get_texts()]


def test_the_table_is_copied_and_saved_with_plain_numbers(page, tmp_path):
    page.choose("vut")
    page.table.view.clearSelection()
    page.table.copy()
    assert QGuiApplication.clipboard().text().startswith("Station\tm\tca²\tce²\tu\tte (h)")
    page.table.save(str(tmp_path / "a.csv"))
    row = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[2].split(",")
    vut = page.runs.current.stations.vut["sand"]
    assert float(row[8]) == pytest.approx(vut.predicted_h)
    assert float(row[9]) == pytest.approx(vut.simulated_h)
    page.states.save(str(tmp_path / "a.svg"))
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")


def test_every_heading_says_what_it_means_and_in_which_unit(page):
    for name in ("states", "bottleneck", "vut"):
        page.choose(name)
        assert len(page.table.grid.meanings) == len(page.table.grid.headers)
        assert all(page.table.grid.meanings[1:])


def test_dark_and_large_text_are_worn(page, qtbot):
    before = picture(page.states)
    page.look_changed(look_for(dark=True, text_pt=14.0))
    qtbot.waitUntil(lambda: picture(page.states) != before)
    assert page.states.axes.get_facecolor()[:3] < (0.2, 0.2, 0.2)


def test_a_narrow_window_shows_one_plot_and_the_table(page, qtbot):
    page.resize(720, 560)
    qtbot.waitUntil(lambda: not page.queue.isVisible())
    assert page.states.isVisible()
    page.choose("bottleneck")
    assert (page.queue.isVisible(), page.states.isVisible()) == (True, False)


def test_measures_that_do_not_agree_are_all_told(page):
    def measure(title: str, saw: float, paint: float) -> Measure:
        return Measure(title, "h", "", {"cut": saw, "paint": paint, "sand": 0.0, "assemble": 0.0, "pack": 0.0})

    run = page.runs.current
    split = (measure("First", 2, 1), measure("Second", 1, 2))
    run.stations.__dict__["evidence"] = Evidence(split, "", ())
    assert verdict(run) == (
        "The measures do not agree on a bottleneck: first points at Saws (2 h); second points at Paint booth (2 h)."
    )
    three = (*split, measure("Third", 3, 2))
    run.stations.__dict__["evidence"] = Evidence(three, "cut", (three[0], three[2]))
    assert verdict(run) == (
        "Bottleneck: Saws. 2 of 3 measures agree: first 2 h; third 3 h. But second points at Paint booth (2 h)."
    )
