from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from opsim.results.run import Run

KINDS = [
    ("cash", "equity", "finance", ""),
    ("inventory_materials", "payables", "purchasing", "wood"),
    ("payables", "cash", "finance", ""),
    ("cost_of_goods", "inventory_materials", "purchasing", "chair"),
    ("cash", "sales", "market", ""),
    ("discounts", "cash", "market", ""),
    ("wages", "cash", "production", ""),
    ("memo_lost_margin", "memo_lost", "market", ""),
]


def posted(*entries: tuple[int, int, int]) -> list[dict[str, int]]:
    return [{"time": time, "kind": kind, "cents": cents, "subject": 0} for time, kind, cents in entries]


@pytest.fixture
def trade(play: SimpleNamespace) -> Run:
    """1,000 paid in; wood for 300, of which 200 goes into a chair sold at 500 less 50; wages 100; 80 of margin lost."""
    order = {"product": 0, "arrived": 10, "due": 20, "supplied": 60, "shipped": 60, "delivered": 60, "status": 1,
             "price": 500, "discount": 50}  # fmt: skip
    lost = {"product": 0, "arrived": 30, "due": 40, "status": 2, "price": 500}
    money = posted((0, 0, 1000), (10, 1, 300), (20, 2, 300), (60, 3, 200), (60, 4, 500), (60, 5, 50), (90, 6, 100))
    money += [{"time": 30, "kind": 7, "cents": 80, "subject": 1}]
    money.sort(key=lambda entry: entry["time"])
    return play.run(kinds=KINDS, money=money, orders=[order, lost])


def amounts(statement: list[object]) -> dict[str, int]:
    return {line.title: line.cents for line in statement if line.cents}  # type: ignore[attr-defined]


def test_the_income_statement_adds_up(trade: Run) -> None:
    assert amounts(trade.income_statement) == {
        "Sales": 500, "Discounts for lateness": -50, "Revenue": 450, "Cost of goods sold (materials)": -200,
        "Gross margin": 250, "Wages": -100, "Operating result": 150, "Profit before tax": 150, "Profit": 150,
    }  # fmt: skip


def test_the_balance_sheet_balances(trade: Run) -> None:
    lines = amounts(trade.balance_sheet)
    assert (lines["Cash"], lines["Materials"], lines["Total assets"]) == (1050, 100, 1150)
    assert (lines["Paid in by the owners"], lines["Profit of the run"]) == (1000, 150)
    assert lines["Total liabilities and equity"] == lines["Total assets"]


def test_the_cash_flow_statement_ends_with_the_cash(trade: Run) -> None:
    assert amounts(trade.cash_flow) == {
        "Received from customers": 450, "Paid to suppliers": -300, "Wages": -100, "Cash from operations": 50,
        "Paid in by the owners": 1000, "Cash from financing": 1000, "Cash at the end": 1050,
    }  # fmt: skip


def test_cash_over_time_is_that_after_each_instant(trade: Run) -> None:
    times, cents = trade.cash()
    assert (times.tolist(), cents.tolist()) == ([0, 20, 60, 90], [1000, 700, 1150, 1050])


def test_money_figures(trade: Run) -> None:
    kpis = trade.kpis
    assert (kpis["finance.revenue"], kpis["finance.total_cost"], kpis["finance.profit"]) == (4.5, 3.0, 1.5)
    assert (kpis["finance.cash_end"], kpis["finance.lowest_cash"]) == (10.5, 7.0)
    assert kpis["finance.margin"] == pytest.approx(250 / 450)
    assert kpis["finance.unit_cost.chair"] == 2.0
    assert kpis["finance.roi"] == pytest.approx(150 * 365 * 86_400_000 / 1000 / 1075)


def test_cost_by_function(trade: Run) -> None:
    assert {function: cents for function, cents in trade.cost_by_function.items() if cents} == {
        "purchasing": 200, "production": 100,
    }  # fmt: skip


def test_what_lateness_cost_belongs_to_those_who_caused_it(trade: Run) -> None:
    # nothing was ever ordered for either customer: inventory bears the discount of 50 and the lost margin of 80
    assert {function: cents for function, cents in trade.late_cost_by_function.items() if cents} == {"inventory": 130}


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "test-lab"])
def test_cost_of_lateness_is_shared_out_to_the_cent(name: str, simulated: Callable[..., Run]) -> None:
    run = simulated(name)
    lost = -run.money.balance("memo_lost")
    assert sum(run.late_cost_by_function.values()) == lost + run.money.balance("discounts")
