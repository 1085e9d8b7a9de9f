"""Start-up: the window first, everything else after the first paint; and the edge at which every trouble ends."""

from __future__ import annotations

import sys
import threading
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from opsim.gui.models.settings import load_settings
from opsim.gui.window import Window

#: Loaded in the background once the window stands; the first plot then finds it ready.
_SLOW_IMPORTS = ("matplotlib.figure", "matplotlib.backends.backend_agg", "opsim.plots.save")


def run_app(arguments: list[str]) -> int:
    """Open the window, with the scenario that is named in `arguments` if there is one; return the exit code."""
    app = made_app()
    window = Window(load_settings())
    window.painted.connect(lambda: QTimer.singleShot(0, window, lambda: settle(window, arguments)))
    window.show()
    code: int = app.exec()
    return code


def made_app() -> QApplication:
    """Return the application."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("OpSim")
    app.setStyle("Fusion")
    return app


def settle(window: Window, arguments: list[str]) -> None:
    """Do what the first paint did not have to wait for."""
    from opsim.gui.trouble import catch_trouble

    catch_trouble(window)
    threading.Thread(target=_load_slow, name="opsim-imports", daemon=True).start()
    window.furnish()
    if arguments:
        window.open_scenario(arguments[0])


def _load_slow() -> None:
    """Load matplotlib."""
    for name in _SLOW_IMPORTS:
        import_module(name)
