"""What somebody who has never seen the app must be able to read: nothing cut, nothing empty without a word."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from opsim.gui.models.session import Session
from opsim.gui.pages.brief import BriefPage
from opsim.gui.widgets.texts import unbroken

from .conftest import wait_for_runs


@pytest.mark.parametrize("size", ["normal", "very large"])
def test_no_line_of_a_long_brief_is_cut(window, qtbot, size: str):
    window.settings.text_size = size
    window.change_look()
    page = BriefPage(Session.open("job-shop").opened)
    qtbot.addWidget(page)
    page.resize(1400, 700)
    with qtbot.waitExposed(page):
        page.show()
    texts = [text for text in page.findChildren(QLabel) if text.wordWrap()]
    assert len(texts) > 5
    qtbot.waitUntil(lambda: all(text.height() >= text.heightForWidth(text.width()) for text in texts))


def test_the_plots_of_the_overview_stand_below_each_other_where_two_do_not_fit(opened, qtbot):
    page = opened.workspace.overview
    assert page.cost.y() == page.lead_time.y()
    opened.settings.text_size = "very large"
    opened.change_look()
    opened.resize(1100, 700)
    qtbot.waitUntil(lambda: page.cost.y() < page.lead_time.y())


def test_a_statement_leaves_out_what_neither_run_has(opened, qtbot):
    opened.workspace.show_page(opened.workspace.finance)
    table = opened.workspace.finance.table
    titles = [row[0].text for row in table.grid.rows]
    assert "Wages" in titles
    assert "Training" not in titles
    assert sum(row[1].value for row in table.grid.rows[:2]) == table.grid.rows[2][1].value  # sales, discounts: revenue
    assert table._note.text() == table.grid.note != ""


def test_numbers_of_stock_have_a_unit(opened):
    page = opened.workspace.inventory
    opened.workspace.show_page(page)
    assert [(row[0].text, row[1].text) for row in page.table.grid.rows] == [("Rye loaf", "units"), ("Flour", "kg")]
    page.table.view.selectRow(1)
    page.stock.draw_now()
    assert page.stock.axes.get_ylabel() == "Stock (kg)"


def test_an_empty_table_says_why(opened):
    workspace = opened.workspace
    workspace.show_page(workspace.quality)
    for view in ("charts", "defects", "capability"):
        workspace.quality.choose(view)
        assert workspace.quality.table._note.isVisible() == (not workspace.quality.table.grid.rows)
    assert not workspace.quality.chooser.isVisible()
    workspace.show_page(workspace.maintenance)
    workspace.maintenance.choose("history")
    assert workspace.maintenance.table._note.text() == "No machine ever stopped."


def test_the_goals_have_a_score(opened):
    heading = opened.workspace.overview.goals._heading.text()
    assert heading.endswith(f"score {100 * opened.session.runs.current.score:.0f} %")


def test_a_firm_with_one_station_has_no_bottleneck_among_others(opened):
    page = opened.workspace.stations
    opened.workspace.show_page(page)
    assert page.verdict.text().startswith("Oven is the only station")


def test_off_shift_is_shared_only_where_there_is_any(opened, window, qtbot):
    assert opened.workspace.overview.share.isVisible()
    window.open_scenario("test-lab")  # works day and night
    window.workspace.show_page(window.workspace.overview)
    wait_for_runs(qtbot, window, 1)
    assert not window.workspace.overview.share.isVisible()


def test_a_number_and_its_unit_stay_on_one_line():
    assert unbroken("busy 51.1 %; wait 1.1 h of 2 EUR, 4 of 4 agree").split(" ") == [
        "busy", "51.1\N{NO-BREAK SPACE}%;", "wait", "1.1\N{NO-BREAK SPACE}h", "of", "2\N{NO-BREAK SPACE}EUR,",
        "4", "of", "4", "agree",
    ]  # fmt: skip
