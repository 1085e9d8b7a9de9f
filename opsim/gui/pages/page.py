"""What every page is: it is shown a run, draws when it is seen, and says what on it can be exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

#: A table and a plot beside each other need so much room, in heights of a line of text.
_SIDE_BY_SIDE_EM = 54
#: Two plots beside each other need so much.
_TWO_PLOTS_EM = 40

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from opsim.gui.look import Look
    from opsim.gui.models.session import Runs
    from opsim.results.run import Run


class Page(QWidget):
    """A page redraws itself only while it is on screen; what it missed, it makes up for when it is next shown."""

    def __init__(self, runs: Runs, look: Look, parent: QWidget | None = None) -> None:
        """Show `runs` in the given look, once there is one."""
        super().__init__(parent)
        self.setObjectName("page")
        self.runs = runs
        self.look = look
        self._is_stale = False

    def run_changed(self) -> None:
        """Show the current run: now, or when the page is next seen."""
        self._is_stale = True
        if self.isVisible():
            self._catch_up()

    def look_changed(self, look: Look) -> None:
        """Show the same in another look."""
        self.look = look
        self.run_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Make up for what was missed."""
        super().showEvent(event)
        self._catch_up()

    def show_run(self, run: Run, baseline: Run | None) -> None:
        """Show `run`, compared with `baseline`; every page says how."""
        raise NotImplementedError

    def _catch_up(self) -> None:
        """Show the current run, if it is not on the page yet."""
        if self._is_stale and self.runs.current is not None:
            self._is_stale = False
            self.show_run(self.runs.current, self.runs.baseline)


def stack_when_narrow(splitter: QSplitter, width: int) -> bool:
    """Put the parts of a splitter one below the other where they cannot stand side by side; return whether so."""
    narrow = width < QFontMetrics(splitter.font()).height() * _SIDE_BY_SIDE_EM
    wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
    if splitter.orientation() != wanted:
        splitter.setOrientation(wanted)
    return narrow


def has_room_for_two(page: Page) -> bool:
    """Tell whether two plots fit beside each other on a page."""
    return page.width() >= QFontMetrics(page.font()).height() * _TWO_PLOTS_EM


def scrolling(page: Page) -> QScrollArea:
    """Return `page` in a frame that scrolls where the window is too small for it."""
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setWidget(page)
    return frame
