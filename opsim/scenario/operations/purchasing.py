"""What the user declares about suppliers and what comes in from them."""

from __future__ import annotations

from typing import ClassVar, Literal

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Duration, Flag, Money, Share, Time


class Supplier(Spec):
    """One supplier of one item."""

    function: ClassVar = "purchasing"
    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    price: Money = parameter(title="Price", help="For one unit.", unit="{currency}", ge=0)
    order_cost: Money = parameter(
        0, title="Cost of an order", help="Paid for each order or shipment, whatever its size.", unit="{currency}",
        ge=0,
    )
    lead_time: Time = parameter(title="Lead time", help="From order to delivery.")
    quoted: Duration | None = parameter(
        None, title="Quoted lead time", help="What the supplier promises; the mean lead time if left out.", ge=0,
    )
    minimum: int = parameter(
        1, title="Minimum order", help="Smallest quantity delivered.", unit="units", ge=1, le=1_000_000_000,
    )
    defects: Share = parameter(0.0, title="Defects", help="Share of delivered units that are defective.", ge=0, le=1)
    share: float = parameter(
        1.0, title="Share", help="Weight of this supplier when orders are split among several; 0 means not used.", ge=0,
        le=1000,
    )


class GoodsIn(Spec):
    """Incoming inspection."""

    function: ClassVar = "purchasing"
    inspect: Flag = parameter(
        True, title="Incoming inspection",
        help="Defective units are found, sent back and not paid; otherwise they go into stock and into products.",
        function="quality",
    )
    cost: Money = parameter(
        0, title="Cost per unit", help="Of inspecting one unit that comes in.", unit="{currency}/unit",
        function="quality", ge=0,
    )
    only_with_cash: Flag = parameter(
        False, title="Order only with cash", help="No purchase order unless cash covers it.", function="finance",
    )
    pay: Literal["on-terms", "when-ordered"] = parameter(
        "on-terms", title="Payment", help="By the payment terms after delivery, or at once when ordered.",
        function="finance", timed=False,
    )
