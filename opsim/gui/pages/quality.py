"""Quality: control charts with their signals, where units fail, what processes are capable of, what quality costs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QStackedWidget

from opsim.gui.models.quality import (
    Kept,
    capability_table,
    charts_kept,
    cost_table,
    defects_table,
    signals_table,
    verdict,
)
from opsim.gui.pages.page import stack_when_narrow
from opsim.gui.pages.views import ViewsPage, above, chooser, side_by_side
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.texts import tip, unbroken
from opsim.plots.control_chart import draw_control_chart, found_chart
from opsim.plots.quality import draw_capability, draw_cost_of_quality, draw_pareto, draw_yields

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from opsim.gui.look import Look
    from opsim.gui.models.grid import Grid
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run

VIEWS = {"charts": "Control charts", "defects": "Defects", "capability": "Capability", "cost": "Cost of quality"}
NOTHING_KEPT: Kept = ("", -1)


#: So many letters of a chart's name are seen.
_LETTERS = 13


class QualityPage(ViewsPage):
    """One chart is chosen by its name; four views, each with its table."""

    VIEWS = VIEWS

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.chart = NOTHING_KEPT
        self.view = "defects"
        self._was_chosen = False
        self.means = PlotPanel(self.tr("Control chart"))
        zones = self.tr("Shaded, from the centre line outwards: zones C, B, A, each a third of the way to the limit.")
        marks = self.tr("✕: a signal with something worth finding behind it. ○: a false alarm.")
        self.ranges = PlotPanel(self.tr("Range"))
        for plot in (self.means, self.ranges):
            plot.setToolTip(tip(zones, marks))
        self.pareto = PlotPanel(self.tr("Where units failed"))
        self.yields = PlotPanel(self.tr("First-pass and rolled yield"))
        rolled = self.tr("Rolled yield: the product of the first-pass yields of all inspected steps.")
        self.yields.setToolTip(tip(rolled))
        self.capability = PlotPanel(self.tr("Capability"))
        self.cost = PlotPanel(self.tr("Cost of quality in its four classes"))
        self.whole = QCheckBox(self.tr("Whole run"))
        self.whole.setToolTip(tip(self.tr("Show all samples, not only the last ones.")))
        self.whole.toggled.connect(lambda _on: self.run_changed())
        self.chooser = chooser(self.tr("Control chart"), self.tr("The control chart that is looked at"), _LETTERS)
        self.chooser.activated.connect(self._chosen)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the room that there is: in a narrow window one plot is shown, the rest is in the table."""
        super().resizeEvent(event)
        self.yields.setVisible(not stack_when_narrow(self._both, self.width()))
        self._show_ranges()

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show the sentence, and the chosen view."""
        kept = charts_kept(run)
        if self.chart not in kept:
            self.chart = next(iter(kept), NOTHING_KEPT)
        if kept and not self._was_chosen:
            self._bring("charts")  # a firm that keeps charts has something to see there
        self.chooser.clear()
        for key, name in kept.items():
            self.chooser.addItem(name, key)
        self.chooser.setCurrentIndex(list(kept).index(self.chart) if kept else -1)
        self.chooser.setEnabled(bool(kept))
        self.verdict.setText(unbroken(verdict(run)))
        self._arrange()
        self._show_view(run, baseline)

    def choose(self, view: str) -> None:
        """Show another view."""
        self._was_chosen = True
        super().choose(view)

    def choose_chart(self, chart: Kept) -> None:
        """Look at another chart."""
        run = self.runs.current
        if run is None or chart == self.chart or chart not in charts_kept(run):
            return
        self.chart = chart
        self.chooser.setCurrentIndex(list(charts_kept(run)).index(chart))
        self._show_view(run, self.runs.baseline)

    def _arrange(self) -> None:
        """Bring the plots of the chosen view to the front, with what else is chosen there."""
        shown = {"charts": self._charts, "defects": self._both, "capability": self.capability, "cost": self.cost}
        self._upper.setCurrentWidget(shown[self.view])
        kept = self.chart != NOTHING_KEPT
        self.whole.setVisible(kept and self.view == "charts")
        self.chooser.setVisible(kept and self.view in ("charts", "capability"))

    def _show_view(self, run: Run, baseline: Run | None) -> None:
        """Draw the chosen view and fill its table."""
        theme = self.look.plot_theme
        both: dict[str, Any] = {"run": run, "baseline": baseline, "theme": theme}
        one: dict[str, Any] = {**both, "name": self.chart[0], "machine": self.chart[1], "whole": self.whole.isChecked()}
        if self.view == "charts":
            self.means.show_plot(partial(draw_control_chart, **one), theme)
            self.ranges.show_plot(partial(draw_control_chart, which=1, **one), theme)
            self._show_ranges()
        elif self.view == "defects":
            self.pareto.show_plot(partial(draw_pareto, **both), theme)
            self.yields.show_plot(partial(draw_yields, **both), theme)
        elif self.view == "capability":
            self.capability.show_plot(partial(draw_capability, chart=self.chart[0], **both), theme)
        else:
            self.cost.show_plot(partial(draw_cost_of_quality, **both), theme)
        title, grid = self._tables(run, baseline)
        self.table.set_title(title)
        self.table.show_grid(grid, {"good": self.look.theme.good, "bad": self.look.theme.bad})
        self.table.view.clearSelection()

    def _tables(self, run: Run, baseline: Run | None) -> tuple[str, Grid]:
        """Return title and table of the chosen view."""
        if self.view == "charts":
            return self.tr("Signals"), signals_table(run, self.chart)
        if self.view == "defects":
            return self.tr("Defects and yields"), defects_table(run)
        if self.view == "capability":
            return self.tr("Capability of every chart"), capability_table(run)
        return self.tr("Cost of quality"), cost_table(run, baseline)

    def _show_ranges(self) -> None:
        """Show the second line of a chart that has one, where there is room for it."""
        run = self.runs.current
        chart = found_chart(run, *self.chart) if run is not None and self.chart != NOTHING_KEPT else None
        narrow = stack_when_narrow(self._charts, self.width())
        self.ranges.setVisible(chart is not None and len(chart.lines) > 1 and not narrow)

    def _chosen(self, index: int) -> None:
        """Take the chart that was chosen by name."""
        name, machine = self.chooser.itemData(index)
        self.choose_chart((str(name), int(machine)))

    def _lay_out(self) -> None:
        """Put buttons, sentence, plots and table in their places."""
        self._charts = side_by_side(self.means, self.ranges, (600, 430))
        self._both = side_by_side(self.pareto, self.yields, (560, 470))
        self._upper = QStackedWidget()
        for widget in (self._charts, self._both, self.capability, self.cost):
            self._upper.addWidget(widget)
        self._layout.addLayout(self._choice(self.whole, self.chooser))
        self._layout.addWidget(self.verdict)
        self._layout.addWidget(above(self._upper, self.table), 1)
        self._bring(self.view)
