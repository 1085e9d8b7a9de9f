"""What the user declares about customers: who asks for what, what they are promised, and how they feel."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Count, Day, Duration, Flag, Gaps, Id, Money, PerDay, PerWeek, Share, Time


class Season(Spec):
    """A yearly swing of demand: 1 + amplitude x cos of the distance to the peak."""

    function: ClassVar = "market"
    amplitude: Share = parameter(title="Amplitude", help="How far demand swings around its mean.", ge=0, le=1)
    peak: Day = parameter(title="Peak", help="The day of the year with most demand.", timed=False)


class Demand(Spec):
    """Who asks for a product, and how often."""

    function: ClassVar = "market"
    arrivals: Gaps = parameter(
        title="Arrivals", help="Customers' orders: poisson(60) per week, or every 3 h, or every gamma(mean=4, sd=2) h.",
    )
    size: Count = parameter(
        "1", title="Order size", help="Units in one order, a number or a distribution of whole numbers.",
    )
    trend: PerWeek = parameter(0.0, title="Trend", help="Growth of demand per week.", unit="per week", ge=-1, le=1)
    ramp: Duration | None = parameter(
        None, title="Trend ends", help="When the trend stops and demand stays level; never if left out.", ge=0,
    )
    season: Season | None = parameter(None, title="Season", help="The swing over the year; none if left out.")


class Contract(Spec):
    """What a customer pays by lead time: the price up to the quoted time, then falling to zero at the latest time."""

    function: ClassVar = "market"
    price: Money = parameter(
        title="Price of an order", help="Paid for an order within the quoted time.", unit="{currency}", ge=0,
    )
    quoted: Duration = parameter(title="Quoted time", help="Lead time up to which the full price is paid.", ge=0)
    latest: Duration = parameter(title="Latest time", help="Lead time from which nothing is paid.", ge=1)
    priority: int | None = parameter(
        None, title="Priority class of the customer",
        help="Dispatching by priority goes by it for new orders that are made under this contract; by the class of the "
        "product if left out.",
        function="scheduling", ge=0, le=1000,
    )

    @model_validator(mode="after")
    def times_in_order(self) -> Self:
        """The price falls after the quoted time."""
        if self.quoted >= self.latest:
            raise disagree("quoted", "the quoted time is not before the latest time", "swap the two")
        return self


class Orders(Spec):
    """How the order desk answers a customer."""

    function: ClassVar = "market"
    mode: Literal["to-stock", "to-order"] = parameter(
        "to-stock", title="Mode", help="Deliver from stock, or make for each order.", timed=False,
    )
    promise: Duration = parameter(0, title="Promised lead time", help="From order to delivery; later is late.", ge=0)
    quoting: Literal["constant", "total-work", "queue"] = parameter(
        "constant", title="Due-date quoting",
        help="What is promised for what is made to order. constant: the promised lead time; total-work: a multiple of the "
        "order's expected work; queue: that and some time for each open order.",
    )
    quote_factor: float = parameter(
        3.0, title="Quote per work", help="Quoted lead time as a multiple of the order's expected work.", unit="times",
        ge=0, le=10_000,
    )
    quote_per_order: Duration = parameter(
        0, title="Quote per open order", help="Added to the quote for each order that is open.", ge=0,
    )
    bears: Time | None = parameter(
        None, title="Longest quote borne",
        help="A customer who is quoted a longer lead time than this does not order; any quote is borne if left out.",
    )
    patience: Time | None = parameter(
        None, title="Patience",
        help="How long a customer waits for stock before leaving; for ever if left out; 0 h means a lost sale at once.",
    )
    late_discount: PerDay = parameter(
        0.0, title="Late discount", help="Share of the price given back for each day late.", unit="per day", ge=0, le=1,
    )
    contracts: dict[Id, Contract] = parameter(
        default_factory=dict, title="Contracts", help="Terms on offer; prices per unit hold if there are none.",
    )
    contract: Id | None = parameter(
        None, title="Contract in force", help="Which contract new orders get; fixed when they arrive.",
    )
    refuse_above: int | None = parameter(
        None, title="Most orders in the firm",
        help="A new order is refused when this many are in the firm already; none is if left out.", unit="orders", ge=0,
        le=1_000_000,
    )
    refuse_when_full: Flag = parameter(
        False, title="Refuse what cannot enter",
        help="A new order for something that is made to order is refused unless it can enter the floor at once: there is a "
        "place in front of its first station, a card, and no other order waits for release.",
    )


class Reputation(Spec):
    """How served customers feel, and what that does to demand."""

    function: ClassVar = "market"
    start: Share = parameter(1.0, title="Opening reputation", help="Between 0 and 1.", ge=0, le=1, timed=False)
    memory: Duration = parameter(
        "8 weeks", title="Memory", help="Time over which experience is averaged.", ge=3_600_000,
    )
    effect_on_demand: float = parameter(
        0.0, title="Effect on demand", help="Relative change of demand when reputation moves from 1 to 0.", ge=0, le=1,
    )
