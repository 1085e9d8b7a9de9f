"""What the user declares about quality: what is measured, inspected, reworked and scrapped."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.production.charts import Chart
from opsim.scenario.quantities import Duration, Id, Money, Share, Time
from opsim.theory.quality import sampling_plan


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


class OnDefect(Spec):
    """What happens to a unit that inspection rejects."""

    function: ClassVar = "quality"
    rework_at: Id | None = parameter(
        None, title="Rework at",
        help="The station where rejected units start again, or 'here': where they were spoilt; scrapped if left out.",
        timed=False,
    )
    limit: int = parameter(
        1, title="Rework limit", help="A unit rejected more often than this is scrapped, or what 'otherwise' says.",
        unit="times", ge=0, le=1000,
    )
    time: Time | None = parameter(
        None, title="Rework time", help="Time at the station where rework starts, instead of its process time.",
    )
    cost: Money = parameter(
        0, title="Cost of rework", help="Material and outside help for each unit reworked.", unit="{currency}/unit", ge=0,
    )
    otherwise: Literal["scrap", "seconds"] = parameter(
        "scrap", title="Not reworked", help="scrap: thrown away; seconds: sold at once as second quality.",
    )


class Inspection(Spec):
    """Inspection of the lots that leave a station."""

    function: ClassVar = "quality"
    plan: Literal["none", "all", "sampling", "aql"] = parameter(
        "none", title="Inspection plan",
        help="none, every unit, or a sample of n of each lot; a rejected lot is sorted completely. aql: n and acceptance "
        "number follow from the quality levels and risks.",
    )
    n: int = parameter(3, title="Sample size", help="Units inspected of each lot.", unit="units", ge=1, le=100_000)
    accept: int = parameter(
        0, title="Acceptance number", help="The lot passes with at most so many defectives in the sample.",
        unit="units", ge=0, le=100_000,
    )
    aql: Share = parameter(
        0.01, title="Acceptable quality level", help="Lots with this share of defectives shall pass (plan aql).", ge=0.001,
        le=0.3,
    )
    rejectable: Share = parameter(
        0.08, title="Rejectable quality level", help="Lots with this share of defectives shall not pass (plan aql).",
        ge=0.002, le=0.9,
    )
    producer_risk: Share = parameter(
        0.05, title="Producer's risk", help="Probability that a lot at the acceptable level is rejected (plan aql).",
        ge=0.001, le=0.5,
    )
    consumer_risk: Share = parameter(
        0.1, title="Consumer's risk", help="Probability that a lot at the rejectable level passes (plan aql).", ge=0.001,
        le=0.5,
    )
    time: Duration = parameter(
        0, title="Time per unit", help="Inspection of one unit; the lot waits while it lasts.", ge=0,
    )
    cost: Money = parameter(
        0, title="Cost per unit", help="What the inspection of one unit costs.", unit="{currency}/unit", ge=0,
    )
    inspectors: int | None = parameter(
        None, title="Inspectors",
        help="Lots that can be inspected here at once, if it takes time; others wait, first come, first served. No limit if "
        "left out.",
        unit="lots", ge=1, le=100_000,
    )
    team: Id | None = parameter(
        None, title="Inspecting team",
        help="The team whose people inspect here, one lot each, in their hours; they may serve several stations.",
        timed=False,
    )
    miss: Share = parameter(0.0, title="Miss rate", help="Probability that a defective unit passes.", ge=0, le=1)
    false_alarm: Share = parameter(
        0.0, title="False alarms", help="Probability that a good unit is rejected.", ge=0, le=1,
    )
    on_defect: OnDefect | None = parameter(
        None, title="Defectives found here", help="What happens to them; as everywhere on the floor if left out.",
        timed=False,
    )

    @model_validator(mode="after")
    def levels_apart(self) -> Self:
        """The two quality levels are so far apart that a sample of sensible size can tell them."""
        if self.rejectable < 2 * self.aql:
            fault = f"{self.rejectable:g} is less than twice the acceptable level, {self.aql:g}"
            raise disagree("rejectable", fault, "write a larger share")
        return self

    @property
    def sizes(self) -> tuple[int, int]:
        """The units to look at in each lot, and how many of them may be defective.

        For aql, the smallest plan that meets both risks (two points of the OC curve, binomial).
        """
        if self.plan != "aql":
            return self.n, self.accept
        plan = sampling_plan(self.aql, self.producer_risk, self.rejectable, self.consumer_risk)
        return plan.sample, plan.acceptance_number


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
