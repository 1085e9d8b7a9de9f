"""A scenario file as plain data that remembers where everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opsim.errors import Fault

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """Where a value stands in the text: offsets of its first and behind its last character, and its style."""

    start: int
    end: int
    line: int
    column: int
    flow: bool = False
    key_end: int = -1
    key_line: int = 0
    key_column: int = 0


@dataclass
class Tree:
    """A scenario file as plain data, with the place of each value by its path."""

    file: str
    text: str
    data: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path_, message: str, remedy: str, *, at_key: bool = False) -> Fault:
        """Return a fault at `path`, or at the nearest place above it that stands in the file."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        place = self.places.get(known, Place(0, 0, 1, 1))
        at_key = at_key and place.key_line > 0
        line, column = (place.key_line, place.key_column) if at_key else (place.line, place.column)
        return Fault(address(path), message, remedy, line, column, self.file)


def address(path: Path_) -> str:
    """Return a path as people write it: dotted."""
    return ".".join(str(part) for part in path)


def below(data: Any, part: str | int) -> Any:
    """Return the entry `part` of plain data, or nothing."""
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None
