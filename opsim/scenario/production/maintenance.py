"""What the user declares about wear, maintenance and those who do it."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Id, Money, Share, Time, Units, Work


class Wear(Spec):
    """How a machine wears; maintenance makes it as new."""

    function: ClassVar = "maintenance"
    drift_per_hour: float = parameter(
        0.0, title="Drift", help="How far the characteristic's mean moves for each hour worked.", unit="per h", ge=-1e6,
        le=1e6,
    )
    defects_per_hour: Share = parameter(
        0.0, title="Defect growth", help="How much the defect rate of each step here grows for each hour worked.",
        unit="per h", function="quality", ge=0, le=1,
    )
    slow_per_hour: Share = parameter(
        0.0, title="Slow-down", help="How much longer every process time here takes for each hour worked.",
        unit="per h", ge=0, le=1,
    )
    process: Literal["steady", "gamma", "steps"] = parameter(
        "steady", title="Growth of wear",
        help="steady: evenly; gamma: by random amounts, each hour anew; steps: by 1 at a time, at random times.",
        timed=False,
    )
    rate: float = parameter(
        1.0, title="Wear rate", help="Wear that an hour adds, on average.", unit="per h", timed=False, ge=1e-6, le=1e6,
    )
    sd: float = parameter(
        1.0, title="Spread of the wear", help="gamma: standard deviation of what one hour adds.", timed=False, ge=1e-6,
        le=1e6,
    )
    clock: Literal["operating", "calendar"] = parameter(
        "operating", title="Wear clock", help="Whether it wears while it works, or all the time.", timed=False,
    )

    @model_validator(mode="after")
    def work_wears(self) -> Self:
        """What follows from hours worked cannot follow the calendar."""
        follows = self.drift_per_hour or self.defects_per_hour or self.slow_per_hour
        if self.clock == "calendar" and follows:
            fault = "drift, defects and slow-down follow the hours worked"
            raise disagree("clock", fault, "write operating, or leave them out")
        return self


class MaintenancePolicy(Spec):
    """Preventive maintenance of one station's machines."""

    function: ClassVar = "maintenance"
    policy: Literal["run-to-failure", "age", "calendar", "condition"] = parameter(
        "run-to-failure", title="Policy",
        help="age: after so many hours of work since the last maintenance or repair; calendar: at fixed intervals, "
        "whatever was done between; condition: when an inspection finds the wear at its threshold.",
    )
    every: Work = parameter(
        "168 h", title="Maintain every",
        help="Hours of work with policy age, since the last maintenance or repair (40 h are a week of one shift); hours of "
        "the calendar with policy calendar, nights too (168 h are a week); hours of work from one inspection to the next "
        "with policy condition.",
        ge=60_000,
    )
    duration: Time = parameter("2 h", title="Duration", help="How long one maintenance takes.")
    cost: Money = parameter(
        0, title="Cost of a maintenance", help="Parts and material for one maintenance.", unit="{currency}", ge=0,
    )
    opportune: Work = parameter(
        0, title="Take the chance within",
        help="What is due within so many hours of work (of the calendar with policy calendar) is done at once when the "
        "machine has nothing to do and the crew is free.",
        ge=0,
    )
    starts: Literal["when-due", "with-the-crew"] = parameter(
        "when-due", title="Begins",
        help="when-due: the machine stands and waits for the crew; with-the-crew: it works on until the crew is free.",
    )
    threshold: float = parameter(
        100.0, title="Wear threshold", help="condition: an inspection that finds this much wear is followed by maintenance.",
        unit="of wear", ge=0, le=1e9,
    )
    inspection: Time = parameter(
        "0 min", title="Inspection time", help="condition: how long the machine stands to be inspected.",
    )
    inspection_cost: Money = parameter(
        0, title="Cost of an inspection", help="condition: what one inspection costs.", unit="{currency}", ge=0,
    )
    skill: Id | None = parameter(
        None, title="Skill for the maintenance", help="Which of the crews does it; the repair crew if left out.",
        timed=False,
    )
    parts: dict[Id, Units] = parameter(
        default_factory=dict, title="Spare parts", help="Units from the store that one maintenance takes.", timed=False,
    )
    age_left: Share = parameter(
        0.0, title="Age left by maintenance", help="Share of the age that maintenance leaves: 0 as good as new.", ge=0,
        le=1,
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
    first: Literal["first-come", "failures", "shortest"] = parameter(
        "first-come", title="Which machine first",
        help="first-come: as they stopped; failures: those that failed before those to be maintained; shortest: the "
        "shortest job.",
    )
