"""One scenario of the gallery, as a card that is clicked or chosen with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from opsim.gui.models.gallery import Tile

_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ScenarioCard(QFrame):
    """Title, kind of firm, what it is about, what one learns, and the last result; `chosen` carries its file."""

    chosen = Signal(str)

    def __init__(self, tile: Tile, last_result: str, parent: QWidget | None = None) -> None:
        """Show `tile`."""
        super().__init__(parent)
        self.file = str(tile.file)
        self.setObjectName("scenarioCard")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Open the scenario {0}").format(tile.title))
        self.setAccessibleDescription(tile.summary)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.setMinimumHeight(190)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(6)
        layout.addWidget(label(tile.kind.capitalize(), "kind"))
        layout.addWidget(label(tile.title, "cardTitle", wrap=True))
        layout.addWidget(label(tile.summary, wrap=True))
        layout.addStretch(1)
        if tile.learn:
            layout.addWidget(label(self.tr("You learn: {0}").format(", ".join(tile.learn)), "small", wrap=True))
        self._result = label(last_result or self.tr("Not played yet"), "small", wrap=True)
        layout.addWidget(self._result)

    def show_result(self, file: Path, result: str) -> None:
        """Show the last result, if it is of this card's scenario."""
        if str(file) == self.file:
            self._result.setText(result)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.file)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Return or Space."""
        if event.key() in _KEYS:
            self.chosen.emit(self.file)
        else:
            super().keyPressEvent(event)
