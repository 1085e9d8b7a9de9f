"""The row of buttons above the timeline."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QCheckBox, QHBoxLayout, QPushButton, QWidget

from opsim.gui.widgets.buttons import choice_button
from opsim.gui.widgets.texts import label


class TimelineBar(QWidget):
    """Which chart, which orders, and which stretch of time."""

    view_chosen = Signal(str)
    only_late_changed = Signal()
    zoomed = Signal(float, object)
    moved = Signal(float)
    went = Signal(object)
    next_late = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the buttons."""
        super().__init__(parent)
        self.view = "machines"
        self._views: dict[str, QPushButton] = {}
        self._which, self._when = QWidget(), QWidget()
        row, steps = (QHBoxLayout(part) for part in (self._which, self._when))
        group = QButtonGroup(self)
        for name, title in (("machines", self.tr("By machine")), ("orders", self.tr("By order"))):
            button = choice_button(title, checked=name == self.view)
            button.clicked.connect(partial(self._choose, name))
            group.addButton(button)
            self._views[name] = button
            row.addWidget(button)
        self._only_late = QCheckBox(self.tr("Late only"))
        self._only_late.setEnabled(False)
        self._only_late.toggled.connect(lambda _on: self.only_late_changed.emit())
        row.addWidget(self._only_late)
        self._next = QPushButton(self.tr("Next late order"))
        self._next.clicked.connect(lambda _on: self.next_late.emit())
        row.addWidget(self._next)
        self._worst = QCheckBox(self.tr("Worst first"))
        self._worst.setToolTip(self.tr("Step from the order that cost most in discounts to those that cost less."))
        self._worst.setChecked(True)
        row.addWidget(self._worst)
        self._count = label("", "muted")
        self._count.setToolTip(self.tr("Delivered late, or open and overdue; lost orders are not among them."))
        row.addWidget(self._count)
        row.addStretch(1)
        self._rows = label("", "muted")
        steps.addStretch(1)
        steps.addWidget(self._rows)
        self._add_steps(steps)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        for layout in (row, steps, self._parts):
            layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._which, self._when):
            self._parts.addWidget(part)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the wider half: the other one may stand below it."""
        halves = [self._which.sizeHint(), self._when.sizeHint()]
        return QSize(max(half.width() for half in halves), self._parts.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves one below the other where there is no room for both in one row."""
        super().resizeEvent(event)
        needed = self._which.sizeHint().width() + self._when.sizeHint().width() + self._parts.spacing()
        directions = QBoxLayout.Direction
        self._parts.setDirection(directions.LeftToRight if needed <= self.width() else directions.TopToBottom)

    @property
    def only_late(self) -> bool:
        """Whether only late orders are wanted."""
        return bool(self._only_late.isChecked())

    @property
    def worst_first(self) -> bool:
        """Whether the next late order is the next worse one."""
        return bool(self._worst.isChecked())

    def set_view(self, name: str) -> None:
        """Press one of the two buttons, without telling."""
        self.view = name
        self._views[name].setChecked(True)
        self._only_late.setEnabled(name == "orders")

    def show_late(self, count: int) -> None:
        """Say how many orders were late."""
        self._count.setText(self.tr("{0} late").format(f"{count:,}"))
        self._next.setEnabled(count > 0)

    def show_rows(self, shown: int, found: int) -> None:
        """Say how many of the orders that arrive in this time are on screen."""
        self._rows.setText(self.tr("{0} of {1} orders of this time").format(shown, f"{found:,}") if found else "")

    def _choose(self, name: str, _checked: bool = False) -> None:
        """Take the click on one of the two buttons."""
        self.set_view(name)
        self.view_chosen.emit(name)

    def _add_steps(self, row: QHBoxLayout) -> None:
        """Add the buttons that move and zoom."""
        steps = (
            ("◀", self.tr("Earlier (left arrow)"), lambda: self.moved.emit(-0.5)),
            ("▶", self.tr("Later (right arrow)"), lambda: self.moved.emit(0.5)),
            ("−", self.tr("Show more time (minus, or the wheel)"), lambda: self.zoomed.emit(1.6, None)),
            ("+", self.tr("Show less time (plus, or the wheel)"), lambda: self.zoomed.emit(1 / 1.6, None)),
            (self.tr("Whole run"), self.tr("Show the whole run (0)"), lambda: self.went.emit(None)),
        )
        for text, meaning, act in steps:
            button = QPushButton(text)
            button.setToolTip(meaning)
            button.setAccessibleName(meaning)
            button.clicked.connect(lambda _checked, act=act: act())
            row.addWidget(button)
