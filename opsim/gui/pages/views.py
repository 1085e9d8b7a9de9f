"""A page of several views, one of which is chosen: buttons, a sentence that sums up, plots and a table below."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from opsim.gui.pages.page import Page
from opsim.gui.widgets.buttons import choice_button
from opsim.gui.widgets.calm import CalmComboBox
from opsim.gui.widgets.table_panel import TablePanel
from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run

#: Space between the parts of a page, in pixels.
_GAP = 10
_UPPER, _LOWER = 410, 270


class ViewsPage(Page):
    """What such pages share; each says which views there are, what they show, and what happens when one is chosen."""

    VIEWS: ClassVar[Mapping[str, str]]

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Make the parts that every such page has."""
        super().__init__(runs, look, parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(_GAP + 2, _GAP + 2, _GAP + 2, _GAP + 2)
        self._layout.setSpacing(_GAP)
        self.view = next(iter(self.VIEWS))
        self.verdict = label("", "card", wrap=True)
        self.verdict.setContentsMargins(10, 8, 10, 8)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = TablePanel(self.tr(self.VIEWS[self.view]))
        self._buttons: dict[str, QPushButton] = {}

    def heightForWidth(self, width: int) -> int:
        """Return the least height, so that plots and table shrink before the page scrolls."""
        return self._layout.minimumHeightForWidth(width)

    def choose(self, view: str) -> None:
        """Show another view."""
        self._bring(view)
        if self.runs.current is not None:
            self._show_view(self.runs.current, self.runs.baseline)

    def _bring(self, view: str) -> None:
        """Bring a view to the front."""
        self.view = view
        self._buttons[view].setChecked(True)
        self._arrange()

    @abstractmethod
    def _arrange(self) -> None:
        """Put what belongs to the chosen view in its place."""

    @abstractmethod
    def _show_view(self, run: Run, baseline: Run | None) -> None:
        """Draw the chosen view and fill its table."""

    def _choice(self, *beside: QWidget) -> QHBoxLayout:
        """Return the row of buttons that choose the view, and what else is chosen at its end."""
        row, group = QHBoxLayout(), QButtonGroup(self)
        for name, title in self.VIEWS.items():
            button = choice_button(self.tr(title), checked=name == self.view)
            button.clicked.connect(partial(self._clicked, name))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[name] = button
        row.addStretch(1)
        for widget in beside:
            row.addWidget(widget)
        return row

    def _clicked(self, name: str, _checked: bool = False) -> None:
        """Take the click on one of the buttons."""
        self.choose(name)


def chooser(title: str, help_text: str, letters: int) -> CalmComboBox:
    """Return a box to choose one thing by its name, of which so many letters are seen."""
    box = CalmComboBox()
    box.setAccessibleName(title)
    box.setToolTip(help_text)
    box.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def side_by_side(left: QWidget, right: QWidget, sizes: tuple[int, int]) -> QSplitter:
    """Return two parts beside each other, which a person may resize."""
    return _split(Qt.Orientation.Horizontal, left, right, sizes)


def above(plots: QWidget, table: QWidget) -> QSplitter:
    """Return plots above their table."""
    return _split(Qt.Orientation.Vertical, plots, table, (_UPPER, _LOWER))


def _split(orientation: Qt.Orientation, first: QWidget, second: QWidget, sizes: tuple[int, int]) -> QSplitter:
    """Return two parts with a handle between them."""
    splitter = QSplitter(orientation, childrenCollapsible=False)
    splitter.addWidget(first)
    splitter.addWidget(second)
    splitter.setSizes(list(sizes))
    splitter.setHandleWidth(_GAP)
    return splitter
