"""The page of quality: what a quality engineer looks for, from a signal on a chart to what quality costs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

import opsim
from opsim.gui.look import look_for
from opsim.gui.models.session import Runs
from opsim.gui.pages.quality import NOTHING_KEPT, VIEWS, QualityPage
from opsim.gui.widgets.texts import unbroken

from .conftest import OVENS, TRADER, wait_for_runs
from .test_journeys import picture, wait_for_picture
from .test_real_clicks import click

CHARTS = {
    "film": {"station": "paint", "kind": "x-bar-r", "n": 5, "action": "stop", "run_rules": True,
             "adjustment": {"duration": "20 min", "cost": 15}},
    "memory": {"station": "paint", "kind": "ewma", "n": 3},
}  # fmt: skip


@pytest.fixture(scope="module")
def factory():
    """Half a year of the chair factory with two charts at the paint booth."""
    changes = {"clock.horizon": "26 weeks", "production.quality.charts": CHARTS}
    return opsim.simulate(opsim.load("chair-factory").revised(changes))


def page_of(qtbot, run):
    """The page of a run, on screen and wide."""
    made = QualityPage(Runs(current=type(run)(run.history)), look_for(dark=False, text_pt=10.0))
    qtbot.addWidget(made)
    made.resize(1900, 900)  # wide whatever text size others left behind
    made.show()
    made.run_changed()
    return made


@pytest.fixture
def page(qtbot, factory):
    made = page_of(qtbot, factory)
    wait_for_picture(qtbot, made.means, made.ranges)
    return made


def legend_of(panel) -> list[str]:
    return [text.get_text() for text in panel.axes.get_legend().get_texts()]


def test_a_firm_that_keeps_charts_is_shown_the_first_one_with_its_ranges(page):
    assert (page.view, page.chooser.currentText()) == ("charts", "film")
    assert [page.means._heading.text(), page.ranges._heading.text()] == ["film: mean", "film: range"]
    assert {"limits", "centre line"} <= set(legend_of(page.means))


def test_the_signals_of_the_table_are_those_of_the_chart_the_last_one_first(page):
    chart = page.runs.current.charts.chart("film", page.chart[1])
    rows = page.table.grid.rows
    assert len(rows) == len(chart.signals) > 3
    last = chart.signals[-1]
    assert rows[0][1].text == last.rule
    assert rows[0][0].value == pytest.approx(chart.times[last.point] / 3_600_000)
    told = sum(len(page.runs.current.charts.chart(*kept).signals) for kept in page.runs.current.charts.kept)
    assert f"Control charts gave {told} signals" in page.verdict.text()


def test_the_whole_run_shows_every_sample(page, qtbot):
    count = len(page.runs.current.charts.chart("film", page.chart[1]).times)
    low, high = page.means.axes.get_xlim()
    assert high - low < 90 < count
    page.whole.setChecked(True)
    qtbot.waitUntil(lambda: page.means.axes.get_xlim()[1] - page.means.axes.get_xlim()[0] > count)


def test_a_chart_with_one_line_leaves_its_place_to_the_first(page, qtbot):
    page.chooser.setFocus()
    qtbot.keyClick(page.chooser, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.means._heading.text() == "memory: weighted mean")
    assert not page.ranges.isVisible()
    page.choose_chart(("film", page.chart[1]))
    assert page.ranges.isVisible()


def test_every_view_is_a_button_away_and_has_its_table(page, qtbot):
    plots = {"charts": page.means, "defects": page.pareto, "capability": page.capability, "cost": page.cost}
    for name, title in VIEWS.items():
        click(qtbot, page, title)
        wait_for_picture(qtbot, plots[name])
        assert page.view == name
        assert page.table.grid.rows
        assert page.chooser.isVisible() == (name in ("charts", "capability"))


def test_cpk_stands_in_the_table_and_beside_the_histogram_with_its_interval(page, qtbot):
    page.choose("capability")
    wait_for_picture(qtbot, page.capability)
    study = page.runs.current.charts.capability["film"]
    said = f"Cpk {study.cpk:.2f} ({study.cpk_interval.low:.2f} to {study.cpk_interval.high:.2f})"
    assert said in legend_of(page.capability)
    row = page.table.grid.rows[0]
    assert (row[7].value, row[7].tone) == (study.cpk, "bad" if study.cpk < 1 else "")


def test_defects_add_up_to_the_whole_and_yields_follow(page):
    page.choose("defects")
    run = page.runs.current
    count = len(run.defects_by_place)
    assert [row[2].value for row in page.table.grid.rows[:count]] == [each.units for each in run.defects_by_place]
    assert page.table.grid.rows[count - 1][4].value == pytest.approx(1.0)
    rolled = [row[4].value for row in page.table.grid.rows if row[1].text == "rolled yield"]
    assert rolled == [run.kpis[f"quality.rolled_yield.{product}"] for product in run.scenario.products]


def test_the_cost_of_quality_is_the_sum_of_its_four_classes(page):
    page.choose("cost")
    run, rows = page.runs.current, page.table.grid.rows
    classes = [row[1].value for row in rows if row[1].strong][:-1]
    assert len(classes) == 4
    assert sum(classes) == pytest.approx(rows[-1][1].value)
    assert classes[0] == pytest.approx(run.kpis["quality.prevention"])
    assert page.verdict.text().startswith(unbroken(f"Cost of quality: {rows[-1][1].text} EUR."))


def test_a_firm_without_charts_begins_with_its_defects_and_says_why_there_are_no_charts(opened, qtbot):
    page = opened.workspace.quality
    opened.workspace.show_page(page)
    wait_for_picture(qtbot, page.pareto)
    assert (page.view, page.chart) == ("defects", NOTHING_KEPT)
    assert not page.chooser.isEnabled()
    page.choose("charts")
    wait_for_picture(qtbot, page.means)
    assert "keeps no control chart" in page.means.axes.texts[0].get_text()
    page.choose("capability")
    wait_for_picture(qtbot, page.capability)
    assert "keeps no control chart" in page.capability.axes.texts[0].get_text().replace("\n", " ")


def test_a_firm_without_a_floor_is_told_calmly(qtbot):
    page = page_of(qtbot, opsim.simulate(opsim.read(TRADER)))
    for view in VIEWS:
        page.choose(view)
    wait_for_picture(qtbot, page.cost)
    assert page.verdict.text() == unbroken("Cost of quality: 0 EUR.")
    assert page.cost.axes.texts[0].get_text().startswith("Quality cost nothing")


def test_the_previous_run_is_the_ghost(opened, qtbot):
    page = opened.workspace.quality
    opened.workspace.show_page(page)
    page.choose("cost")
    wait_for_picture(qtbot, page.cost)
    assert len(page.table.grid.headers) == 3
    opened.workspace.levers.edit(OVENS, 2)
    wait_for_runs(qtbot, opened, 2)
    qtbot.waitUntil(lambda: len(page.table.grid.headers) == 4)


def test_the_table_is_copied_and_saved_with_plain_numbers(page, tmp_path):
    page.choose("cost")
    page.table.copy()
    assert QGuiApplication.clipboard().text().startswith("\tThis run (EUR)\tOf revenue")
    page.table.save(str(tmp_path / "a.csv"))
    rows = [line.split(",") for line in (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()]
    assert float(rows[-1][1]) == pytest.approx(sum(each.cents for each in page.runs.current.cost_of_quality) / 100)


def test_every_heading_says_what_it_means_and_in_which_unit(page):
    for view in VIEWS:
        page.choose(view)
        assert len(page.table.grid.meanings) == len(page.table.grid.headers)
        assert all(page.table.grid.meanings[1:])


def test_dark_and_large_text_are_worn(page, qtbot):
    before = picture(page.means)
    page.look_changed(look_for(dark=True, text_pt=14.0))
    qtbot.waitUntil(lambda: picture(page.means) != before)
    assert page.means.axes.get_facecolor()[:3] < (0.2, 0.2, 0.2)


def test_a_narrow_window_shows_one_plot_and_the_table(page, qtbot):
    page.resize(720, 560)
    qtbot.waitUntil(lambda: not page.ranges.isVisible())
    assert page.means.isVisible()
    assert page.table.isVisible()
