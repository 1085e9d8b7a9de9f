"""The timeline: what each machine did, what each order waited for, and the story of one order in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from opsim.gui.models.hover import machine_text, order_text
from opsim.gui.models.timespan import Timespan
from opsim.gui.pages.page import Page
from opsim.gui.widgets.gantt_panel import GanttPanel
from opsim.gui.widgets.texts import tip
from opsim.gui.widgets.timeline_bar import TimelineBar
from opsim.gui.widgets.why_panel import WhyPanel
from opsim.plots.reading import late_orders, orders_arriving, picked, worst_late_orders
from opsim.plots.timeline import (
    MOST_ORDERS,
    draw_gantt_by_machine,
    draw_gantt_by_order,
    lot_at,
    machine_names,
    move_gantt_by_machine,
    move_gantt_by_order,
    window_of,
)
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
        self.order = self.lot = -1
        self._told_of: Run | None = None
        self.rows: list[int] = []
        self.bar = TimelineBar()
        self.plot = GanttPanel(self.tr("Timeline"))
        shares = self.tr("Where bars would be too narrow to see, each column shows the shares of the states in it.")
        keys = self.tr("Wheel, + and −: zoom. Drag and arrows: move. Home, End: start and end. 0: the whole run.")
        self.bar.setToolTip(tip(shares, keys))
        self.plot.describe = self._describe
        self.why = WhyPanel()
        both = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        both.addWidget(self.plot)
        both.addWidget(self.why)
        both.setHandleWidth(10)
        both.setSizes([520, 210])
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
        if run is not self._told_of:
            self.order = self.lot = -1
            self.why.clear()
        self._told_of = run
        self._tell()
        self.bar.show_late(len(late_orders(run)))
        self._draw()

    def choose_view(self, name: str) -> None:
        """Show "machines" or "orders"."""
        if self.span is not None:
            self.span = Timespan.first(self.span.end, _FIRST_LENGTH_MS[name]) if self.span.low == 0 else self.span
        self._draw()

    def tell_story(self, order: int) -> None:
        """Tell in words and bars what an order waited for."""
        self.order, self.lot = order, -1
        self._tell()
        self._draw()

    def tell_story_of_lot(self, lot: int) -> None:
        """Tell the same of a lot; the first order that waited for it is the chosen one from now on."""
        run = self.runs.current
        if run is None:
            return
        waited = np.flatnonzero(run.history.tables["orders"]["lot"] == lot)
        self.lot, self.order = lot, int(waited[0]) if len(waited) else -1
        self._tell()
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
            source.went.connect(self._go_to)
        self.plot.clicked.connect(self._click)
        self.plot.stepped.connect(self._step)
        self.plot.rested.connect(self._settle)
        self.why.changed.connect(self._tell)

    def _go_to(self, end: float | None) -> None:
        """Go to the start of the run (0), to its end (1), or show the whole of it."""
        self._go(lambda span: span.whole() if end is None else span.at_end(end))

    def _go(self, step: Callable[[Timespan], Timespan]) -> None:
        """Show another stretch of time, with the same rows while it moves."""
        run, now = self.runs.current, self.span
        if run is None or now is None:
            return
        self.span = step(now)
        if self.span != now:
            draw, move = self._charts(run, self.span)
            self.plot.move_plot(move, draw, self.look.plot_theme)

    def _settle(self) -> None:
        """Show the orders of this stretch of time, now that it stands still."""
        if self.bar.view == "orders" and self.rows != self._orders():
            self._draw()

    def _click(self, row: int, at_ms: float) -> None:
        """Tell the story of the order in this row, or of the lot that the machine in this row worked on."""
        run = self.runs.current
        if run is None:
            return
        if self.bar.view == "orders":
            if 0 <= row < len(self.rows):
                self.tell_story(self.rows[row])
        elif (lot := lot_at(run, row, at_ms)) >= 0:
            self.tell_story_of_lot(lot)

    def _describe(self, row: int, at_ms: float) -> tuple[str, ...]:
        """Say what lies under the mouse."""
        run = self.runs.current
        if run is None:
            return ()
        if self.bar.view == "orders":
            return order_text(run, self.rows, row, at_ms)
        return machine_text(run, row, at_ms)

    def _step(self, rows: int) -> None:
        """Tell the story of the order above or below."""
        if self.bar.view == "orders" and self.rows:
            at = self.rows.index(self.order) + rows if self.order in self.rows else 0
            self.tell_story(self.rows[min(max(at, 0), len(self.rows) - 1)])

    def _tell(self) -> None:
        """Tell the story of what is chosen."""
        run, theme = self.runs.current, self.look.plot_theme
        if run is None:
            return
        if self.lot >= 0:
            self.why.tell_lot(run, self.lot, theme)
        elif self.order >= 0:
            self.why.tell_order(run, self.order, theme)

    def _orders(self) -> list[int]:
        """Return the orders to be shown, and say how many there are."""
        run, span = self.runs.current, self.span
        if run is None or span is None:
            return []
        arriving = orders_arriving(run, *span.window, only_late=self.bar.only_late)
        rows = picked(arriving, min(MOST_ORDERS, self.plot.rows_that_fit()), self.order)
        self.bar.show_rows(len(rows), len(arriving))
        return rows

    def _draw(self) -> None:
        """Draw the chosen chart anew."""
        run, span = self.runs.current, self.span
        if run is None or span is None:
            return
        if self.bar.view == "machines":
            self.bar.show_rows(0, 0)
            self.plot.make_room(len(machine_names(run)))
        else:
            self.plot.make_room(0)
            self.rows = self._orders()
        self.plot.show_plot(self._charts(run, span)[0], self.look.plot_theme)

    def _charts(self, run: Run, span: Timespan) -> tuple[partial[None], partial[Any]]:
        """Return what draws the chosen chart anew, and what only moves its time."""
        look: dict[str, Any] = {"run": run, "window": span.window, "theme": self.look.plot_theme}
        if self.bar.view == "machines":
            look["lot"] = self.lot
            return partial(draw_gantt_by_machine, **look), partial(move_gantt_by_machine, **look)
        look |= {"orders": self.rows, "chosen": self.order}
        return partial(draw_gantt_by_order, **look), partial(move_gantt_by_order, **look)


def _after(orders: NDArray[np.intp], now: int) -> int:
    """Return the order that follows `now` in a list; the first after the last one, and when `now` is not in it."""
    at = np.flatnonzero(orders == now)
    return int(orders[(int(at[0]) + 1) % len(orders)]) if len(at) else int(orders[0])
