"""The first thing a person sees: the scenarios that come along, the files opened lately, and a way to open others."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from opsim.gui.widgets.scenario_card import ScenarioCard
from opsim.gui.widgets.texts import label, menu_text, tip

if TYPE_CHECKING:
    from opsim.gui.models.gallery import Tile
    from opsim.gui.models.settings import Settings

_COLUMNS = 3


class StartPage(QWidget):
    """`chosen` carries the file to open, `browse` asks for a dialog. The gallery is filled after the first paint."""

    chosen = Signal(str)
    browse = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay out the page with an empty gallery."""
        super().__init__(parent)
        self.setObjectName("startPage")
        self.cards: list[ScenarioCard] = []
        self._gallery = QGridLayout()
        self._gallery.setSpacing(16)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(6)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(56, 40, 56, 40)
        column.setSpacing(12)
        for widget in self._heading():
            column.addWidget(widget)
        column.addSpacing(12)
        column.addWidget(label(self.tr("Scenarios"), "heading"))
        self._gallery.addWidget(label(self.tr("The scenarios are being read…"), "muted"), 0, 0)
        column.addLayout(self._gallery)
        column.addSpacing(16)
        column.addWidget(label(self.tr("Your files"), "heading"))
        column.addLayout(self._recent)
        column.addLayout(self._open_row())
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def show_gallery(self, tiles: list[Tile], settings: Settings) -> None:
        """Show the scenarios, each with its last result."""
        _empty(self._gallery)
        self.cards = [ScenarioCard(tile, settings.last_results.get(tile.file.stem, "")) for tile in tiles]
        for place, card in enumerate(self.cards):
            card.chosen.connect(self.chosen)
            self._gallery.addWidget(card, *divmod(place, _COLUMNS))
        for column in range(_COLUMNS):
            self._gallery.setColumnStretch(column, 1)
        for one, following in pairwise((*self.cards, *self.findChildren(QPushButton))):
            QWidget.setTabOrder(one, following)

    def show_recent(self, files: list[str]) -> None:
        """Show the files opened lately."""
        _empty(self._recent)
        for file in files:
            button = QPushButton(menu_text(f"{Path(file).name}   ·   {Path(file).parent}"))
            button.setToolTip(tip(file))
            button.clicked.connect(lambda _checked, file=file: self.chosen.emit(file))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if not files:
            self._recent.addWidget(label(self.tr("Files that you open or save are listed here."), "muted"))

    def _heading(self) -> list[QWidget]:
        """Return the words at the top."""
        words = self.tr("Run a small firm. Move its levers and see what each function does to cost and service.")
        return [label("OpSim", "title"), label(words, "muted", wrap=True)]

    def _open_row(self) -> QHBoxLayout:
        """Return the row with the button that opens a file."""
        row = QHBoxLayout()
        button = QPushButton(self.tr("Open a scenario file…"))
        button.clicked.connect(lambda _on: self.browse.emit())
        row.addWidget(button)
        row.addStretch(1)
        return row


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
