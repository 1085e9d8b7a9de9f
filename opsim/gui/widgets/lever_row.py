"""One lever: its name, its editor, a mark when it was changed, and what is wrong with what was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from opsim.gui.models.wording import choice_word
from opsim.gui.widgets.buttons import flat_button
from opsim.gui.widgets.editors import editor_for, is_wide
from opsim.gui.widgets.texts import label, tip
from opsim.scenario.levers import spelled
from opsim.units import counted

if TYPE_CHECKING:
    from opsim.gui.models.levers import Lever
    from opsim.scenario import Parameter

#: How a file's mapping begins, as in "Product -> units of one lot": the lever stands at the product.
_OF_WHAT: Final = re.compile(r"^[^.:]* -> ")
#: Larger limits are no advice to people.
_ABSURD: Final = 1_000_000
#: Width of an editor, in letters.
_EDITOR_LETTERS: Final = 22


class LeverRow(QWidget):
    """`edited` carries the address and the wanted value, `reset` the address."""

    edited = Signal(str, object)
    reset = Signal(str)

    def __init__(self, lever: Lever, parent: QWidget | None = None) -> None:
        """Show `lever`; one that is locked cannot be edited."""
        super().__init__(parent)
        self._path, self._lever, self._idle = lever.path, lever, ""
        self._is_open = lever.parameter.open
        parameter = lever.parameter
        self._name = label(parameter.title, wrap=True)
        self._editor = editor_for(parameter)
        self._editor.widget.setEnabled(parameter.open)
        self._editor.widget.setAccessibleDescription(f"{lever.place} {parameter.title}".strip())
        self._editor.edited.connect(lambda value: self.edited.emit(self._path, value))
        self._editor.refused.connect(self.show_fault)
        self._name.setBuddy(self._editor.widget)
        self._undo = self._reset_button(parameter.title)
        self._fault = label("", "fault", wrap=True)
        self._fault.hide()
        self._restored = self.tr("Value of the scenario, which reset restores: {0}").format(_opened(parameter))
        self.setToolTip(self._explanation(lever))
        self._is_wide = is_wide(parameter)
        self._lay_out(wide=self._is_wide)
        self._set_width()

    @property
    def editor_widget(self) -> QWidget:
        """The widget that edits the value."""
        return self._editor.widget

    def stops(self) -> list[QWidget]:
        """Return where the Tab key stops."""
        return [self._editor.widget, self._undo]

    def show_value(self, value: Any) -> None:
        """Show the value that holds; a fault that was shown is over."""
        self._editor.show_value(value)
        self.show_fault("")

    def show_idle(self, why: str) -> None:
        """Grey the lever while it has no effect, and say why."""
        self._idle = why
        self._name.setEnabled(not why)
        self._editor.widget.setEnabled(self._is_open and not why)
        self.setToolTip(self._explanation(self._lever))

    def show_mark(self, *, changed: bool) -> None:
        """Mark the lever as changed, with a button that resets it."""
        self._undo.setVisible(changed)
        font = self._name.font()
        font.setBold(changed)
        self._name.setFont(font)

    def show_fault(self, fault: str) -> None:
        """Say what is wrong, in the row; nothing when all is well."""
        self._fault.setText(fault[:300])
        self._fault.setVisible(bool(fault))

    def _reset_button(self, title: str) -> QToolButton:
        """Return the button that stands there while the lever is changed."""
        button = flat_button("↺", self.tr("Reset to the value of the file"), self.tr("Reset {0}").format(title))
        button.hide()
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.clicked.connect(lambda: self.reset.emit(self._path))
        return button

    def _lay_out(self, *, wide: bool) -> None:
        """Put name and editor side by side, or one below the other where texts are long."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 1, 0, 1)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._name, 0, 0)
        if wide:
            grid.addWidget(self._undo, 0, 2)
            grid.addWidget(self._editor.widget, 1, 0, 1, 3)
        else:
            self._editor.widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            grid.addWidget(self._editor.widget, 0, 1)
            grid.addWidget(self._undo, 0, 2)
        grid.addWidget(self._fault, 2, 0, 1, 3)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_width()

    def _set_width(self) -> None:
        """Give all editors beside their names one width."""
        if not self._is_wide:
            self._editor.widget.setFixedWidth(QFontMetrics(self.font()).averageCharWidth() * _EDITOR_LETTERS)

    def _explanation(self, lever: Lever) -> str:
        """Return the tooltip: meaning, range, default, address, and whether it is locked."""
        p = lever.parameter
        lines = [_OF_WHAT.sub("", p.help)[:1].upper() + _OF_WHAT.sub("", p.help)[1:]]
        if self._idle:
            lines.append(self._idle + ".")
        low, high = (_bound(p, bound) for bound in (p.minimum, p.maximum))
        if low or high:
            unit = f" {p.unit}" if p.unit and p.kind != "duration" else ""
            lines.append(self.tr("Range: {0} to {1}{2}").format(low or "…", high or "…", unit))
        lines.append(self._restored)
        lines.append(self.tr("Address: {0}").format(p.path))
        if not p.open:
            lines.append(self.tr("Locked in this scenario."))
        return tip(*lines)


def _bound(parameter: Parameter, bound: Any) -> str:
    """Return one end of a range in words; "" where it only guards the machine against absurd numbers."""
    is_number = isinstance(bound, int | float)
    return "" if bound is None or (is_number and abs(bound) >= _ABSURD) else spelled(parameter.kind, bound)


def _opened(parameter: Parameter) -> str:
    """Return the value that the parameter had in the file, with its unit."""
    shown = choice_word(parameter.text, parameter.path) if parameter.kind == "choice" else parameter.text
    if parameter.kind == "integer" and shown.lstrip("-").isdigit():
        shown = spelled(parameter.kind, int(shown))
    carries_unit = parameter.kind not in {"integer", "number", "money"}
    unit = "" if carries_unit else counted(1 if shown == "1" else 2, parameter.unit)
    return f"{shown} {unit}".strip()
