"""Failures, repairs and maintenance; times in minutes unless a play says otherwise."""

from __future__ import annotations

HOUR = 3_600_000


def test_a_machine_fails_while_it_works_and_then_goes_on(shop, play, tell, balance):
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 12 min}]}}
        production: {stations: {saw: {failures: {time_between: 5 min, repair: 2 min, cost: 50}}}}
        operations: {market: {chair: {arrivals: every 30 min}}}
    """)
    )  # 5 of work, 2 of repair, 5 of work, 2 of repair, 2 of work
    assert tell(run.operations, "start", "end") == [(30, 46)]
    assert tell(run.stops, "start", "served", "end", "kind") == [(35, 35, 37, 0), (42, 42, 44, 0)]
    assert balance(run, "maintenance") == 100


def test_a_machine_that_only_ages_while_it_works_never_fails_idle(shop, play, tell):
    run = play(shop("production: {stations: {saw: {failures: {time_between: 21 min, repair: 2 min}}}}"))
    assert len(run.stops) == 0  # five chairs are 20 minutes of work


CALENDAR = """
clock: {horizon: 44 min}
production: {stations: {saw: {failures: {time_between: 20 min, repair: 5 min, clock: calendar}}}}
operations: {market: {chair: {arrivals: every 9 min}}}
"""


def test_a_calendar_failure_interrupts_work(shop, play, tell):
    run = play(shop(CALENDAR))
    assert tell(run.stops, "start", "end") == [(20, 25)]
    assert tell(run.operations, "start", "end") == [(9, 13), (18, 27), (27, 31), (36, 40)]


def test_a_calendar_failure_strikes_an_idle_machine(shop, play, tell):
    run = play(shop(CALENDAR).revised({"production.stations.saw.failures.time_between": "15 min"}))
    assert tell(run.stops, "start", "end") == [(15, 20), (35, 40)]
    assert tell(run.operations, "start", "end") == [(9, 13), (20, 24), (27, 31), (40, 44)]


def test_a_calendar_failure_strikes_a_blocked_machine(shop, play, tell):
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 2 min}, {station: pack, time: 10 min}]}}
        production:
          stations:
            saw: {failures: {time_between: 38 min, repair: 6 min, clock: calendar}}
            pack: {buffer: 0}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
    """)
    )  # the second lot moves on at 42 as if nothing had happened, the third is sawn after the repair
    assert tell(run.stops, "start", "end") == [(38, 44)]
    assert tell(run._table("blocked"), "start", "end") == [(34, 42), (46, 52)]
    assert tell(run.operations, "start", "end") == [(30, 32), (32, 34), (32, 42), (44, 46), (42, 52), (52, 59)]


def test_a_calendar_failure_does_not_hit_a_machine_in_maintenance(shop, play, tell):
    run = play(
        shop("""
        production:
          stations: {saw: {failures: {time_between: 16 min, repair: 5 min, clock: calendar}}}
          maintenance: {saw: {policy: age, every: 4 min, duration: 8 min}}
        operations: {market: {chair: {arrivals: every 30 min}}}
    """)
    )  # idle at 16: repaired until 21, due again at 37 while in maintenance (34 to 42), which makes it as new
    assert tell(run.stops, "kind", "start", "end") == [(0, 16, 21), (1, 34, 42), (0, 58, 59)]


TWO_MACHINES = """
products:
  chair: {routing: [{station: saw, time: 10 min}]}
  stool: {price: 50, routing: [{station: sand, time: 10 min}]}
production:
  stations:
    saw: {failures: {time_between: 5 min, repair: 4 min}}
    sand: {failures: {time_between: 5 min, repair: 4 min}}
  repair_crew: {people: 1}
operations: {market: {chair: {arrivals: every 30 min}, stool: {arrivals: every 30 min}}}
"""


def test_a_crew_of_one_serves_two_machines_in_turn(shop, play, tell):
    run = play(shop(TWO_MACHINES))
    assert tell(run.stops, "machine", "start", "served", "end") == [(0, 35, 35, 39), (1, 35, 39, 43)]
    assert tell(run.operations, "start", "end") == [(30, 44), (30, 48)]


def test_a_crew_of_two_serves_them_at_once(shop, play, tell):
    run = play(shop(TWO_MACHINES).revised({"production.repair_crew.people": 2}))
    assert tell(run.stops, "start", "served", "end") == [(35, 35, 39), (35, 35, 39)]


def test_a_new_repairer_takes_the_machine_that_waits(shop, play, tell):
    run = play(shop(TWO_MACHINES), decisions=[(37 * 60_000, "production.repair_crew.people", 2)])
    assert tell(run.stops, "start", "served", "end") == [(35, 35, 39), (35, 37, 41)]


def test_a_crew_that_sleeps_comes_in_the_morning_and_pauses_at_night(shop, play, tell):
    run = play(
        shop("""
        clock: {horizon: 60 h, shifts: {day: {days: mon-sun, from: "08:00", to: "16:00"}}}
        products: {chair: {routing: [{station: saw, time: 4 h}]}}
        production:
          stations: {saw: {failures: {time_between: 2 h, repair: 9 h}}}
          repair_crew: {shift: day}
        operations: {market: {chair: {arrivals: every 17 h}, }}
    """),
        until=58 * HOUR,
    )  # fails on Monday at 19:00; repaired Tuesday 8:00 to 16:00 and one hour on Wednesday
    assert tell(run.stops, "start", "served", "end", per=HOUR)[0] == (19, 32, 57)


def test_maintenance_comes_between_two_lots_once_it_is_due(shop, play, tell, balance):
    run = play(
        shop("""
        production: {maintenance: {saw: {policy: age, every: 7 min, duration: 3 min, cost: 40}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
    """)
    )  # two chairs are 8 minutes of work
    assert tell(run.operations, "start", "end") == [(30, 34), (34, 38), (41, 45)]
    assert tell(run.stops, "kind", "start", "end") == [(1, 38, 41)]
    assert balance(run, "maintenance") == 40


def test_a_machine_run_to_failure_is_not_maintained(shop, play):
    run = play(shop("production: {maintenance: {saw: {policy: run-to-failure, every: 7 min, duration: 3 min}}}"))
    assert len(run.stops) == 0


def test_maintenance_puts_failure_off(shop, play, tell):
    scenario = shop("""
        production:
          stations: {saw: {failures: {time_between: 10 min, repair: 30 min}}}
          maintenance: {saw: {policy: age, every: 8 min, duration: 1 min}}
    """)
    assert tell(play(scenario).stops, "kind", "start", "end") == [(1, 24, 25), (1, 44, 45)]
    neglected = scenario.revised({"production.maintenance.saw.policy": "run-to-failure"})
    assert tell(play(neglected).stops, "kind", "start", "end") == [(0, 32, 59)]
