"""What the user declares about the way to the customer, and back."""

from __future__ import annotations

from typing import ClassVar, Literal

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Duration, Money, Share, Time, TimeOfDay


class Delivery(Spec):
    """How goods reach the customer."""

    function: ClassVar = "delivery"
    mode: Literal["at-once", "carrier"] = parameter(
        "at-once", title="Mode",
        help="at-once: handed over at the door; carrier: collected at a fixed time and carried.", timed=False,
    )
    every: Duration = parameter(
        "1 day", title="Collection every", help="Time between two collections by the carrier.", ge=60_000,
    )
    first: TimeOfDay = parameter(
        "16:00", title="Collection at", help="Time of day of the first collection.", timed=False,
    )
    transit: Time = parameter("1 day", title="Transit time", help="From collection to the customer.")
    cost_per_trip: Money = parameter(
        0, title="Cost of a collection", help="Paid for each collection with goods.", unit="{currency}", ge=0,
    )
    cost_per_order: Money = parameter(
        0, title="Cost per order", help="Paid for each order carried.", unit="{currency}", ge=0,
    )
    cost_per_unit: Money = parameter(
        0, title="Cost per unit", help="Paid for each unit carried.", unit="{currency}/unit", ge=0,
    )


class Returns(Spec):
    """What happens when customers find a unit defective; without this section they are compensated at once."""

    function: ClassVar = "quality"
    delay: Time = parameter(
        "2 weeks", title="Return delay", help="Time from delivery until the customer brings the defective units back.",
    )
    share: Share = parameter(
        1.0, title="Share returned", help="Probability that a customer with defective units brings them back.", ge=0, le=1,
    )
    remedy: Literal["repair", "refund", "replacement"] = parameter(
        "repair", title="Remedy",
        help="repair: warranty cost only; refund: the price is given back as well; replacement: new units are sent, as an "
        "order without a price.",
    )
