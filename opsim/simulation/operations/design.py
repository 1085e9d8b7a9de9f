"""Product design: what a finer grade adds to the materials of a lot, and how much customers like a design."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from opsim.simulation.operations.finance import PPM, ppm

if TYPE_CHECKING:
    from opsim.ledgers.books import Books
    from opsim.ledgers.rows import Rows
    from opsim.scenario import Scenario
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Kit, Route

Kitting = Callable[[int, int], "Kit"]


class Designs:
    """The designs of all products as they are now."""

    def __init__(self, clock: Clock, books: Books, rows: Rows) -> None:
        """Begin with designs as declared; changes of appeal go to `rows`."""
        self.clock, self.books, self.rows = clock, books, rows
        self._appeal: dict[str, float] = {}
        self._plain: dict[str, Kitting] = {}

    def adopt(self, scenario: Scenario, routes: dict[str, Route]) -> None:
        """Take what holds from now on."""
        for index, (name, product) in enumerate(scenario.products.items()):
            appeal = product.design.appeal
            if appeal != self._appeal.get(name, 1.0):
                self._appeal[name] = appeal
                self.rows.add(self.clock.now_ms, appeal, index)
            if name in routes:
                plain = self._plain.setdefault(name, routes[name].kit)
                share = ppm(product.design.dearer)
                routes[name].kit = self._dearer(plain, name, share) if share else plain

    def _dearer(self, plain: Kitting, product: str, share: int) -> Kitting:
        """Return how materials are taken that cost more (or less) than plain ones by a share in millionths."""
        kind = self.books.kind("wip", "cash", "purchasing", product)

        def take(units: int, lot: int) -> Kit:
            cents, defective = plain(units, lot)
            if cents <= 0:
                return cents, defective
            extra = cents * share // PPM
            self.books.post(self.clock.now_ms, kind, extra, lot)
            return cents + extra, defective

        return take
