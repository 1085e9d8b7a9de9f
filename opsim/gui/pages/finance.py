"""Money: the three statements with the baseline's column, cash over time, and the way from revenue to profit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from opsim.gui.models.statements import STATEMENTS, statement
from opsim.gui.pages.page import Page, has_room_for_two, stack_when_narrow
from opsim.gui.widgets.buttons import choice_button
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.table_panel import TablePanel
from opsim.plots.finance import draw_cash, draw_profit_bridge

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run


class FinancePage(Page):
    """A statement on the left, plots on the right."""

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.statement = next(iter(STATEMENTS))
        self.table = TablePanel(self.tr("Income statement"))
        self.cash = PlotPanel(self.tr("Cash"))
        self.bridge = PlotPanel(self.tr("From revenue to profit"))
        left = QWidget()
        left_layout = QVBoxLayout(left)
        left_layout.setContentsMargins(0, 0, 0, 0)
        left_layout.addLayout(self._choice())
        left_layout.addWidget(self.table)
        right = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        right.addWidget(self.cash)
        right.addWidget(self.bridge)
        both = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([560, 520])
        for splitter in (both, right):
            splitter.setHandleWidth(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(both)
        self._both, self._plots = both, right

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the statement above the plots in a narrow window."""
        super().resizeEvent(event)
        narrow = stack_when_narrow(self._both, self.width())
        wanted = Qt.Orientation.Horizontal if narrow and has_room_for_two(self) else Qt.Orientation.Vertical
        if self._plots.orientation() != wanted:
            self._plots.setOrientation(wanted)
            self._plots.setSizes([1000, 1000])

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show the chosen statement and the plots."""
        theme = self.look.plot_theme
        self._fill(run, baseline)
        both: dict[str, Any] = {"run": run, "baseline": baseline, "theme": theme}
        self.cash.show_plot(partial(draw_cash, **both), theme)
        self.bridge.show_plot(partial(draw_profit_bridge, **both), theme)

    def choose(self, name: str) -> None:
        """Show another statement."""
        self.statement = name
        if self.runs.current is not None:
            self._fill(self.runs.current, self.runs.baseline)

    def _fill(self, run: Run, baseline: Run | None) -> None:
        """Fill the table with the chosen statement."""
        tones = {"good": self.look.theme.good, "bad": self.look.theme.bad}
        self.table.set_title(self.tr(STATEMENTS[self.statement]))
        self.table.show_grid(statement(run, baseline, self.statement), tones)

    def _choice(self) -> QHBoxLayout:
        """Return the row of buttons that choose the statement."""
        row, group = QHBoxLayout(), QButtonGroup(self)
        for name, title in STATEMENTS.items():
            button = choice_button(self.tr(title), checked=name == self.statement)
            button.clicked.connect(partial(self._clicked, name))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _clicked(self, name: str, _checked: bool = False) -> None:
        """Take the click on one of the buttons."""
        self.choose(name)
