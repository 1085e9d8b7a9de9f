"""A window with one scenario open at a time: opening, saving and leaving it, and no change lost unasked."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from opsim.gui.models.settings import Settings, save_settings

if TYPE_CHECKING:
    from opsim.gui.models.session import Session
    from opsim.gui.start_page import StartPage
    from opsim.gui.workspace import Workspace


class ScenarioWindow(QMainWindow):
    """What File > Open, Save and Start page do; how a scenario is shown is the subclass's matter."""

    start_page: StartPage

    def __init__(self, settings: Settings) -> None:
        """Start with nothing open."""
        super().__init__()
        self.settings = settings
        self.workspace: Workspace | None = None

    @property
    def session(self) -> Session | None:
        """The session on screen."""
        return self.workspace.session if self.workspace else None

    def open_file(self) -> None:
        """Ask for a file and open it."""
        from opsim.gui import files

        file = files.choose_file(self, self.settings.folder)
        if file:
            self.open_scenario(file)

    def open_scenario(self, name: str) -> None:
        """Open a bundled scenario or a file, if unsaved changes allow."""
        from opsim.gui import files

        if not self._may_leave():
            return
        session = files.open_session(self, name)
        if session is None:
            self.settings.forget_file(Path(name))
        else:
            is_new = not self.settings.knows(session.source.resolve())
            if not session.is_bundled:
                self.settings.remember_file(session.source.resolve())
            self._show_session(session, is_new=is_new)
        self._keep_settings()

    def go_home(self) -> None:
        """Go back to the start page; the scenario is closed."""
        if self._may_leave():
            self._close_workspace()

    def save(self) -> bool:
        """Save the changes into the file; a scenario that came along is saved elsewhere."""
        session = self.session
        if session is None or session.is_read_only:
            return self.save_as()
        return self._save_to(session.source)

    def save_as(self) -> bool:
        """Ask for a file and save the scenario there."""
        from opsim.gui import files

        if self.session is None:
            return False
        target = files.choose_target(self, self.session, self.settings.folder)
        return target is not None and self._save_to(target)

    def _may_leave(self) -> bool:
        """Ask what becomes of unsaved changes; return whether the scenario may be left."""
        session = self.session
        if session is None or session.edits.is_saved:
            return True
        from opsim.gui.dialogs import ask_to_save

        answer = ask_to_save(self, session.scenario.title)
        return answer == "discard" or (answer == "save" and self.save())

    def _save_to(self, target: Path) -> bool:
        """Save the session and remember the file."""
        from opsim.gui import files

        session = self.session
        if session is None or not files.save_session(self, session, target):
            return False
        self.settings.remember_file(target.resolve())
        self._keep_settings()
        self._show_state()
        self.say(self.tr("Saved as {0}").format(target))
        return True

    def _keep_settings(self) -> None:
        """Write the settings at once: nobody knows how the app will be ended."""
        self.start_page.show_recent(self.settings.recent)
        save_settings(self.settings)

    # -- what a subclass does ------------------------------------------------------------------------------------------

    @abstractmethod
    def say(self, text: str) -> None:
        """Say something in the status bar."""

    @abstractmethod
    def _show_session(self, session: Session, *, is_new: bool) -> None:
        """Put a session on screen; `is_new` tells that the person has not seen its scenario before."""

    @abstractmethod
    def _close_workspace(self) -> None:
        """Leave the workspace, if there is one."""

    @abstractmethod
    def _show_state(self) -> None:
        """Show what can be done now, the title and whether there are unsaved changes."""
