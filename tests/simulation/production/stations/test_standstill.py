"""A floor on which nothing can move any more is told of at the end of the run."""

from __future__ import annotations

import pytest

#: A chair every ten minutes; the saw needs two people, of whom there is one.
LONELY = """
clock: {horizon: 5 days, shifts: {monday: {days: mon, from: "00:00", to: "00:14"}}}
production: {stations: {saw: {operators: {skill: hands, count: 2}}}}
operations: {teams: {hands: {people: 1, wage: 0}}}
"""
#: The oven waits for three chairs, of which two are wanted.
OVEN = """
clock: {horizon: 5 days}
products: {chair: {routing: [{station: saw, time: 4 min}, {station: dry, time: 1 h, per: lot}]}}
production: {stations: {dry: {oven: {minimum: 3, maximum: 5}}}}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory: {chair: {policy: base-stock, S: 2}}
"""


def test_lots_that_still_come_do_not_hide_it(shop, play):
    run = play(shop(LONELY))
    assert run.partial == "nobody has worked on the floor since day 0.0: 720 lots at 'saw' for people"
    assert run.history.end_ms == 5 * 86_400_000  # the rest of the firm went on all the same


def test_a_load_that_never_gets_full_is_told(shop, play):
    assert play(shop(OVEN)).partial == "nobody has worked on the floor since day 0.0: 2 lots at 'dry' for a full load"


def test_a_plan_that_waits_for_work_that_does_not_come_is_told(shop, play):
    scenario = shop(OVEN).revised({"production.plan": {"saw": ["2/1", "0/1"]}})
    told = "nobody has worked on the floor since day 0.0: 2 lots at 'saw' for what their plan has next"
    assert play(scenario).partial == told


def test_a_night_at_the_end_does_not_hide_it(shop, play):
    days = {"days": "mon-fri", "from": "08:00", "to": "16:00"}
    changes = {"clock.shifts.monday": days, "clock.horizon": "7 days", "production.stations.saw.shift": "monday"}
    assert play(shop(LONELY).revised(changes)).partial.endswith("1008 lots at 'saw' for people")


@pytest.mark.parametrize(
    ("play_of", "changes"),
    [
        (LONELY, {"operations.teams.hands.people": 2}),
        (LONELY, {"production.stations.saw.shift": "monday"}),  # it rests
        (LONELY, {"operations.market.chair.arrivals": "every 115 h"}),  # the chair has only waited for 5 hours
        (OVEN, {"production.stations.dry.oven.minimum": 2}),
        (OVEN, {"production.stations.dry.oven.wait_limit": "2 days"}),
        (OVEN, {"operations.market.chair.arrivals": "every 28 h", "operations.orders.mode": "to-order",
                "clock.horizon": "166 h"}),  # two more loads come about as late as the first
        (OVEN, {"production.stations.saw.failures": {"time_between": "3 min", "repair": "30 days"}}),  # it is repaired
    ],
)
def test_nothing_is_said_while_there_is_hope(shop, play, play_of, changes):
    assert not play(shop(play_of).revised(changes)).partial
