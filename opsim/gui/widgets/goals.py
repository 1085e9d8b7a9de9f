"""The goals of the scenario, each with its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from opsim.gui.widgets.texts import ElidedLabel, label, tip

if TYPE_CHECKING:
    from opsim.gui.models.goals import GoalRow

#: So much room a goal takes, in lines of text with the air between them; and so many are seen without scrolling.
_LINES_PER_GOAL: Final = 3
_MOST_AT_ONCE: Final = 6


class GoalsPanel(QFrame):
    """A card with one line per goal: met or not, what is asked, what is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty card."""
        super().__init__(parent)
        self.setObjectName("card")
        self._heading = label(self.tr("Goals"), "heading")
        self.setToolTip(tip(self.tr("Score: how far each goal is reached, up to 100 %, weighted as the brief says.")))
        self._inner = QWidget()
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._scroll = scroll = QScrollArea(widgetResizable=True)
        scroll.setObjectName("card")
        scroll.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 8, 10)
        layout.addWidget(self._heading)
        layout.addWidget(scroll)

    def show_goals(self, goals: list[GoalRow], score: float, *, judged: bool = True) -> None:
        """Show these goals, and how much of them all is reached; a run that stopped early cannot be `judged`."""
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        met = sum(goal.met for goal in goals)
        told = self.tr("Goals: {0} of {1} met, score {2} %").format(met, len(goals), round(100 * score))
        told = told if judged else self.tr("Goals: not judged, the run stopped early")
        self._heading.setText(told if goals else self.tr("Goals"))
        if not goals:
            self._grid.addWidget(label(self.tr("This scenario sets no goals."), "muted", wrap=True), 0, 1)
        for row, goal in enumerate(goals):
            self._add(goal, 2 * row)
        self._grid.setRowStretch(2 * len(goals) + 1, 1)
        self._scroll.setMinimumHeight(
            QFontMetrics(self.font()).height() * _LINES_PER_GOAL * min(len(goals), _MOST_AT_ONCE)
        )

    def _add(self, goal: GoalRow, row: int) -> None:
        """Add one goal: two lines of text and a bar."""
        mark = label("✓" if goal.met else "○", "change")
        mark.setProperty("tone", "good" if goal.met else "")
        bar = QProgressBar(maximum=100, textVisible=False, value=round(100 * goal.progress))
        bar.setAccessibleName(f"{goal.title}: {goal.value}, {goal.asked}")
        bar.setFixedWidth(110)
        value = label(goal.value)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(mark, row, 0)
        self._grid.addWidget(ElidedLabel(goal.title), row, 1)
        self._grid.addWidget(value, row, 2)
        self._grid.addWidget(ElidedLabel(goal.asked, "small"), row + 1, 1)
        self._grid.addWidget(bar, row + 1, 2)
