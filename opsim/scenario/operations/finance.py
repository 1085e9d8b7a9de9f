"""What the user declares about money."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Duration, Money, PerYear, Share
from opsim.units import money_text


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
        0, title="Credit line", help="How far the account may be overdrawn. Nothing is ordered once it is used up; the order before may go beyond it.",
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
        0.0, title="Tax",
        help="Share of the profit, booked at the end of the run; a loss pays none. A goal with a date counts the tax on "
        "the profit up to then.",
        ge=0, le=1,
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
