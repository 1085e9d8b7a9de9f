"""`opsim list`: the bundled scenarios."""

from __future__ import annotations

import argparse
from pathlib import Path

from opsim.cli.table import Column, show_table
from opsim.errors import InputError
from opsim.scenario import load
from opsim.scenario.library import bundled


def run(_wishes: argparse.Namespace) -> int:
    """Print id, title and kind of each bundled scenario."""
    show_table((Column("id"), Column("title"), Column("kind")), [_row(file) for file in bundled()])
    return 0


def _row(file: Path) -> tuple[str, str, str]:
    """Return the row of one scenario; a faulty one hides none of the others."""
    try:
        scenario = load(file)
    except InputError:
        return (file.stem, f"(faulty: see opsim check {file})", "")
    return (scenario.id, scenario.title, scenario.kind)
