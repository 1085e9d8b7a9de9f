"""The first page: key figures, goals, and what every function does to cost and service."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout

from opsim.gui.models.cards import cards
from opsim.gui.models.goals import goal_rows
from opsim.gui.pages.page import Page, has_room_for_two
from opsim.gui.widgets.goals import GoalsPanel
from opsim.gui.widgets.kpi_card import KpiCards
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.texts import tip
from opsim.plots.functions import draw_cost_by_function, draw_lead_time_by_function
from opsim.plots.service import draw_cost_against_service
from opsim.results.time.causes import OFF_SHIFT

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run


#: Lower plots have no room for a bar of every function, in heights of a line of text.
_LEAST_HEIGHT_EM = 18


class OverviewPage(Page):
    """Cost by function on the left, service on the right, where the firm stands and its goals below."""

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.cards = KpiCards()
        self.cost = PlotPanel(self.tr("Cost by function"))
        causes = self.tr("By the function that causes it: a repairer's wages are a cost of maintenance.")
        self.cost.setToolTip(tip(causes, self.tr("Finance: interest, fees and tax. Overheads: what nobody causes.")))
        self.lead_time = PlotPanel(self.tr("Lead time by function"))
        late = self.tr("“late”: what late and lost orders cost, discounts and margin, by the function that caused it.")
        self.lead_time.setToolTip(tip(late))
        self.share = QCheckBox(self.tr("Share off shift over the other delays"))
        nights = self.tr("Nights and weekends stretch every wait; the wait itself has another cause.")
        self.share.setToolTip(tip(nights, self.tr("On: each order's time off shift counts with its other delays.")))
        self.share.setChecked(True)
        self.share.toggled.connect(lambda _on: self.run_changed())
        self.lead_time.add_choice(self.share)
        self.service = PlotPanel(self.tr("Cost against service"))
        runs_here = self.tr("Each dot is a run since this scenario was opened, in turn; the blue one is on screen.")
        self.service.setToolTip(tip(runs_here, self.tr("Dashed ring: the baseline.")))
        self.goals = GoalsPanel()
        for plot in (self.cost, self.lead_time):
            plot.least_height_em = _LEAST_HEIGHT_EM
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._columns = 0
        self._arrange(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self.cards)
        layout.addLayout(self._grid, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots one below the other where two do not fit side by side."""
        super().resizeEvent(event)
        self._arrange(2 if has_room_for_two(self) else 1)

    def _arrange(self, columns: int) -> None:
        """Put the plots into so many columns."""
        if columns == self._columns:
            return
        self._columns = columns
        for place, widget in enumerate((self.cost, self.lead_time, self.service, self.goals)):
            self._grid.addWidget(widget, *divmod(place, columns))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
        for row, stretch in enumerate((11, 9, 0, 0) if columns > 1 else (11, 11, 9, 9)):
            self._grid.setRowStretch(row, stretch)

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show figures, goals and plots."""
        theme = self.look.plot_theme
        self.cards.show_cards(cards(run, baseline))
        self.share.setVisible(bool(run.attribution.lead_ms[OFF_SHIFT]))
        self.goals.show_goals(goal_rows(run), run.score, judged=not run.partial)
        both: dict[str, Any] = {"run": run, "baseline": baseline, "theme": theme}
        self.cost.show_plot(partial(draw_cost_by_function, **both), theme)
        shared = self.share.isChecked()
        self.lead_time.show_plot(partial(draw_lead_time_by_function, share_off_shift=shared, **both), theme)
        trail = tuple(self.runs.stands[:-1])
        self.service.show_plot(partial(draw_cost_against_service, trail=trail, **both), theme)
