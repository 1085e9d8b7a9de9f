"""The command line, a contract that people script. This file stays lean: the window is to appear at once."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from opsim.cli.edge import guarded


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what `arguments` (by default: those of this process) ask for, and return the exit code.

    0: done; 1: the input is at fault; 2: wrong usage; 130: cancelled. Nothing is raised.
    """
    return guarded(_obey, arguments)


def _obey(arguments: Sequence[str] | None) -> int:
    """Read `arguments` and carry out the command, importing only what that command needs."""
    wishes = import_module("opsim.cli.usage").read(arguments)
    code: int = import_module(f"opsim.cli.{wishes.command}").run(wishes)
    return code
