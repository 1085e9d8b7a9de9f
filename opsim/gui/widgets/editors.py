"""From the kind of a parameter to the widget that edits it, by a plain table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from opsim.gui.models.wording import choice_word
from opsim.gui.widgets.calm import CalmComboBox, CalmDoubleSpinBox, CalmSpinBox
from opsim.gui.widgets.undo_keys import UndoKeys
from opsim.plots.words import full
from opsim.units import counted

if TYPE_CHECKING:
    from opsim.scenario import Parameter

_INT_MAX: Final = 2**31 - 1
_MOST_MONEY: Final = 1e10
_LONGEST_TEXT: Final = 300


def tr(text: str) -> str:
    """Translate a text of the editors."""
    return QCoreApplication.translate("editors", text)


class Editor(QObject):
    """A widget for one value: `edited` tells what the person wants, `show_value` shows what holds.

    `refused` says why what was written is no value, and nothing ("") when the person writes on.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, widget: QWidget, show_value: Callable[[Any], None]) -> None:
        """Wrap `widget`, which owns this object."""
        super().__init__(widget)
        self.widget = widget
        self._show_value = show_value
        self._lines = [widget] if isinstance(widget, QLineEdit) else widget.findChildren(QLineEdit)
        for line in self._lines:
            UndoKeys(widget, line)

    def show_value(self, value: Any) -> None:
        """Show `value` without reporting it as an edit."""
        blocked = self.widget.blockSignals(True)
        self._show_value(value)
        for line in self._lines:
            line.setModified(False)
        self.widget.blockSignals(blocked)


def editor_for(parameter: Parameter) -> Editor:
    """Return an editor that shows the parameter's value."""
    make = _line if parameter.value is None or _is_optional(parameter) else _TABLE.get(parameter.kind, _line)
    editor = make(parameter)
    editor.show_value(parameter.value)
    editor.widget.setAccessibleName(parameter.title)
    return editor


def is_wide(parameter: Parameter) -> bool:
    """Tell whether the editor needs a line of its own."""
    return parameter.kind in {"distribution", "list"}


def _is_optional(parameter: Parameter) -> bool:
    """Tell whether a number may be left out: its default is nothing although it need not be given."""
    return parameter.default is None and parameter.kind in {"integer", "share", "money"} and parameter.value is None


def _integer(parameter: Parameter) -> Editor:
    """Whole numbers: a spin box with the unit behind the number."""
    box = CalmSpinBox()
    low, high = _range(parameter, -_INT_MAX, _INT_MAX)
    box.setRange(int(low), int(high))
    box.setGroupSeparatorShown(True)

    def fit_unit() -> None:
        box.setSuffix(_suffix(counted(box.value(), parameter.unit)))

    def show(value: Any) -> None:
        box.setValue(int(value))
        fit_unit()

    editor = Editor(box, show)
    box.valueChanged.connect(fit_unit)
    box.valueChanged.connect(editor.edited.emit)
    _tell_refusals(box, editor, tr("a whole number"), (low, high), _INT_MAX)
    return editor


def _number(parameter: Parameter, decimals: int = 4, scale: float = 1.0, unit: str | None = None) -> Editor:
    """Return an editor for numbers with decimals; the box shows `scale` times the value."""
    box = CalmDoubleSpinBox()
    low, high = (scale * bound for bound in _range(parameter, -_MOST_MONEY, _MOST_MONEY))
    box.setDecimals(decimals)
    box.setRange(low, high)
    box.setGroupSeparatorShown(abs(high) > 1000)
    box.setStepType(CalmDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    box.setSuffix(_suffix(parameter.unit if unit is None else unit))
    editor = Editor(box, lambda value: box.setValue(float(value) * scale))
    box.valueChanged.connect(lambda shown: editor.edited.emit(_tidy(shown / scale)))
    _tell_refusals(box, editor, tr("a number"), (low, high), _MOST_MONEY * scale)
    return editor


def _tell_refusals(
    box: CalmSpinBox | CalmDoubleSpinBox, editor: Editor, wanted: str, bounds: tuple[float, float], most: float
) -> None:
    """Let the editor say what the box refuses and what it would take, until the person writes on."""
    ends = zip((tr("from {0}"), tr("to {0}")), bounds, strict=True)
    meant = " ".join([wanted, *(end.format(_bound(bound)) for end, bound in ends if abs(bound) < most)])
    box.refused.connect(lambda text: editor.refused.emit(tr("“{0}” is not {1}").format(text[:20], meant)))
    box.lineEdit().textEdited.connect(lambda _text: editor.refused.emit(""))


def _bound(bound: float) -> str:
    """Return one end of a range as people write it."""
    return full(bound) if bound.is_integer() else f"{bound:g}"


def _share(parameter: Parameter) -> Editor:
    """Shares and rates, in per cent."""
    return _number(parameter, decimals=3, scale=100.0, unit=f"% {parameter.unit}".rstrip())


def _money(parameter: Parameter) -> Editor:
    """Amounts of money, in the scenario's currency."""
    return _number(parameter, decimals=2)


def _choice(parameter: Parameter) -> Editor:
    """One of a few words."""
    box = CalmComboBox()
    for choice in parameter.choices:
        box.addItem(choice_word(choice, parameter.path), choice)
    editor = Editor(box, lambda value: box.setCurrentIndex(box.findData(str(value))))
    box.currentIndexChanged.connect(lambda place: editor.edited.emit(box.itemData(place)))
    return editor


def _flag(_parameter: Parameter) -> Editor:
    """Yes or no."""
    box = QCheckBox()
    editor = Editor(box, lambda value: box.setChecked(bool(value)))
    box.toggled.connect(editor.edited.emit)
    return editor


def _line(parameter: Parameter) -> Editor:
    """Everything that people write: durations, distributions, dates, names; nothing where it may be left out."""
    line = QLineEdit(maxLength=_LONGEST_TEXT)
    line.setPlaceholderText(_suffix(parameter.unit).strip() if parameter.value is not None else "–")

    def show(value: Any) -> None:
        line.setText("" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        line.setCursorPosition(0)

    editor = Editor(line, show)

    def finish() -> None:
        if line.isModified():
            line.setModified(False)
            editor.edited.emit(_written(parameter, line.text().strip()))

    line.editingFinished.connect(finish)
    return editor


def _written(parameter: Parameter, text: str) -> Any:
    """Return what a person wrote as a file would hold it."""
    if parameter.kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text or (None if parameter.default is None else "")


def _tidy(number: float) -> float | int:
    """Return a number without the noise of binary fractions, a whole one as such: so it is written to a file."""
    rounded = round(number, 12)
    return int(rounded) if rounded.is_integer() else rounded


def _range(parameter: Parameter, low: float, high: float) -> tuple[float, float]:
    """Return the parameter's range where it is given in numbers."""
    given = (parameter.minimum, parameter.maximum)
    bounds = [float(b) if isinstance(b, int | float) else None for b in given]
    return max(low, low if bounds[0] is None else bounds[0]), min(high, high if bounds[1] is None else bounds[1])


def _suffix(unit: str) -> str:
    """Return the unit as it stands behind a number."""
    short = " ".join(unit.split())[:24]
    return f" {short}" if short else ""


_TABLE: Final[dict[str, Callable[[Parameter], Editor]]] = {
    "integer": _integer,
    "number": _number,
    "share": _share,
    "rate": _share,
    "money": _money,
    "choice": _choice,
    "flag": _flag,
    "duration": _line,
    "distribution": _line,
    "date": _line,
    "text": _line,
    "list": _line,
}
