"""A well-known teaching game, against two independent codes: to the cent without chance, by statistics with it."""

from __future__ import annotations

import numpy as np
import pytest

import opsim

DAY_MS = 86_400_000
B = {
    "operations.market.order.arrivals": "every 0.111 days", "operations.orders.contract": "1",
    "operations.inventory.kit.r": 2100, "operations.inventory.kit.Q": 7200, "clock.horizon": "100 days",
}  # fmt: skip
#: Case -> changes, and what comes of it.
WITHOUT_CHANCE = {
    "W-lf-deterministic-a": ({}, {
        "completed": 396, "revenue": 487100.0, "kit_orders": 5, "kit_spend": 185000.0, "interest": 2421.350478,
        "cash": 304521.3505, "inventory": 0, "in_system": 4, "waiting_for_kits": 0, "rejected": 0,
        "mean_lead_time": 0.4403762626, "max_lead_time": 0.657, "full_price_orders": 360, "kits_in_transit": 3600,
    }),
    "W-lf-deterministic-b": (B, {
        "completed": 886, "revenue": 664500, "kit_orders": 7, "kit_spend": 511000.0, "interest": 2638.993104,
        "cash": 156138.9931, "inventory": 6000, "in_system": 14, "waiting_for_kits": 0, "rejected": 0,
        "mean_lead_time": 1.007677201, "max_lead_time": 1.605, "full_price_orders": 886, "kits_in_transit": 0,
    }),
}  # fmt: skip
#: 12.2 orders a day, each with set-up and 60 kits at every step, over the station's machines.
UTILISATION = {
    "stuffing": 12.2 * (0.02 + 60 * 0.00333) / 3,
    "testing": 12.2 * (0.006 + 60 * 0.00048 + 0.006 + 60 * 0.00062) / 2,
    "tuning": 12.2 * (0.008 + 60 * 0.0011),
}
#: Contract, lead time in days, what the customer pays.
PAID = [
    ("1", 6.9, 750), ("1", 7, 750), ("1", 10.5, 375), ("1", 13.3, 75), ("1", 14, 0),
    ("2", 0.99, 1000), ("2", 1.5, 500), ("2", 2.2, 0),
]  # fmt: skip


def game_end(run):
    """Read from a run what the reference codes count."""
    orders, purchases = run.orders, run.purchases
    done = orders["delivered"] >= 0
    lead_days = (orders["delivered"] - orders["arrived"])[done] / DAY_MS
    return {
        "completed": int(done.sum()),
        "revenue": run.kpis["finance.revenue"],
        "kit_orders": len(purchases),
        "kit_spend": _sum(run, "prepayments", "cash") + _sum(run, "order_costs", "cash"),
        "interest": _sum(run, "cash", "interest_income"),
        "cash": run.kpis["finance.cash_end"],
        "inventory": int(run.stock("kit")[1][-1]),
        "in_system": int((orders["status"] == 0).sum()),
        "waiting_for_kits": len(run.jobs) - len(run.lots),  # an order is one lot
        "rejected": int((orders["status"] == 3).sum()),
        "mean_lead_time": float(lead_days.mean()),
        "max_lead_time": float(lead_days.max()),
        "full_price_orders": int((orders["discount"][done] == 0).sum()),
        "kits_in_transit": int(purchases["units"][purchases["arrived"] < 0].sum()),
    }


def _sum(run, debit, credit):
    kinds = [number for number, kind in enumerate(run.history.names.kinds) if kind[:2] == (debit, credit)]
    return int(run.postings["cents"][np.isin(run.postings["kind"], kinds)].sum()) / 100


@pytest.mark.parametrize("case", WITHOUT_CHANCE)
def test_without_chance_the_game_ends_to_the_cent(scenario, case):
    changes, expected = WITHOUT_CHANCE[case]
    found = game_end(opsim.simulate(scenario("lab", changes)).verify())
    assert found == {name: pytest.approx(value, abs=0.01) for name, value in expected.items()}


#: Firms short of cash: changes; days on which kits are ordered, mean lead time in days, cash at day 50.
SHORT_OF_CASH = [
    (
        {"operations.market.order.arrivals": "every 0.15 days", "operations.inventory.kit.opening": 3000},
        [4.897, 12.716, 21.15, 30.15, 39.15, 48.15], 0.46401212121212126, 163863.24,
    ),
    (
        {
            "operations.market.order.arrivals": "every 0.17 days", "operations.orders.contract": "1",
            "operations.inventory.kit.opening": 2400, "operations.inventory.kit.r": 1200,
            "operations.inventory.kit.Q": 1800,
        },
        [4.817, 10.482, 15.865, 20.67, 24.67, 29.07, 34.17, 39.27, 44.37, 49.47], 1.1865463917525771, 28508.63,
    ),
    (
        {
            "operations.market.order.arrivals": "every 0.09 days", "operations.orders.contract": "1",
            "operations.orders.refuse_above": 20,
            "operations.inventory.kit.r": 3000, "operations.inventory.kit.Q": 7200,
        },
        [11.753, 24.39, 37.89], 2.0598727272727273, 111712.24,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "ordered", "lead_time", "cash"), SHORT_OF_CASH)
def test_kits_that_wait_for_cash_are_ordered_when_it_comes(scenario, changes, ordered, lead_time, cash):
    run = opsim.simulate(scenario("lab", changes)).verify()
    assert (run.purchases["ordered"] / DAY_MS).tolist() == pytest.approx(ordered)
    assert game_end(run)["mean_lead_time"] == pytest.approx(lead_time)
    assert run.kpis["finance.cash_end"] == pytest.approx(cash, abs=0.02)


@pytest.mark.parametrize(("contract", "days", "paid"), PAID)
def test_a_contract_pays_by_the_lead_time(scenario, contract, days, paid):
    changes = {"operations.orders.contract": contract, "products.order.routing.0.time": f"{days} days"}
    run = opsim.simulate(scenario("contract", changes))
    assert run.kpis["finance.revenue"] == paid
    assert run.orders["delivered"][0] - run.orders["arrived"][0] == round(days * DAY_MS)


@pytest.mark.case("W-lf-kits-s")
def test_orders_that_come_at_random_run_out_of_kits(study):
    def delivery(run):
        """Units that customers wait for just before each delivery."""
        arrived = run.purchases["arrived"]
        times, units = run.backlog("kit")
        position = np.searchsorted(times, arrived[arrived >= 0], side="left") - 1
        return np.where(position >= 0, units[position], 0) / 60

    found = study(
        "kits",
        {
            "deliveries too late": lambda run: float((delivery(run) > 0).mean()),
            "orders that wait": lambda run: float(delivery(run).mean()),
            "cycles without shortage": "service.cycle_service_level",
        },
        short=(10, 24_000), full=(20, 96_000), warm_up=0,
    )  # fmt: skip
    found["deliveries too late"].must_be(0.0523282619, within=0.4, pilot=0.004 * 1.5)
    found["orders that wait"].must_be(0.1940785308, within=0.7)
    found["cycles without shortage"].must_be(1 - 0.0523282619, within=0.03)


@pytest.mark.case("W-lf-stochastic-peer")
def test_the_line_of_the_game_with_random_times(study):
    found = study(
        "lab-stochastic",
        {
            "stuffing": "station.utilisation.stuffing",
            "testing": "station.utilisation.testing",
            "tuning": "station.utilisation.tuning",
            "lead time": lambda run: run.kpis["flow.lead_time_h"] / 24,
        },
        short=(12, 300 * 24), full=(60, 485 * 24), warm_up=50 / 485,
    )  # fmt: skip
    found["stuffing"].must_be(UTILISATION["stuffing"], within=0.03)
    found["testing"].must_be(UTILISATION["testing"], within=0.03)
    found["tuning"].must_be(UTILISATION["tuning"], within=0.03)
    found["lead time"].must_be(0.770134106, within=0.15, pilot=0.02087, known_to=0.006914)


def test_the_values_above_are_those_of_the_cases(expected_of):
    for case, (_, expected) in WITHOUT_CHANCE.items():
        assert expected_of(case) == expected
    assert expected_of("W-lf-revenue-s")["revenue"] == [paid for _, _, paid in PAID]
    assert expected_of("W-lf-kits-s")["p_stockout_cycle"] == pytest.approx(0.0523282619)
    assert expected_of("W-lf-stochastic-peer")["utilisation"] == pytest.approx(list(UTILISATION.values()))
