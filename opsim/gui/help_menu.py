"""The menu of help: shortcuts, a glossary of key figures and terms, and what this program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from opsim.gui.dialogs import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenuBar

    from opsim.gui.window import Window


def tr(text: str) -> str:
    """Translate a text of this menu."""
    return QCoreApplication.translate("help", text)


def add_help_menu(bar: QMenuBar, window: Window) -> None:
    """Add the menu."""
    menu = bar.addMenu(tr("&Help"))
    menu.addAction(tr("&Keyboard shortcuts")).triggered.connect(lambda _on: show_shortcuts(window))
    menu.addAction(tr("&Glossary")).triggered.connect(lambda _on: show_glossary(window))
    menu.addAction(tr("&About OpSim")).triggered.connect(lambda _on: show_about(window))


def show_shortcuts(window: Window) -> None:
    """List every shortcut."""
    rows = [
        (action.text().replace("&", ""), ", ".join(_shown(keys) for keys in action.shortcuts()), "")
        for action in window.actions_by_name.values()
        if action.shortcuts()
    ]
    on_page = (
        (tr("Timeline: earlier, later"), "←, →", tr("or drag, or Shift and the wheel")),
        (tr("Timeline: a page earlier, later"), "PgUp, PgDn", tr("with the chart clicked")),
        (tr("Timeline: less, more time"), "+, −", tr("or the wheel over the chart")),
        (tr("Timeline: start, end of the run"), "Home, End", ""),
        (tr("Timeline: whole run"), "0", ""),
        (tr("Timeline: order above, below"), "↑, ↓", ""),
        (tr("Copy the chosen rows of a table"), "Ctrl+C", ""),
    )
    HelpTable(window, tr("Keyboard shortcuts"), (tr("What"), tr("Keys"), ""), [*rows, *on_page]).exec()


def show_glossary(window: Window) -> None:
    """List every key figure with its formula and unit, and the terms of the field."""
    from opsim.gui.models.glossary import entries  # loads the catalogue, which the first paint need not wait for

    currency = window.session.scenario.currency if window.session else "EUR"
    headings = (tr("Term"), tr("Meaning"), tr("Unit"))
    HelpTable(window, tr("Glossary"), headings, entries(currency)).exec()


def show_about(window: Window) -> None:
    """Say what this program is, and in which version."""
    from opsim import __version__

    what = tr("A small firm, simulated: see what each function of operations does to cost and service.")
    say(window, tr("About OpSim"), f"OpSim {__version__}\n\n{what}")


def _shown(keys: QKeySequence) -> str:
    """Return a shortcut as it stands on the keys."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


class HelpTable(QDialog):
    """Three columns of plain text with a search above them."""

    def __init__(
        self, window: Window, title: str, headings: tuple[str, str, str], rows: Sequence[tuple[str, str, str]]
    ) -> None:
        """Show `rows`."""
        super().__init__(window)
        self.setWindowTitle(title)
        self.resize(760, 560)
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search"))
        self.search.textChanged.connect(self._filter)
        self.table = QTableWidget(len(rows), 3)
        self.table.setAccessibleName(title)
        self.table.setHorizontalHeaderLabels(headings)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self.table.setItem(row, column, item)
        widths = QHeaderView.ResizeMode
        for column, mode in enumerate((widths.ResizeToContents, widths.Stretch, widths.ResizeToContents)):
            self.table.horizontalHeader().setSectionResizeMode(column, mode)
        self.table.verticalHeader().setSectionResizeMode(widths.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.table, buttons):
            layout.addWidget(widget)

    def _filter(self, search: str) -> None:
        """Show the rows that have every word of `search`."""
        words = search.casefold().split()
        for row in range(self.table.rowCount()):
            items = (self.table.item(row, column) for column in range(3))
            text = " ".join(item.text() for item in items if item is not None).casefold()
            self.table.setRowHidden(row, not all(word in text for word in words))
