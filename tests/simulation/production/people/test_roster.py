"""Shifts, absence, overtime and training of the people at the machines; times in hours."""

from __future__ import annotations

import pytest

HOUR = 3_600_000
#: Six chairs of three hours each wait on the first morning for a saw that is open eight hours a day.
DAY = """
clock: {horizon: 5 days, shifts: {day: {days: mon-sun, from: "08:00", to: "16:00", breaks: [{at: "12:00", for: 1 h}]}}}
products: {chair: {routing: [{station: saw, time: 3 h}]}}
production: {stations: {saw: {operators: {skill: wood}}}}
operations:
  market: {chair: {arrivals: every 8 h, size: 6}}
  orders: {mode: to-order, refuse_above: 1}
  teams: {wood: {people: 1, wage: 10, shift: day}}
"""
OVERTIME = "operations.teams.wood.overtime"


def hours(table, *columns):
    found = [[value / HOUR for value in table[name].tolist()] for name in columns]
    return list(zip(*found, strict=True))


def ends(run):
    return [end for (end,) in hours(run.operations, "end")]


@pytest.fixture
def day(shop):
    """The firm above, with what is special about it."""
    return lambda *changes: shop(DAY, *changes)


def test_a_team_that_wants_to_stay_finishes_sooner(day, play):
    assert ends(play(day()))[:3] == [11, 15, 24 + 10]
    late = play(day().revised({OVERTIME: {"above": 0, "most": "2 h"}}))
    assert ends(late)[:4] == [11, 15, 18, 24 + 11]
    assert hours(late.history.tables["overtime"], "start", "end")[:3] == [(16, 17), (17, 18), (88, 89)]


def test_nobody_stays_for_a_short_queue(day, play):
    run = play(day().revised({OVERTIME: {"above": 4, "most": "2 h"}}))
    assert not len(run.history.tables["overtime"]["start"])
    assert ends(run) == ends(play(day()))


def test_overtime_stops_when_the_queue_is_short_enough(day, play):
    run = play(day().revised({OVERTIME: {"above": 2, "most": "6 h"}}))
    assert hours(run.history.tables["overtime"], "start", "end")[:2] == [(16, 17), (17, 18)]


def test_overtime_is_paid_with_its_premium(day, play, balance):
    plain = balance(play(day()), "wages")
    late = play(day().revised({OVERTIME: {"above": 0, "most": "2 h", "premium": 0.5}}))
    extra = sum(end - start for start, end in hours(late.history.tables["overtime"], "start", "end"))
    assert plain == 5 * 7 * 10
    assert balance(late, "wages") == plain + extra * 10 * 1.5


def test_a_queue_does_not_wait_off_shift_while_people_work_late(day, play):
    run = play(day().revised({OVERTIME: {"above": 0, "most": "2 h"}}))
    story = [(tile.start / HOUR, tile.end / HOUR, tile.cause) for tile in run.lot_story(2)]
    assert story[-1] == (15, 18, "processing")
    assert "station.utilisation.saw" in run.kpis


def test_set_up_in_overtime_ends_when_it_ends(day, play):
    scenario = day("products: {chair: {routing: [{station: saw, time: 1 h, set_up: 2 h}]}}")
    run = play(scenario.revised({OVERTIME: {"above": 0, "most": "3 h"}}))
    assert hours(run.history.tables["set_ups"], "start", "end")[:3] == [(8, 10), (11, 14), (15, 17)]
    assert ends(run)[:3] == [11, 15, 18]


def test_a_machine_that_fails_by_the_calendar_goes_on_in_overtime(day, play):
    failing = day("production: {stations: {saw: {failures: {time_between: 14.5 h, repair: 1 h, clock: calendar}}}}")
    run = play(failing.revised({OVERTIME: {"above": 0, "most": "4 h"}}))
    assert ends(run)[:3] == [11, 16, 19]  # down from 14:30 to 15:30


def test_whoever_is_absent_is_missed_for_a_shift(day, play, balance):
    sick = day().revised({"operations.teams.wood.absence": 1.0})
    run = play(sick)
    assert ends(run) == []
    assert balance(run, "wages") == 5 * 7 * 10
    unpaid = play(sick.revised({"operations.teams.wood.absence_paid": False}))
    assert balance(unpaid, "wages") == 0


def test_people_are_away_before_they_can_do_more(day, play, paid):
    trained = day("""
    operations: {teams: {wood: {people: 2, training: {lasts: 1 day, cost: 300}}}}
    production: {stations: {saw: {machines: 2}}}
    """)
    run = play(trained, [(8 * HOUR, "operations.teams.wood.level", 1.5)])
    # one is trained on Monday, the other, who has finished a chair first, on Tuesday; both are quicker from Wednesday
    assert hours(run.history.tables["staff"], "time") == [(0,), (8,), (56,)]
    assert run.history.tables["staff"]["away"].tolist() == [0, 1, 0]
    done = hours(run.operations, "start", "end")
    assert [end - start for start, end in done if start >= 56][:2] == [2, 2]
    assert paid(run, "training", per=HOUR) == [(8, 300), (32, 300)]


def test_a_new_skill_counts_after_the_training(day, play, worked):
    both = day("""
    clock: {horizon: 4 days}
    products: {stool: {price: 50, routing: [{station: sand, time: 1 h}]}}
    production: {stations: {sand: {operators: {skill: grit}}}}
    operations:
      orders: {refuse_above: 100}
      market: {chair: {arrivals: never}, stool: {arrivals: every 20 h}}
      teams: {wood: {training: {lasts: 1 day}}, sanders: {skill: grit, people: 0, wage: 10, shift: day}}
    """)
    run = play(both, [(9 * HOUR, "operations.teams.wood.skills.grit", 0.5)])
    assert worked(run, HOUR)[0] == ("stool", 33, 35)
    assert play(both).operations["lot"].tolist() == []


def test_training_that_lasts_no_time_counts_at_once(day, play):
    assert ends(play(day(), [(9 * HOUR, "operations.teams.wood.level", 3.0)]))[:2] == [11, 12]


def test_key_figures_of_people_count_hours(day, play):
    run = play(day("clock: {horizon: 3 days}").revised({OVERTIME: {"above": 0, "most": "2 h"}}))
    assert run.kpis["people.overtime_h.wood"] == 2
    assert run.kpis["people.absence.wood"] == 0
    assert run.kpis["people.utilisation.wood"] == pytest.approx(6 * 3 / (3 * 7 + 2))


def test_absence_is_the_share_that_was_drawn(day, play):
    run = play(day("{clock: {horizon: 800 days}, operations: {teams: {wood: {people: 5, absence: 10 %}}}}"))
    assert run.kpis["people.absence.wood"] == pytest.approx(0.1, abs=3.5 * (0.09 / 4000) ** 0.5)


def test_those_who_train_are_not_idle(day, play):
    nothing_to_do = "{operations: {market: {chair: {arrivals: never}}}}"
    scenario = day(nothing_to_do, "{operations: {teams: {wood: {people: 2, training: {lasts: 1 day}}}}}")
    run = play(scenario, [(8 * HOUR, "operations.teams.wood.level", 1.5)])
    assert run.kpis["people.utilisation.wood"] == 0


def test_labour_cost_per_unit_is_wages_over_units(day, play):
    run = play(day())
    assert run.kpis["people.labour_cost_per_unit"] == pytest.approx(5 * 7 * 10 / run.lots["good"].sum())
