"""Texts on screen: always plain, so that a name can neither format, load nor run anything."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LONGEST = 2_000
#: The space between a number and per cent, hours or a currency.
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|h\b|[A-Z]{3}\b)")


def label(text: str = "", name: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label that shows `text` as it is; `name` is its style (see `opsim.gui.look`)."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text[:_LONGEST])
    made.setObjectName(name)
    made.setWordWrap(wrap)
    return made


def unbroken(text: str) -> str:
    """Return `text` with each number and its unit on one line."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def tip(*paragraphs: str) -> str:
    """Return a tooltip: each paragraph plain, wrapped by Qt."""
    return "<qt>" + "<br/>".join(escape(text[:_LONGEST]) for text in paragraphs if text) + "</qt>"


def menu_text(text: str) -> str:
    """Return `text` for a button, menu or tab, where & would underline a letter."""
    return " ".join(text[:200].split()).replace("&", "&&")


class ElidedLabel(QWidget):
    """One line that is cut with an ellipsis where there is no room; the whole text is in its tooltip."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        """Show `text` in the style `name`."""
        super().__init__(parent)
        self._text = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = " ".join(text[:_LONGEST].split())
        self.setToolTip(tip(self._text))
        self.setAccessibleName(self._text)
        self.update()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the room that the whole text would take."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the least room: a few letters."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.averageCharWidth() * 4, metrics.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt hands it over
        """Paint what fits."""
        painter = QPainter(self)
        fitting = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
