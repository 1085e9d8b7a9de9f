"""Tables: headings take several lines before the table scrolls from side to side."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from opsim.gui.models.grid import Cell, Grid
from opsim.gui.widgets.table_panel import TablePanel, in_lines


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Utilisation of available time", ["Utilisation", "of", "available", "time"]),
        ("Mean wait", ["Mean", "wait"]),
        ("OEE", ["OEE"]),
        ("", [""]),
    ],
)
def test_a_heading_is_broken_between_its_words(heading: str, lines: list[str]):
    assert in_lines(heading).split("\n") == lines


def headings(table: TablePanel) -> list[str]:
    model = table.view.model()
    return [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]


def test_headings_are_broken_only_where_there_is_no_room(qtbot):
    table = TablePanel("Stations")
    qtbot.addWidget(table)
    titles = ("Station", *(f"Utilisation of available time {n}" for n in range(5)))
    table.show_grid(Grid(titles, ((Cell("Paint"), *(Cell("95 %") for _ in range(5))),)), {})
    table.resize(4000, 300)  # wide at any text size
    with qtbot.waitExposed(table):
        table.show()
    qtbot.waitUntil(lambda: headings(table) == list(titles))
    assert headings(table) == list(titles)
    around = table.width() - table.view.viewport().width()
    table._model.break_headings(in_lines=True)
    table.resize(table._needed() + around + 10, 300)
    qtbot.waitUntil(lambda: any("\n" in heading for heading in headings(table)))
    assert table.view.horizontalScrollBar().maximum() == 0


def test_spare_columns_go_before_the_table_scrolls_and_stay_in_what_is_saved(qtbot):
    table = TablePanel("Machines")
    qtbot.addWidget(table)
    titles = ("Machine", *(f"Availability {n}" for n in range(9)))
    row = (Cell("Paint booth"), *(Cell(f"{n} %", n) for n in range(9)))
    table.show_grid(Grid(titles, (row,), spare=(8, 9)), {})
    table.resize(4000, 300)  # wide at any text size
    with qtbot.waitExposed(table):
        table.show()
    hidden = table.view.isColumnHidden
    qtbot.waitUntil(lambda: not hidden(8) and not hidden(9))
    around = table.width() - table.view.viewport().width()
    table._model.break_headings(in_lines=True)
    table.resize(table._needed() + around - 20, 300)
    qtbot.waitUntil(lambda: hidden(9))
    assert table.view.horizontalScrollBar().maximum() == 0
    assert "Availability 8" in table.grid.as_csv()


def test_a_last_column_of_sentences_takes_lines_instead_of_scrolling(qtbot):
    table = TablePanel("Assumptions")
    qtbot.addWidget(table)
    because = "the machines of this run waited for the crew twelve times, forty hours in all, and nobody was there"
    table.show_grid(Grid(("Assumption", "Because"), ((Cell("The crew comes"), Cell(because)),), texts=(1,)), {})
    table.resize(30 * table.fontMetrics().averageCharWidth() + 120, 300)
    with qtbot.waitExposed(table):
        table.show()
    qtbot.waitUntil(lambda: table.view.rowHeight(0) > 2 * table.fontMetrics().height())
    assert table.view.horizontalScrollBar().maximum() == 0
