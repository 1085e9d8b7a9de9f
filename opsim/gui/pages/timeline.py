"""The timeline: what each machine did, what each order waited for, and the story of one order in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout

from opsim.gui.models.story import story
from opsim.gui.models.timespan import Timespan
from opsim.gui.pages.page import Page
from opsim.gui.widgets.gantt_panel import GanttPanel
from opsim.gui.widgets.timeline_bar import TimelineBar
from opsim.plots.reading import late_orders, orders_arriving, picked, worst_late_orders
from opsim.plots.timeline import MOST_ORDERS, draw_gantt_by_machine, draw_gantt_by_order, window_of
from opsim.plots.words import WEEK_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run

_FIRST_LENGTH_MS: Final = {"machines": WEEK_MS, "orders": 3 * WEEK_MS}


class TimelinePage(Page):
    """One Gantt chart at a time, by machine or by order, over the same stretch of time."""

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.span: Timespan | None = None
        self.order = -1
        self.rows: list[int] = []
        self.bar = TimelineBar()
        self.plot = GanttPanel(self.tr("Timeline"))
        self.story = QPlainTextEdit(readOnly=True)
        self.story.setObjectName("card")
        self.story.setAccessibleName(self.tr("Story of one order"))
        self.story.setPlaceholderText(self.tr("Choose “By order” and click an order to read what it waited for."))
        both = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        both.addWidget(self.plot)
        both.addWidget(self.story)
        both.setHandleWidth(10)
        both.setSizes([560, 150])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self.bar)
        layout.addWidget(both, 1)
        self._wire()

    def show_run(self, run: Run, baseline: Run | None) -> None:  # noqa: ARG002 - a Gantt chart has no ghost
        """Show the same stretch of time of another run."""
        end = float(run.history.end_ms)
        now = self.span
        self.span = (
            Timespan(now.low, now.high, end).inside() if now else Timespan.first(end, _FIRST_LENGTH_MS["machines"])
        )
        self.order = -1
        self.story.clear()
        self.bar.show_late(len(late_orders(run)))
        self._draw()

    def choose_view(self, name: str) -> None:
        """Show "machines" or "orders"."""
        if self.span is not None:
            self.span = Timespan.first(self.span.end, _FIRST_LENGTH_MS[name]) if self.span.low == 0 else self.span
        self._draw()

    def tell_story(self, order: int) -> None:
        """Tell in words what an order waited for."""
        if self.runs.current is not None:
            self.order = order
            self.story.setPlainText(story(self.runs.current, order))
            self._draw()

    def next_late(self) -> None:
        """Go to the next late order, the next worse or the next in time, and tell its story."""
        run = self.runs.current
        if run is None or self.span is None:
            return
        late = (worst_late_orders if self.bar.worst_first else late_orders)(run)
        if not len(late):
            return
        order = _after(late, self.order)
        self.bar.set_view("orders")
        self.span = self.span.around(*window_of(run, [order]))
        self.tell_story(order)

    def _wire(self) -> None:
        """Let bar, mouse and keyboard move the stretch of time."""
        self.bar.view_chosen.connect(self.choose_view)
        self.bar.only_late_changed.connect(self._draw)
        self.bar.next_late.connect(self.next_late)
        for source in (self.bar, self.plot):
            source.zoomed.connect(lambda factor, around: self._go(lambda span: span.zoomed(factor, around)))
            source.moved.connect(lambda share: self._go(lambda span: span.moved(share)))
            source.whole.connect(lambda: self._go(Timespan.whole))
        self.plot.row_clicked.connect(self._click)

    def _go(self, step: Callable[[Timespan], Timespan]) -> None:
        """Show another stretch of time."""
        if self.span is not None:
            self.span = step(self.span)
            self._draw()

    def _click(self, row: int) -> None:
        """Tell the story of the order in this row."""
        if self.bar.view == "orders" and 0 <= row < len(self.rows):
            self.tell_story(self.rows[row])

    def _draw(self) -> None:
        """Draw the chosen chart."""
        run, span, theme = self.runs.current, self.span, self.look.plot_theme
        if run is None or span is None:
            return
        if self.bar.view == "machines":
            self.bar.show_rows(0, 0)
            draw = partial(draw_gantt_by_machine, run=run, window=span.window, theme=theme)
        else:
            arriving = orders_arriving(run, *span.window, only_late=self.bar.only_late)
            self.rows = picked(arriving, MOST_ORDERS, self.order)
            self.bar.show_rows(len(self.rows), len(arriving))
            look: dict[str, Any] = {"window": span.window, "theme": theme, "chosen": self.order}
            draw = partial(draw_gantt_by_order, run=run, orders=self.rows, **look)
        self.plot.show_plot(draw, theme)


def _after(orders: NDArray[np.intp], now: int) -> int:
    """Return the order that follows `now` in a list; the first after the last one, and when `now` is not in it."""
    at = np.flatnonzero(orders == now)
    return int(orders[(int(at[0]) + 1) % len(orders)]) if len(at) else int(orders[0])
