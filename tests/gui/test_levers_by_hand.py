"""Levers as a hand moves them: wheel, keys and Return on the real editors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox

import opsim
from opsim.errors import ScenarioError
from opsim.gui.models.idle import why_idle
from opsim.gui.models.levers import levers_of
from opsim.gui.models.session import Session
from opsim.gui.models.wording import choice_word
from opsim.gui.widgets.lever_group import LeverGroup
from opsim.gui.widgets.lever_row import LeverRow
from opsim.scenario import json_schema
from opsim.units import counted

from .conftest import OVENS, wait_for_runs
from .test_journeys import row_of, type_into


def wheel_over(widget) -> None:
    """Turn the wheel one notch over a widget, as the window system would."""
    middle = QPointF(widget.rect().center())
    none, up = Qt.MouseButton.NoButton, QPoint(0, -120)
    phase = Qt.ScrollPhase.NoScrollPhase
    everywhere = widget.mapToGlobal(middle)
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QWheelEvent(middle, everywhere, QPoint(), up, none, keys, phase, False))


def test_the_wheel_over_levers_moves_none_of_them(opened, qtbot):
    opened.find_lever()
    levers = opened.workspace.levers
    for group in levers._groups:
        group.set_open(True)
    for group in levers._groups:
        for row in group._rows.values():
            assert row.editor_widget.focusPolicy() == Qt.FocusPolicy.StrongFocus
            wheel_over(row.editor_widget)
            assert not row.editor_widget.hasFocus()
    wheel_over(opened.bar.seed)
    assert (opened.session.edits.changes, opened.session.seed) == ({}, 1)


@pytest.mark.parametrize("text", ["12.5", "-5", "9", "", "many"])
def test_what_is_no_value_is_refused_with_its_range_and_the_old_one_stays(opened, qtbot, text):
    row = row_of(opened, OVENS)
    row.editor_widget.selectAll()
    qtbot.keyClicks(row.editor_widget, text) if text else qtbot.keyClick(row.editor_widget, Qt.Key.Key_Delete)
    qtbot.keyClick(row.editor_widget, Qt.Key.Key_Return)
    assert row._fault.text() == f"“{text}” is not a whole number from 1 to 5"
    assert (row.editor_widget.value(), opened.session.edits.changes) == (1, {})
    type_into(qtbot, row, "2")
    assert (row._fault.text(), opened.session.edits.changes) == ("", {OVENS: 2})


def test_a_duration_outside_the_range_of_its_lever_is_refused(bakery):
    range_of = "{path: operations.orders.promise, from: 12 h, to: 3 days}"
    bakery.write_text(bakery.read_text().replace("levers:\n", f"levers:\n  - {range_of}\n"))
    session = Session(bakery)
    with pytest.raises(ScenarioError, match="outside the range of this lever; it goes from 12 h to 3 days"):
        session.set("operations.orders.promise", "6 h")
    session.set("operations.orders.promise", "2 days")
    assert session.edits.changes == {"operations.orders.promise": "2 days"}


def test_a_level_that_the_policy_does_not_read_is_greyed_with_the_reason():
    values = {"operations.inventory.x.policy": "s-S", "production.release.rule": "push"}
    assert why_idle("operations.inventory.x.s", values.__getitem__) == ""
    assert why_idle("operations.inventory.x.r", values.__getitem__) == "Not used with “(s, S): up to S at s”"
    assert why_idle("production.release.limit", values.__getitem__) == "Not used with “Push: at once”"
    assert why_idle("production.lot_size.x", values.__getitem__) == ""


@pytest.mark.parametrize(
    ("path", "decides", "value", "other"),
    [
        ("production.release.cards.mill", "production.release.rule", "kanban", "push"),
        ("production.release.lead_time", "production.release.rule", "by-date", "conwip"),
        ("production.maintenance.mill.every", "production.maintenance.mill.policy", "calendar", "run-to-failure"),
        ("production.maintenance.mill.threshold", "production.maintenance.mill.policy", "condition", "age"),
        ("production.quality.inspection.mill.aql", "production.quality.inspection.mill.plan", "aql", "sampling"),
        ("production.quality.charts.film.adjustment.cost", "production.quality.charts.film.action", "stop", "warn"),
    ],
)
def test_what_a_choice_does_not_read_is_greyed(path: str, decides: str, value: str, other: str):
    assert why_idle(path, {decides: value}.__getitem__) == ""
    assert why_idle(path, {decides: other}.__getitem__) != ""


def test_units_go_with_their_number(opened, qtbot):
    row = row_of(opened, OVENS)
    assert row.editor_widget.text() == "1 machine"
    type_into(qtbot, row, "2")
    assert row.editor_widget.text() == "2 machines"
    assert (counted(1, "kg"), counted(-1, "units")) == ("kg", "unit")


def test_a_lever_says_what_reset_restores_also_after_an_edit(opened, qtbot):
    row = row_of(opened, "operations.inventory.loaf.S")
    assert "which reset restores: 40 units" in row.toolTip()
    type_into(qtbot, row, "60")
    opened.workspace.levers.rebuild()
    assert "which reset restores: 40 units" in row_of(opened, "operations.inventory.loaf.S").toolTip()


def test_a_lever_explains_itself_in_words_for_people(window, qtbot):
    window.open_scenario("chair-factory")
    tips = {path: row_of(window, path).toolTip() for path in (STOCK, LOTS)}
    assert "-1000000" not in tips[STOCK]
    assert "1,000 boards" in tips[STOCK]
    assert "Units that go through the floor together" in tips[LOTS]


STOCK, LOTS = "operations.inventory.oak-board.r", "production.lot_size.armchair"


def test_the_tab_key_goes_through_the_levers_from_top_to_bottom(opened, qtbot):
    levers = opened.workspace.levers
    for group in levers._groups:
        group.set_open(True)
    stops, at = [], levers._search
    while (at := at.nextInFocusChain()) is not levers._search and levers.isAncestorOf(at):
        takes_tab = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and at.isVisible() and isinstance(at.parent(), LeverRow | LeverGroup):
            stops.append(at.mapTo(levers, at.rect().bottomLeft()).y())
    assert len(stops) > 5
    assert stops == sorted(stops)


def test_escape_clears_the_search(opened, qtbot):
    opened.find_lever()
    search = opened.workspace.levers._search
    qtbot.keyClicks(search, "oven")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "paint-line", "job-shop", "test-lab"])
@pytest.mark.usefixtures("window")  # which puts the app's look on
def test_no_choice_is_cut(name: str, qtbot):
    for lever in levers_of(opsim.load(name)):
        if lever.parameter.kind == "choice" and lever.parameter.open:
            row = LeverRow(lever)
            qtbot.addWidget(row)
            row.show()
            box = row.editor_widget
            option = QStyleOptionComboBox()
            box.initStyleOption(option)
            place = QStyle.SubControl.SC_ComboBoxEditField
            room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, place, box).width()
            widths = {box.itemText(i): box.fontMetrics().horizontalAdvance(box.itemText(i)) for i in range(box.count())}
            assert [text for text, width in widths.items() if width > room] == []


def test_no_lever_is_cut_when_the_text_size_changes_while_it_is_on_screen(window, qtbot):
    window.open_scenario("first-shop")
    wait_for_runs(qtbot, window, 1)
    for on in (True, False):
        window.workspace.levers._locked.setChecked(on)
        qtbot.wait(300)
    window.settings.text_size = "very large"
    window.change_look()
    qtbot.waitUntil(lambda: all(_is_whole(row) for row in _rows(window)))


def _rows(window) -> list[LeverRow]:
    return [row for row in window.workspace.levers.findChildren(LeverRow) if row.isVisible()]


def _is_whole(row: LeverRow) -> bool:
    panel = row.window().workspace.levers
    return row.mapTo(panel, row.rect().topRight()).x() <= panel.width() and row.width() >= row.minimumSizeHint().width()


def test_every_choice_of_the_format_is_called_by_a_word_for_people():
    choices = {(place, choice) for place, found in _choices(json_schema()) for choice in found}
    assert len(choices) > 100
    assert {(at, word) for at, word in choices if choice_word(word, at) == word and word != word.upper()} == set()


def _choices(schema: object, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield (last part of an address, choices) of everything that takes one of a few words."""
    if isinstance(schema, dict):
        if "enum" in schema:
            yield place, [choice for choice in schema["enum"] if choice not in (True, False, "yes", "no")]
        for name, part in schema.items():
            yield from _choices(part, name if name not in _FORMS else place)
    elif isinstance(schema, list):
        for part in schema:
            yield from _choices(part, place)


_FORMS = frozenset(("properties", "items", "additionalProperties", "anyOf", "oneOf", "allOf", "$defs"))


def test_the_same_word_of_the_format_has_the_name_that_fits_the_lever():
    assert choice_word("all", "production.stations.saw.people.needed_for") == "The whole work"
    assert choice_word("all", "production.inspection.saw.plan") == "Every unit"
    assert choice_word("queue", "operations.orders.contract") == "queue"  # an author's name


def test_the_rule_for_all_other_stations_is_called_so():
    places = {lever.path: lever.place for lever in levers_of(opsim.load("job-shop"))}
    assert places["production.dispatch.default"] == "All other stations"
    charts = {lever.place for lever in levers_of(opsim.load("paint-line")) if ".charts.film." in lever.path}
    assert charts == {"Film thickness"}
