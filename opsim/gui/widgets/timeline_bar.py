"""The row of buttons above the timeline."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QPushButton, QWidget

from opsim.gui.widgets.buttons import choice_button
from opsim.gui.widgets.texts import label


class TimelineBar(QWidget):
    """Which chart, which orders, and which stretch of time."""

    view_chosen = Signal(str)
    only_late_changed = Signal()
    zoomed = Signal(float, object)
    moved = Signal(float)
    whole = Signal()
    next_late = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the buttons."""
        super().__init__(parent)
        self.view = "machines"
        self._views: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
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
        self._count = label("", "muted")
        row.addWidget(self._count)
        row.addStretch(1)
        self._rows = label("", "muted")
        row.addWidget(self._rows)
        self._add_steps(row)

    @property
    def only_late(self) -> bool:
        """Whether only late orders are wanted."""
        return bool(self._only_late.isChecked())

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
            (self.tr("Whole run"), self.tr("Show the whole run (Home)"), self.whole.emit),
        )
        for text, meaning, act in steps:
            button = QPushButton(text)
            button.setToolTip(meaning)
            button.setAccessibleName(meaning)
            button.clicked.connect(lambda _checked, act=act: act())
            row.addWidget(button)
