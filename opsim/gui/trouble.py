"""The edge of the app: whatever goes wrong unforeseen becomes one plain box and a file for the authors."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import TYPE_CHECKING

from platformdirs import user_log_path
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from opsim.gui.dialogs import tell

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QWidget


class Trouble(QObject):
    """Takes exceptions from any thread and tells the person in the window's thread; one box at a time."""

    _came = Signal(str)

    def __init__(self, window: QWidget) -> None:
        """Tell in front of `window`."""
        super().__init__(window)
        self._window = window
        self._is_telling = False
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def take(self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        """Note an exception down and have it told."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        self._came.emit(_note_down("".join(traceback.format_exception(kind, error, where))))

    def _tell(self, file: str) -> None:
        """Tell the person, unless they are being told already."""
        if self._is_telling:
            return
        self._is_telling = True
        text = self.tr(
            "Something went wrong inside OpSim. Your scenario is still open; save it under a new name to be safe."
        )
        more = self.tr("What happened was noted in {0}.").format(file) if file else ""
        tell(self._window, self.tr("Something went wrong"), f"{text}\n\n{more}".strip())
        self._is_telling = False


def catch_trouble(window: QWidget) -> Trouble:
    """Let every unforeseen exception end at `window`."""
    trouble = Trouble(window)
    sys.excepthook = trouble.take
    threading.excepthook = lambda args: trouble.take(args.exc_type, args.exc_value, args.exc_traceback)
    return trouble


def _note_down(text: str) -> str:
    """Append a trace to the log file; return its name, or "" where it cannot be written."""
    file = user_log_path("opsim", appauthor=False) / "trouble.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(text + "\n")
    except OSError:
        return ""
    return str(file)
