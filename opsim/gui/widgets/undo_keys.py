"""Ctrl+Z where a person has finished typing: it takes back the last edit of the scenario, not letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget


class UndoKeys(QObject):
    """Lets a line that is not being typed into pass undo and redo on to the window."""

    def __init__(self, widget: QWidget, line: QLineEdit) -> None:
        """Watch `widget`, which owns this object and gets the keys for `line`: itself, or the spin box around it."""
        super().__init__(widget)
        self._line = line
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the line from claiming the keys for itself."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        is_step = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
        if is_step and not self._line.isModified():
            event.ignore()
            return True
        return False
