"""`opsim app`: the window. Qt is imported here, and only here, on the command line."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Final

import opsim.gui
from opsim.errors import InputError

#: Any of these, where it is set, tells Qt on Linux where a window can appear.
DISPLAYS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
#: What the extra `app` brings along, by the name under which it is imported.
EXTRA = ("PySide6", "shiboken6", "matplotlib")


def run(wishes: argparse.Namespace) -> int:
    """Open the window, with a file if one is named, and return the exit code when it is closed.

    A file that is not there is refused before; what is wrong inside of one, the window shows.
    """
    if wishes.file:
        from opsim.scenario.library import resolve  # nothing that the first window must wait for

        resolve(wishes.file)
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAYS):
        raise InputError("there is no display for the window; type: opsim run chair-factory --plots FOLDER")
    try:
        return opsim.gui.main([wishes.file] if wishes.file else [])
    except ImportError as missing:
        raise InputError(_remedy(missing)) from missing


def _remedy(missing: ImportError) -> str:
    """Return what to do about a part of Qt that is not there; any other import is our own fault."""
    package = (missing.name or "").split(".")[0]
    if package not in EXTRA:
        raise missing
    if isinstance(missing, ModuleNotFoundError):
        return f"the window needs {package}, which is not installed; type: pip install 'opsim[app]'"
    return f"Qt cannot start: {missing}; install the system library it names, or start with run.py, which does"
