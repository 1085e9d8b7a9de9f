"""Every button and menu entry as a mouse and a menu use it: the real signal with the real arguments."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from opsim.gui.models.settings import load_settings, settings_file
from opsim.gui.models.task import goals_in_words, length_in_words, levers_in_words

from .conftest import OVENS, wait_for_runs

LEFT = Qt.MouseButton.LeftButton


def click(qtbot, parent, text: str) -> None:
    """Click the button with this text."""
    qtbot.mouseClick(next(b for b in parent.findChildren(QPushButton) if b.text() == text), LEFT)


def entry(window, *path: str):
    """Return an entry of the menus by the texts on the way to it."""
    actions = window.menuBar().actions()
    for text in path:
        action = next(a for a in actions if a.text().replace("&", "") == text)
        if action.menu() is None:
            return action
        action.menu().aboutToShow.emit()
        actions = action.menu().actions()
    raise AssertionError(f"{path} is a menu")


@pytest.fixture(autouse=True)
def faults(monkeypatch):
    """What went wrong in a slot; nothing may."""
    found: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda *what: found.append(what))
    yield found
    assert found == []


def test_the_timeline_changes_its_chart_by_its_buttons(opened, qtbot):
    page = opened.workspace.timeline
    opened.workspace.show_page(page)
    for text, view in (("By order", "orders"), ("By machine", "machines"), ("By order", "orders")):
        click(qtbot, page.bar, text)
        assert page.bar.view == view
    whole = page.span.window
    for text in ("+", "−", "▶", "◀"):
        before = page.span.window
        click(qtbot, page.bar, text)
        assert page.span.window != before or text in "▶◀"
    click(qtbot, page.bar, "Whole run")
    assert page.span.window[1] > whole[1]
    click(qtbot, page.bar, "Next late order")
    assert page.why.text.toPlainText()


def test_finance_changes_its_statement_by_its_buttons(opened, qtbot):
    page = opened.workspace.finance
    opened.workspace.show_page(page)
    for text, name in (("Balance sheet", "balance_sheet"), ("Cash flow", "cash_flow")):
        click(qtbot, page, text)
        assert page.statement == name


def test_theme_and_text_size_are_chosen_in_the_menu_and_kept_at_once(opened):
    entry(opened, "View", "Theme", "Dark").trigger()
    entry(opened, "View", "Text size", "Large").trigger()
    assert (opened.look.theme.name, load_settings().theme, load_settings().text_size) == ("dark", "dark", "large")


def test_a_recent_file_is_opened_from_the_menu(opened, bakery, qtbot):
    entry(opened, "File", "Start page").trigger()
    assert opened.session is None
    entry(opened, "File", "Open recent", str(bakery.resolve())).trigger()
    assert opened.session.source == bakery.resolve()
    wait_for_runs(qtbot, opened, 1)


def test_a_recent_file_is_opened_from_the_start_page(opened, bakery, qtbot):
    click(qtbot, opened.bar, "Scenarios")
    button = next(b for b in opened.start_page.findChildren(QPushButton) if b.text().startswith("bakery.yaml"))
    qtbot.mouseClick(button, LEFT)
    assert opened.session.source == bakery.resolve()
    wait_for_runs(qtbot, opened, 1)


def test_what_was_opened_is_remembered_without_a_clean_end(opened, bakery):
    assert json.loads(settings_file().read_text())["recent"] == [str(bakery.resolve())]


@pytest.mark.parametrize("key", ["Y", "Z"])
def test_both_keys_of_redo_work(opened, qtbot, key):
    opened.workspace.levers.edit(OVENS, 2)
    entry(opened, "Edit", "Undo").trigger()
    held = Qt.KeyboardModifier.ControlModifier
    held = held if key == "Y" else held | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(opened, getattr(Qt.Key, f"Key_{key}"), held)
    assert opened.session.edits.changes == {OVENS: 2}


@pytest.mark.parametrize("name", ["Keyboard shortcuts", "Glossary", "About OpSim"])
def test_help_is_there(opened, monkeypatch, name):
    shown = []
    for kind in ("QDialog", "QMessageBox"):
        monkeypatch.setattr(f"PySide6.QtWidgets.{kind}.exec", lambda box: shown.append(box.windowTitle()))
    entry(opened, "Help", name).trigger()
    assert shown == [name]


def test_the_brief_comes_first_and_only_once(window, bakery, qtbot):
    for time in (1, 2):
        window.open_scenario(str(bakery))
        assert (window.workspace.tabs.currentWidget() is window.workspace.brief) == (time == 1)
        wait_for_runs(qtbot, window, 1)


def test_the_brief_says_what_is_asked_for_how_long_and_with_which_levers(opened):
    scenario = opened.session.opened
    assert goals_in_words(scenario) == ["On time in full: at least 90 %", "Profit: at least 500 EUR"]
    assert length_in_words(scenario) == "A run lasts 8 weeks from 5 January 2026."
    assert "Production: Machines (Oven)" in levers_in_words(scenario)


def test_the_title_names_the_file_and_the_status_stays(opened):
    assert opened.windowTitle() == "bakery.yaml – Corner bakery[*] – OpSim"
    assert opened.bar.title.text() == "bakery.yaml – Corner bakery"
    said = opened.status.text()
    opened.statusBar().clearMessage()
    assert "Profit" in said
    assert opened.status.text() == said


def test_no_card_is_dropped_in_a_narrow_window(opened, qtbot):
    cards = opened.workspace.overview.cards
    opened.resize(1100, 700)
    qtbot.wait(100)
    assert len(cards.cards) == 6
    assert all(card.isVisible() for card in cards.cards)
    assert len({card.y() for card in cards.cards}) == 2


def test_ghosts_are_explained(opened, qtbot):
    assert opened.workspace.ghosts.text() == ""
    opened.workspace.set_seed(2)
    wait_for_runs(qtbot, opened, 2)
    assert opened.workspace.ghosts.text() == "Dashed: baseline, the run before"
    entry(opened, "Run", "Pin as baseline").trigger()
    assert opened.workspace.ghosts.text() == "Dashed: pinned baseline"
