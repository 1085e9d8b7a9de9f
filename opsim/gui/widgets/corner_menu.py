"""The small menu in the corner of a card: copy and save what the card shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from opsim.gui.dialogs import tell

_MARGIN: Final = 6


class CornerMenu(QToolButton):
    """Sits at the top right of a card, whatever the card's layout."""

    def __init__(self, card: QWidget, title: str) -> None:
        """Sit on `card`, whose content is called `title`."""
        super().__init__(card)
        self.set_title(title)
        self.setObjectName("flat")
        self.setText("⋯")
        self.setToolTip(self.tr("Copy or save"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        card.installEventFilter(self)

    def set_title(self, title: str) -> None:
        """Call what is copied and saved by another name."""
        self._title = title
        self.setAccessibleName(self.tr("Copy or save {0}").format(title))

    def add(self, text: str, act: Callable[[], object]) -> None:
        """Add an entry."""
        self.menu().addAction(text).triggered.connect(lambda _on: act())

    def add_export(self, text: str, kinds: Sequence[str], save: Callable[[str], object]) -> None:
        """Add an entry that asks for a file of one of `kinds` and saves into it."""
        self.add(text, lambda: self._export(kinds, save))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show} and isinstance(watched, QWidget):
            self.adjustSize()
            self.move(watched.width() - self.width() - _MARGIN, _MARGIN)
            self.raise_()
        return False

    def _export(self, kinds: Sequence[str], save: Callable[[str], object]) -> None:
        """Ask for a file and save into it."""
        suffix = kinds[0].split("*")[1].rstrip(")")
        proposal = "".join(c if c.isalnum() else "-" for c in self._title.lower())[:60].strip("-") + suffix
        file, kind = QFileDialog.getSaveFileName(self, self.tr("Save as"), proposal, ";;".join(kinds))
        if not file:
            return
        wanted = kind.split("*")[1].rstrip(")") if "*" in kind else suffix
        path = Path(file) if Path(file).suffix else Path(file + wanted)
        try:
            save(str(path))
        except OSError as error:
            tell(self, self.tr("Could not be saved"), f"{path.name}: {error.strerror or error}")
