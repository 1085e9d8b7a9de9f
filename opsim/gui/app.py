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

_LOOK_AGAIN_MS = 50


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
    import_module("opsim.scenario")  # not while matplotlib is imported: Qt's import hook would trip over pydantic
    loading = threading.Thread(target=load_slow, name="opsim-imports", daemon=True)
    loading.start()
    window.furnish()
    load_pages_after(loading, window)
    if arguments:
        window.open_scenario(arguments[0])


def load_pages_after(loading: threading.Thread, window: Window) -> None:
    """Load the pages once their slow parts are there: in this thread, as all that has to do with Qt."""
    if loading.is_alive():
        QTimer.singleShot(_LOOK_AGAIN_MS, window, lambda: load_pages_after(loading, window))
    else:
        import_module("opsim.gui.workspace")
        import_module("matplotlib.backends.backend_qtagg")


def load_slow() -> None:
    """Load matplotlib."""
    for name in _SLOW_IMPORTS:
        import_module(name)
