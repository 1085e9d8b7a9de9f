"""Maintenance: OEE with its losses, failures and repairs, work since the last restoration, and what intervals cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from opsim.gui.models.upkeep import MOST_STOPS, machines_in_order, machines_table, most_stopped, stops_table, verdict
from opsim.gui.pages.page import stack_when_narrow
from opsim.gui.pages.views import ViewsPage, above, chooser, side_by_side
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.policy_view import PolicyView
from opsim.gui.widgets.texts import label, tip, unbroken
from opsim.plots.effectiveness import draw_effectiveness, draw_losses
from opsim.plots.upkeep import MOST_ROWS, draw_stops, names_of
from opsim.plots.wear import draw_wear

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run

VIEWS = {
    "effectiveness": "OEE and losses",
    "history": "Failures",
    "wear": "Wear",
    "policy": "Policy",
}


#: Height of a row of a machine, of what stands around them, and of the lowest plot, in heights of a line of text.
_ROW_EM, _AROUND_EM, _LEAST_HEIGHT_EM = 1.2, 10, 15
#: So many letters of a machine's name are seen.
_LETTERS = 14


class MaintenancePage(ViewsPage):
    """One machine is chosen, by its name or its row in the table; four views look at it and at the others."""

    VIEWS = VIEWS

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.machine = -1
        self.effectiveness = PlotPanel(self.tr("OEE and its losses"))
        meaning = self.tr("OEE: availability × performance × quality, the share of time on shift that made good units.")
        self.effectiveness.setToolTip(tip(meaning))
        self.losses = PlotPanel(self.tr("From time on shift to good units"))
        self.history = PlotPanel(self.tr("Failures, repairs and maintenance"))
        self.wear = PlotPanel(self.tr("Work since the last restoration"))
        counts = self.tr("Work counts while the machine is busy, set-up included.")
        self.wear.setToolTip(tip(counts, self.tr("Repair and maintenance take it back to 0.")))
        self.table.row_chosen.connect(self._choose_row)
        self.policy = PolicyView()
        self.chooser = chooser(self.tr("Machine"), self.tr("The machine that is looked at"), _LETTERS)
        self.chooser.activated.connect(self._chosen)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the room that there is: in a narrow window the losses of one machine are in the table alone."""
        super().resizeEvent(event)
        self.losses.setVisible(not stack_when_narrow(self._plots, self.width()))

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show the sentence, and the chosen view of the chosen machine."""
        machines = machines_in_order(run)
        if self.machine not in machines:
            self.machine = most_stopped(run)
        names = names_of(run)
        self.chooser.clear()
        for machine in machines:
            self.chooser.addItem(names[machine], machine)
        self.chooser.setCurrentIndex(machines.index(self.machine) if machines else -1)
        self.chooser.setEnabled(bool(machines))
        self.verdict.setText(unbroken(verdict(run)))
        self._show_view(run, baseline)

    def choose_machine(self, machine: int) -> None:
        """Look at another machine."""
        run = self.runs.current
        if run is None or machine == self.machine or machine not in machines_in_order(run):
            return
        self.machine = machine
        self.chooser.setCurrentIndex(machines_in_order(run).index(machine))
        self._show_view(run, self.runs.baseline)

    def close_down(self) -> None:
        """End the process of the simulated curve, if there is one."""
        self.policy.close_down()

    def _show_view(self, run: Run, baseline: Run | None) -> None:
        """Draw the chosen view."""
        theme = self.look.plot_theme
        both: dict[str, Any] = {"run": run, "baseline": baseline, "theme": theme}
        if self.view == "policy":
            places = run.floor.station_of
            station = run.history.names.stations[int(places[self.machine])] if self.machine >= 0 else ""
            self.policy.show_station(run, station, self.look)
            return
        rows = min(len(run.floor.station_of), MOST_ROWS)
        for plot in (self.effectiveness, self.history):
            plot.least_height_em = max(_LEAST_HEIGHT_EM, round(_ROW_EM * rows) + _AROUND_EM)
        if self.view == "effectiveness":
            self.effectiveness.show_plot(partial(draw_effectiveness, **both), theme)
            self.losses.show_plot(partial(draw_losses, machine=self.machine, **both), theme)
        elif self.view == "history":
            self.history.show_plot(partial(draw_stops, **both), theme)
        else:
            self.wear.show_plot(partial(draw_wear, machine=self.machine, **both), theme)
        self._fill(run)

    def _fill(self, run: Run) -> None:
        """Fill the table of the chosen view; the chosen machine's row stands out."""
        tones = {"good": self.look.theme.good, "bad": self.look.theme.bad}
        self.table.view.selectionModel().blockSignals(True)
        if self.view == "effectiveness":
            self.table.set_title(self.tr("Machines"))
            self.table.show_grid(machines_table(run), tones)
            if self.machine >= 0:
                self.table.view.selectRow(machines_in_order(run).index(self.machine))
        else:
            grid = stops_table(run, self.machine if self.view == "wear" else -1)
            some = self.tr("Stops (the last {0})").format(MOST_STOPS)
            self.table.set_title(some if len(grid.rows) >= MOST_STOPS else self.tr("Stops"))
            self.table.show_grid(grid, tones)
            self.table.view.clearSelection()
        self.table.view.selectionModel().blockSignals(False)

    def _choose_row(self, row: int) -> None:
        """Take the row of the machines that the person is on."""
        run = self.runs.current
        if run is not None and self.view == "effectiveness" and 0 <= row < len(machines_in_order(run)):
            self.choose_machine(machines_in_order(run)[row])

    def _chosen(self, index: int) -> None:
        """Take the machine that was chosen by name."""
        self.choose_machine(int(self.chooser.itemData(index)))

    def _arrange(self) -> None:
        """Bring the chosen view to the front."""
        self._stack.setCurrentIndex(1 if self.view == "policy" else 0)
        plots = {"effectiveness": self._plots, "history": self.history, "wear": self.wear}
        if self.view in plots:
            self._upper.setCurrentWidget(plots[self.view])

    def _lay_out(self) -> None:
        """Put buttons, sentence, plots and table in their places."""
        self._plots = side_by_side(self.effectiveness, self.losses, (560, 470))
        self._upper = QStackedWidget()
        for plot in (self._plots, self.history, self.wear):
            self._upper.addWidget(plot)
        self._stack = QStackedWidget()
        self._stack.addWidget(above(self._upper, self.table))
        self._stack.addWidget(self.policy)
        self._layout.addLayout(self._choice(label(self.tr("Machine"), "muted"), self.chooser))
        self._layout.addWidget(self.verdict)
        self._layout.addWidget(self._stack, 1)
