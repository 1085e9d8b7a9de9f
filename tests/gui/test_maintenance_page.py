"""The page of maintenance: what a maintenance engineer looks for, from the OEE to the interval that costs least."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

import opsim
from opsim.gui.look import look_for
from opsim.gui.models.session import Runs
from opsim.gui.models.upkeep import machines_table, verdict
from opsim.gui.pages.maintenance import VIEWS, MaintenancePage

from .conftest import OVENS, TRADER, wait_for_runs
from .test_journeys import picture, wait_for_picture
from .test_real_clicks import click


@pytest.fixture(scope="module")
def factory():
    """The chair factory with maintenance by age at the paint booth, run once."""
    return opsim.simulate(opsim.load("chair-factory").revised({"production.maintenance.paint.policy": "age"}))


def page_of(qtbot, run):
    """The page of a run, on screen and wide."""
    made = MaintenancePage(Runs(current=type(run)(run.history)), look_for(dark=False, text_pt=10.0))
    qtbot.addWidget(made)
    made.resize(1900, 900)  # wide whatever text size others left behind
    made.show()
    made.run_changed()
    return made


@pytest.fixture
def page(qtbot, factory):
    made = page_of(qtbot, factory)
    wait_for_picture(qtbot, made.effectiveness, made.losses)
    yield made
    made.close_down()


def test_the_machine_that_stopped_most_is_looked_at_first(page):
    assert page.chooser.currentText() == "Paint booth"
    assert page.losses._heading.text() == "From time on shift to good units: Paint booth"
    assert "Paint booth lost most time to stops" in page.verdict.text()


def test_oee_is_the_product_of_its_factors_and_the_rest_of_its_losses(page):
    headers, row = page.table.grid.headers, page.table.grid.rows[8]
    figure = {header: cell.value for header, cell in zip(headers, row, strict=True)}
    assert row[0].text == "Paint booth"
    assert figure["OEE"] == pytest.approx(figure["Availability"] * figure["Performance"] * figure["Quality"])
    losses = headers[headers.index("Planned") + 1 :]
    assert {"Failure", "Set-up", "Starved", "Planned maintenance", "Rework", "Rejected units"} <= set(losses)
    assert figure["OEE"] == pytest.approx(1 - sum(figure[loss] for loss in losses))
    assert figure["OEE"] == pytest.approx(page.runs.current.kpis["station.oee.paint"])
    assert figure["Availability"] == pytest.approx(page.runs.current.kpis["station.availability.paint"])


def test_another_row_is_another_machine(page, qtbot):
    before = picture(page.losses)
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: picture(page.losses) != before)
    assert page.chooser.currentText() == "Packing"
    page.chooser.setFocus()
    qtbot.keyClick(page.chooser, Qt.Key.Key_Home)
    assert page.losses._heading.text().endswith(": Packing")
    qtbot.waitUntil(lambda: page.losses._heading.text().endswith(": Saws 1"))


def test_every_view_is_a_button_away(page, qtbot):
    for name, title in VIEWS.items():
        click(qtbot, page, title)
        assert page.view == name
    click(qtbot, page, "Failures")
    wait_for_picture(qtbot, page.history)
    run = page.runs.current
    assert len(page.table.grid.rows) == len(run.history.tables["stops"]["start"])
    click(qtbot, page, "Wear")
    wait_for_picture(qtbot, page.wear)
    assert {row[1].text for row in page.table.grid.rows} == {"Paint booth"}
    texts = {text.get_text() for text in page.wear.axes.get_legend().get_texts()}
    assert {"failure", "maintenance", "policy: 40 h"} <= texts


def test_maintenance_by_age_comes_with_the_first_lot_after_its_interval(page):
    page.choose("wear")
    work = [row[7].value for row in page.table.grid.rows if row[2].text == "planned maintenance"]
    assert len(work) > 10
    assert all(40 <= hours < 43 for hours in work)


def test_theory_and_simulated_points_stand_beside_each_other(qtbot, factory, monkeypatch):
    monkeypatch.setattr("opsim.gui.widgets.policy_view.intervals_for", lambda _found, _every_h: (20.0, 45.0))
    short = opsim.simulate(factory.scenario.revised({"clock.horizon": "12 weeks"}))
    page = page_of(qtbot, short)
    page.choose("policy")
    view = page.policy
    wait_for_picture(qtbot, view.plot)
    assert [row[1].text for row in view.assumptions.grid.rows][:3] == ["holds"] * 3
    assert view.points.grid.rows == ()
    click(qtbot, view, "Simulate the curve")
    assert not view.simulate.isEnabled()
    assert view.cancel.isEnabled()
    qtbot.waitUntil(lambda: len(view.points.grid.rows) == 2, timeout=60_000)
    theory, simulated, half = (view.points.grid.rows[0][column].value for column in (1, 2, 3))
    assert simulated == pytest.approx(theory, rel=0.35)
    assert 0 < half < theory
    texts = [text.get_text() for text in view.plot.axes.get_legend().get_texts()]
    qtbot.waitUntil(lambda: "simulated, 95 % interval" in legend_of(view.plot))
    click(qtbot, view, "Availability")
    qtbot.waitUntil(lambda: view.plot._heading.text() == "Availability by maintenance interval: Paint booth")
    assert "theory" in texts
    other = opsim.simulate(short.scenario.revised({"production.repair_crew.people": 2}))
    page.runs.add(other, None)
    page.run_changed()
    qtbot.waitUntil(lambda: "simulated before the change" in legend_of(view.plot))
    page.close_down()
    assert view.simulator.pid is None


def legend_of(panel) -> list[str]:
    return [text.get_text() for text in panel.axes.get_legend().get_texts()]


def test_a_study_is_cancelled_by_its_button(page, qtbot):
    page.choose("policy")
    view = page.policy
    click(qtbot, view, "Simulate the curve")
    qtbot.waitUntil(lambda: view.progress.value() > 0, timeout=30_000)
    click(qtbot, view, "Cancel")
    qtbot.waitUntil(view.simulate.isEnabled)
    assert view.said.text() == "Stopped."
    assert view.points.grid.rows == ()


def test_a_station_without_failures_says_so(page, qtbot):
    page.choose("policy")
    page.choose_machine(9)
    wait_for_picture(qtbot, page.policy.plot)
    assert "Nothing fails here" in page.policy.plot.axes.texts[0].get_text()
    assert not page.policy.simulate.isEnabled()


def test_a_firm_whose_machines_never_stop_is_told_calmly(opened, qtbot):
    page = opened.workspace.maintenance
    opened.workspace.show_page(page)
    page.choose("history")
    wait_for_picture(qtbot, page.history)
    assert page.history.axes.texts[0].get_text() == "No machine ever stopped."
    assert page.verdict.text().startswith("0 failures and 0 planned stops")
    for view in VIEWS:
        page.choose(view)


def test_a_firm_without_machines_is_told_calmly(qtbot):
    page = page_of(qtbot, opsim.simulate(opsim.read(TRADER)))
    for view in VIEWS:
        page.choose(view)
    assert page.verdict.text() == "This firm has no machines."
    assert not page.chooser.isEnabled()
    assert not page.policy.simulate.isEnabled()
    page.close_down()


def test_the_previous_run_is_the_ghost(opened, qtbot):
    page = opened.workspace.maintenance
    opened.resize(2400, 1000)
    opened.workspace.show_page(page)
    wait_for_picture(qtbot, page.effectiveness, page.losses)
    lines = len(page.effectiveness.axes.lines)
    opened.workspace.levers.edit(OVENS, 2)
    wait_for_runs(qtbot, opened, 2)
    qtbot.waitUntil(lambda: len(page.effectiveness.axes.lines) == lines + 1)


def test_the_table_is_copied_and_saved_with_plain_numbers(page, tmp_path):
    page.choose("history")
    page.table.view.clearSelection()
    page.table.copy()
    assert QGuiApplication.clipboard().text().startswith("When\tMachine\tWhat\tWaited for parts (h)")
    page.table.save(str(tmp_path / "a.csv"))
    row = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert sum(float(part) for part in row[3:6]) == pytest.approx(float(row[6]))


def test_every_heading_says_what_it_means_and_in_which_unit(page):
    for view in ("effectiveness", "history"):
        page.choose(view)
        assert len(page.table.grid.meanings) == len(page.table.grid.headers)
        assert all(page.table.grid.meanings[1:])
    assert all(page.policy.points.grid.meanings)


def test_dark_and_large_text_are_worn(page, qtbot):
    before = picture(page.effectiveness)
    page.look_changed(look_for(dark=True, text_pt=14.0))
    qtbot.waitUntil(lambda: picture(page.effectiveness) != before)
    assert page.effectiveness.axes.get_facecolor()[:3] < (0.2, 0.2, 0.2)


def test_a_narrow_window_shows_one_plot_and_the_table(page, qtbot):
    page.resize(720, 560)
    qtbot.waitUntil(lambda: not page.losses.isVisible())
    assert page.effectiveness.isVisible()
    assert page.table.isVisible()


def test_the_sentence_counts_failures_and_maintenances(factory):
    table = factory.history.tables["stops"]
    kinds = table["kind"][table["start"] >= factory.scenario.clock.warm_up]
    cells = machines_table(factory).rows
    names = machines_table(factory).headers
    assert sum(row[names.index("Failures")].value for row in cells) == (kinds == 0).sum()
    assert sum(row[names.index("Planned")].value for row in cells) == (kinds == 1).sum()
    assert verdict(factory).startswith(f"{(kinds == 0).sum()} failures and {(kinds == 1).sum()} planned stops")
