"""What moves over the floor: lots, the jobs (production orders) that they belong to, and the steps that they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opsim.simulation.production.quality.check import Check
    from opsim.simulation.production.stations.station import Station


Draws = Iterator[int]

#: The outcome of asking for materials: their book value in cents (-1: something is short), and how many units of the
#: product they spoil.
Kit = tuple[int, int]
SHORT: Final[Kit] = (-1, 0)


class RoutingStep:
    """One step of a routing; `following` is the next one, `before` the one that led here, None at the ends."""

    __slots__ = (
        "before", "check", "each_left", "family", "following", "index", "load", "lot_left", "per_lot", "prepare",
        "station", "times", "travel", "unload",
    )  # fmt: skip

    def __init__(self, station: Station, index: int, before: RoutingStep | None) -> None:
        """Be step number `index`, done at `station`."""
        self.station, self.index, self.before = station, index, before
        self.following: RoutingStep | None = None
        self.check: Check | None = None
        self.each_left = self.lot_left = 0.0
        self.travel: int | None = None  # ms on the way here from another station, in place of what holds for the two
        if before is not None:
            before.following = self

    def handle(self, load: Draws | None, unload: Draws | None) -> None:
        """Take the times to load a lot and to unload it, in ms, that hold from now on."""
        self.load, self.unload = load, unload

    def adopt(self, times: Draws, prepare: Draws | None, *, per_lot: bool, family: str) -> None:
        """Take the process time of a unit (or of a lot) and the set-up of a lot, in ms, that hold from now on."""
        self.times, self.prepare, self.per_lot, self.family = times, prepare, per_lot, family

    def work_left(self, units: int) -> float:
        """Return the expected work of a lot from this step to its last, in ms."""
        return self.each_left * units + self.lot_left

    def expected_work(self, units: int) -> float:
        """Return the expected work of a lot at this step alone, in ms."""
        return self.work_left(units) - (self.following.work_left(units) if self.following is not None else 0.0)


class Route:
    """How a product is made: its steps, its lot size, and how its materials are taken."""

    __slots__ = ("enter", "first", "item", "kit", "lot_size", "moves", "of_orders", "priority", "steps", "weight")

    def __init__(self, item: int, stations: list[Station], kit: Callable[[int, int], Kit]) -> None:
        """Make item number `item`; `kit(units, lot)` takes materials for so many units, or says that they are short."""
        self.item, self.kit = item, kit
        self.steps: list[RoutingStep] = []
        for index, station in enumerate(stations):
            self.steps.append(RoutingStep(station, index, self.steps[-1] if index else None))
        self.first = self.steps[0]
        self.of_orders: dict[int, int] = {}  # customers' orders that have a priority class of their own
        self.lot_size = self.moves = self.priority = 1  # units of a lot, and of a transfer batch
        self.enter: Callable[[Lot], None]  # lets a lot that is released onto the floor
        self.weight = 1.0

    def expect(self, each_ms: list[float], lot_ms: list[float]) -> None:
        """Take for each step the expected work on a unit and on a whole lot, in ms."""
        each_left = lot_left = 0.0
        for step, each, whole in reversed(list(zip(self.steps, each_ms, lot_ms, strict=True))):
            step.each_left = each_left = each_left + each
            step.lot_left = lot_left = lot_left + whole


class Job:
    """A production order: units of one product, for stock (`order` is -1) or for a customer's order."""

    __slots__ = ("created", "due", "id", "on_floor", "order", "route", "short_from", "units", "unreleased")

    def __init__(self, number: int, route: Route, units: int, created: int, due: int, order: int) -> None:  # noqa: PLR0917
        """Wait for release with all `units`; `due` is what dispatching by due date looks at."""
        self.id, self.route, self.created, self.due, self.order = number, route, created, due, order
        self.units = self.unreleased = units
        self.on_floor = 0
        self.short_from = -1


class Lot:
    """Units that go through the floor together."""

    __slots__ = ("arrived", "cents", "defective", "due", "id", "job", "rejects", "step", "units")

    def __init__(self, number: int, job: Job, units: int, cents: int, step: RoutingStep) -> None:
        """Begin at `step` with materials worth `cents`."""
        self.id, self.job, self.units, self.cents, self.due = number, job, units, cents, job.due
        self.step: RoutingStep | None = step  # where it is, or waits; None once the last one is done
        self.arrived = self.rejects = self.defective = 0

    @property
    def members(self) -> Sequence[Lot]:
        """The lots that a machine has in hand with it: itself alone."""
        return (self,)

    @property
    def batch(self) -> int:
        """The process batch that one set-up is for: the lot itself."""
        return self.id
