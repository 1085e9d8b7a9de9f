"""Why a life took as long as it did: its waits, place by place, each split by cause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from opsim.results.time.causes import CAUSES, OFF_SHIFT

if TYPE_CHECKING:
    from opsim.results.time.listeners import Tile

_CAUSES: Final = {cause.title: cause for cause in CAUSES}
_OFF_SHIFT: Final = CAUSES[OFF_SHIFT].title


class Part(NamedTuple):
    """What a part of a wait was due to."""

    cause: str
    function: str
    ms: int


class Wait(NamedTuple):
    """All the waiting at one place; `kind` is "station", "supplier", or "" for a wait that has no place."""

    kind: str
    place: str
    parts: tuple[Part, ...]

    @property
    def ms(self) -> int:
        """How long it lasted, all parts together."""
        return sum(part.ms for part in self.parts)


class Why(NamedTuple):
    """A life in a few numbers: waits and parts, the longest first; time that no order can do without; off shift."""

    waits: tuple[Wait, ...]
    useful_ms: int
    off_shift_ms: int
    total_ms: int

    @property
    def waited_ms(self) -> int:
        """The time that is explained by the waits."""
        return sum(wait.ms for wait in self.waits)


def why(story: Iterable[Tile], *, working_time: bool = False) -> Why:
    """Return what the tiles of a story add up to; in `working_time`, hours off shift are no delay and left out."""
    spent: dict[tuple[str, str], dict[str, int]] = {}
    useful = off_shift = total = 0
    for tile in story:
        length = tile.end - tile.start
        known = _CAUSES.get(tile.cause)
        total += length
        off_shift += length if tile.cause == _OFF_SHIFT else 0
        if known is not None and not known.delay:
            useful += length
        elif not (working_time and tile.cause == _OFF_SHIFT):
            kind = known.place if known is not None and tile.place else ""
            parts = spent.setdefault((kind, tile.place if kind else tile.cause), {})
            parts[tile.cause] = parts.get(tile.cause, 0) + length
    functions = {tile.cause: tile.function for tile in story}
    waits = [
        Wait(kind, place if kind else "", _longest_first(parts, functions)) for (kind, place), parts in spent.items()
    ]
    waits.sort(key=lambda wait: (-wait.ms, wait.kind, wait.place))
    return Why(tuple(waits), useful, off_shift, total)


def _longest_first(parts: dict[str, int], functions: dict[str, str]) -> tuple[Part, ...]:
    """Return the parts of one wait."""
    return tuple(Part(cause, functions[cause], ms) for cause, ms in sorted(parts.items(), key=lambda p: (-p[1], p[0])))
