"""The main window: start page and workspace, and everything that a menu or a button asks for.

It is painted bare at first and furnished right after: what a first paint does not need is imported then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from opsim.gui.look import Look, bare_look, look_for, starts_dark, system_is_dark, text_points, wear
from opsim.gui.models.settings import TEXT_SIZES, Settings, save_settings
from opsim.gui.scenario_window import ScenarioWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent
    from PySide6.QtWidgets import QStackedWidget

    from opsim.gui.models.session import Session
    from opsim.gui.run_bar import RunBar
    from opsim.gui.widgets.texts import ElidedLabel
    from opsim.gui.worker.simulator import Simulator
    from opsim.results.run import Run

_NEEDS_SCENARIO: Final = (
    "save",
    "save_as",
    "undo",
    "redo",
    "find_lever",
    "reset_all",
    "run",
    "cancel",
    "pin",
    "go_home",
)


class Window(ScenarioWindow):
    """`painted` tells that it can be seen for the first time; `furnish` then gives it everything else."""

    painted = Signal()

    actions_by_name: dict[str, QAction]
    bar: RunBar
    stack: QStackedWidget
    status: ElidedLabel
    simulator: Simulator

    def __init__(self, settings: Settings) -> None:
        """Open a bare window in the right colours."""
        super().__init__(settings)
        self._is_painted = False
        self._is_furnished = False
        self._system_pt = QApplication.font().pointSizeF()
        self.look = self._wanted_look()
        self.setWindowTitle("OpSim")
        self.setStyleSheet(bare_look(self.look))
        self.resize(1440, 900)

    def furnish(self) -> None:
        """Add menus, tool bar and start page, and start the worker process."""
        from opsim.gui.furnishing import furnish

        self._is_furnished = True
        self.setStyleSheet("")
        self.look = self._wanted_look()
        self._wear()
        furnish(self)
        self._show_state()

    # -- what menus and buttons ask for --------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last edit."""
        if self.workspace:
            self.workspace.undo()

    def redo(self) -> None:
        """Make it again."""
        if self.workspace:
            self.workspace.redo()

    def find_lever(self) -> None:
        """Go to the search for levers."""
        if self.workspace:
            self.workspace.levers.focus_search()

    def reset_all(self) -> None:
        """Give every lever the value it was opened with."""
        if self.workspace:
            self.workspace.levers.reset(None)

    def run(self) -> None:
        """Run now."""
        if self.workspace:
            self.workspace.live.run_now()

    def cancel(self) -> None:
        """Stop the run."""
        if self.workspace:
            self.workspace.live.cancel()

    def pin(self, on: bool) -> None:
        """Keep the run on screen as the baseline, or let it go."""
        if self.workspace:
            self.workspace.pin(on=on)

    def change_look(self) -> None:
        """Wear the look that the settings ask for."""
        self.look = self._wanted_look()
        self._wear()
        save_settings(self.settings)
        if self.workspace:
            self.workspace.wear(self.look)

    # -- what the system tells ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window is seen for the first time."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, end the worker process, remember the settings."""
        if not self._may_leave():
            event.ignore()
            return
        if self._is_furnished:
            self._close_workspace()
            self.simulator.close()
        save_settings(self.settings)
        event.accept()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _show_session(self, session: Session, *, is_new: bool) -> None:
        """Put a fresh workspace on screen and run; one that is new to the person begins with its brief."""
        from opsim.gui.workspace import Workspace  # loads matplotlib

        self._close_workspace()
        self.workspace = Workspace(session, self.simulator, self.look)
        self.workspace.edited.connect(self._show_state)
        self.workspace.run_shown.connect(self._show_result)
        self.workspace.live.up_to_date.connect(self._say_up_to_date)
        self.stack.addWidget(self.workspace)
        self.stack.setCurrentWidget(self.workspace)
        self.statusBar().addPermanentWidget(self.workspace.ghosts)
        if is_new:
            self.workspace.show_brief()
        self.workspace.tabs.setFocus()
        self.bar.seed.blockSignals(True)
        self.bar.seed.setValue(session.seed)
        self.bar.seed.blockSignals(False)
        self._show_state()

    def _close_workspace(self) -> None:
        """Leave the workspace, if there is one."""
        workspace, self.workspace = self.workspace, None
        if workspace:
            workspace.close_down()
            self.stack.removeWidget(workspace)
            self.statusBar().removeWidget(workspace.ghosts)
            workspace.ghosts.deleteLater()
            workspace.deleteLater()
            self.actions_by_name["pin"].setChecked(False)
            self.say("")
        self._show_state()

    def set_seed(self, seed: int) -> None:
        """Hand another seed to the workspace."""
        if self.workspace:
            self.workspace.set_seed(seed)

    def _show_result(self, run: Run) -> None:
        """Say what was run, and remember its result for the start page."""
        session = self.session
        if session is None:
            return
        from opsim.gui.models.cards import in_one_line

        line = run.stopped or in_one_line(run)
        self.say(self.tr("Seed {0}   ·   {1}").format(run.seed, line))
        if session.is_bundled and not run.partial:
            self.settings.last_results[session.source.stem] = self.tr("Last result: {0}").format(line)
            for card in self.start_page.cards:
                card.show_result(session.source, self.settings.last_results[session.source.stem])
            save_settings(self.settings)

    def say(self, text: str) -> None:
        """Say something in the status bar; it stays there until there is something else to say."""
        self.status.set_text(text[:300])

    def _say_up_to_date(self) -> None:
        """Say why nothing happens."""
        self.say(self.tr("Up to date: same levers, same seed, same result."))

    def say_cancelled(self) -> None:
        """Say that the run was stopped, and what is on the screen."""
        has_result = self.session is not None and self.session.runs.current is not None
        before = self.tr("The result on screen is of the run before.") if has_result else self.tr("No result yet.")
        self.say(f"{self.tr('Cancelled.')} {before}")

    def say_failed(self, text: str) -> None:
        """Say that a run failed, and why."""
        from opsim.gui.dialogs import tell

        self.say(self.tr("The run failed."))
        tell(self, self.tr("The run failed"), text)

    def show_busy(self, busy: bool) -> None:
        """Show whether a run is going on."""
        self.bar.show_busy(busy=busy)
        if busy and self.session is not None:
            self.say(self.tr("Running…"))
        self.actions_by_name["cancel"].setEnabled(busy)

    def _show_state(self) -> None:
        """Enable what makes sense now, and show title and unsaved mark."""
        session = self.session
        for name in _NEEDS_SCENARIO:
            self.actions_by_name[name].setEnabled(session is not None)
        self.actions_by_name["cancel"].setEnabled(self.simulator.busy)
        self.bar.setVisible(session is not None)
        if session is None:
            self.setWindowTitle("OpSim")
            self.setWindowModified(False)
            self.stack.setCurrentWidget(self.start_page)
            return
        title = " ".join(session.scenario.title.split())[:80]
        title = title if session.is_bundled else f"{session.source.name[:60]} – {title}"
        self.setWindowTitle(f"{title.replace('[*]', '[ * ]')}[*] – OpSim")
        self.setWindowModified(not session.edits.is_saved)
        self.bar.title.set_text(title)
        self.actions_by_name["undo"].setEnabled(session.edits.can_undo)
        self.actions_by_name["redo"].setEnabled(session.edits.can_redo)
        self.actions_by_name["reset_all"].setEnabled(bool(session.edits.changes))

    def _wanted_look(self) -> Look:
        """Return the look that the settings ask for."""
        ask_system = system_is_dark if self._is_furnished else starts_dark
        is_dark = ask_system() if self.settings.theme == "system" else self.settings.theme == "dark"
        return look_for(dark=is_dark, text_pt=text_points(self._system_pt, TEXT_SIZES[self.settings.text_size]))

    def _wear(self) -> None:
        """Put the look on."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            wear(app, self.look)
