"""What lots are called in a plan: by their production order, and their number in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsim.results.time.lots import Lots

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class LotName(NamedTuple):
    """The lot number `number` (from 1) of a production order; rework lots are numbered on their own."""

    order: int
    number: int
    is_rework: bool = False

    @property
    def text(self) -> str:
        """The name as people write it: `12.3` is the third lot of order 12, `12.r1` its first rework lot."""
        return f"{self.order}.{'r' if self.is_rework else ''}{self.number}"


def lot_names(history: History) -> list[LotName]:
    """Return the name of every lot of a history; lots of an order are numbered as they were released."""
    lots, count, names = Lots(history), dict[tuple[int, bool], int](), list[LotName]()
    for order, parent in zip(lots["job"].tolist(), lots["parent"].tolist(), strict=True):
        kind = order, parent >= 0
        count[kind] = count.get(kind, 0) + 1
        names.append(LotName(order, count[kind], parent >= 0))
    return names
