"""Those who listen to stories: one adds up, one remembers every tile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from opsim.results.time.causes import CAUSES

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Times, Whole


class Sums:
    """Adds up the time of each life by cause: `by_cause[cause, life]`, in ms; 0 where a cause was never `heard` of."""

    def __init__(self, lives: int) -> None:
        """Start with nothing for so many lives."""
        self.by_cause, self.heard = np.zeros((len(CAUSES), lives), np.int64), set[int]()

    def hear(self, cause: int, life: Times, start: Times, end: Times, place: Whole | int) -> None:  # noqa: ARG002
        """Add the pieces to their lives."""
        if not len(life):
            return
        self.heard.add(cause)
        lengths = np.empty(len(life), np.int64)  # NumPy adds quickly to words of its own kind only
        np.add.at(self.by_cause[cause], life, np.subtract(end, start, out=lengths))


class Tile(NamedTuple):
    """A piece of a story: from `start` to `end` (ms) for one `cause`, of one `function`, at a station or supplier."""

    start: int
    end: int
    cause: str
    function: str
    place: str


class Tiles:
    """Remembers the pieces of one life and puts them in order."""

    def __init__(self, history: History) -> None:
        """Name places as `history` does."""
        self._names = history.names
        self._suppliers = history.tables["purchases"]["supplier"]
        self._pieces: list[tuple[int, int, int, int]] = []

    def hear(self, cause: int, life: Times, start: Times, end: Times, place: Whole | int) -> None:
        """Keep the pieces that are not empty."""
        places = np.broadcast_to(np.asarray(place), life.shape)
        kept = np.flatnonzero(start < end)
        for row in kept.tolist():
            self._pieces.append((int(start[row]), int(end[row]), cause, int(places[row])))

    def tiles(self) -> list[Tile]:
        """Return the story in the order of time; neighbours with one cause at one place are joined."""
        tiles: list[Tile] = []
        for start, end, number, place in sorted(self._pieces):
            cause = CAUSES[number]
            tile = Tile(start, end, cause.title, cause.function, self._place(cause.place, place))
            if tiles and tiles[-1][1:] == (start, *tile[2:]):
                tile = tile._replace(start=tiles.pop().start)
            tiles.append(tile)
        return tiles

    def _place(self, kind: str, place: int) -> str:
        if place < 0 or not kind:
            return ""
        if kind == "station":
            return self._names.stations[place]
        return self._names.suppliers[int(self._suppliers[place])][1]
