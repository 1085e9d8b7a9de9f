"""What a person does, from one end to the other, in a real window and with the real worker process."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QWidget

from opsim.gui.models.session import Session

from .conftest import BAKERY, OVENS, wait_for_runs


def row_of(window, path: str):
    """Return the row of a lever, its group opened."""
    for group in window.workspace.levers._groups:
        group.set_open(True)
        if path in group._rows:
            return group._rows[path]
    raise AssertionError(f"no row for {path}")


def type_into(qtbot, row, text: str) -> None:
    """Replace what stands in a lever's editor, and press Return."""
    widget = row.editor_widget
    widget.selectAll()
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def wait_for_picture(qtbot, *panels) -> None:
    """Wait until plots are on the screen."""
    qtbot.waitUntil(lambda: all(hasattr(panel.canvas, "renderer") for panel in panels))


def picture(panel) -> bytes:
    return bytes(panel.canvas.buffer_rgba())


def test_open_move_a_lever_see_the_plots_change_undo_save_reopen(opened, qtbot, tmp_path, monkeypatch):
    window, overview = opened, opened.workspace.overview
    wait_for_picture(qtbot, overview.cost)
    first, first_run = picture(overview.cost), window.session.runs.current

    type_into(qtbot, row_of(window, OVENS), "3")
    wait_for_runs(qtbot, window, 2)
    qtbot.waitUntil(lambda: picture(overview.cost) != first)
    assert window.session.runs.current.scenario.value(OVENS) == 3
    assert window.session.runs.baseline is first_run
    assert window.isWindowModified()

    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_runs(qtbot, window, 3)
    assert row_of(window, OVENS).editor_widget.value() == 1
    assert window.session.runs.current.digest == first_run.digest
    window.redo()
    wait_for_runs(qtbot, window, 4)

    target = tmp_path / "mine.yaml"
    monkeypatch.setattr("opsim.gui.files.choose_target", lambda *_: target)
    window.save_as()
    assert "# long enough for a test" in target.read_text(encoding="utf-8")
    assert not window.isWindowModified()
    window.go_home()
    window.open_scenario(str(target))
    assert row_of(window, OVENS).editor_widget.value() == 3
    assert str(target) in window.settings.recent


def test_undo_works_from_within_the_editor_of_a_lever(opened, qtbot):
    for path, text in ((OVENS, "3"), ("operations.market.loaf.arrivals", "every 2 h")):
        row = row_of(opened, path)
        type_into(qtbot, row, text)
        assert path in opened.session.edits.changes
        qtbot.keyClick(row.editor_widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert opened.session.edits.changes == {}


def test_every_page_shows_the_run(opened, qtbot):
    workspace = opened.workspace
    inventory, finance, timeline = workspace.inventory, workspace.finance, workspace.timeline
    plots = {inventory: (inventory.stock, inventory.demand), finance: (finance.cash,), timeline: (timeline.plot,)}
    for page, shown in plots.items():
        workspace.show_page(page)
        wait_for_picture(qtbot, *shown)
    assert [row[0].text for row in workspace.inventory.table.grid.rows] == ["Rye loaf", "Flour"]
    assert workspace.finance.table.grid.rows[-1][0].text == "Profit"
    assert len(workspace.overview.cards.cards) == 6


def test_another_item_is_drawn_when_its_row_is_chosen(opened, qtbot):
    page = opened.workspace.inventory
    opened.workspace.show_page(page)
    wait_for_picture(qtbot, page.stock)
    before = picture(page.stock)
    page.table.view.selectRow(1)
    qtbot.waitUntil(lambda: picture(page.stock) != before)
    assert page.item == "flour"


def test_statements_are_chosen_by_a_button_and_compared_with_the_run_before(opened, qtbot):
    page = opened.workspace.finance
    opened.workspace.show_page(page)
    assert page.table.grid.headers == ("EUR", "This run")
    opened.workspace.set_seed(2)
    wait_for_runs(qtbot, opened, 2)
    for name, last in (("balance_sheet", "Total liabilities and equity"), ("cash_flow", "Cash at the end")):
        page.choose(name)
        assert page.table.grid.headers[1:] == ("This run", "Baseline", "Change")
        assert page.table.grid.rows[-1][0].text == last


def test_a_late_order_tells_its_story(opened, qtbot):
    page = opened.workspace.timeline
    opened.workspace.show_page(page)
    wait_for_picture(qtbot, page.plot)
    page.next_late()
    assert f"Order {page.order}" in page.why.text.toPlainText()
    assert page.order in page.rows
    first = page.order
    page.next_late()
    assert page.order != first


def test_the_timeline_moves_and_zooms_by_keyboard(opened, qtbot):
    page = opened.workspace.timeline
    opened.workspace.show_page(page)
    spans = [page.span.window]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_0):
        qtbot.keyClick(page.plot, key)
        spans.append(page.span.window)
    assert len(set(spans)) == 6
    end = float(opened.session.runs.current.history.end_ms)
    assert (spans[-3][1], spans[-2][0], spans[-1]) == (end, 0.0, (0.0, end))


def test_fifty_clicks_on_run_are_one_run(opened, qtbot):
    started = []
    run = opened.simulator.run
    opened.simulator.run = lambda *args: (started.append(args), run(*args))
    opened.bar.seed.setValue(7)
    for _click in range(50):
        qtbot.mouseClick(opened.bar.run, Qt.MouseButton.LeftButton)
    wait_for_runs(qtbot, opened, 2)
    for _click in range(50):
        qtbot.mouseClick(opened.bar.run, Qt.MouseButton.LeftButton)
    qtbot.wait(300)
    assert (len(started), len(opened.session.runs.stands)) == (1, 2)


def test_cancel_keeps_the_result_of_the_run_before(window, endless, qtbot):
    window.open_scenario(str(endless))
    qtbot.waitSignal(window.simulator.progressed, timeout=20_000).wait()
    qtbot.mouseClick(window.bar.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.simulator.busy, timeout=1_000)
    assert window.session.runs.current is None
    assert window.status.text() == "Cancelled. No result yet."


def test_the_window_closes_in_the_middle_of_a_run(window, endless, qtbot):
    window.open_scenario(str(endless))
    qtbot.waitSignal(window.simulator.progressed, timeout=20_000).wait()
    process = window.simulator._process._process
    window.close()
    assert not process.is_alive()


def test_what_cannot_be_is_said_beside_the_lever(opened, qtbot):
    row = row_of(opened, "operations.market.loaf.arrivals")
    type_into(qtbot, row, "often")
    assert "often" in row._fault.text()
    assert opened.session.edits.changes == {}
    type_into(qtbot, row, "every 2 h")
    assert row._fault.text() == ""
    assert opened.session.edits.changes == {"operations.market.loaf.arrivals": "every 2 h"}


def test_search_shows_only_what_fits_and_resets_work(opened, qtbot):
    levers = opened.workspace.levers
    opened.find_lever()
    qtbot.keyClicks(levers._search, "lot size")
    qtbot.waitUntil(lambda: len(levers._groups) == 1)
    type_into(qtbot, row_of(opened, "production.lot_size.loaf"), "40")
    assert opened.session.edits.changes
    qtbot.mouseClick(row_of(opened, "production.lot_size.loaf")._undo, Qt.MouseButton.LeftButton)
    assert opened.session.edits.changes == {}


def test_locked_levers_are_shown_on_request_and_cannot_be_moved(opened, qtbot):
    opened.workspace.levers._locked.setChecked(True)
    assert not row_of(opened, "operations.finance.overheads").editor_widget.isEnabled()
    assert row_of(opened, OVENS).editor_widget.isEnabled()


def test_a_pinned_baseline_stays(opened, qtbot):
    pinned = opened.session.runs.current
    qtbot.mouseClick(opened.bar.pin, Qt.MouseButton.LeftButton)
    for count, seed in ((2, 5), (3, 6)):
        opened.bar.seed.setValue(seed)
        wait_for_runs(qtbot, opened, count)
    assert opened.session.runs.baseline is pinned
    qtbot.mouseClick(opened.bar.pin, Qt.MouseButton.LeftButton)
    assert opened.session.runs.baseline is opened.session.runs.previous


def test_a_file_at_fault_is_explained_and_nothing_changes(opened, tmp_path, told):
    before = opened.session
    broken = tmp_path / "broken.yaml"
    broken.write_text(BAKERY.replace("machines: 1", "machines: -1").replace("station: oven", "station: own"))
    opened.open_scenario(str(broken))
    assert opened.session is before
    assert "broken.yaml" in told[0]
    assert "oven" in told[0]
    assert "Traceback" not in told[0]


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[1, 2", b"opsim: 99", b"a: &a [*a]"])
def test_no_file_breaks_the_window(window, tmp_path, told, content):
    file = tmp_path / "any.yaml"
    file.write_bytes(content)
    window.open_scenario(str(file))
    assert (window.session, len(told)) == (None, 1)


@pytest.mark.parametrize(("answer", "is_left"), [("discard", True), ("cancel", False), ("save", True)])
def test_unsaved_changes_are_asked_about(opened, monkeypatch, bakery, answer, is_left):
    opened.workspace.levers.edit(OVENS, 2)
    monkeypatch.setattr("opsim.gui.dialogs.ask_to_save", lambda *_: answer)
    opened.go_home()
    assert (opened.session is None) == is_left
    assert Session(bakery).value(OVENS) == (2 if answer == "save" else 1)


def test_a_scenario_that_came_along_is_saved_elsewhere(window, qtbot, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr("opsim.gui.files.choose_target", lambda *_: asked.append(1))
    window.open_scenario("first-shop")
    before = window.session.source.read_bytes()
    assert not window.save()
    assert (asked, window.session.source.read_bytes()) == ([1], before)


def test_a_place_that_cannot_be_written_to_is_told(opened, told, monkeypatch, tmp_path):
    monkeypatch.setattr("opsim.gui.files.choose_target", lambda *_: tmp_path / "no" / "such" / "folder.yaml")
    opened.workspace.levers.edit(OVENS, 2)
    assert not opened.save_as()
    assert opened.isWindowModified()
    assert len(told) == 1


def test_hostile_names_stay_plain_text_everywhere(window, tmp_path, qtbot):
    name = "<img src=file:///etc/hostname> $\\frac{1} &amp; 漢字 [*]"
    file = tmp_path / "hostile.yaml"
    text = (
        BAKERY.replace("Corner bakery", f"'{name}'")
        .replace("Rye loaf", f"'{name}'")
        .replace("title: Oven", f"title: '{name}'")
    )
    file.write_text(text, encoding="utf-8")
    window.open_scenario(str(file))
    wait_for_runs(qtbot, window, 1)
    for page in range(window.workspace.tabs.count()):
        window.workspace.tabs.setCurrentIndex(page)
        qtbot.wait(60)
    labels = [label for label in window.findChildren(QLabel) if "img" in label.text()]
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    tips = [widget.toolTip() for widget in window.findChildren(QWidget)]
    assert not [tip for tip in tips if "<img" in tip]


def test_every_widget_that_is_edited_has_a_name_for_screen_readers(opened):
    edited = [w for kind in (QLineEdit, QSpinBox) for w in opened.workspace.levers.findChildren(kind)]
    own = [widget for widget in edited if not widget.objectName().startswith("qt_")]
    assert own
    assert all(widget.accessibleName() for widget in own)


def test_themes_and_text_sizes_change_at_once(opened, qtbot):
    overview = opened.workspace.overview
    wait_for_picture(qtbot, overview.cost)
    seen = set()
    for theme, size in (("light", "normal"), ("dark", "normal"), ("dark", "very large")):
        opened.settings.theme, opened.settings.text_size = theme, size
        opened.change_look()
        qtbot.wait(50)
        seen.add((opened.look.theme.name, opened.font().pointSizeF(), picture(overview.cost)))
    assert len(seen) == 3


def test_tables_and_plots_are_copied_and_saved(opened, qtbot, tmp_path):
    page = opened.workspace.finance
    opened.workspace.show_page(page)
    wait_for_picture(qtbot, page.cash)
    page.table.copy()
    assert QGuiApplication.clipboard().text().startswith("EUR\tThis run")
    page.table.save(str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("EUR,This run")
    for kind, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        page.cash.save(str(tmp_path / f"a.{kind}"))
        assert (tmp_path / f"a.{kind}").read_bytes().startswith(start)


def test_trouble_in_a_slot_becomes_one_plain_box(window, told, qtbot):
    from opsim.gui.trouble import Trouble

    trouble = Trouble(window)
    for _time in range(3):
        trouble.take(ValueError, ValueError("secret detail"), None)
    qtbot.waitUntil(lambda: bool(told))
    assert "Something went wrong" in told[0]
    assert "secret detail" not in told[0]


def test_the_gallery_opens_a_scenario_and_remembers_its_result(window, qtbot):
    qtbot.waitUntil(lambda: len(window.start_page.cards) >= 3, timeout=10_000)
    card = next(card for card in window.start_page.cards if "first-shop" in card.file)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    wait_for_runs(qtbot, window, 1)
    window.go_home()
    assert "Last result" in card._result.text()
    assert Path(card.file).stem in window.settings.last_results
