"""The bundled scenarios as the start page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from opsim.errors import OpsimError
from opsim.scenario import load
from opsim.scenario.library import bundled


@dataclass(frozen=True)
class Tile:
    """One scenario in the gallery."""

    file: Path
    title: str
    kind: str
    summary: str
    learn: tuple[str, ...]


def gallery() -> list[Tile]:
    """Return the bundled scenarios, smallest file first; one that cannot be read is left out."""
    files = sorted(bundled(), key=lambda file: file.stat().st_size)
    return [tile for file in files if (tile := _tile(file)) is not None]


def _tile(file: Path) -> Tile | None:
    """Return one scenario's tile."""
    try:
        scenario = load(str(file))
    except OpsimError:
        return None
    return Tile(file, scenario.title, scenario.kind, scenario.summary, tuple(scenario.learn))
