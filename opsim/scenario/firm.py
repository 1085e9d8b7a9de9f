"""The root of a scenario: what the firm is, what it sells, and what a student is asked to do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import model_validator

from opsim.scenario import addresses, checking
from opsim.scenario.levers import Parameter, parameters
from opsim.scenario.operations import Operations
from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.production import Design, Learning, Production, Step
from opsim.scenario.quantities import Day, Duration, Id, Money, Units
from opsim.scenario.recorded import Recorded
from opsim.scenario.shifts import ClosedDays, Shifts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Clock(Spec):
    """The calendar of the run."""

    start: Day = parameter(
        "2026-01-05", title="First day", help="The date on which the run starts, at midnight.", timed=False,
    )
    horizon: Duration = parameter(
        title="Length of the run", help="How long the firm is simulated; what a day costs is booked at its end.", ge=1, le=100 * 366 * 86_400_000, timed=False,
    )
    warm_up: Duration = parameter(
        0, title="Warm-up", help="The first part of the run, left out of flow and service figures.", ge=0, timed=False,
    )
    shifts: dict[Id, Shifts] = parameter(
        default_factory=dict, title="Shifts", help="Named working hours; 'always' is built in.", function="teams",
        timed=False,
    )
    closed: list[ClosedDays] = parameter(
        default_factory=list, title="Closed days", help="Holidays on which no shift works.", function="teams",
        timed=False,
    )
    wip_limit: int = parameter(
        20_000, title="Work-in-progress cap",
        help="The run stops with a partial result when more lots than this are on the floor.", unit="lots", ge=1,
        le=1_000_000, timed=False,
    )
    backlog_limit: int = parameter(
        100_000, title="Backlog cap",
        help="The run stops with a partial result when more customer orders than this are open.", unit="orders", ge=1,
        le=10_000_000, timed=False,
    )


class Material(Spec):
    """Something bought and used up in products."""

    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    unit: str = parameter(
        "units", title="Unit", help="The whole unit in which it is counted.", timed=False, max_length=20,
    )


class Product(Spec):
    """Something sold; it is made where it has a routing, and bought for resale where it has none."""

    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    family: Id = parameter(
        "standard", title="Set-up family", help="Machines change over between families.", function="production",
        timed=False,
    )
    price: Money = parameter(
        title="Price", help="What a customer pays for one unit.", unit="{currency}", function="market", ge=0,
    )
    materials: dict[Id, Units] = parameter(
        default_factory=dict, title="Bill of materials",
        help="Units of each material (or bought or made part) in one unit of the product.", function="production",
        timed=False,
    )
    routing: list[Step] = parameter(
        default_factory=list, title="Routing", help="The steps through the stations, in order.", function="production",
        timed=False,
    )
    priority: int = parameter(
        1, title="Priority class", help="Dispatching by priority lets class 1 go before class 2, and so on.",
        function="scheduling", ge=0, le=1000,
    )
    weight: float = parameter(
        1.0, title="Weight", help="How much an hour of delay of its lots matters to dispatching by wspt or atc, and to plans.",
        function="scheduling", ge=0, le=1_000_000,
    )
    design: Design = parameter(
        default_factory=Design, title="Design", help="Grade and tolerance: cost, time and defects against appeal.",
        function="market",
    )
    learning: Learning = parameter(
        default_factory=Learning, title="Learning", help="How its process times fall with practice.", function="teams",
    )
    warranty_cost: Money = parameter(
        0, title="Warranty cost", help="What it costs when one defective unit reaches a customer.",
        unit="{currency}/unit", function="quality", ge=0,
    )
    seconds_price: Money = parameter(
        0, title="Price of seconds", help="What one unit brings that is sold as second quality.", unit="{currency}/unit",
        function="quality", ge=0,
    )


class Goal(Spec):
    """One target: a key figure that shall reach a value, by a date or at the end."""

    kpi: str = parameter(title="Key figure", help="Its id in the catalogue, e.g. service.otif.", timed=False)
    at_least: float | None = parameter(None, title="At least", help="The value to reach or exceed.", timed=False)
    at_most: float | None = parameter(None, title="At most", help="The value not to exceed.", timed=False)
    by: Duration | None = parameter(
        None, title="By", help="When it is judged; the end of the run if left out.", timed=False,
    )
    weight: float = parameter(1.0, title="Weight", help="Its share in the overall score.", ge=0, le=1000, timed=False)

    @model_validator(mode="after")
    def has_a_target(self) -> Self:
        """There is something to reach."""
        if self.at_least is None and self.at_most is None:
            raise disagree("kpi", "the goal has no value to reach", "add 'at_least: …' or 'at_most: …'")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise disagree("at_least", "at_least is above at_most", "swap the two")
        return self


class Lever(Spec):
    """One parameter, or several by a wildcard, that a student may change."""

    path: str = parameter(title="Address", help="A parameter's address; * stands for one part of it.", timed=False)
    low: str | int | float | None = parameter(
        None, alias="from", title="From", help="Smallest value allowed.", timed=False,
    )
    high: str | int | float | None = parameter(None, alias="to", title="To", help="Largest value allowed.", timed=False)
    among: list[str] = parameter(
        default_factory=list, title="Among", help="Which of its choices are allowed; all of them if left out.", timed=False,
    )


class Shock(Spec):
    """Something that happens to the firm: parameters change at a time, for good or for a while."""

    at: Duration = parameter(title="At", help="When it happens, from the start of the run.", ge=0, timed=False)
    lasts: Duration | None = parameter(
        None, alias="for", title="For", help="How long it lasts; for good if left out.", ge=1, timed=False,
    )
    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    set: dict[str, str | int | float | bool] = parameter(
        title="Changes", help="Address -> value while it lasts.", timed=False,
    )


class Scenario(Spec):
    """A firm, its world and a task: everything that a run needs but the seed."""

    opsim: Literal[1] = parameter(title="Format", help="Version of the file format.", timed=False)
    id: Id = parameter(title="Id", help="Short name, used on the command line.", timed=False)
    title: str = parameter(title="Title", help="What people call it.", timed=False, min_length=1, max_length=200)
    kind: Literal["manufacturer", "distributor", "service", "project"] = parameter(
        "manufacturer", title="Kind of firm", help="What the firm does.", timed=False,
    )
    summary: str = parameter("", title="Summary", help="One sentence.", timed=False, max_length=500)
    learn: list[str] = parameter(default_factory=list, title="What you learn", help="A few catchwords.", timed=False)
    brief: str = parameter("", title="Brief", help="The task, for the student.", timed=False, max_length=20_000)
    currency: str = parameter("EUR", title="Currency", help="Its code.", timed=False, min_length=1, max_length=8)
    clock: Clock = parameter(title="Clock", help="Calendar, length of the run and shifts.", timed=False)
    materials: dict[Id, Material] = parameter(
        default_factory=dict, title="Materials", help="What is bought to be used up.", timed=False,
    )
    products: dict[Id, Product] = parameter(title="Products", help="What is sold.", min_length=1, timed=False)
    production: Production = parameter(
        default_factory=Production, title="Production", help="The factory floor; left out by a firm that has none.",
    )
    operations: Operations = parameter(title="Operations", help="Everything else that the firm does.")
    goals: list[Goal] = parameter(default_factory=list, title="Goals", help="What counts as success.", timed=False)
    recorded: list[Recorded] = parameter(
        default_factory=list, title="Recorded values",
        help="Columns of files beside the scenario, for distributions such as empirical(times.csv, minutes) min.",
        timed=False,
    )
    levers: list[Lever] = parameter(
        default_factory=list, title="Levers", help="What a student may change; everything else is shown, locked.",
        timed=False,
    )
    shocks: list[Shock] = parameter(
        default_factory=list, title="Shocks", help="What happens to the firm, and when.", timed=False,
    )

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The scenario as plain data, as it would stand in a file with nothing left out; not to be changed."""
        return self.model_dump(mode="json", by_alias=True)

    @property
    def items(self) -> list[str]:
        """The ids of everything that can be in stock: products, then materials."""
        return [*self.products, *self.materials]

    def value(self, address: str) -> Any:
        """Return the value at `address` as the model keeps it: milliseconds, cents, fractions, `Distribution`."""
        return addresses.value_at(self, address)

    def may_change(self, address: str) -> bool:
        """Say whether everything that `address` means may change while the firm runs."""
        return all(addresses.is_timed(Scenario, path) for path in addresses.places(Scenario, self.plain, address))

    def written(self, wanted: Iterable[str]) -> dict[str, Any]:
        """Return the values at these addresses (wildcards allowed) as they would stand in a file."""
        return addresses.written(Scenario, self.plain, wanted)

    def lots_through(self, station: str) -> dict[str, int]:
        """Return the units that move together of each product that may pass a station: transfer batches, or lots."""
        passing = [
            name for name, product in self.products.items()
            if any(station in {step.station, *step.alternatives} for step in product.routing)
        ]  # fmt: skip
        return {name: self.production.moves(name) for name in passing}

    def parameters(self) -> list[Parameter]:
        """Return every single parameter, with its value, range, function and help."""
        return parameters(self)

    def revised(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a checked copy with `changes` (address -> value as in a file); an address may hold wildcards.

        Raises `ScenarioError` with every fault that the changes bring about.
        """
        return checking.revised(self, changes)
