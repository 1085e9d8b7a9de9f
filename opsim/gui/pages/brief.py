"""The task: what the scenario is about, what it asks, and what will happen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from opsim.gui.models.task import goals_in_words, length_in_words, levers_in_words
from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from opsim.scenario import Scenario

#: A line of text is no wider than this, in heights of a line.
_WIDEST_EM = 50
_AROUND = 12
_STRESSED = re.compile(r"(\*{1,2})(\S(?:[^*]*\S)?)\1")


class BriefPage(QScrollArea):
    """Plain words only: what an author writes can neither load nor run anything."""

    def __init__(self, scenario: Scenario, parent: QWidget | None = None) -> None:
        """Show the brief of `scenario`."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = QFrame()
        card.setObjectName("card")
        text = QVBoxLayout(card)
        text.setContentsMargins(32, 26, 32, 28)
        text.setSpacing(14)
        text.addWidget(label(scenario.title, "cardTitle", wrap=True))
        text.addWidget(label(scenario.summary, "muted", wrap=True))
        for paragraph in paragraphs(scenario.brief):
            text.addWidget(label(paragraph, wrap=True))
        if scenario.learn:
            text.addWidget(label(self.tr("You learn: {0}").format(", ".join(scenario.learn)), "muted", wrap=True))
        sections = (
            (self.tr("Goals"), goals_in_words(scenario)),
            (self.tr("Length"), [length_in_words(scenario)]),
            (self.tr("What you can change (on the left)"), levers_in_words(scenario)),
        )
        for heading, lines in sections:
            if lines:
                text.addWidget(label(heading, "heading"))
                text.addWidget(label("\n".join(lines), wrap=True))
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.addWidget(card)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._keep_narrow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines short enough to be read."""
        super().resizeEvent(event)
        self._keep_narrow()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_column"):
            self._keep_narrow()

    def _keep_narrow(self) -> None:
        """Leave what is too wide empty: a margin, since a widest size of the card would cut its wrapped texts."""
        widest = _WIDEST_EM * QFontMetrics(self.font()).height()
        beside = max(_AROUND, self.viewport().width() - _AROUND - widest)
        self._column.setContentsMargins(_AROUND, _AROUND, beside, _AROUND)


def paragraphs(brief: str) -> list[str]:
    """Return the paragraphs of a text, each on one line, without the stars around *stressed* words."""
    parts = _STRESSED.sub(r"\2", brief).split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]
