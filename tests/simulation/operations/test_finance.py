"""Money: terms, interest, the costs of a day, machines, tax and the end of a firm. Times in days."""

from __future__ import annotations

from opsim.results.money.balances import EXPENSES, INCOME
from opsim.simulation.operations.finance import PROFIT_AND_LOSS

DAY = 86_400_000
#: Nobody buys anything: only what costs money by itself.
QUIET = """
operations:
  market: {lamp: {arrivals: never}}
  inventory: {lamp: {S: 0, opening: 0}}
"""


def test_customers_pay_on_terms_on_the_first_midnight_after(store, play, paid):
    run = play(store("clock: {horizon: 5 days}").revised({"operations.finance.terms_customers": "30 h"}))
    assert paid(run, "receivables") == [(1, 50), (2, 50), (3, -50), (3, 50), (4, -50), (4, 50), (5, -50), (5, 50)]


def test_an_overdraft_costs_interest_on_interest_and_no_cent_is_lost(store, play, paid):
    run = play(store(QUIET).revised({"operations.finance": {"opening_cash": -36_500, "interest": "10 % per year"}}))
    assert paid(run, "interest")[:4] == [(1, 10), (2, 10), (3, 10), (4, 10.01)]


def test_cash_earns_interest(store, play, paid):
    run = play(
        store(QUIET).revised({"operations.finance": {"opening_cash": 36_500, "interest_on_cash": "10 % per year"}})
    )
    assert paid(run, "interest_income")[:4] == [(1, -10), (2, -10), (3, -10), (4, -10.01)]


LOAN = {"amount": 1000, "limit": 2000, "interest": 0.365, "fee": 0.02}


def test_a_loan_is_drawn_with_a_fee_and_grows_by_its_interest(store, play, paid):
    run = play(store(QUIET + "clock: {horizon: 2 days}").revised({"operations.finance.loan": LOAN}))
    assert paid(run, "loan") == [(0, -1000), (1, -1), (2, -1)]
    assert paid(run, "loan_fees") == [(0, 20)]


def test_a_loan_is_paid_back_with_its_interest(store, play, paid, balance):
    run = play(
        store(QUIET).revised({"operations.finance.loan": LOAN}), [(5 * DAY // 2, "operations.finance.loan.amount", 0)]
    )
    assert paid(run, "loan") == [(0, -1000), (1, -1), (2, -1), (2.5, 1002)]
    assert balance(run, "loan") == 0


def test_part_of_a_loan_is_paid_back(store, play, balance):
    scenario = store(QUIET).revised({"operations.finance.loan": {"amount": 1000, "limit": 2000}})
    run = play(scenario, [(5 * DAY // 2, "operations.finance.loan.amount", 400)])
    assert balance(run, "loan") == -400


def test_people_are_paid_for_the_hours_of_their_shift(store, play, paid):
    run = play(
        store(
            QUIET
            + """
  teams:
    sellers: {people: 2, wage: 10, shift: day, books_to: market}
clock: {shifts: {day: {days: mon-fri, from: "08:00", to: "16:00"}}}
"""
        )
    )
    assert paid(run, "wages") == [(day, 160) for day in (1, 2, 3, 4, 5, 8, 9, 10)]
    assert run.cost_by_function["market"] == 8 * 16_000


def test_a_night_shift_is_paid_by_the_day_on_which_it_falls(store, play, paid):
    run = play(
        store(
            QUIET
            + """
  teams: {guards: {wage: 10, shift: night}}
clock: {horizon: 3 days, shifts: {night: {days: mon, from: "20:00", to: "06:00"}}}
"""
        )
    )
    assert paid(run, "wages") == [(1, 40), (2, 60)]


def test_the_repair_crew_is_paid_as_maintenance(shop, play):
    run = play(shop("clock: {horizon: 1 day}\nproduction: {repair_crew: {people: 2, wage: 5}}"))
    assert run.cost_by_function["maintenance"] == 2 * 5_00 * 24


def test_energy_is_paid_for_the_hours_of_work(shop, play, paid):
    run = play(
        shop("""
        clock: {horizon: 1 day}
        production: {stations: {saw: {power_kw: 6}}}
        operations: {finance: {energy_price: 0.10}}
    """)
    )  # 143 chairs of 4 minutes are 9.5333 h; x 6 kW x 0.10
    assert paid(run, "energy") == [(1, 5.72)]


HOLDING = """
operations:
  market: {lamp: {arrivals: never}}
  inventory: {lamp: {S: 5, opening: 5, opening_cost: 7300}}
clock: {horizon: 2 days}
"""


def test_stock_costs_a_share_of_its_value(store, play, paid):
    run = play(store(HOLDING).revised({"operations.inventory.lamp.holding": "10 % per year"}))
    assert paid(run, "holding") == [(1, 10), (2, 10)]


def test_stock_costs_by_the_unit(store, play, paid):
    run = play(store(HOLDING).revised({"operations.inventory.lamp.holding_per_unit": 73}))
    assert paid(run, "holding") == [(1, 1), (2, 1)]


def test_what_does_not_fit_into_the_store_costs_rent(store, play, paid):
    run = play(store(HOLDING).revised({"operations.storage": {"places": 3, "overflow_cost": 0.5}}))
    assert paid(run, "holding") == [(1, 1), (2, 1)]


def test_overheads_are_spread_over_the_week(store, play, paid):
    run = play(store(QUIET + "clock: {horizon: 3 days}").revised({"operations.finance.overheads": 100}))
    assert paid(run, "overheads") == [(1, 14.28), (2, 14.29), (3, 14.28)]


def test_tax_takes_a_share_of_the_profit(store, play, balance):
    run = play(store().revised({"operations.finance.tax": "30 %"}))  # ten lamps at 50 that cost 20
    assert [balance(run, "tax"), balance(run, "tax_due"), balance(run, "cash")] == [90, -90, 1000 + 500 - 8 * 20]


def test_a_loss_pays_no_tax(store, play, balance):
    run = play(store(QUIET).revised({"operations.finance.tax": "30 %", "operations.finance.overheads": 70}))
    assert balance(run, "tax") == 0


def test_the_bank_closes_a_firm_that_stays_beyond_its_credit_line(store, play):
    scenario = store(QUIET).revised({
        "operations.finance": {"opening_cash": -100, "credit_line": 50, "insolvent_after": "3 days"},
    })  # fmt: skip
    run = play(scenario)
    assert run.partial.startswith(
        "the bank closed the firm on day 3: its account had been beyond the credit line since day 0"
    )
    assert run.history.end_ms == 3 * DAY
    saved = play(scenario, [(5 * DAY // 2, "operations.finance.credit_line", 100)])
    assert not saved.partial


MACHINES = """
clock: {horizon: 12 days}
products: {chair: {routing: [{station: saw, time: 5 h}]}}
production: {stations: {saw: {price: 1000, salvage: 100, life: 10 days}}}
operations: {market: {chair: {arrivals: every 1 day}}}
"""


def test_a_machine_is_written_off_down_to_its_resale_value(shop, play, paid, balance):
    run = play(shop(MACHINES))
    assert paid(run, "depreciation") == [(day, 90) for day in range(1, 11)]
    assert balance(run, "equipment") == 100


def test_old_machines_are_worth_less(shop, play, balance):
    run = play(shop(MACHINES).revised({"operations.finance.equipment_value": 0.5}), until=DAY)
    assert balance(run, "equipment") == 500 - 90


def test_a_machine_is_bought_when_there_is_cash(shop, play, tell, paid):
    scenario = shop(MACHINES).revised({
        "products.chair.price": 300, "production.stations.saw.machines": 2, "production.stations.saw.owned": 1,
    })  # fmt: skip
    run = play(scenario)  # chairs are paid on days 1, 2, 3 and 4 at 5:00; money is looked at on each midnight
    assert tell(run._table("machines"), "bought", "sold", per=DAY) == [(0, None), (5, None)]
    assert [(day, cents) for day, cents in paid(run, "cash") if cents < 0] == [(5, -1000)]


def test_a_machine_that_can_be_paid_is_there_from_the_start(shop, play, tell, balance):
    scenario = shop(MACHINES).revised({
        "production.stations.saw.machines": 2, "production.stations.saw.owned": 0,
        "operations.finance.credit_line": 2000,
    })  # fmt: skip
    run = play(scenario, until=DAY // 2)
    assert tell(run._table("machines"), "bought", per=DAY) == [0, 0]
    assert [balance(run, "cash"), balance(run, "equipment")] == [-2000, 2000]


def test_where_orders_need_cash_the_next_one_is_kept_back(shop, play, tell):
    scenario = shop(MACHINES).revised({
        "production.stations.saw.machines": 2, "production.stations.saw.owned": 1,
        "operations.finance.opening_cash": 1050,
        "materials": {"wood": {}}, "products.chair.materials": {"wood": 1},
        "operations.inventory": {"wood": {"policy": "r-Q", "r": 0, "Q": 10, "opening": 10}},
        "operations.purchasing": {"wood": {"forest": {"price": 6, "lead_time": "1 day"}}},
        "operations.goods_in.only_with_cash": True,
    })  # fmt: skip
    run = play(scenario)  # 60 must stay; the first chair brings 100
    assert tell(run._table("machines"), "bought", per=DAY) == [0, 2]


def test_a_machine_that_is_sold_brings_its_resale_value_and_finishes_its_lot(shop, play, tell, paid):
    scenario = shop(MACHINES).revised({"production.stations.saw.machines": 2, "operations.market.chair.size": 3})
    run = play(scenario, [(DAY + DAY // 24, "production.stations.saw.machines", 1)], until=40 * DAY // 24)
    assert tell(run._table("machines"), "sold", per=DAY // 24) == [29, None]
    assert tell(run.operations, "machine", "start", "end", per=DAY // 24) == [(0, 24, 29), (1, 24, 29), (1, 29, 34)]
    assert paid(run, "disposal") == [(25 / 24, 910 - 100)]
    assert run.station_times["saw"]["idle"] == (24 + 24 + (40 - 34)) * DAY // 24


def test_tax_is_reckoned_on_every_account_of_the_income_statement():
    assert sorted(PROFIT_AND_LOSS) == sorted({*INCOME, *EXPENSES} - {"tax"})
