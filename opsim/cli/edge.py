"""The edge of the command line: every trouble becomes one message on standard error and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TextIO

from opsim.errors import Cancelled, OpsimError

DONE, FAULT, USAGE, CANCELLED = 0, 1, 2, 130


def guarded(obey: Callable[[Sequence[str] | None], int], arguments: Sequence[str] | None) -> int:
    """Return the exit code of `obey(arguments)`, whatever happens in it."""
    _speak_any_language(sys.stdout, sys.stderr)
    try:
        code = obey(arguments)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as trouble:  # noqa: BLE001 - a person gets a message, no traceback
        code = next(settle(trouble) for kind, settle in ENDINGS if isinstance(trouble, kind))
    return code


def told(code: int, message: str) -> int:
    """Say `message` on standard error, if anybody listens there, and return `code`."""
    with suppress(OSError):
        print(message, file=sys.stderr, flush=True)
    return code


def _leave(leaving: SystemExit) -> int:
    """End as argparse wishes, after it has printed usage or help."""
    return leaving.code if isinstance(leaving.code, int) else USAGE


def _reader_has_seen_enough(_error: BrokenPipeError) -> int:
    """End quietly when `head` or `less` has closed the pipe; what is still to be written goes nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _speak_any_language(*streams: TextIO) -> None:
    """Let characters that a stream's encoding lacks be written as escapes; a title must not stop a run."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _said_by_system(error: OSError) -> str:
    """Return what the system said, with the file it is about."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _confessed(bug: BaseException) -> str:
    """Return the message for a fault of our own: what, and where; all of it for those who ask."""
    if os.environ.get("OPSIM_TRACEBACK"):
        return "".join(traceback.format_exception(bug))
    spot = traceback.extract_tb(bug.__traceback__)[-1:]
    where = f" ({Path(spot[0].filename).name}:{spot[0].lineno})" if spot else ""
    return (
        f"OpSim itself is at fault here, not your input: {type(bug).__name__}: {bug}{where}\n"
        "Please report it with the command; OPSIM_TRACEBACK=1 in the environment shows all of it."
    )


#: How each kind of trouble ends; the first row that fits holds.
ENDINGS: Final[tuple[tuple[type[BaseException], Callable[[Any], int]], ...]] = (
    (SystemExit, _leave),
    (KeyboardInterrupt, lambda _: told(CANCELLED, "Cancelled.")),
    (Cancelled, lambda _: told(CANCELLED, "Cancelled.")),
    (BrokenPipeError, _reader_has_seen_enough),
    (OpsimError, lambda error: told(FAULT, str(error))),
    (OSError, lambda error: told(FAULT, _said_by_system(error))),
    (BaseException, lambda bug: told(FAULT, _confessed(bug))),
)
