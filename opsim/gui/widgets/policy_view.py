"""What a maintenance interval costs: theory, simulated points, the assumptions, and the buttons that simulate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from opsim.gui.models.upkeep import conditions_table, points_table
from opsim.gui.widgets.buttons import choice_button
from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.table_panel import TablePanel
from opsim.gui.widgets.texts import ElidedLabel, tip
from opsim.gui.worker.simulator import Simulator
from opsim.plots.policy import Measure, can_be_simulated, draw_policy_curve
from opsim.studies.policy_curve import PolicyCurve, intervals_for
from opsim.studies.renewal import renewal
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.gui.look import Look
    from opsim.results.run import Run
    from opsim.scenario import Scenario
    from opsim.studies.policy_curve import PolicyPoint

    #: The firm, the seed and the station that points were simulated for.
    Asked = tuple[Scenario, int, str]

_LEAST_HEIGHT_EM = 16


class PolicyView(QWidget):
    """Points are simulated in a process of their own, on demand; those of a firm that has changed stay as ghosts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay out the view."""
        super().__init__(parent)
        self.measure: Measure = "cost"
        self.simulator = Simulator(self)
        self.found: dict[str, tuple[Asked, list[PolicyPoint]]] = {}
        self._asked: Asked | None = None
        self._now: tuple[Run, str, Look] | None = None
        self.plot = PlotPanel(self.tr("Cost of the maintenance interval"))
        self.plot.least_height_em = _LEAST_HEIGHT_EM
        self.assumptions = TablePanel(self.tr("What the theory assumes"))
        self.points = TablePanel(self.tr("Simulated intervals"))
        self.simulate = QPushButton(self.tr("Simulate the curve"))
        self.simulate.clicked.connect(lambda _on: self.start())
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(lambda _on: self.simulator.stop())
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.setFixedWidth(110)
        self.progress.setAccessibleName(self.tr("Progress of the simulated curve"))
        self.said = ElidedLabel("", "muted")
        self._measures: dict[Measure, QPushButton] = {}
        self._table_buttons: list[QPushButton] = []
        self._lay_out()
        self.simulator.progressed.connect(lambda share: self.progress.setValue(round(1000 * share)))
        self.simulator.busy_changed.connect(self._show_busy)
        self.simulator.finished.connect(self._take)
        self.simulator.failed.connect(self.said.set_text)
        self.simulator.stopped.connect(lambda: self.said.set_text(self.tr("Stopped.")))
        self._show_busy(busy=False)

    def show_station(self, run: Run, station: str, look: Look) -> None:
        """Show theory, points and assumptions of a station."""
        self._now = (run, station, look)
        kept = self.found.get(station)
        asked, points = kept if kept is not None else (None, [])
        is_same = asked == (run.scenario, run.history.seed, station)
        draw: dict[str, Any] = {"points": points if is_same else (), "before": () if is_same else points}
        draw |= {"run": run, "station": station, "theme": look.plot_theme, "measure": self.measure}
        self.plot.show_plot(partial(draw_policy_curve, **draw), look.plot_theme)
        tones = {"good": look.theme.good, "bad": look.theme.bad}
        self.assumptions.show_grid(conditions_table(run, station), tones)
        self.points.show_grid(points_table(run, station, points), tones)
        old = bool(points) and not is_same
        self.points.set_title(self.tr("Simulated before the change") if old else self.tr("Simulated intervals"))
        self._show_busy(busy=self.simulator.busy)

    def choose_measure(self, measure: Measure) -> None:
        """Draw cost or availability."""
        self.measure = measure
        self._measures[measure].setChecked(True)
        if self._now is not None:
            self.show_station(*self._now)

    def start(self) -> None:
        """Simulate the curve of the station on screen."""
        if self._now is None:
            return
        run, station, _look = self._now
        if not can_be_simulated(run.scenario, station):
            return
        self._asked = (run.scenario, run.history.seed, station)
        every_h = run.scenario.production.maintenance[station].every / HOUR_MS
        curve = PolicyCurve(station, intervals_for(renewal(run.scenario, station), every_h))
        told = self.tr("{0} intervals, {1} replications each, with the same luck")
        self.said.set_text(told.format(len(curve.intervals_h), curve.replications))
        self.simulator.run(run.scenario, run.history.seed, curve)

    def close_down(self) -> None:
        """End the process, if there is one."""
        self.simulator.close()

    def _take(self, points: list[PolicyPoint]) -> None:
        """Show the points that were simulated."""
        if self._asked is None:
            return
        self.found[self._asked[2]] = (self._asked, points)
        self._show_table(self.points)
        if self._now is not None:
            self.show_station(*self._now)

    def _show_busy(self, busy: bool) -> None:
        """Offer what can be done now."""
        can = self._now is not None and can_be_simulated(self._now[0].scenario, self._now[1])
        self.simulate.setEnabled(can and not busy)
        self.simulate.setVisible(not busy)
        for widget in (self.cancel, self.progress):
            widget.setEnabled(busy)
            widget.setVisible(busy)
        if not busy:
            self.progress.setValue(0)

    def _lay_out(self) -> None:
        """Put buttons, plot and tables in their places."""
        self._tables = QStackedWidget()
        self._tables.addWidget(self.assumptions)
        self._tables.addWidget(self.points)
        both = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        both.addWidget(self.plot)
        both.addWidget(self._tables)
        both.setSizes([400, 270])
        both.setHandleWidth(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(self._bar())
        layout.addWidget(both, 1)

    def _bar(self) -> QHBoxLayout:
        """Return the row of buttons."""
        row, group = QHBoxLayout(), QButtonGroup(self)
        names: tuple[tuple[Measure, str], ...] = (("cost", self.tr("Cost")), ("availability", self.tr("Availability")))
        for name, title in names:
            button = choice_button(title, checked=name == self.measure)
            button.clicked.connect(partial(self._clicked, name))
            group.addButton(button)
            row.addWidget(button)
            self._measures[name] = button
        meaning = self.tr("Runs this firm with other maintenance intervals, each several times, while you work on.")
        self.simulate.setToolTip(tip(meaning))
        for widget in (self.simulate, self.cancel, self.progress):
            row.addWidget(widget)
        row.addWidget(self.said, 1)
        tables = QButtonGroup(self)
        for table, title in ((self.assumptions, self.tr("Assumptions")), (self.points, self.tr("Points"))):
            button = choice_button(title, checked=table is self.assumptions)
            button.clicked.connect(partial(self._show_table, table))
            tables.addButton(button)
            row.addWidget(button)
            self._table_buttons.append(button)
        return row

    def _show_table(self, table: TablePanel, _checked: bool = False) -> None:
        """Show assumptions or points below the plot."""
        self._tables.setCurrentWidget(table)
        self._table_buttons[self._tables.currentIndex()].setChecked(True)

    def _clicked(self, name: Measure, _checked: bool = False) -> None:
        """Take the click on one of the measures."""
        self.choose_measure(name)
