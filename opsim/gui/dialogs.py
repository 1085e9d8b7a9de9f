"""The few things that the app says in a box of its own, always as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 20_000


def tr(text: str) -> str:
    """Translate a text of this module."""
    return QCoreApplication.translate("dialogs", text)


def tell(parent: QWidget | None, title: str, text: str) -> None:
    """Say one thing and wait for OK."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, text[:_LONGEST], QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()


def say(parent: QWidget | None, title: str, text: str) -> None:
    """Say one thing that is no trouble, and wait for OK."""
    box = QMessageBox(QMessageBox.Icon.Information, title, text[:_LONGEST], QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()


def ask_to_save(parent: QWidget, name: str) -> str:
    """Ask what becomes of unsaved changes: "save", "discard" or "cancel"."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Unsaved changes"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("The levers of “{0}” were changed. Save them in a scenario file?").format(name))
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answers = {buttons.Save: "save", buttons.Discard: "discard"}
    return answers.get(buttons(box.exec()), "cancel")


def show_faults(parent: QWidget | None, title: str, lines: Sequence[str]) -> None:
    """List everything that is wrong with a file."""
    box = QDialog(parent)
    box.setWindowTitle(title)
    box.resize(760, 380)
    faults = QPlainTextEdit("\n\n".join(lines)[:_LONGEST], readOnly=True)
    faults.setAccessibleName(title)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
    buttons.accepted.connect(box.accept)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(16, 14, 16, 14)
    layout.addWidget(label(title, "heading", wrap=True))
    layout.addWidget(faults)
    layout.addWidget(buttons)
    box.exec()
