"""The stations: what their machines did, how lots queued, the bottleneck with its evidence, and the textbook beside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QCheckBox, QStackedWidget

from opsim.gui.models.stations import TABLES, verdict
from opsim.gui.pages.page import stack_when_narrow
from opsim.gui.pages.views import ViewsPage, above, side_by_side
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.texts import tip, unbroken
from opsim.plots.stations import draw_queue, draw_station_states, draw_waits, station_title

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run

#: Tables that go with the plot of the formula; the others go with that of the states.
_FORMULA = ("vut", "assumptions")


class StationsPage(ViewsPage):
    """The row chosen in a table says whose queue is drawn and whose assumptions are judged."""

    VIEWS: ClassVar = {name: title for name, (title, _table) in TABLES.items()}

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Lay out the page."""
        super().__init__(runs, look, parent)
        self.station = ""
        self.states = PlotPanel(self.tr("What the machines did"))
        self.queue = PlotPanel(self.tr("Queue"))
        self.waits = PlotPanel(self.tr("Wait by V × U × T and as simulated"))
        meaning = self.tr("V: variability of arrivals and process times. U: effect of utilisation. T: process time.")
        honest = self.tr("Where its assumptions do not hold, the two differ; the table of assumptions says where.")
        self.waits.setToolTip(tip(meaning, honest))
        self.table.row_chosen.connect(self._choose_station)
        self.opening_hours = QCheckBox(self.tr("Opening hours only"))
        self.opening_hours.setToolTip(tip(self.tr("Leave off shift out of the shares of the states.")))
        self.opening_hours.setChecked(True)
        self.opening_hours.toggled.connect(lambda _on: self.run_changed())
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the room that there is."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show one plot where there is no room for two side by side: the queue goes with the evidence."""
        self._left.setCurrentWidget(self.waits if self.view in _FORMULA else self.states)
        narrow = stack_when_narrow(self._plots, self.width())
        on_queue = self.view == "bottleneck"
        self._left.setVisible(not narrow or not on_queue)
        self.queue.setVisible(not narrow or on_queue)

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show verdict, plots and the chosen table."""
        names = run.history.names.stations
        if self.station not in names:
            self.station = (run.stations.evidence.station or names[0]) if names else ""
        theme = self.look.plot_theme
        self.verdict.setText(unbroken(verdict(run)) if names else self.tr("This firm has no stations."))
        both: dict[str, Any] = {"run": run, "baseline": baseline, "theme": theme}
        on_shift = self.opening_hours.isChecked()
        self.states.show_plot(partial(draw_station_states, opening_hours=on_shift, **both), theme)
        self.waits.show_plot(partial(draw_waits, **both), theme)
        self._show_station(run, baseline)

    def choose_station(self, station: str) -> None:
        """Show another station's queue and assumptions."""
        self.station = station
        if self.runs.current is not None:
            self._show_station(self.runs.current, self.runs.baseline)

    def _show_view(self, run: Run, _baseline: Run | None) -> None:
        """Fill the table; the plots of all views are drawn."""
        self._fill(run)

    def _show_station(self, run: Run, baseline: Run | None) -> None:
        """Draw the chosen station's queue, and fill the table, whose row it is."""
        theme = self.look.plot_theme
        draw = partial(draw_queue, run=run, station=self.station, baseline=baseline, theme=theme)
        self.queue.show_plot(draw, theme)
        self._fill(run)

    def _fill(self, run: Run) -> None:
        """Fill the table."""
        title, table = TABLES[self.view]
        where = f": {station_title(run, self.station)}" if self.view == "assumptions" and self.station else ""
        self.table.set_title(self.tr(title) + where)
        tones = {"good": self.look.theme.good, "bad": self.look.theme.bad}
        self.table.view.selectionModel().blockSignals(True)
        self.table.show_grid(table(run, self.station, self.opening_hours.isChecked()), tones)
        self.table.view.clearSelection()
        if self.station and self.view != "assumptions":
            self.table.view.selectRow(run.history.names.stations.index(self.station))
        self.table.view.selectionModel().blockSignals(False)

    def _choose_station(self, row: int) -> None:
        """Take the row that the person is on."""
        run = self.runs.current
        if run is None or self.view == "assumptions" or not 0 <= row < len(run.history.names.stations):
            return
        station = run.history.names.stations[row]
        if station != self.station:
            self.choose_station(station)

    def _lay_out(self) -> None:
        """Put verdict, buttons, plots and table in their places."""
        self._left = QStackedWidget()
        self._left.addWidget(self.states)
        self._left.addWidget(self.waits)
        self._plots = side_by_side(self._left, self.queue, (540, 490))
        self._layout.addLayout(self._choice(self.opening_hours))
        self._layout.addWidget(self.verdict)
        self._layout.addWidget(above(self._plots, self.table), 1)
