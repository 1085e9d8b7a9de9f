"""What the user declares about quality: what is measured, inspected, reworked and scrapped."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.production.charts import Chart
from opsim.scenario.quantities import Duration, Id, Money, Share


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
    """Inspection plans by station, the fate of defectives, and control charts."""

    function: ClassVar = "quality"
    inspection: dict[Id, Inspection] = parameter(
        default_factory=dict, title="Inspection", help="Station -> plan for what leaves it.",
    )
    on_defect: OnDefect = parameter(default_factory=OnDefect, title="Defectives", help="Rework or scrap.")
    charts: dict[Id, Chart] = parameter(
        default_factory=dict, title="Control charts", help="Name -> chart.",
    )
