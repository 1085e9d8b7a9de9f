"""What moves over the floor: lots, the jobs (production orders) that they belong to, and the steps that they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsim.simulation.production.quality import Check
    from opsim.simulation.production.station import Station


class RoutingStep:
    """One step of a product's routing, ready to run."""

    __slots__ = ("check", "draw", "family", "per_lot", "prepare", "station")

    def __init__(
        self, station: Station, draw: Callable[[], int], prepare: Callable[[], int] | None, per_lot: bool, family: str
    ) -> None:
        """Be done at `station`; `draw` gives the process time of a unit (or lot), `prepare` the set-up of a lot, in ms."""
        self.station, self.draw, self.prepare, self.per_lot, self.family = station, draw, prepare, per_lot, family
        self.check: Check | None = None


class Route:
    """How a product is made: its steps, its lot size, and how its materials are taken."""

    __slots__ = ("item", "kit", "lot_size", "steps")

    def __init__(self, item: int, steps: list[RoutingStep], lot_size: int, kit: Callable[[int, int], Kit]) -> None:
        """Make item number `item`; `kit(units, lot)` takes materials for so many units, or says that they are short."""
        self.item, self.steps, self.lot_size, self.kit = item, steps, lot_size, kit


class Kit:
    """The outcome of asking for materials: `cents` is their book value, or -1 when something is short.

    `supply` is the purchase that came in last for what is short or taken, `defective` the bad units it puts into products.
    """

    __slots__ = ("cents", "defective", "supply")

    def __init__(self, cents: int, supply: int = -1, defective: int = 0) -> None:
        """See the class."""
        self.cents, self.supply, self.defective = cents, supply, defective


class Job:
    """A production order: units of one product, for stock (`order` is -1) or for a customer's order."""

    __slots__ = ("cents", "created", "defective", "due", "id", "on_floor", "order", "route", "short_from", "units", "unreleased")

    def __init__(self, number: int, route: Route, units: int, created: int, due: int, order: int) -> None:
        """Wait for release with all `units`; `due` is what dispatching by due date looks at."""
        self.id, self.route, self.units, self.created, self.due, self.order = number, route, units, created, due, order
        self.unreleased = units
        self.on_floor = 0
        self.short_from = -1
        self.cents = 0
        self.defective = 0


class Lot:
    """Units that go through the floor together."""

    __slots__ = (
        "arrived", "at", "cents", "created", "defective", "due", "id", "job", "parent", "rejects", "released",
        "rework_until", "scrapped", "short_from", "started_with", "steps", "supply", "units",
    )  # fmt: skip

    def __init__(self, number: int, job: Job, units: int, released: int, cents: int) -> None:
        """Enter the floor at `released` with materials worth `cents`."""
        self.id, self.job, self.units, self.started_with, self.released, self.cents = number, job, units, units, released, cents
        self.steps = job.route.steps
        self.due = job.due
        self.at = 0
        self.arrived = released
        self.created = job.created
        self.short_from = job.short_from
        self.supply = -1
        self.parent = -1
        self.rework_until = -1
        self.rejects = 0
        self.defective = 0
        self.scrapped = 0
