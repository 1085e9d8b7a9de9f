"""`opsim check`: every fault of every file at once."""

from __future__ import annotations

import argparse
import sys

from opsim.cli.edge import DONE, FAULT
from opsim.errors import InputError
from opsim.scenario import check
from opsim.scenario.library import resolve


def run(wishes: argparse.Namespace) -> int:
    """Print `FILE: ok`, or every fault on standard error, for each file."""
    verdicts = [_is_sound(file) for file in wishes.files]
    return DONE if all(verdicts) else FAULT


def _is_sound(file: str) -> bool:
    """Check one file and say what was found."""
    faults = _faults(file)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{file}: ok")
    return not faults


def _faults(file: str) -> list[str]:
    """Return the faults of one file as lines; a file that cannot be read at all is one."""
    try:
        return [str(fault) for fault in check(resolve(file))]
    except InputError as error:
        return str(error).splitlines()
    except OSError as error:
        return [f"{file}: {error.strerror or error}"]
