"""The desktop app. This file stays lean: the worker process imports it too, and needs no window."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] = ()) -> int:
    """Open the app, with the scenario file or id in `argv` if there is one; return the exit code."""
    from opsim.gui.app import run_app  # Qt only when a window is wanted

    return run_app(list(argv))
