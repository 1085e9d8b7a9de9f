"""What a person sees and may do while a run lasts: progress on the terminal, and Ctrl-C."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds between two lines of progress.
PAUSE_S = 0.1


class Progress:
    """Rewrites one line on standard error while a run lasts; silent unless that is a terminal."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._is_seen = sys.stderr.isatty()
        self._last_s = 0.0
        self._cancelled = False

    def show(self, share: float) -> None:
        """Show the share done, 0 to 1."""
        now_s = time.monotonic()
        if self._is_seen and now_s - self._last_s >= PAUSE_S:
            self._last_s = now_s
            print(f"\r{self._title}: {share:4.0%} ", end="", file=sys.stderr, flush=True)

    def is_cancelled(self) -> bool:
        """Tell whether Ctrl-C has been pressed."""
        return self._cancelled

    def cancel(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Wish the run to stop; a second Ctrl-C does not wait for it."""
        if self._cancelled:
            raise KeyboardInterrupt
        self._cancelled = True

    def clear(self) -> None:
        """Wipe the line."""
        if self._is_seen and self._last_s:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def progress_of(title: str) -> Iterator[Progress]:
    """Show progress, and turn Ctrl-C into a wish to stop, until the block ends."""
    progress = Progress(title)
    before = _on_ctrl_c(progress.cancel)
    try:
        yield progress
    finally:
        _on_ctrl_c(before)
        progress.clear()


def _on_ctrl_c(handler: signal._HANDLER) -> signal._HANDLER:
    """Install `handler` for Ctrl-C and return the one before; outside the main thread Python allows none."""
    try:
        return signal.signal(signal.SIGINT, handler)
    except ValueError:
        return None
