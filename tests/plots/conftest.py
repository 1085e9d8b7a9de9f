"""Runs to be drawn: a real one, one whose author gave things hostile names, and ones with impossible numbers."""

from __future__ import annotations

from typing import Any

import pytest

import opsim

SHOP = """\
opsim: 1
id: shop
title: TITLE
currency: CURR
clock: {start: 2026-01-05, horizon: 6 weeks, warm_up: 1 week}
materials: {wax: {title: TITLE}}
products: {candle: {title: TITLE, price: 12, materials: {wax: 2}, routing: [{station: bench, time: 9 min}]}}
production:
  stations: {bench: {title: TITLE, machines: 2, power_kw: 3}}
  lot_size: {candle: 10}
operations:
  market: {candle: {arrivals: "poisson(300) per week"}}
  orders: {promise: 8 h, late_discount: 9 % per day}
  inventory:
    candle: {policy: s-S, s: 10, S: 60, opening: 20}
    wax: {policy: r-Q, r: 200, Q: 400, opening: 300}
  purchasing: {wax: {mill: {price: 1.5, order_cost: 20, lead_time: "gamma(mean=3, sd=2) days"}}}
  finance: {opening_cash: 9000, credit_line: 5000, overheads: 700, energy_price: 0.3}
"""

HOSTILE = (
    "$\\frac{1}{0}$",
    "$$$",
    "\\mathrm{",
    "<img src=file:///etc/passwd>",
    "a\tb",
    "漢字かな 🕯",
    "x" * 200,
    "%s{0}&&_^",
)


def shop(title: str = "Candle", currency: str = "EUR", **changes: Any) -> Any:
    """Return one run of the shop."""
    text = SHOP.replace("TITLE", yaml_text(title)).replace("CURR", yaml_text(currency))
    return opsim.simulate(opsim.read(text).revised(changes))


def yaml_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if "\t" not in text else '"' + text.replace("\t", "\\t") + '"'


class Odd:
    """A run in which some things are as no simulation would have them."""

    def __init__(self, run: Any, **instead: Any) -> None:
        self._run, self._instead = run, instead

    def __getattr__(self, name: str) -> Any:
        instead = self.__dict__["_instead"]
        return instead[name] if name in instead else getattr(self.__dict__["_run"], name)


@pytest.fixture(scope="session")
def run() -> Any:
    return shop()


@pytest.fixture(scope="session")
def other() -> Any:
    return shop(**{"production.stations.bench.machines": 1})


@pytest.fixture(scope="session")
def nothing() -> Any:
    """A run in which nobody comes and nothing moves."""
    changes = {"operations.market.candle.arrivals": "never", "operations.finance.overheads": 0}
    stocks = {f"operations.inventory.{item}.opening": 0 for item in ("candle", "wax")}
    levels = {"operations.inventory.candle.s": -1, "operations.inventory.wax.r": -1}
    return shop(**changes, **stocks, **levels)
