"""What moves over the floor: lots, the jobs (production orders) that they belong to, and the steps that they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opsim.simulation.production.quality import Check
    from opsim.simulation.production.station import Station


Draw = Callable[[], int]

#: The outcome of asking for materials: their book value in cents (-1: something is short), and how many units of the
#: product they spoil.
Kit = tuple[int, int]
SHORT: Final[Kit] = (-1, 0)


class RoutingStep:
    """One step of a routing; `following` is the next one, `before` the one that led here, None at the ends."""

    __slots__ = ("before", "check", "draw", "family", "following", "index", "per_lot", "prepare", "station")

    def __init__(self, station: Station, index: int, before: RoutingStep | None) -> None:
        """Be step number `index`, done at `station`."""
        self.station, self.index, self.before = station, index, before
        self.following: RoutingStep | None = None
        self.check: Check | None = None
        if before is not None:
            before.following = self

    def adopt(self, draw: Draw, prepare: Draw | None, *, per_lot: bool, family: str) -> None:
        """Take the process time of a unit (or of a lot) and the set-up of a lot, in ms, that hold from now on."""
        self.draw, self.prepare, self.per_lot, self.family = draw, prepare, per_lot, family


class Route:
    """How a product is made: its steps, its lot size, and how its materials are taken."""

    __slots__ = ("first", "item", "kit", "lot_size", "steps")

    def __init__(self, item: int, stations: list[Station], kit: Callable[[int, int], Kit]) -> None:
        """Make item number `item`; `kit(units, lot)` takes materials for so many units, or says that they are short."""
        self.item, self.kit = item, kit
        self.steps: list[RoutingStep] = []
        for index, station in enumerate(stations):
            self.steps.append(RoutingStep(station, index, self.steps[-1] if index else None))
        self.first = self.steps[0]
        self.lot_size = 1


class Job:
    """A production order: units of one product, for stock (`order` is -1) or for a customer's order."""

    on_floor = 0
    short_from = -1

    def __init__(self, number: int, route: Route, units: int, created: int, due: int, order: int) -> None:  # noqa: PLR0917
        """Wait for release with all `units`; `due` is what dispatching by due date looks at."""
        self.id, self.route, self.units, self.created, self.due, self.order = number, route, units, created, due, order
        self.unreleased = units


class Lot:
    """Units that go through the floor together."""

    parent = -1
    rework_until = -1
    short_from = -1
    rejects = 0
    defective = 0
    scrapped = 0

    def __init__(self, number: int, job: Job, units: int, created: int, released: int, cents: int) -> None:  # noqa: PLR0917
        """Enter the floor at `released` with materials worth `cents`."""
        self.id, self.job, self.units, self.started_with, self.cents = number, job, units, units, cents
        self.created, self.released = created, released
        self.step: RoutingStep | None = job.route.first  # where it is, or waits; None once the last one is done
        self.due = job.due
        self.arrived = released
