"""Stock: every item in a table, the chosen one's saw-tooth, and its demand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from opsim.gui.models.stocks import stock_table
from opsim.gui.pages.page import Page, stack_when_narrow
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.table_panel import TablePanel
from opsim.gui.widgets.texts import tip
from opsim.plots.demand import draw_demand
from opsim.plots.stock import draw_stock_sawtooth

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run


class InventoryPage(Page):
    """The row chosen in the table says which item is drawn."""

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.item = ""
        self.stock = PlotPanel(self.tr("Stock"))
        sides = self.tr("Above zero: on the shelf. Below zero: what customers have ordered and wait for.")
        marks = self.tr("Shaded: nothing on the shelf. Dashed: the baseline, its shelf and its backlog.")
        self.stock.setToolTip(tip(sides, marks))
        self.demand = PlotPanel(self.tr("Demand"))
        self.table = TablePanel(self.tr("Items"))
        self.table.row_chosen.connect(self._choose)
        below = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        below.addWidget(self.table)
        below.addWidget(self.demand)
        below.setSizes([690, 410])
        both = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        both.addWidget(self.stock)
        both.addWidget(below)
        both.setSizes([420, 340])
        for splitter in (below, both):
            splitter.setHandleWidth(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(both)
        self._below = below

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the demand below the items in a narrow window."""
        super().resizeEvent(event)
        stack_when_narrow(self._below, self.width())

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show the table, and the plots of the chosen item."""
        items = run.history.names.items
        if not items:
            return
        self.item = self.item if self.item in items else _first_kept(run)
        tones = {"good": self.look.theme.good, "bad": self.look.theme.bad}
        self.table.show_grid(stock_table(run), tones)
        self.table.view.selectRow(items.index(self.item))
        self._draw(run, baseline)

    def _choose(self, row: int) -> None:
        """Draw another item."""
        run = self.runs.current
        if run is None or not 0 <= row < len(run.history.names.items) or run.history.names.items[row] == self.item:
            return
        self.item = run.history.names.items[row]
        self._draw(run, self.runs.baseline)

    def _draw(self, run: Run, baseline: Run | None) -> None:
        """Draw the chosen item."""
        theme = self.look.plot_theme
        both: dict[str, Any] = {"run": run, "item": self.item, "baseline": baseline, "theme": theme}
        self.stock.show_plot(partial(draw_stock_sawtooth, **both), theme)
        self.demand.show_plot(partial(draw_demand, **both), theme)


def _first_kept(run: Run) -> str:
    """Return the first item that was ever in stock; what is made to order never is."""
    items = run.history.names.items
    return next((item for item in items if run.stock(item)[1].any()), items[0])
