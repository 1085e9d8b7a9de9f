"""Buttons in the few shapes that the app has."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QToolButton

from opsim.gui.widgets.texts import menu_text, tip


def choice_button(text: str, *, checked: bool) -> QPushButton:
    """Return a button that stays down when it is chosen."""
    button = QPushButton(text)
    button.setCheckable(True)
    button.setChecked(checked)
    return button


def flat_button(sign: str, meaning: str, name: str = "") -> QToolButton:
    """Return a small button without a frame; `meaning` is its tooltip, `name` what a screen reader says."""
    button = QToolButton()
    button.setObjectName("flat")
    button.setText(sign)
    button.setToolTip(tip(meaning))
    button.setAccessibleName(name or meaning)
    return button


def heading_button(text: str) -> QToolButton:
    """Return the heading of a group, which opens and closes it."""
    button = QToolButton()
    button.setObjectName("group")
    button.setText(menu_text(text))
    button.setCheckable(True)
    return button
