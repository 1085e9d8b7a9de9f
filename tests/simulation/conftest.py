"""Little plays: tiny firms written as scenario texts, with constant times, so that a person can check every number.

`shop("...")` makes one product to order on one machine; `store("...")` buys one product and sells it from stock. The
text of a play says only what is special about it: it is laid over the base text, section by section. A play is run with
`play(scenario)`, which also checks every invariant; `tell(table, columns...)` lists rows, with times in minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest
from ruamel.yaml import YAML

import opsim
from opsim.ledgers.history import TABLES

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: One customer every 10 minutes; a chair takes 4 minutes on the only saw.
SHOP = """
opsim: 1
id: play
title: A play
clock: {start: 2026-01-05, horizon: 59 min}
products:
  chair: {price: 100, routing: [{station: saw, time: 4 min}]}
production: {stations: {saw: {machines: 1}}}
operations:
  market: {chair: {arrivals: every 10 min}}
  orders: {mode: to-order}
"""

#: One customer a day takes one lamp; the maker delivers two days after an order.
STORE = """
opsim: 1
id: play
title: A play
kind: distributor
clock: {start: 2026-01-05, horizon: 10 days}
products: {lamp: {price: 50}}
operations:
  market: {lamp: {arrivals: every 1 day}}
  inventory: {lamp: {policy: base-stock, S: 5, opening: 5}}
  purchasing: {lamp: {maker: {price: 20, lead_time: 2 days}}}
  finance: {opening_cash: 1000}
"""

#: Columns that hold cents, and those that hold a time in ms.
AMOUNTS = frozenset({"cents", "price", "discount"})
TIMES = (
    frozenset(
        column for columns in TABLES.values() for column, code in columns.items() if code == "q" and column != "actual"
    )
    - AMOUNTS | {"short_from"}
)
#: Columns of ids that are told in words.
IDS = frozenset({"product", "item", "station", "supplier", "status"})


def laid_over(base: Any, changes: Any) -> Any:
    """Return `base` with `changes` put in, section by section; lists and plain values are replaced."""
    if not (isinstance(base, dict) and isinstance(changes, dict)):
        return changes
    merged = dict(base)
    for key, value in changes.items():
        merged[key] = laid_over(merged[key], value) if key in merged else value
    return merged


def written(base: str, changes: tuple[str, ...]) -> opsim.Scenario:
    """Read the scenario that results from laying texts over another, one after the other."""
    yaml = YAML(typ="safe", pure=True)
    merged = reduce(laid_over, (yaml.load(text) or {} for text in (base, *changes)))
    return opsim.read(json.dumps(merged, default=str))


@pytest.fixture(scope="session")
def shop() -> Callable[..., opsim.Scenario]:
    """Write a small shop that makes to order."""
    return lambda *changes: written(SHOP, changes)


@pytest.fixture(scope="session")
def store() -> Callable[..., opsim.Scenario]:
    """Write a small store that sells from stock."""
    return lambda *changes: written(STORE, changes)


@pytest.fixture(scope="session")
def play() -> Callable[..., opsim.Run]:
    """Run a scenario, and see to it that every invariant holds."""
    return opsim.simulate


@pytest.fixture(scope="session")
def tell() -> Callable[..., list[Any]]:
    """List the rows of a table: times in minutes (or `per` another unit, in ms), None for what has not happened."""

    def rows(table: Any, *columns: str, per: int = MINUTE) -> list[Any]:
        found = [[_shown(column, value, per) for value in _values(table, column)] for column in columns]
        return found[0] if len(found) == 1 else list(zip(*found, strict=True))

    return rows


def _values(table: Any, column: str) -> list[Any]:
    return table.words(column) if column in IDS else table[column].tolist()


def _shown(column: str, value: Any, per: int) -> Any:
    if column in TIMES:
        return None if value == -1 else value / per
    return value / 100 if column in AMOUNTS else value


@pytest.fixture(scope="session")
def paid() -> Callable[[opsim.Run, str], list[tuple[float, float]]]:
    """List the postings to an account: (day, debit or -credit in whole currency)."""

    def postings(run: opsim.Run, account: str, per: int = DAY) -> list[tuple[float, float]]:
        columns, kinds = run.history.tables["money"], run.history.names.kinds
        found = []
        for time, cents, kind in zip(*(columns[name].tolist() for name in ("time", "cents", "kind")), strict=True):
            sign = (kinds[kind][0] == account) - (kinds[kind][1] == account)
            if sign:
                found.append((time / per, sign * cents / 100))
        return found

    return postings


@pytest.fixture(scope="session")
def balance() -> Callable[[opsim.Run, str], float]:
    """Return debits less credits of an account over the run, in whole currency."""
    return lambda run, account: run.money.balance(account) / 100
