"""Why something took so long: the story in words, and beside it a bar for each wait."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from opsim.gui.models.story import story, story_of_lot
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.texts import tip
from opsim.plots.why import draw_why
from opsim.results.time.why import why

if TYPE_CHECKING:
    from opsim.plots.theme import Theme
    from opsim.results.run import Run

#: Its few bars need less room than other plots, in heights of a line of text.
_LEAST_HEIGHT_EM = 11


class WhyPanel(QWidget):
    """Shows the story of an order or of a lot. `changed` tells that off shift is to be left out, or not any more."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Be empty until something is chosen."""
        super().__init__(parent)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(self.tr("Story of one order"))
        self.text.setPlaceholderText(
            self.tr("Click an order to read what it waited for, or a bar of a machine for the lot that it worked on.")
        )
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.working_time = QCheckBox(self.tr("Delays in working time: leave out off shift"))
        meaning = self.tr("Nights and weekends pass for everybody. What is left without them is up to the firm.")
        self.working_time.setToolTip(tip(meaning))
        self.working_time.toggled.connect(lambda _on: self.changed.emit())
        self.plot = PlotPanel(self.tr("Where the time went"))
        self.plot.least_height_em = _LEAST_HEIGHT_EM
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(10, 8, 10, 6)
        inside.addWidget(self.working_time)
        inside.addWidget(self.text, 1)
        self._both = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._both.addWidget(card)
        self._both.addWidget(self.plot)
        self._both.setSizes([620, 440])
        self._both.setHandleWidth(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._both)
        self.plot.hide()

    def clear(self) -> None:
        """Show nothing."""
        self.text.clear()
        self.plot.hide()

    def tell_order(self, run: Run, order: int, theme: Theme) -> None:
        """Tell what an order waited for."""
        less = self.working_time.isChecked()
        self.text.setPlainText(story(run, order, working_time=less))
        found = why(run.order_story(order), working_time=less)
        self._show(partial(draw_why, run=run, found=found, theme=theme), theme)

    def tell_lot(self, run: Run, lot: int, theme: Theme) -> None:
        """Tell what a lot waited for."""
        less = self.working_time.isChecked()
        self.text.setPlainText(story_of_lot(run, lot, working_time=less))
        found = why(run.lot_story(lot), working_time=less)
        self._show(partial(draw_why, run=run, found=found, theme=theme), theme)

    def _show(self, draw: partial[None], theme: Theme) -> None:
        """Draw the bars."""
        self.plot.show_plot(draw, theme)
        self.plot.show()
