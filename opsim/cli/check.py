"""`opsim check`: every fault of every file at once."""

from __future__ import annotations

import argparse
import sys

from opsim.cli.edge import DONE, FAULT
from opsim.cli.notes import blind
from opsim.errors import InputError
from opsim.scenario import load


def run(wishes: argparse.Namespace) -> int:
    """Print `FILE: ok`, or every fault on standard error, for each file."""
    verdicts = [_is_sound(file) for file in wishes.files]
    return DONE if all(verdicts) else FAULT


def _is_sound(file: str) -> bool:
    """Check one file and say what was found, faults or else what it says to no effect."""
    try:
        scenario = load(file)
    except InputError as error:
        print(error, file=sys.stderr)
        return False
    except OSError as error:
        print(f"{file}: {error.strerror or error}", file=sys.stderr)
        return False
    print(f"{file}: ok")
    for note in blind(scenario):
        print(f"{file}: {note}", file=sys.stderr)
    return True
