"""The workspace of one opened scenario: levers on the left, pages on the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from opsim.gui.levers_panel import LeversPanel
from opsim.gui.live import Live
from opsim.gui.pages.brief import BriefPage
from opsim.gui.pages.finance import FinancePage
from opsim.gui.pages.inventory import InventoryPage
from opsim.gui.pages.maintenance import MaintenancePage
from opsim.gui.pages.overview import OverviewPage
from opsim.gui.pages.page import scrolling
from opsim.gui.pages.quality import QualityPage
from opsim.gui.pages.stations import StationsPage
from opsim.gui.pages.timeline import TimelinePage
from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from opsim.gui.look import Look
    from opsim.gui.models.session import Session
    from opsim.gui.pages.page import Page
    from opsim.gui.worker.simulator import Simulator
    from opsim.results.run import Run

#: A longer reason why a run stopped is cut: it may name hundreds of lots.
_MOST_TOLD = 700
_LEVERS_WIDTH = 358


class Workspace(QWidget):
    """Shows a session. `edited` tells that a lever or the seed moved, `run_shown` that a new result is on screen."""

    edited = Signal()
    run_shown = Signal(object)

    def __init__(self, session: Session, simulator: Simulator, look: Look, parent: QWidget | None = None) -> None:
        """Lay out panel and pages for `session`."""
        super().__init__(parent)
        self.session = session
        self.live = Live(session, simulator, self)
        if session.saved_run is None:
            self.live.run_now()  # in its own process, while this one builds what will show the result
        self.levers = LeversPanel(session)
        self.notice = label("", "notice", wrap=True)
        self.notice.hide()
        self.tabs = QTabWidget(documentMode=True)
        self.ghosts = label("", "small")  # stands in the status bar, whichever page is on screen
        self.pages: list[Page] = []
        self._add_pages(look)
        self._lay_out()
        self.levers.edited.connect(self._take_edit)
        self.live.shown.connect(self._show_run)
        if session.saved_run is not None:
            QTimer.singleShot(0, self, partial(self.live.show_saved, session.saved_run))

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(self.tabs.indexOf(self.brief) + 1 + self.pages.index(page))

    def show_brief(self) -> None:
        """Bring the brief to the front."""
        self.tabs.setCurrentWidget(self.brief)

    def undo(self) -> None:
        """Take back the last edit."""
        self.session.undo()
        self._after_step()

    def redo(self) -> None:
        """Make it again."""
        self.session.redo()
        self._after_step()

    def set_seed(self, seed: int) -> None:
        """Use another seed."""
        self.session.seed = seed
        self._take_edit()

    def pin(self, *, on: bool) -> None:
        """Compare everything with the present run from now on, or with the one before again."""
        runs = self.session.runs
        runs.pin() if on else runs.unpin()
        self._redraw()

    def wear(self, look: Look) -> None:
        """Redraw the pages in another look."""
        for page in self.pages:
            page.look_changed(look)

    def close_down(self) -> None:
        """Leave the simulator to the next workspace."""
        self.live.close()
        self.maintenance.close_down()

    def _after_step(self) -> None:
        """Show what undo or redo brought back."""
        self.levers.refresh()
        self._take_edit()

    def _take_edit(self) -> None:
        """Run again, soon."""
        self.live.changed()
        self.edited.emit()

    def _show_run(self, run: Run) -> None:
        """Show a new result."""
        self._say(self.notice, run)
        self._redraw()
        self.run_shown.emit(run)

    def _say(self, notice: QLabel, run: Run) -> None:
        """Say above the pages when a run stopped early or stood still, or holds what one from here would not repeat."""
        said = []
        if run.stopped:
            said.append(self.tr("This run {0}.").format(run.stopped[:_MOST_TOLD]))
            said.append(self.tr("Nothing is compared with it, and no goal is judged."))
        if run is self.session.saved_run and (run.history.decisions or run.replication):
            counted = self.tr("This saved run is replication {0}; decisions made while the firm ran: {1}.")
            said.append(counted.format(run.replication, len(run.history.decisions)))
            said.append(self.tr("What you run from here is replication 0, without them."))
        notice.setText(" ".join(said))
        notice.setVisible(bool(said))

    def _redraw(self) -> None:
        """Let every page show the runs as they are now."""
        runs = self.session.runs
        told = self.tr("Dashed: pinned baseline") if runs.pinned else self.tr("Dashed: baseline, the run before")
        self.ghosts.setText(told if runs.baseline else "")
        for page in self.pages:
            page.run_changed()

    def _add_pages(self, look: Look) -> None:
        """Make the pages."""
        runs = self.session.runs
        self.overview = OverviewPage(runs, look)
        self.inventory = InventoryPage(runs, look)
        self.finance = FinancePage(runs, look)
        self.timeline = TimelinePage(runs, look)
        self.stations = StationsPage(runs, look)
        self.maintenance = MaintenancePage(runs, look)
        self.quality = QualityPage(runs, look)
        self.brief = BriefPage(self.session.opened)
        self.tabs.addTab(self.brief, self.tr("&Brief"))
        titled: tuple[tuple[Page, str], ...] = (
            (self.overview, self.tr("&Overview")),
            (self.inventory, self.tr("&Inventory")),
            (self.finance, self.tr("Fi&nance")),
            (self.timeline, self.tr("&Timeline")),
            (self.stations, self.tr("&Stations")),
            (self.maintenance, self.tr("&Maintenance")),
            (self.quality, self.tr("&Quality")),
        )
        for page, title in titled:
            self.pages.append(page)
            self.tabs.addTab(scrolling(page), title)
        self.tabs.setCurrentIndex(1)

    def _lay_out(self) -> None:
        """Put the levers beside the pages."""
        right = QWidget()
        right.setObjectName("page")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.tabs, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        splitter.setObjectName("main")
        splitter.setHandleWidth(1)
        splitter.addWidget(self.levers)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_LEVERS_WIDTH, 1090])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
