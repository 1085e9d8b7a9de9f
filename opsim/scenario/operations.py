"""What the user declares about everything around the factory floor."""

from __future__ import annotations

from typing import ClassVar, Final, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import (
    Count,
    Day,
    Duration,
    Gaps,
    Id,
    Money,
    PerDay,
    PerWeek,
    PerYear,
    Share,
    Time,
    TimeOfDay,
)
from opsim.scenario.teams import Team
from opsim.units import money_text


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
    refuse_when_full: bool = parameter(
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


class Forecasting(Spec):
    """How the firm looks ahead."""

    function: ClassVar = "planning"
    method: Literal["naive", "moving-average", "ses", "holt"] = parameter(
        "moving-average", title="Method",
        help="naive: as last period; moving average; simple exponential smoothing; Holt: with trend.",
    )
    review: Duration = parameter(
        "1 week", title="Period", help="Length of one forecasting period.", ge=3_600_000, timed=False,
    )
    window: int = parameter(4, title="Window", help="Periods in the moving average.", unit="periods", ge=1, le=104)
    alpha: float = parameter(0.2, title="Alpha", help="Weight of the newest demand.", ge=0, le=1)
    beta: float = parameter(0.1, title="Beta", help="Weight of the newest trend.", ge=0, le=1)


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
    one_outstanding: bool = parameter(False, title="One order at a time", help="No new order while one is on its way.")
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
    inspect: bool = parameter(
        True, title="Incoming inspection",
        help="Defective units are found, sent back and not paid; otherwise they go into stock and into products.",
        function="quality",
    )
    cost: Money = parameter(
        0, title="Cost per unit", help="Of inspecting one unit that comes in.", unit="{currency}/unit",
        function="quality", ge=0,
    )
    only_with_cash: bool = parameter(
        False, title="Order only with cash", help="No purchase order unless cash covers it.", function="finance",
    )
    pay: Literal["on-terms", "when-ordered"] = parameter(
        "on-terms", title="Payment", help="By the payment terms after delivery, or at once when ordered.",
        function="finance", timed=False,
    )


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


class Loan(Spec):
    """A loan that can be drawn and paid back."""

    function: ClassVar = "finance"
    amount: Money = parameter(
        0, title="Loan", help="Principal outstanding; raise it to borrow, lower it to pay back.", unit="{currency}",
        ge=0,
    )
    limit: Money = parameter(0, title="Loan limit", help="The most the bank lends.", unit="{currency}", ge=0)
    interest: PerYear = parameter(
        0.0, title="Loan interest", help="Per year, charged daily.", unit="per year", ge=0, le=10,
    )
    fee: Share = parameter(0.0, title="Loan fee", help="Share of the amount drawn, kept by the bank.", ge=0, le=1)

    @model_validator(mode="after")
    def within_limit(self) -> Self:
        """The bank lends no more than its limit."""
        if self.amount > self.limit:
            amount, limit = money_text(self.amount), money_text(self.limit)
            raise disagree("amount", f"{amount} is above the loan limit, {limit}", "borrow less, or raise 'limit'")
        return self


class Finance(Spec):
    """Money: how the firm starts, who is paid when, and what money costs."""

    function: ClassVar = "finance"
    opening_cash: Money = parameter(
        0, title="Opening cash", help="In the bank at the start.", unit="{currency}", ge=-10**13, timed=False,
    )
    terms_customers: Duration = parameter(0, title="Customers pay after", help="From delivery to payment.", ge=0)
    terms_suppliers: Duration = parameter(0, title="Suppliers are paid after", help="From goods-in to payment.", ge=0)
    credit_line: Money = parameter(
        0, title="Credit line", help="How far the account may be overdrawn; nothing is bought beyond it.",
        unit="{currency}", ge=0,
    )
    insolvent_after: Duration | None = parameter(
        None, title="Insolvent after", help="The firm is closed when its account stays beyond the credit line this long; never if left out.",
        ge=0,
    )
    interest: PerYear = parameter(
        0.0, title="Overdraft interest", help="Per year, charged daily.", unit="per year", ge=0, le=10,
    )
    interest_on_cash: PerYear = parameter(
        0.0, title="Interest on cash", help="Per year, paid daily.", unit="per year", ge=0, le=10,
    )
    tax: Share = parameter(
        0.0, title="Tax", help="Share of the profit, booked at the end of the run; a loss pays none.", ge=0, le=1,
    )
    energy_price: Money = parameter(
        0, title="Energy price", help="For one kilowatt-hour, in hundredths allowed.", unit="{currency}/kWh",
        function="production", ge=0,
    )
    overheads: Money = parameter(
        0, title="Overheads", help="Rent, office and so on, per week.", unit="{currency}/week", function="overheads",
        ge=0,
    )
    equipment_value: Share = parameter(
        1.0, title="Equipment value", help="Book value of the opening machines as a share of their price.", ge=0, le=1,
        timed=False,
    )
    loan: Loan = parameter(default_factory=Loan, title="Loan", help="A loan beside the credit line.")


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


class Operations(Spec):
    """The operations layer."""

    function: ClassVar = "market"
    market: dict[Id, Demand] = parameter(title="Market", help="Product -> demand.", function="market")
    orders: Orders = parameter(
        default_factory=Orders, title="Order desk", help="Promises, patience and prices.", function="market",
    )
    reputation: Reputation = parameter(
        default_factory=Reputation, title="Reputation", help="How service feeds back into demand.", function="market",
    )
    forecasting: Forecasting = parameter(
        default_factory=Forecasting, title="Forecasting", help="How the firm looks ahead.", function="planning",
    )
    inventory: dict[Id, Replenishment] = parameter(
        default_factory=dict, title="Inventory", help="Item -> replenishment.", function="inventory",
    )
    storage: Storage = parameter(default_factory=Storage, title="Storage", help="Room for stock.", function="inventory")
    purchasing: dict[Id, dict[Id, Supplier]] = parameter(
        default_factory=dict, title="Purchasing", help="Item -> supplier -> terms.", function="purchasing",
    )
    goods_in: GoodsIn = parameter(
        default_factory=GoodsIn, title="Goods in", help="Incoming inspection and payment.", function="purchasing",
    )
    returns: Returns | None = parameter(
        None, title="Returns", help="What happens to defective units that reached a customer; settled at once if left out.",
        function="quality", timed=False,
    )
    delivery: Delivery = parameter(
        default_factory=Delivery, title="Delivery", help="How goods reach the customer.", function="delivery",
    )
    teams: dict[Id, Team] = parameter(
        default_factory=dict, title="Teams", help="The people of the firm.", function="teams",
    )
    finance: Finance = parameter(default_factory=Finance, title="Finance", help="Money.", function="finance")
