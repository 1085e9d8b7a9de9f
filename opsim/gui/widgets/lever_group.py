"""The levers of one function: a heading that opens and closes, and one row for each lever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from opsim.gui.models.idle import why_idle
from opsim.gui.widgets.buttons import flat_button, heading_button
from opsim.gui.widgets.lever_row import LeverRow
from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsim.gui.models.levers import Group


class LeverGroup(QWidget):
    """The rows are made when the group is first opened: `filled` tells so."""

    edited = Signal(str, object)
    reset = Signal(object)
    filled = Signal()

    def __init__(self, group: Group, value_of: Callable[[str], Any], parent: QWidget | None = None) -> None:
        """Show the heading of `group`; `value_of` tells the value that a lever has now."""
        super().__init__(parent)
        self._group = group
        self._value_of = value_of
        self._rows: dict[str, LeverRow] = {}
        self._changed: set[str] = set()
        self._head = heading_button(group.function.capitalize())
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.toggled.connect(self.set_open)
        self._mark = label("", "small")
        self._reset = flat_button(
            "↺", self.tr("Reset this group"), self.tr("Reset the group {0}").format(group.function)
        )
        self._reset.clicked.connect(lambda: self.reset.emit([lever.path for lever in group.levers]))
        self._body = QWidget(visible=False)
        self._body_layout = QVBoxLayout(self._body)
        self._body_layout.setContentsMargins(4, 0, 0, 8)
        self._body_layout.setSpacing(3)
        head = QHBoxLayout()
        for widget, stretch in ((self._head, 1), (self._mark, 0), (self._reset, 0)):
            head.addWidget(widget, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._body)
        self.set_open(False)

    def set_open(self, is_open: bool) -> None:
        """Show or hide the rows."""
        if is_open and not self._rows:
            self._make_rows()
        self._head.setChecked(is_open)
        self._head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)

    def stops(self) -> list[QWidget]:
        """Return where the Tab key stops, from top to bottom."""
        return [self._head, self._reset, *(stop for row in self._rows.values() for stop in row.stops())]

    def show_values(self) -> None:
        """Show the values that hold now, and which levers have no effect with them."""
        for path, row in self._rows.items():
            row.show_value(self._value_of(path))
            row.show_idle(why_idle(path, self._value_of))

    def show_marks(self, changed: set[str]) -> None:
        """Mark the changed levers and count them."""
        self._changed = changed
        count = sum(lever.path in changed for lever in self._group.levers)
        self._mark.setText(self.tr("{0} changed").format(count) if count else "")
        self._reset.setVisible(bool(count))
        for path, row in self._rows.items():
            row.show_mark(changed=path in changed)

    def show_fault(self, path: str, fault: str) -> None:
        """Show a fault at one lever."""
        if path in self._rows:
            self._rows[path].show_fault(fault)

    def _make_rows(self) -> None:
        """Make the rows, with a small heading for each place."""
        place = None
        for lever in self._group.levers:
            if lever.place != place:
                place = lever.place
                heading = label(place, "small", wrap=True)
                heading.setContentsMargins(0, 6, 0, 0)
                self._body_layout.addWidget(heading)
            row = LeverRow(lever)
            row.edited.connect(self._emit_edit)
            row.reset.connect(lambda path: self.reset.emit([path]))
            row.show_mark(changed=lever.path in self._changed)
            row.show_idle(why_idle(lever.path, self._value_of))
            self._rows[lever.path] = row
            self._body_layout.addWidget(row)
        self.filled.emit()

    def _emit_edit(self, path: str, value: Any) -> None:
        """Pass an edit on."""
        self.edited.emit(path, value)
