"""What the user declares about stock: when an item is reordered, how much, and where it lies."""

from __future__ import annotations

from typing import ClassVar, Final, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Duration, Flag, Money, PerYear, Share


class Replenishment(Spec):
    """When an item is reordered, and how much: made if it has a routing, bought if it has a supplier."""

    function: ClassVar = "inventory"
    policy: Literal["r-Q", "s-S", "base-stock", "periodic"] = parameter(
        title="Policy",
        help="r-Q: order Q at r; s-S: at s order up to S; base-stock: order what was used, up to S; "
        "periodic: every review, up to S.",
        timed=False,
    )
    r: int = parameter(
        0, title="Reorder point r", help="Order when the inventory position falls to it.", unit="units", ge=-1_000_000,
        le=1_000_000_000,
    )
    Q: int = parameter(1, title="Order quantity Q", help="Units of one order; 0 stops ordering.", unit="units", ge=0, le=10**9)
    s: int = parameter(
        0, title="Reorder point s", help="Order when the inventory position falls to it.", unit="units", ge=-1_000_000,
        le=1_000_000_000,
    )
    S: int = parameter(
        0, title="Order-up-to level S", help="The inventory position after an order.", unit="units", ge=0,
        le=1_000_000_000,
    )
    service_target: Share | None = parameter(
        None, title="Service target",
        help="If given, level or reorder point follow the forecast: demand over the cover plus safety stock for this "
        "cycle service.",
        ge=0, le=0.9999,
    )
    cover: Duration = parameter(
        "1 week", title="Cover", help="The replenishment time that the planner reckons with.", ge=0,
    )
    review: Duration = parameter("1 week", title="Review every", help="Time between two periodic reviews.", ge=60_000)
    trigger: Literal["at-or-below", "below"] = parameter(
        "at-or-below", title="Trigger", help="Whether an order goes out at the reorder point or only below it.",
        timed=False,
    )
    one_outstanding: Flag = parameter(False, title="One order at a time", help="No new order while one is on its way.")
    opening: int = parameter(
        0, title="Opening stock", help="Units on hand at the start.", unit="units", ge=0, le=1_000_000_000, timed=False,
    )
    opening_cost: Money | None = parameter(
        None, title="Opening unit cost",
        help="Book value of one unit of opening stock; the cheapest supplier's price (or the materials in it) if left "
        "out.",
        unit="{currency}", function="finance", ge=0, timed=False,
    )
    holding: PerYear = parameter(
        0.0, title="Holding cost", help="Space, insurance, decay: share of the stock's value per year.",
        unit="per year", ge=0, le=10,
    )
    holding_per_unit: Money = parameter(
        0, title="Holding cost per unit", help="Paid per unit on hand and year.", unit="{currency}/unit/year", ge=0,
    )

    @model_validator(mode="after")
    def levels_in_order(self) -> Self:
        """An order lifts the stock above the reorder point."""
        if self.policy == "s-S" and self.service_target is None and self.s >= self.S:
            raise disagree("s", f"s, {self.s:,}, is not below S, {self.S:,}", "reorder below the level to fill up to")
        return self


#: Policy -> which of the parameters that belong to some policies only it reads.
READ_BY_POLICY: Final = {
    "r-Q": frozenset({"r", "Q"}),
    "s-S": frozenset({"s", "S"}),
    "base-stock": frozenset({"S"}),
    "periodic": frozenset({"S", "review"}),
}


class Storage(Spec):
    """Room for stock."""

    function: ClassVar = "inventory"
    places: int | None = parameter(
        None, title="Places", help="Units that fit into the store; no limit if left out.", unit="units", ge=0,
        le=1_000_000_000,
    )
    overflow_cost: Money = parameter(
        0, title="Overflow cost", help="Outside storage per unit above the places and day.", unit="{currency}/unit/day",
        ge=0,
    )
