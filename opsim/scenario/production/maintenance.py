"""What the user declares about failures, wear, maintenance and those who do it."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Duration, Id, Money, Share, Time


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
