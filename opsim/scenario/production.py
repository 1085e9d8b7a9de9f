"""What the user declares about the factory floor."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Duration, Id, Money, Share, Time, Units

Dispatch = Literal["fifo", "edd", "spt", "least-set-up"]


class Characteristic(Spec):
    """A measured property of a unit; a unit outside the limits is defective."""

    function: ClassVar = "quality"
    name: str = parameter("", title="Name", help="What is measured.", timed=False, max_length=80)
    unit: str = parameter("", title="Unit", help="Its unit.", timed=False, max_length=20)
    target: float = parameter(title="Target", help="The mean of a machine in good order.", ge=-1e12, le=1e12)
    sigma: float = parameter(title="Sigma", help="Standard deviation from unit to unit.", ge=0, le=1e12)
    lower: float = parameter(title="Lower limit", help="Below it a unit is defective.", ge=-1e12, le=1e12)
    upper: float = parameter(title="Upper limit", help="Above it a unit is defective.", ge=-1e12, le=1e12)

    @model_validator(mode="after")
    def limits_in_order(self) -> Self:
        """The lower limit is below the upper one."""
        if self.lower >= self.upper:
            raise disagree("lower", f"{self.lower:g} is not below the upper limit, {self.upper:g}", "swap the two")
        return self


class Step(Spec):
    """One step of a routing: which station, and how long."""

    station: Id = parameter(title="Station", help="Where the work is done.", timed=False)
    time: Time = parameter(title="Process time", help="Time at the machine, as a distribution.")
    set_up: Time | None = parameter(
        None, title="Set-up of a lot", help="Time before the first unit of every lot; none if left out.", function="planning",
    )
    per: Literal["unit", "lot"] = parameter(
        "unit", title="Time is per", help="Whether the time is for each unit or for the whole lot.", timed=False,
    )
    defects: Share = parameter(
        0.0, title="Defect rate", help="Share of units that this step spoils.", function="quality", ge=0, le=1,
    )
    characteristic: Characteristic | None = parameter(
        None, title="Characteristic", help="What is measured of each unit.", function="quality",
    )


class Operators(Spec):
    """Who must be at the machine while it runs."""

    function: ClassVar = "teams"
    skill: Id = parameter(title="Skill", help="A skill that some team has.", timed=False)
    count: int = parameter(
        1, title="Operators per machine", help="People needed at one running machine.", unit="people", ge=1, le=50,
    )


class Failures(Spec):
    """How a machine breaks down."""

    function: ClassVar = "maintenance"
    time_between: Time = parameter(
        title="Time between failures", help="Distribution of the time from repair to the next failure.",
    )
    repair: Time = parameter(title="Repair time", help="Distribution of the repair, once the crew is there.")
    clock: Literal["operating", "calendar"] = parameter(
        "operating", title="Failure clock", help="Whether a machine ages only while it works or all the time.",
        timed=False,
    )
    cost: Money = parameter(
        0, title="Cost of a repair", help="Parts and outside help for one repair.", unit="{currency}", ge=0,
    )

    @model_validator(mode="after")
    def time_passes_between(self) -> Self:
        """A machine does not fail at once, again and again."""
        if self.time_between.mean < 1000:
            raise disagree("time_between", f"'{self.time_between.text}' is too short", "write at least 1 s on average")
        return self


class Wear(Spec):
    """How work wears a machine; maintenance makes it as new."""

    function: ClassVar = "maintenance"
    drift_per_hour: float = parameter(
        0.0, title="Drift", help="How far the characteristic's mean moves for each hour worked.", unit="per h", ge=-1e6,
        le=1e6,
    )
    defects_per_hour: Share = parameter(
        0.0, title="Defect growth", help="How much the defect rate of each step here grows for each hour worked.",
        unit="per h", function="quality", ge=0, le=1,
    )


class Station(Spec):
    """A work centre: one or more like machines with one queue."""

    function: ClassVar = "production"
    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    machines: int = parameter(
        1, title="Machines", help="How many like machines work in parallel; those that the firm does not own yet are bought.", unit="machines", ge=1, le=1000,
    )
    owned: int | None = parameter(
        None, title="Machines owned", help="How many the firm has at the start; more are bought when there is cash. All if left out.",
        unit="machines", function="finance", ge=0, le=1000, timed=False,
    )
    shift: Id = parameter("always", title="Shift", help="When it works.", function="teams", timed=False)
    operators: Operators | None = parameter(
        None, title="Operators", help="Who must be there; nobody if left out.", function="teams", timed=False,
    )
    set_up: dict[Id, dict[Id, Duration]] = parameter(
        default_factory=dict, title="Set-up times", help="From family -> to family -> duration.", function="planning",
    )
    buffer: int | None = parameter(
        None, title="Places in front",
        help="Lots that may wait here; the station before is blocked when it is full. No limit if left out.",
        unit="lots", ge=0, le=1_000_000,
    )
    failures: Failures | None = parameter(
        None, title="Failures", help="How it breaks down; never if left out.", function="maintenance", timed=False,
    )
    wear: Wear | None = parameter(
        None, title="Wear", help="How work wears it; not at all if left out.", function="maintenance", timed=False,
    )
    power_kw: float = parameter(
        0.0, title="Power", help="Electrical power while it works.", unit="kW", ge=0, le=100_000,
    )
    price: Money = parameter(
        0, title="Price of a machine", help="What one costs; depreciated over its life.", unit="{currency}",
        function="finance", ge=0,
    )
    salvage: Money = parameter(
        0, title="Resale value", help="What one brings when it is sold.", unit="{currency}", function="finance", ge=0,
    )
    life: Duration = parameter(
        "8 years", title="Life", help="The time over which it is written off.", function="finance", ge=1,
    )


class Release(Spec):
    """When work may enter the floor."""

    function: ClassVar = "planning"
    rule: Literal["push", "conwip"] = parameter(
        "push", title="Release rule",
        help="push: at once; conwip: only while fewer lots than the limit are on the floor.",
    )
    limit: int = parameter(
        1_000, title="CONWIP limit", help="Lots allowed on the floor.", unit="lots", ge=1, le=1_000_000,
    )


class MaintenancePolicy(Spec):
    """Preventive maintenance of one station's machines."""

    function: ClassVar = "maintenance"
    policy: Literal["run-to-failure", "age"] = parameter(
        "run-to-failure", title="Policy", help="age: after so many hours of work since the last maintenance or repair.",
    )
    every: Duration = parameter(
        "1 week", title="Maintain every", help="Hours of work between two maintenances.", ge=60_000,
    )
    duration: Time = parameter("2 h", title="Duration", help="How long one maintenance takes.")
    cost: Money = parameter(
        0, title="Cost of a maintenance", help="Parts and material for one maintenance.", unit="{currency}", ge=0,
    )


class RepairCrew(Spec):
    """Those who repair and maintain; machines wait for them."""

    function: ClassVar = "maintenance"
    people: int | None = parameter(
        None, title="Repair crew",
        help="How many machines can be repaired or maintained at once; no limit if left out.", unit="people", ge=1,
        le=1000,
    )
    wage: Money = parameter(
        0, title="Wage of the crew", help="Paid for each hour of its shift.", unit="{currency}/h", ge=0,
    )
    shift: Id = parameter("always", title="Shift of the crew", help="When the crew works.", function="teams")


class Inspection(Spec):
    """Inspection of the lots that leave a station."""

    function: ClassVar = "quality"
    plan: Literal["none", "all", "sampling"] = parameter(
        "none", title="Plan",
        help="none, every unit, or a sample of n of each lot; a rejected lot is sorted completely.",
    )
    n: int = parameter(3, title="Sample size", help="Units inspected of each lot.", unit="units", ge=1, le=100_000)
    accept: int = parameter(
        0, title="Acceptance number", help="The lot passes with at most so many defectives in the sample.",
        unit="units", ge=0, le=100_000,
    )
    time: Duration = parameter(
        0, title="Time per unit", help="Inspection of one unit; the lot waits while it lasts.", ge=0,
    )
    cost: Money = parameter(
        0, title="Cost per unit", help="What the inspection of one unit costs.", unit="{currency}/unit", ge=0,
    )
    miss: Share = parameter(0.0, title="Miss rate", help="Probability that a defective unit passes.", ge=0, le=1)
    false_alarm: Share = parameter(
        0.0, title="False alarms", help="Probability that a good unit is rejected.", ge=0, le=1,
    )


class OnDefect(Spec):
    """What happens to a unit that inspection rejects."""

    function: ClassVar = "quality"
    rework_at: Id | None = parameter(
        None, title="Rework at",
        help="The station where rejected units start again, or 'here': where they were spoilt; scrapped if left out.",
        timed=False,
    )
    limit: int = parameter(
        1, title="Rework limit", help="A unit rejected more often than this is scrapped.", unit="times", ge=0, le=1000,
    )


class Quality(Spec):
    """Inspection plans by station, and the fate of defectives."""

    function: ClassVar = "quality"
    inspection: dict[Id, Inspection] = parameter(
        default_factory=dict, title="Inspection", help="Station -> plan for what leaves it.",
    )
    on_defect: OnDefect = parameter(default_factory=OnDefect, title="Defectives", help="Rework or scrap.")


class Production(Spec):
    """The factory floor."""

    function: ClassVar = "production"
    stations: dict[Id, Station] = parameter(default_factory=dict, title="Stations", help="The work centres.")
    release: Release = parameter(
        default_factory=Release, title="Release", help="When work may enter the floor.", function="planning",
    )
    dispatch: dict[Id, Dispatch] = parameter(
        default_factory=dict, title="Dispatching",
        help="Station (or 'default') -> which waiting lot is next: fifo, edd (due date), spt (shortest), least-set-up.",
        function="scheduling",
    )
    lot_size: dict[Id, Units] = parameter(
        default_factory=dict, title="Lot size", help="Product -> units that go through the floor together.",
        unit="units", function="planning",
    )
    maintenance: dict[Id, MaintenancePolicy] = parameter(
        default_factory=dict, title="Maintenance", help="Station -> preventive maintenance.", function="maintenance",
    )
    repair_crew: RepairCrew = parameter(
        default_factory=RepairCrew, title="Repair crew", help="Those who repair and maintain.", function="maintenance",
    )
    quality: Quality = parameter(
        default_factory=Quality, title="Quality", help="Inspection, rework and scrap.", function="quality",
    )
