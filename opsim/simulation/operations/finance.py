"""Finance: the bank account, who is paid when, and what a day costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from opsim.ledgers.books import Accrual, Books
from opsim.scenario import Scenario
from opsim.scenario.operations import Finance
from opsim.scenario.production import RepairCrew
from opsim.scenario.teams import Team
from opsim.simulation.kernel.calendar import calendar
from opsim.simulation.kernel.clock import MS_PER_DAY, MS_PER_HOUR, Clock
from opsim.simulation.operations.inventory import Stock
from opsim.simulation.production.floor import Floor

#: Rates are reckoned in millionths, so that whole cents stay whole.
PPM = 1_000_000
DAYS_PER_YEAR = 365


def ppm(rate: float) -> int:
    """Return a share or rate in whole millionths."""
    return round(rate * PPM)


class Bank:
    """The account: receipts and payments now or by terms, interest, and the limit of what may be spent."""

    def __init__(self, clock: Clock, books: Books) -> None:
        """Post to `books`."""
        self.clock, self.books = clock, books
        self._to_collect: dict[int, int] = defaultdict(int)  # day at whose midnight customers pay -> cents
        self.falling_due = 0  # what customers owe of late, in cents; it all falls due on one day
        self.due_until = -1  # what is sold up to then falls due on that day too
        self._due_day = 0
        self._to_pay: dict[int, int] = defaultdict(int)
        self._collect = books.kind("cash", "receivables", "finance")
        self._pay = books.kind("payables", "cash", "finance")
        self._interest = books.kind("interest", "cash", "finance")
        self._loan_interest = books.kind("interest", "loan", "finance")
        self._income = books.kind("cash", "interest_income", "finance")
        self._borrow = books.kind("cash", "loan", "finance")
        self._repay = books.kind("loan", "cash", "finance")
        self._fee = books.kind("loan_fees", "cash", "finance")
        self._accrued = {"overdraft": Accrual(), "cash": Accrual(), "loan": Accrual()}
        self._principal = 0
        self._owed = 0  # on the loan, with the interest that has been added
        self._within = 0
        self.waiting: dict[str, Callable[[], None]] = {}  # what could not be bought for want of cash -> try again

    def adopt(self, spec: Finance) -> None:
        """Take the terms that hold from now on; a changed loan is drawn or paid back at once."""
        self.spec = spec
        change = min(spec.loan.amount, max(spec.loan.limit, 0)) - self._principal
        if change > 0:
            self.pay(self._borrow, change)
            self.pay(self._fee, change * ppm(spec.loan.fee) // PPM)
            self._principal += change
            self._owed += change
        elif change < 0:
            back = self._owed if spec.loan.amount == 0 else min(-change, self._owed)
            self.pay(self._repay, back)
            self._owed -= back
            self._principal = spec.loan.amount

    def may_buy(self, cents: int, only_with_cash: bool) -> bool:
        """Say whether an order of `cents` may go out: cash covers it, or the credit line is not used up."""
        if only_with_cash:
            return self.books.cash >= cents
        return self.books.cash > -self.spec.credit_line or (self.spec.credit_line == 0 and self.books.cash >= 0)

    def cash_came(self) -> None:
        """Try again what waits for cash."""
        for try_again in list(self.waiting.values()):
            try_again()

    def affordable(self, cents: int) -> bool:
        """Say whether `cents` can be paid now within the credit line."""
        return self.books.cash + self.spec.credit_line >= cents

    def pay(self, kind: int, cents: int, subject: int = -1) -> None:
        """Post an entry against cash now."""
        if cents:
            self.books.post(self.clock.now_ms, kind, cents, subject)

    def owe(self, cents: int) -> None:
        """Suppliers are paid by their terms, on the first midnight not before."""
        if self.spec.terms_suppliers == 0:
            self.pay(self._pay, cents)
        else:
            day = -(-(self.clock.now_ms + self.spec.terms_suppliers) // MS_PER_DAY)
            self._to_pay[day] += cents

    def look_ahead(self, now: int, terms: int) -> None:
        """Reckon on which midnight customers pay what is sold from now on: the first when `terms` (ms) have passed."""
        self._note_bills()
        self._due_day = -(-(now + terms) // MS_PER_DAY)
        self.due_until = self._due_day * MS_PER_DAY - terms

    def _note_bills(self) -> None:
        self._to_collect[self._due_day] += self.falling_due
        self.falling_due = 0

    def open_day(self) -> None:
        """At midnight: interest on the day that is over, then what falls due is received and paid."""
        self._charge_interest()
        day = self.clock.now_ms // MS_PER_DAY
        self._note_bills()
        self.pay(self._collect, self._to_collect.pop(day, 0))
        self.pay(self._pay, self._to_pay.pop(day, 0))
        self._watch_limit(day)

    def _watch_limit(self, day: int) -> None:
        """Close the firm when its account has been beyond the credit line for longer than the bank bears."""
        if self.books.cash >= -self.spec.credit_line:
            self._within = day
        elif self.spec.insolvent_after is not None and (day - self._within) * MS_PER_DAY >= self.spec.insolvent_after:
            self.clock.halt(
                f"the bank closed the firm on day {day}: its account had been beyond the credit line "
                f"since day {self._within}; the result is partial"
            )

    def _charge_interest(self) -> None:
        cash, spec, year = self.books.cash, self.spec, PPM * DAYS_PER_YEAR
        self.pay(self._interest, self._accrued["overdraft"].whole(max(-cash, 0) * ppm(spec.interest), year))
        self.pay(self._income, self._accrued["cash"].whole(max(cash, 0) * ppm(spec.interest_on_cash), year))
        charge = self._accrued["loan"].whole(self._owed * ppm(spec.loan.interest), year)
        self.pay(self._loan_interest, charge)
        self._owed += charge


class DailyCosts:
    """What each day costs whatever happens: people, energy, holding, overheads."""

    def __init__(self, clock: Clock, bank: Bank, stocks: dict[str, Stock], floor: Floor) -> None:
        """Look at stocks, stations and people at each midnight."""
        self.clock, self.bank, self.stocks = clock, bank, stocks
        self.stations, self.people = floor.stations, floor.people
        self._accruals: dict[str, Accrual] = {}
        self._worked: dict[str, int] = {}
        books = bank.books
        self._energy = books.kind("energy", "cash", "production")
        self._overheads = books.kind("overheads", "cash", "overheads")
        self._overflow = books.kind("holding", "cash", "inventory")

    def adopt(self, scenario: Scenario) -> None:
        """Take what holds from now on."""
        self.scenario = scenario

    def close_day(self) -> None:
        """At midnight: book the day that is over."""
        self._wages()
        self._energy_used()
        self._holding()
        finance = self.scenario.operations.finance
        self.bank.pay(self._overheads, self._accrual("overheads").whole(finance.overheads, 7))

    def _accrual(self, name: str) -> Accrual:
        return self._accruals.setdefault(name, Accrual())

    def _wages(self) -> None:
        production = self.scenario.production
        for name, crew in {"repair crew": production.repair_crew, **_called(production.crews)}.items():
            if crew.people is not None and crew.wage:
                self._pay_wages(name, crew.people * crew.wage, crew.shift, "maintenance")
        for team_id, team in self.scenario.operations.teams.items():
            self._pay_wages(f"team {team_id}", team.people * team.wage, team.shift, team.books_to)
            self._pay_extra(team_id, team)

    def _pay_extra(self, team_id: str, team: Team) -> None:
        """Pay overtime with its premium, and take back the wages of those who were absent without pay."""
        late_ms, absent_ms = self.people.settle(team_id)
        kind = self.bank.books.kind("wages", "cash", team.books_to)
        if late_ms:
            cents = late_ms * team.wage * (PPM + ppm(team.overtime.premium))
            self.bank.pay(kind, self._accrual(f"overtime of {team_id}").whole(cents, MS_PER_HOUR * PPM))
        if absent_ms and not team.absence_paid:
            self.bank.pay(kind, -self._accrual(f"absence in {team_id}").whole(absent_ms * team.wage, MS_PER_HOUR))

    def _pay_wages(self, name: str, cents_per_hour: int, shift: str, function: str) -> None:
        now = self.clock.now_ms
        hours_ms = calendar(self.scenario, shift, paid=True).open_ms(now - MS_PER_DAY, now)
        kind = self.bank.books.kind("wages", "cash", function)
        self.bank.pay(kind, self._accrual(name).whole(cents_per_hour * hours_ms, MS_PER_HOUR))

    def _energy_used(self) -> None:
        price = self.scenario.operations.finance.energy_price
        for station_id, station in self.stations.items():
            watts = round(self.scenario.production.stations[station_id].power_kw * 1000)
            worked = station.worked_ms - self._worked.get(station_id, 0)
            self._worked[station_id] = station.worked_ms
            if watts and price:
                cents = self._accrual(f"energy {station_id}").whole(worked * watts * price, MS_PER_HOUR * 1000)
                self.bank.pay(self._energy, cents)

    def _holding(self) -> None:
        units = 0
        for item, stock in self.stocks.items():
            units += stock.on_hand
            spec = stock.spec
            if spec is None or not (spec.holding or spec.holding_per_unit):
                continue
            yearly = stock.value * ppm(spec.holding) + stock.on_hand * spec.holding_per_unit * PPM
            kind = self.bank.books.kind("holding", "cash", "inventory", item)
            self.bank.pay(kind, self._accrual(f"holding {item}").whole(yearly, PPM * DAYS_PER_YEAR))
        storage = self.scenario.operations.storage
        if storage.places is not None:
            self.bank.pay(self._overflow, max(units - storage.places, 0) * storage.overflow_cost)


def _called(crews: dict[str, RepairCrew]) -> dict[str, RepairCrew]:
    """Return crews by what their wages are accrued under."""
    return {f"crew {skill}": crew for skill, crew in crews.items()}


def book_tax(clock: Clock, books: Books, rate: float) -> None:
    """At the end of the run, book the tax on the profit before tax; a loss pays none."""
    tax = tax_on(-books.balance(*PROFIT_AND_LOSS), rate)
    if tax:
        books.post(clock.now_ms, books.kind(*TAX), tax)


def tax_on(profit_cents: int, rate: float) -> int:
    """Return the tax on a profit, in whole cents; a loss pays none."""
    return max(profit_cents, 0) * ppm(rate) // PPM


#: What tax is booked as: debit, credit, function, item.
TAX = ("tax", "tax_due", "finance", "")
#: Every account of the income statement before tax.
PROFIT_AND_LOSS = (
    "sales", "discounts", "seconds", "cost_of_goods", "scrap", "wages", "training", "energy", "maintenance", "quality",
    "adjustments", "rework", "downgrades", "freight", "order_costs", "holding", "depreciation", "overheads", "interest",
    "interest_income", "warranty", "refunds", "loan_fees", "disposal",
)  # fmt: skip
