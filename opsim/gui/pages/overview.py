"""The first page: key figures, goals, and what every function does to cost and service."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout

from opsim.gui.models.cards import cards
from opsim.gui.models.goals import goal_rows
from opsim.gui.pages.page import Page
from opsim.gui.widgets.goals import GoalsPanel
from opsim.gui.widgets.kpi_card import KpiCards
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.texts import tip
from opsim.plots.functions import draw_cost_by_function, draw_lead_time_by_function
from opsim.plots.service import draw_cost_against_service

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run


class OverviewPage(Page):
    """Cost by function on the left, service on the right, where the firm stands and its goals below."""

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.cards = KpiCards()
        self.cost = PlotPanel(self.tr("Cost by function"))
        self.lead_time = PlotPanel(self.tr("Lead time by function"))
        meaning = self.tr("“late” is what lateness cost: discounts and lost margin, by the function that caused it.")
        self.lead_time.setToolTip(tip(meaning))
        self.share = QCheckBox(self.tr("Share off shift over the other delays"))
        nights = self.tr("Nights and weekends stretch every wait; the wait itself has another cause.")
        self.share.setToolTip(tip(nights, self.tr("On: each order's time off shift counts with its other delays.")))
        self.share.setChecked(True)
        self.share.toggled.connect(lambda _on: self.run_changed())
        self.lead_time.add_choice(self.share)
        self.service = PlotPanel(self.tr("Cost against service"))
        self.goals = GoalsPanel()
        grid = QGridLayout()
        grid.setSpacing(10)
        for place, widget in enumerate((self.cost, self.lead_time, self.service, self.goals)):
            grid.addWidget(widget, *divmod(place, 2))
        for line in (0, 1):
            grid.setColumnStretch(line, 1)
        grid.setRowStretch(0, 11)
        grid.setRowStretch(1, 9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self.cards)
        layout.addLayout(grid, 1)

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show figures, goals and plots."""
        theme = self.look.plot_theme
        self.cards.show_cards(cards(run, baseline))
        self.goals.show_goals(goal_rows(run), judged=not run.partial)
        both: dict[str, Any] = {"run": run, "baseline": baseline, "theme": theme}
        self.cost.show_plot(partial(draw_cost_by_function, **both), theme)
        shared = self.share.isChecked()
        self.lead_time.show_plot(partial(draw_lead_time_by_function, share_off_shift=shared, **both), theme)
        trail = tuple(self.runs.stands[:-1])
        self.service.show_plot(partial(draw_cost_against_service, trail=trail, **both), theme)
