from __future__ import annotations

import pytest

#: Four products are wanted in stock at once, in this order; what differs is time, set-up family and when it is due.
FOUR = """
clock: {horizon: 59 min}
products:
  chair: {family: light, routing: [{station: saw, time: 4 min}]}
  stool: {price: 50, family: dark, routing: [{station: saw, time: 9 min}]}
  lamp: {price: 50, family: dark, routing: [{station: saw, time: 5 min}]}
  table: {price: 50, family: light, routing: [{station: saw, time: 2 min}]}
production: {stations: {saw: {set_up: {light: {dark: 3 min}, dark: {light: 1 min}}}}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory:
    chair: {policy: base-stock, S: 1, cover: 4 days}
    stool: {policy: base-stock, S: 1, cover: 1 day}
    lamp: {policy: base-stock, S: 1, cover: 3 days}
    table: {policy: base-stock, S: 1, cover: 2 days}
"""


@pytest.fixture(scope="session")
def four(shop):
    """A saw in front of which four jobs wait, with a rule by which it takes them."""
    return lambda rule: shop(FOUR).revised({"production.dispatch": {"saw": rule}})


@pytest.fixture(scope="session")
def worked():
    """List what was worked on, in the order of its end: (product, start, end), in minutes."""

    def operations(run, per=60_000):
        products, done = run.lots.words("product"), run.operations
        times = zip(done["lot"].tolist(), done["start"].tolist(), done["end"].tolist(), strict=True)
        return [(products[lot], start / per, end / per) for lot, start, end in times]

    return operations
