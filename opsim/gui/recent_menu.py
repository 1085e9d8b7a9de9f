"""The files opened or saved lately, as a menu that is filled when it is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from opsim.gui.widgets.texts import menu_text

if TYPE_CHECKING:
    from opsim.gui.window import Window


class RecentMenu(QMenu):
    """Opens one of the recent files."""

    def __init__(self, title: str, parent: QMenu, window: Window) -> None:
        """Stand in `parent`."""
        super().__init__(title, parent)
        self._window = window
        parent.addMenu(self)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the files as they are now."""
        self.clear()
        for file in self._window.settings.recent:
            self.addAction(menu_text(file)).triggered.connect(partial(self._open, file))
        if self.isEmpty():
            self.addAction(self.tr("No files yet")).setEnabled(False)

    def _open(self, file: str, _checked: bool = False) -> None:
        """Open one."""
        self._window.open_scenario(file)
