"""The worker process as the window sees it: started, spoken to, listened to, and ended in stages."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from opsim.gui.worker.serve import serve

#: How long the process may take to leave by itself, and after being asked by the system, in seconds.
_PATIENCE_S: Final = 0.4

Listener = Callable[[str, int, Any], None]


class WorkerProcess:
    """One process, and a thread that hands each of its messages to `listener` (in that thread).

    When the process is gone, however it went, the last message is ("gone", 0, None).
    """

    def __init__(self, listener: Listener) -> None:
        """Start the process; it is ready when the message "ready" comes."""
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), name="opsim-worker", daemon=True)
        self._process.start()
        theirs.close()
        self._listener = listener
        self._thread = threading.Thread(target=self._listen, name="opsim-worker-listener", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The process's id."""
        return self._process.pid

    def send(self, message: Any) -> None:
        """Send a message; one to a process that has just died is dropped (the listener hears of its end)."""
        try:
            self._ours.send(message)
        except (BrokenPipeError, OSError):
            return

    def end(self, *, politely: bool = True) -> None:
        """End the process: ask it, then the system, then insist. No process and no thread is left."""
        ask = partial(self.send, "quit")
        for act in (ask, self._process.terminate, self._process.kill)[0 if politely else 1 :]:
            act()
            self._process.join(_PATIENCE_S)
            if not self._process.is_alive():
                break
        self._thread.join(_PATIENCE_S)
        self._ours.close()

    def _listen(self) -> None:
        """Pass every message on until the process is gone."""
        try:
            while True:
                self._listener(*self._ours.recv())
        except (EOFError, OSError):
            self._listener("gone", 0, None)
