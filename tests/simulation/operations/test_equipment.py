"""Machines that are bought and sold while the firm runs; times in hours, money in the currency."""

from __future__ import annotations

import pytest

from opsim.ledgers.history import tables
from opsim.simulation.firm import Firm
from opsim.simulation.kernel.clock import Clock

HOUR = 3_600_000
YEAR = 365 * 24
#: Three chairs of four hours wait for one saw; a second one costs 1,000.
SAW = """
clock: {horizon: 100 h}
products: {chair: {routing: [{station: saw, time: 4 h}]}}
production: {stations: {saw: {price: 1000, salvage: 100, life: 10 years}}}
operations:
  market: {chair: {arrivals: every 10 h, size: 3}}
  finance: {opening_cash: 5000}
"""
SECOND = (20 * HOUR, "production.stations.saw.machines", 2)


def machines(run):
    table = run.history.tables["machines"]
    return [
        (bought / HOUR, None if sold < 0 else sold / HOUR)
        for bought, sold in zip(table["bought"].tolist(), table["sold"].tolist(), strict=True)
    ]


def test_a_machine_is_paid_at_once_and_comes_after_delivery_and_installation(shop, play, paid):
    scenario = shop(SAW, "{production: {stations: {saw: {delivery: 24 h, installation: 6 h}}}}")
    run = play(scenario, [SECOND])
    assert machines(run) == [(0, None), (50, None)]
    assert [entry for entry in paid(run, "equipment", per=HOUR) if entry[1] > 0] == [(0, 1000), (20, 1000)]


def test_a_machine_that_is_not_wanted_any_more_is_sold_when_it_comes(shop, play):
    scenario = shop(SAW, "production: {stations: {saw: {delivery: 24 h}}}")
    run = play(scenario, [SECOND, (30 * HOUR, "production.stations.saw.machines", 1)])
    assert machines(run) == [(0, 46), (44, None)]  # the old one finishes its lot, then goes


def test_a_new_machine_works_slower_at_first(shop, play):
    scenario = shop(SAW, "{production: {stations: {saw: {ramp_up: 40 h, ramp_from: 50 %}}}}")
    run = play(scenario, [SECOND])
    done = run.operations
    second = done["machine"] == 1
    lengths = ((done["end"] - done["start"])[second] / HOUR).tolist()
    assert lengths[0] == 8  # at 20 h, at half its pace
    assert lengths == sorted(lengths, reverse=True)
    assert 4 in lengths


def test_the_longer_the_delivery_the_longer_the_orders_take(shop, play):
    chance = "{products: {chair: {routing: [{station: saw, time: exponential(4) h}]}}, clock: {horizon: 20 days}}"

    def lead_h(changes, seed):
        saw = {f"production.stations.saw.{key}": value for key, value in changes.items()}
        return play(shop(SAW, chance).revised(saw), [SECOND], seed=seed).kpis["flow.lead_time_h"]

    for seed in range(4):
        assert lead_h({}, seed) < lead_h({"delivery": "5 days"}, seed) < lead_h({"delivery": "10 days"}, seed)
        assert lead_h({}, seed) < lead_h({"ramp_up": "8 days", "ramp_from": 0.3}, seed)


def test_what_a_machine_brings_falls_with_its_age(shop, play, paid):
    scenario = shop(SAW, f"clock: {{horizon: {3 * YEAR} h}}").revised({"production.stations.saw.loses_per_year": 0.2})
    scenario = scenario.revised({"operations.market.chair.arrivals": "never"})
    for years, price in ((1, 800), (2, 640)):
        run = play(scenario, [(years * YEAR * HOUR, "production.stations.saw.machines", 1), SECOND])
        received = [amount for at, amount in paid(run, "cash", per=HOUR) if at == years * YEAR and amount > 0]
        assert received == [pytest.approx(price, abs=2)]


def test_it_brings_no_less_than_the_resale_value(shop, play, paid):
    scenario = shop(SAW, "clock: {horizon: 100 h}").revised({"production.stations.saw.loses_per_year": 1.0})
    run = play(scenario, [SECOND, (50 * HOUR, "production.stations.saw.machines", 1)])
    assert (50, 100) in paid(run, "cash", per=HOUR)


def test_capital_tied_up_is_equipment_and_what_is_on_the_floor(shop, play):
    run = play(shop(SAW, "operations: {market: {chair: {arrivals: never}}}"), [SECOND])
    assert run.kpis["finance.capital_in_production"] == pytest.approx(1000 + 0.8 * 1000, rel=1e-3)


def test_when_a_machine_is_run_in_its_station_goes_the_short_way_again(shop):
    clock = Clock()
    firm = Firm(shop(SAW, "{production: {stations: {saw: {ramp_up: 40 h}}}}"), clock, tables(), 1, 0)
    saw = firm.floor.stations["saw"]
    open_at = []
    for at in (1, 10, 40, 42):
        if at == 10:
            firm.adopt(firm.scenario.revised({"production.stations.saw.machines": 2}))
        clock.run_to(at * HOUR, lambda: None)
        open_at.append(saw.open_way)
    assert open_at == [True, False, False, True]  # the second machine comes at 1 h and has its full pace at 41 h
