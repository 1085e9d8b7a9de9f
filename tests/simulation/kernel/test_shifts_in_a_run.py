"""What breaks and closed days do to work and wages, on a shop of one saw."""

from __future__ import annotations

HOUR = 60

SHOP = """
clock:
  start: 2026-01-05
  horizon: 3 days
  closed: [{from: 2026-01-06, paid: PAID}]
  shifts:
    day: {days: mon-fri, from: "08:00", to: "16:30",
          breaks: [{at: "10:00", for: 15 min, paid: true}, {at: "12:00", for: 30 min}]}
products: {chair: {price: 100, routing: [{station: saw, time: 4 h}]}}
production: {stations: {saw: {machines: 1, shift: day, operators: {skill: wood}}}}
operations:
  market: {chair: {arrivals: every 12 h}}
  teams: {wood: {people: 2, wage: 30, shift: day}}
"""


def test_work_stops_in_the_break_and_on_the_closed_day(shop, play, tell):
    run = play(shop(SHOP.replace("PAID", "false")))
    # The order of Monday noon waits for the end of the break; that of midnight waits over the closed Tuesday and is
    # worked on from 8:00 to 10:00, from 10:15 to 12:00 and from 12:30 to 12:45 on Wednesday.
    assert tell(run.operations, "start", "end")[:2] == [(12.5 * HOUR, 16.5 * HOUR), (56 * HOUR, 60.75 * HOUR)]


def test_wages_are_paid_for_paid_breaks_and_paid_holidays(shop, play, paid):
    assert paid(play(shop(SHOP.replace("PAID", "false"))), "wages") == [(1, 480), (3, 480)]
    assert paid(play(shop(SHOP.replace("PAID", "true"))), "wages") == [(1, 480), (2, 480), (3, 480)]
