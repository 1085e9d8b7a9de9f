"""Lot streaming: a lot enters the floor as transfer batches, which move on by themselves.

Reiter (1966), "A system for managing job-shop production". A transfer batch is a lot: it has a number, a story and
passages of its own. What ties it to its mates is their process batch: materials are taken for all of them at once, they
share a CONWIP card, and a machine that is set up for one needs no set-up for the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.simulation.production.lot import Lot, Route
from opsim.simulation.production.quality.drawing import defectives_among

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.simulation.kernel.streams import Streams
    from opsim.simulation.production.quality.drawing import Uniform
    from opsim.simulation.production.release.release import Release


class SubLot(Lot):
    """A transfer batch."""

    __slots__ = ("_batch",)

    def __init__(self, number: int, whole: Lot, units: int, cents: int, batch: int) -> None:
        """Be so many units of the lot `whole`; `batch` is the number of the first of its transfer batches."""
        super().__init__(number, whole.job, units, cents, whole.job.route.first)
        self._batch = batch

    @property
    def batch(self) -> int:
        """The process batch that one set-up is for."""
        return self._batch


class Streaming:
    """The lots on the floor that were released in transfer batches."""

    def __init__(self, release: Release, sublots: Rows, streams: Streams) -> None:
        """Have none yet."""
        self._release, self._rows, self._streams = release, sublots, streams
        self._left: dict[int, int] = {}  # process batch -> transfer batches of it on the floor
        self._mates = 0  # transfer batches on the floor that share the card of another one
        self._uniforms: dict[Route, Uniform] = {}
        self.names: dict[Route, str] = {}  # the products of which lots ever came in parts

    def adopt(self, route: Route, product: str, units: int) -> None:
        """Let lots of a route move in parts of so many units from now on."""
        route.moves = min(route.lot_size, units)
        if route.moves < route.lot_size:
            if not self.names:
                self._watch()
            self.names[route] = product
            route.enter = self.enter
        else:
            route.enter = self._release.enter

    def _watch(self) -> None:
        hand_over = self._release.handed_over

        def left(lot: Lot, good: int) -> None:
            hand_over(lot, good)
            if lot.batch in self._left:
                self._leave(lot.batch)

        self._release.handed_over = left

    def share_cards(self) -> None:
        """Let those on the floor share cards under a release rule that was just adopted."""
        self._release.allow(self._mates)

    def enter(self, lot: Lot) -> None:
        """Let a lot onto the floor in parts; its number is that of the first one."""
        size, batch, release = lot.job.route.moves, lot.id, self._release
        parts = -(-lot.units // size)
        if parts == 1:
            release.enter(lot)
            return
        self._left[batch] = parts
        self._share(parts - 1)
        while lot.units:
            units = min(size, lot.units)
            cents = lot.cents * units // lot.units
            part = SubLot(release.entered, lot, units, cents, batch)
            part.defective = self._bad_among(units, lot)
            lot.units, lot.cents, lot.defective = lot.units - units, lot.cents - cents, lot.defective - part.defective
            self._rows.add(part.id, batch)
            release.enter(part)

    def _bad_among(self, units: int, lot: Lot) -> int:
        """Return how many of the first units are among those that material has spoilt."""
        route = lot.job.route
        if not lot.defective:
            return 0
        if route not in self._uniforms:
            self._uniforms[route] = self._streams.uniforms(f"product {self.names[route]}", "transfer batches")
        return defectives_among(units, lot.units, lot.defective, self._uniforms[route])

    def _leave(self, batch: int) -> None:
        self._left[batch] -= 1
        if self._left[batch]:
            self._share(-1)
        else:
            del self._left[batch]

    def _share(self, more: int) -> None:
        self._mates += more
        self._release.allow(more)
