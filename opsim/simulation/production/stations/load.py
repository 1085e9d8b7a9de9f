"""What a machine takes in at once: a load of lots that are worked on together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING

from opsim.simulation.production.lot import Draws, Lot

if TYPE_CHECKING:
    from opsim.simulation.production.lot import RoutingStep


class Load(Lot):
    """Lots in one machine, which to the machine are one lot; `lots` are those that it still holds.

    The load takes as long as the longest of its different steps, each of which is drawn once, and is set up for the
    first lot; only loading and unloading take time for each lot.
    """

    __slots__ = ("_batch", "done", "leaving", "lots")

    def __init__(self, lots: Sequence[Lot]) -> None:
        """Put lots together; the first is the one that the station's rule has chosen."""
        first = lots[0]
        steps: list[RoutingStep] = [lot.step for lot in lots if lot.step is not None]
        super().__init__(first.id, first.job, sum([lot.units for lot in lots]), 0, _in_common(steps))
        self.lots, self._batch = list(lots), first.batch
        self.done = -1
        self.leaving: Lot | None = None  # the lot that is just being sent on

    @property
    def members(self) -> Sequence[Lot]:
        """The lots of the load."""
        return tuple(self.lots)

    @property
    def batch(self) -> int:
        """The process batch of the first lot."""
        return self._batch


def _in_common(steps: Sequence[RoutingStep]) -> RoutingStep:
    """Return the step that a load of lots with these steps takes."""
    step = copy(steps[0])
    prepare = [each.prepare for each in steps if each.prepare is not None]
    step.adopt(
        _longest([each.times for each in steps]), _longest(prepare) if prepare else None,
        per_lot=True, family=step.family,
    )  # fmt: skip
    step.handle(_added(each.load for each in steps), _added(each.unload for each in steps))
    return step


def _longest(draws: Iterable[Draws]) -> Draws:
    """Return draws of the longest among some, of which those that are the same are drawn once."""
    return map(max, zip(*dict.fromkeys(draws), strict=False))


def _added(draws: Iterable[Draws | None]) -> Draws | None:
    """Return draws of the sum of some."""
    known = [each for each in draws if each is not None]
    return map(sum, zip(*known, strict=False)) if known else None
