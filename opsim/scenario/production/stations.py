"""What the user declares about work centres and the steps done there."""

from __future__ import annotations

from typing import ClassVar, Literal

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.production.charts import AssignableCause
from opsim.scenario.production.failures import FailureModes, Failures
from opsim.scenario.production.maintenance import Wear
from opsim.scenario.production.ovens import Oven
from opsim.scenario.production.people import Operators
from opsim.scenario.production.quality import Characteristic
from opsim.scenario.quantities import Duration, Id, Money, PerYear, Share, Time


class Step(Spec):
    """One step of a routing: which station, and how long."""

    station: Id = parameter(title="Station", help="Where the work is done.", timed=False)
    alternatives: list[Id] = parameter(
        default_factory=list, title="Alternative stations", help="Other stations that can do it, in the same time.",
        function="scheduling", timed=False,
    )
    choose: Literal["shortest-queue", "earliest-free"] = parameter(
        "shortest-queue", title="Choice of station",
        help="Among alternatives: fewest lots for each machine, or least expected work before one is free.",
        function="scheduling",
    )
    time: Time = parameter(title="Process time", help="Time at the machine, as a distribution.")
    set_up: Time | None = parameter(
        None, title="Set-up of a lot", help="Time before the first unit of every lot; none if left out.", function="planning",
    )
    load: Time | None = parameter(
        None, title="Loading", help="Time to put a lot on the machine; none if left out.", function="teams",
    )
    unload: Time | None = parameter(
        None, title="Unloading", help="Time to take a lot off the machine; none if left out.", function="teams",
    )
    travel: Duration | None = parameter(
        None, title="Travel", help="How long a lot is on its way to this step from another station; as production.travel says if left out.",
        function="scheduling", ge=0, timed=False,
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
    preempt: Literal["never", "resume", "restart"] = parameter(
        "never", title="Displacement",
        help="Whether a lot that comes, and that the rule of dispatching ranks before one in work, takes its machine: never; "
        "resume: the displaced lot waits, is set up again and needs only the rest of its time; restart: its work begins "
        "anew. A failure that lets work begin anew repeats what has been done since the lot was last put on a machine. "
        "Nothing is displaced by first come, least set-up or ATC, nor while a plan is followed.",
        function="scheduling", timed=False,
    )
    oven: Oven | None = parameter(
        None, title="Oven",
        help="Its machines work on several lots at once, and a process time is that of a whole load; one lot at a time if left out.",
        timed=False,
    )
    failures: FailureModes | None = parameter(
        None, title="Failures", help="How it breaks down, in one way or several; never if left out.",
        function="maintenance", timed=False,
    )
    wear: Wear | None = parameter(
        None, title="Wear", help="How work wears it; not at all if left out.", function="maintenance", timed=False,
    )
    assignable_cause: AssignableCause | None = parameter(
        None, title="Assignable cause", help="What upsets its process from time to time; nothing if left out.",
        function="quality", timed=False,
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
    loses_per_year: PerYear = parameter(
        0.0, title="Loses in value", help="What a machine brings when sold falls by this share of its value each year, from its price to no less than the resale value; at 0 the resale value is paid at any age.",
        unit="per year", function="finance", ge=0, le=1,
    )
    delivery: Time = parameter(
        "0 h", title="Delivery of a machine", help="Time from the order of a machine, which is paid at once, to its arrival.", function="finance",
    )
    installation: Duration = parameter(
        0, title="Installation", help="Time from the arrival of a machine to its first work.", function="finance", ge=0,
    )
    ramp_up: Duration = parameter(
        0, title="Ramp-up", help="Time over which a machine bought during the run comes up to its full pace.", ge=0,
    )
    ramp_from: Share = parameter(
        0.5, title="Pace at first", help="Share of the full pace at which such a machine begins.", ge=0.05, le=1,
    )
    life: Duration = parameter(
        "8 years", title="Life", help="The time over which it is written off.", function="finance", ge=1,
    )

    @property
    def modes(self) -> list[Failures]:
        """The ways in which it fails."""
        if self.failures is None:
            return []
        return self.failures if isinstance(self.failures, list) else [self.failures]
