"""Inventory: what is on hand and on its way, what it cost, and when it is reordered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from opsim.ledgers.books import Books
from opsim.scenario.operations import Replenishment
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.production.lot import SHORT, Kit
from opsim.simulation.production.quality.drawing import Uniform, defectives_among

#: Places an order for so many units, wanted since a time; says how many were ordered (0: not possible now).
Order = Callable[[int, int], int]


class Stock:
    """One item: units on hand at their moving-average cost, and the inventory position that drives its reorders.

    `position` = on hand + on order - promised to customers and jobs that still wait. `defective` of the units on hand
    are bad and nobody knows. `on_receipt` is called when units come in, so that those who wait can be served.
    """

    __slots__ = (
        "_entries", "_level", "_pack", "_reordering", "_uniform", "account", "arrived", "books", "clock",
        "defective", "from_forecast", "item", "last_cost", "last_supply", "name", "on_hand", "on_receipt", "order",
        "outstanding", "point", "position", "sent", "sold", "spec", "to_wip", "used", "value", "wanted_since",
    )  # fmt: skip

    def __init__(self, clock: Clock, books: Books, item: int, name: str, account: str, *, uniform: Uniform) -> None:
        """Be empty; `account` is the inventory account that carries it."""
        self.clock, self.books, self.item, self.name, self.account = clock, books, item, name, account
        self.on_hand = self.value = self.defective = self.position = 0
        self.outstanding = 0
        self.last_supply = -1  # the lot or purchase that came in last
        self.used = 0  # units asked for in the current forecasting period
        self.spec: Replenishment | None = None
        self.order: Order | None = None
        self.on_receipt: Callable[[Stock], None] = lambda _stock: None
        self.wanted_since = -1
        self.from_forecast: int | None = None
        self._uniform = uniform
        self.to_wip = books.kind("wip", account, "purchasing", name)
        self.sold = books.kind("cost_of_goods", account, "purchasing", name)
        self.sent = books.kind("goods_in_transit", account, "purchasing", name)
        self.arrived = books.kind("cost_of_goods", "goods_in_transit", "purchasing", name)
        self._entries, self._pack = books.entries, books.pack
        self.last_cost = 0  # of one unit, in cents
        self._reordering = False

    def open(self, units: int, unit_cost: int) -> None:
        """Put the opening stock in place."""
        self.on_hand = self.position = units
        self.value = units * unit_cost
        self.last_cost = unit_cost

    def adopt(self, spec: Replenishment | None) -> None:
        """Take the policy that holds from now on."""
        self.spec = spec
        self.point, self._level = self._levels()

    def follow(self, target: int) -> None:
        """Let the reorder point (or the level) follow the forecast: `target` units."""
        self.from_forecast = target
        self.point, self._level = self._levels()

    def _levels(self) -> tuple[int, int]:
        """Return the position at which to order and the position to reach (r-Q: the lot to order)."""
        spec = self.spec
        if spec is None:
            return -(2**60), 0
        target = self.from_forecast if spec.service_target is not None else None
        point, level = REORDER[spec.policy](spec, target)
        return point - (spec.trigger == "below"), level

    # -- units go out and come in ---------------------------------------------------------------------------------

    def demand(self, units: int) -> None:
        """Note that units are asked for: the position falls, and a reorder may follow."""
        self.used += units
        self.position -= units
        if self.position <= self.point:
            self.reorder()

    def issue(self, units: int, kind: int, subject: int) -> int:
        """Take units that are on hand; post their book value to where they go, and return it in cents."""
        on_hand, cents = self.on_hand, self.value
        if units != on_hand:
            cents = cents * units // on_hand
        self.on_hand = on_hand - units
        self.value -= cents
        entries, pack = self._entries, self._pack
        entries += pack(self.clock.now_ms, cents, subject, kind)
        return cents

    def bad_among(self, units: int) -> int:
        """Return how many of `units` about to be issued are defective, and take these off the count."""
        bad = defectives_among(units, self.on_hand, self.defective, self._uniform)
        self.defective -= bad
        return bad

    def receive(self, units: int, cents: int, defective: int, supply: int) -> None:
        """Take units in, worth `cents` in all; `supply` is the lot or purchase that brought them."""
        self.on_hand += units
        self.value += cents
        self.defective += defective
        self.last_supply = supply
        if units:
            self.last_cost = cents // units
        self.on_receipt(self)

    def lose(self, units: int) -> None:
        """Units that were on order will not come (scrapped or rejected): the position falls."""
        self.position -= units
        if self.position <= self.point:
            self.reorder()

    # -- reorders -------------------------------------------------------------------------------------------------

    def reorder(self) -> None:
        """Order what the policy asks for at the present position, if it is a policy of continuous review."""
        if self.spec is not None and self.spec.policy != "periodic":
            self.review()

    def review(self) -> None:
        """Order what the policy asks for at the present position."""
        spec = self.spec
        if spec is None or self.order is None or self._reordering:
            return
        if self.position > self.point:
            self.wanted_since = -1
            return
        if spec.one_outstanding and self.outstanding:
            return
        units = self._quantity(spec)
        if units <= 0:
            return
        if self.wanted_since < 0:
            self.wanted_since = self.clock.now_ms
        self._reordering = True
        ordered = self.order(units, self.wanted_since)
        self._reordering = False
        if ordered:
            self.wanted_since = -1

    def _quantity(self, spec: Replenishment) -> int:
        if spec.policy != "r-Q":
            return self._level - self.position
        if spec.Q == 0 or spec.one_outstanding:
            return spec.Q
        return -(-(self.point + 1 - self.position) // spec.Q) * spec.Q

    def ordered(self, units: int) -> None:
        """Units are on their way."""
        self.position += units
        self.outstanding += 1


def _fixed_lot(spec: Replenishment, target: int | None) -> tuple[int, int]:
    return (spec.r if target is None else target), spec.Q


def _min_max(spec: Replenishment, target: int | None) -> tuple[int, int]:
    if target is None:
        return spec.s, spec.S
    return target, target + max(spec.S - spec.s, 1)


def _up_to(spec: Replenishment, target: int | None) -> tuple[int, int]:
    level = spec.S if target is None else target
    return level - 1, level


#: Policy -> (position at which to order, position to reach).
REORDER: Final[dict[str, Callable[[Replenishment, int | None], tuple[int, int]]]] = {
    "r-Q": _fixed_lot,
    "s-S": _min_max,
    "base-stock": _up_to,
    "periodic": _up_to,
}


def asking(needs: list[tuple[Stock, int]]) -> Callable[[int], None]:
    """Return how the materials of a product are asked for as soon as units of it are to be made; see `Stock.demand`."""

    def ask(units: int) -> None:
        for stock, per_unit in needs:
            count = per_unit * units
            stock.used += count
            stock.position = position = stock.position - count
            if position <= stock.point:
                stock.reorder()

    return ask


def kitting(needs: list[tuple[Stock, int]], books: Books, clock: Clock) -> Callable[[int, int], Kit]:
    """Return how the materials of a product are taken: all of them, or none and the answer is SHORT.

    Each is taken as by `Stock.issue`, without a call for it.
    """
    entries, pack = books.entries, books.pack

    def take(units: int, lot: int) -> Kit:
        for stock, per_unit in needs:
            if stock.on_hand < per_unit * units:
                return SHORT
        posted, now, total, defective = entries, clock.now_ms, 0, 0
        for stock, per_unit in needs:
            count = per_unit * units
            if stock.defective:
                defective += stock.bad_among(count)
            on_hand, cents = stock.on_hand, stock.value
            if count != on_hand:
                cents = cents * count // on_hand
            stock.on_hand = on_hand - count
            stock.value -= cents
            posted += pack(now, cents, lot, stock.to_wip)
            total += cents
        return total, (min(defective, units))

    return take
