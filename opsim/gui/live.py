"""From an edit to a new result: waits for the hand to rest, starts the run, and takes in what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from opsim.gui.models.session import Session
    from opsim.gui.worker.simulator import Simulator
    from opsim.results.run import Run

_HAND_RESTS_MS: Final = 150


class Live(QObject):
    """Keeps the session's current run true to its edits and seed."""

    shown = Signal(object)
    up_to_date = Signal()

    def __init__(self, session: Session, simulator: Simulator, parent: QObject | None = None) -> None:
        """Run `session` on `simulator`."""
        super().__init__(parent)
        self._session = session
        self._simulator = simulator
        self._running_key: Any = None
        self._shown_key: Any = None
        self._wait = QTimer(self, singleShot=True, interval=_HAND_RESTS_MS)
        self._wait.timeout.connect(self.run_now)
        simulator.finished.connect(self._take)

    def changed(self) -> None:
        """Run again when nothing has changed for a moment; a run that is going on no longer counts."""
        self._wait.start()

    def run_now(self) -> None:
        """Run, unless just this run is going on or on the screen: many clicks are one run."""
        self._wait.stop()
        key = self._session.key
        if self._simulator.busy and key == self._running_key:
            return
        if not self._simulator.busy and key == self._shown_key:
            self.up_to_date.emit()
            return
        if self._simulator.busy and key == self._shown_key:
            self._simulator.stop()  # the person went back to what is on the screen
            return
        self._running_key = key
        self._simulator.run(self._session.scenario, self._session.seed)

    def show_saved(self, run: Run) -> None:
        """Show a run that was saved, without simulating it again."""
        self._running_key = self._session.key
        self._take(run)

    def cancel(self) -> None:
        """Stop waiting and running."""
        self._wait.stop()
        self._simulator.stop()

    def close(self) -> None:
        """Take in nothing more: another scenario is about to be opened."""
        self._wait.stop()
        self._simulator.finished.disconnect(self._take)
        self._simulator.stop()

    def _take(self, run: Run) -> None:
        """Make a finished run the current one."""
        from opsim.plots.service import stand_of  # matplotlib is loaded after the first paint

        self._shown_key = self._running_key
        self._session.runs.add(run, stand_of(run))
        self.shown.emit(run)
