"""What it all came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import DELIVERED
from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import NONE, ratio, window_of
from opsim.results.money.balances import ASSETS, EXPENSES
from opsim.units import YEAR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def money(run: Run) -> dict[str, float]:
    """Return revenue, cost, profit, cash and return, in the currency."""
    books = run.money
    revenue = -books.balance("sales", "discounts", "seconds")
    earned = -books.balance("interest_income")
    cost = books.balance(*EXPENSES)
    goods = books.balance("cost_of_goods")
    profit = revenue + earned - cost
    figures = {
        "finance.revenue": revenue / 100,
        "finance.total_cost": cost / 100,
        "finance.profit": profit / 100,
        "finance.margin": ratio(revenue - goods, revenue),
        "finance.cash_end": books.balance("cash") / 100,
        "finance.lowest_cash": books.lowest("cash") / 100,
        "finance.roi": _return(run, profit),
        "finance.capital_in_production": _in_production(run),
        "quality.cost": sum(line.cents for line in run.cost_of_quality) / 100,
    }
    return figures | _unit_costs(run)


def _return(run: Run, profit: int) -> float:
    """Return the profit per year over the mean of opening and closing assets."""
    if not run.history.end_ms:
        return NONE
    assets = run.money.until(0, *ASSETS) + run.money.balance(*ASSETS)
    return ratio(profit * YEAR_MS / run.history.end_ms, assets / 2)


def _in_production(run: Run) -> float:
    """Return the mean capital tied up in production, in the currency; none where nothing is made."""
    if not run.scenario.production.stations:
        return NONE
    return run.money.mean(*window_of(run), "equipment", "wip", "inventory_materials") / 100


def _unit_costs(run: Run) -> dict[str, float]:
    """Return what the goods of the delivered orders have cost, per unit."""
    orders, names = Reader(run.history.tables["orders"]), run.history.names.items
    units, cents = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
    for product, each, status in orders.parts("product", "units", "status"):
        delivered = status == DELIVERED
        units += sums_by(product[delivered], each[delivered], len(names))
    goods = np.array([kind[0] == "cost_of_goods" for kind in run.money.kinds], np.bool_)
    for kind, subject, cost in run.money.table.parts("kind", "subject", "cents"):
        posted = np.flatnonzero(goods[kind])
        order = subject[posted]
        done = orders["status"][order] == DELIVERED
        cents += sums_by(orders["product"][order[done]], cost[posted[done]], len(names))
    return {
        f"finance.unit_cost.{name}": ratio(int(cents[item]) / 100, int(units[item]))
        for item, name in enumerate(names)
        if name in run.scenario.products
    }
