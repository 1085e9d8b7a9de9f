"""Boxes for values that change only on purpose: never by the wheel in passing, never by half of what was typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox, QWidget

#: What Qt says of a text: its state, the text and where the cursor is.
Judged = tuple[QValidator.State, str, int]
_LONGEST_NUMBER: Final = 60


class CalmSpinBox(QSpinBox):
    """Takes the wheel only while it has the keyboard, and any text: `refused` carries what was no value."""

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Report a value when it is complete."""
        super().__init__(parent)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # by default the wheel itself would bring the keyboard here
        self.lineEdit().setMaxLength(_LONGEST_NUMBER)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while the box has the keyboard."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def validate(self, text: str, position: int) -> Judged:
        """Let a person write anything; it is judged when it is complete."""
        return _patient(super().validate(text, position), text, position)

    def fixup(self, text: str) -> str:
        """Report what is no value; the box then returns to the one it had."""
        self.refused.emit(text.removesuffix(self.suffix()).strip())
        return text


class CalmDoubleSpinBox(QDoubleSpinBox):
    """Likewise, for numbers with decimals; shows no needless zeros."""

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Report a value when it is complete."""
        super().__init__(parent)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setMaxLength(_LONGEST_NUMBER)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while the box has the keyboard."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def validate(self, text: str, position: int) -> Judged:
        """Let a person write anything; it is judged when it is complete."""
        return _patient(super().validate(text, position), text, position)

    def fixup(self, text: str) -> str:
        """Report what is no value; the box then returns to the one it had."""
        self.refused.emit(text.removesuffix(self.suffix()).strip())
        return text

    def textFromValue(self, value: float) -> str:
        """Return the number with as many decimals as it needs."""
        text = self.locale().toString(value, "f", self.decimals())
        point = self.locale().decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text


class CalmComboBox(QComboBox):
    """Takes the wheel only while it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Take the keyboard by a click or by Tab."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while the box has the keyboard."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


def _patient(judged: Judged, text: str, position: int) -> Judged:
    """Return Qt's judgement of a text, with "not yet" in place of "never"."""
    is_value = judged[0] == QValidator.State.Acceptable
    return judged if is_value else (QValidator.State.Intermediate, text, position)
