"""Working hours, held against a grid of minutes that a person could tick off."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsim.errors import ScenarioError
from opsim.scenario.shifts import ClosedDays, Shift
from opsim.simulation.kernel.calendar import ALWAYS, Calendar, calendar, calendar_of, calendar_of_skill
from opsim.simulation.kernel.clock import FOREVER

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK_MIN = 7 * 24 * 60


@pytest.fixture
def hours(shop):
    """Working hours as a scenario writes them; the run starts on a Monday unless it says otherwise."""

    def written(shifts, start="2026-01-05"):
        return calendar(shop(f"clock: {{start: {start}, shifts: {{day: {shifts}}}}}"), "day")

    return written


@pytest.fixture
def office(hours):
    return hours('{days: mon-fri, from: "08:00", to: "16:00"}')


def windows_in_hours(calendar):
    return [(start / HOUR, end / HOUR) for start, end in calendar.windows]


def test_a_week_of_an_office(office):
    assert windows_in_hours(office) == [(8, 16), (32, 40), (56, 64), (80, 88), (104, 112)]
    assert office.open_per_week_ms == 40 * HOUR


def test_a_run_that_starts_on_a_friday_has_its_weekend_first(hours):
    calendar = hours('{days: mon-fri, from: "08:00", to: "16:00"}', start="2026-01-09")
    assert windows_in_hours(calendar)[:2] == [(8, 16), (80, 88)]


def test_a_night_shift_goes_past_midnight_and_past_the_end_of_the_week(hours):
    night = hours('{days: "sat, sun", from: "22:00", to: "06:00"}')
    assert windows_in_hours(night) == [(0, 6), (142, 150), (166, 168)]
    assert night.closes_at(7 * DAY - HOUR) == 7 * DAY + 6 * HOUR


def test_two_shifts_of_one_name_are_joined_where_they_touch(hours):
    two = hours('[{days: mon, from: "06:00", to: "14:00"}, {days: mon, from: "14:00", to: "22:00"}]')
    assert windows_in_hours(two) == [(6, 22)]


def test_work_that_does_not_fit_into_the_shift_goes_on_the_next_morning(office):
    assert office.finish(15 * HOUR, 2 * HOUR) == 33 * HOUR  # Monday 15:00 + 2 h of work = Tuesday 09:00
    assert office.finish(15 * HOUR, HOUR) == 16 * HOUR  # just done when the shift ends
    assert office.finish(4 * DAY + 15 * HOUR, 2 * HOUR) == 7 * DAY + 9 * HOUR  # over the weekend
    assert office.finish(20 * HOUR, 0) == 32 * HOUR


def test_work_of_whole_weeks_ends_with_a_shift(office):
    assert office.finish(8 * HOUR, 40 * HOUR) == 4 * DAY + 16 * HOUR
    assert office.finish(8 * HOUR, 80 * HOUR) == 11 * DAY + 16 * HOUR


def test_the_door_opens_and_closes(office):
    assert [office.opens_at(at * HOUR) / HOUR for at in (0, 8, 12, 16, 112)] == [8, 8, 12, 32, 176]
    assert [office.closes_at(at * HOUR) / HOUR for at in (0, 8, 12, 16)] == [0, 16, 16, 16]


def test_always_never_closes():
    assert [ALWAYS.closes_at(5), ALWAYS.opens_at(5), ALWAYS.finish(5, 7), ALWAYS.open_ms(5, 9)] == [FOREVER, 5, 12, 4]
    assert [edge.tolist() for edge in ALWAYS.open_intervals(5, 9)] == [[5], [9]]


def test_hours_that_never_come():
    never = Calendar([])
    assert [never.opens_at(5), never.finish(5, 7), never.open_ms(0, DAY)] == [FOREVER, FOREVER, 0]
    assert [edge.tolist() for edge in never.open_intervals(0, DAY)] == [[], []]


def test_a_station_works_when_it_and_its_people_are_there(shop):
    scenario = shop("""
        clock:
          shifts:
            early: {days: mon-sun, from: "06:00", to: "14:00"}
            late: {days: mon-sun, from: "12:00", to: "20:00"}
        production: {stations: {saw: {shift: early, operators: {skill: wood}}}}
        operations: {teams: {ann: {skill: wood, wage: 20, shift: late}, bob: {skill: wood, wage: 20, shift: late}}}
    """)
    assert windows_in_hours(calendar_of(scenario, "saw"))[:2] == [(12, 14), (36, 38)]
    assert calendar_of_skill(scenario, "wood").open_per_week_ms == 7 * 8 * HOUR


def test_a_break_divides_a_shift(hours):
    pauses = '[{at: "12:00", for: 30 min}, {at: "09:00", for: 15 min}]'
    day = hours(f'{{days: mon, from: "06:00", to: "14:30", breaks: {pauses}}}')
    assert windows_in_hours(day) == [(6, 9), (9.25, 12), (12.5, 14.5)]
    assert day.finish(8 * HOUR, 2 * HOUR) == 10.25 * HOUR
    assert day.closes_at(10 * HOUR) == 12 * HOUR
    assert day.opens_at(12 * HOUR) == 12.5 * HOUR


def test_the_breaks_of_a_night_shift_lie_on_the_next_day(hours):
    pauses = '[{at: "23:45", for: 30 min}, {at: "03:00", for: 1 h}]'
    night = hours(f'{{days: sun, from: "22:00", to: "06:00", breaks: {pauses}}}')
    assert windows_in_hours(night) == [(0.25, 3), (4, 6), (166, 167.75)]


def test_a_break_is_open_where_another_shift_of_the_name_works(hours):
    relay = hours("""[{days: mon, from: "06:00", to: "14:00", breaks: [{at: "10:00", for: 30 min}]},
                      {days: mon, from: "10:00", to: "18:00", breaks: [{at: "13:00", for: 30 min}]}]""")
    assert windows_in_hours(relay) == [(6, 18)]


def test_paid_hours_count_paid_breaks_and_paid_holidays(shop):
    scenario = shop("""
        clock:
          start: 2026-01-05
          closed: [{from: 2026-01-06, paid: true}, {from: 2026-01-08, to: 2026-01-09}]
          shifts:
            day: {days: mon-fri, from: "08:00", to: "16:30",
                  breaks: [{at: "10:00", for: 15 min, paid: true}, {at: "12:00", for: 30 min}]}
    """)
    works, pays = calendar(scenario, "day"), calendar(scenario, "day", paid=True)
    assert [works.open_ms(day * DAY, (day + 1) * DAY) / HOUR for day in range(5)] == [7.75, 0, 7.75, 0, 0]
    assert [pays.open_ms(day * DAY, (day + 1) * DAY) / HOUR for day in range(5)] == [8, 8, 8, 0, 0]
    assert works.open_ms(0, 14 * DAY) / HOUR == 7 * 7.75


def test_nothing_opens_on_closed_days_and_work_goes_on_after_them(shop):
    clock = """{start: 2026-01-05, closed: [{from: 2026-01-06, to: 2026-01-07}, {from: 2025-12-24, to: 2026-01-01}],
                shifts: {day: {days: mon-sun, from: "08:00", to: "16:00"}}}"""
    scenario = shop(f"clock: {clock}")
    day = calendar(scenario, "day")
    assert day.finish(15 * HOUR, 2 * HOUR) == 3 * DAY + 9 * HOUR
    assert day.opens_at(DAY + 9 * HOUR) == 3 * DAY + 8 * HOUR
    assert day.closes_at(DAY + 9 * HOUR) == DAY + 9 * HOUR
    assert not day.always
    assert calendar(scenario, "always").finish(DAY, HOUR) == DAY + HOUR


def test_an_open_door_closes_at_the_midnight_before_closed_days(hours, shop):
    clock = '{closed: [{from: 2026-01-06}], shifts: {day: {days: mon-sun, from: "00:00", to: "24:00"}}}'
    whole_days = calendar(shop(f"clock: {clock}"), "day")
    assert whole_days.closes_at(HOUR) == DAY
    assert whole_days.closes_at(3 * DAY) == FOREVER
    assert whole_days.finish(HOUR, DAY) == 2 * DAY + HOUR
    assert [edge.tolist() for edge in whole_days.open_intervals(0, 3 * DAY)] == [[0, 2 * DAY], [DAY, 3 * DAY]]


def test_hours_shared_by_two_keep_the_closed_days_of_both(shop):
    clock = '{closed: [{from: 2026-01-06}], shifts: {day: {days: mon-sun, from: "08:00", to: "16:00"}}}'
    day = calendar(shop(f"clock: {clock}"), "day")
    for both in (day.both(ALWAYS), ALWAYS.both(day), day.both(day)):
        assert [both.open_ms(at * DAY, (at + 1) * DAY) / HOUR for at in range(3)] == [8, 0, 8]


@pytest.mark.parametrize(
    ("breaks", "fault"),
    [
        ('{at: "05:00", for: 30 min}', "not within the shift"),
        ('{at: "15:45", for: 30 min}', "not within the shift"),
        ('{at: "10:00", for: 30 min}, {at: "10:15", for: 30 min}', "two breaks overlap"),
        ('{at: "08:00", for: 8 h}', "only 0 h of work is left"),
    ],
)
def test_breaks_that_make_no_sense_are_refused(hours, breaks, fault):
    with pytest.raises(ScenarioError, match=rf"clock.shifts.day.breaks: .*{fault}"):
        hours(f'{{days: mon, from: "08:00", to: "16:00", breaks: [{breaks}]}}')


def test_closed_days_run_forward(shop):
    with pytest.raises(ScenarioError, match=r"clock.closed.0.to: the last day is before the first"):
        shop("clock: {closed: [{from: 2026-01-06, to: 2026-01-05}]}")


@st.composite
def calendars(draw):
    """Some shifts with breaks, on any days, over midnight or not, and the minutes of a week at which one is open."""
    windows, grid = [], np.zeros(WEEK_MIN, bool)
    for _ in range(draw(st.integers(1, 3))):
        days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True))
        start = draw(st.integers(0, 1439))
        length = draw(st.sampled_from([1, 30, 480, 1439]) | st.integers(1, 1439))
        end = start + length if start + length <= 1440 else start + length - 1440
        edges = sorted(draw(st.sets(st.integers(1, length - 1), max_size=4))) if length > 1 else []
        breaks = list(zip(edges[::2], edges[1::2], strict=False))
        works = np.ones(length, bool)
        for begin, over in breaks:
            works[begin:over] = False
        for day in days:
            grid[(day * 1440 + start + np.arange(length)[works]) % WEEK_MIN] = True
        pauses = [((start + begin) % 1440, over - begin) for begin, over in breaks]
        windows.append({"days": days, "from": start, "to": end, "breaks": pauses})
    return windows, grid


#: The first closed day and how many there are, counted from the first day of the run.
CLOSED = st.lists(st.tuples(st.integers(-3, 27), st.integers(1, 9)), max_size=3)


@pytest.fixture(scope="module")
def week_of(shop):
    """Working hours from shifts and closed days as a file would have them."""
    scenario, names = shop(), ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

    def clock_time(minute):
        return f"{minute // 60:02}:{minute % 60:02}"

    def built(windows, closed):
        shifts = [
            Shift.model_validate({
                "days": ", ".join(names[day] for day in window["days"]),
                "from": clock_time(window["from"]),
                "to": clock_time(window["to"]),
                "breaks": [{"at": clock_time(at), "for": f"{lasts} min"} for at, lasts in window["breaks"]],
            })
            for window in windows
        ]  # fmt: skip
        first = scenario.clock.start
        days_off = [
            ClosedDays.model_validate({"from": first + timedelta(day), "to": first + timedelta(day + count - 1)})
            for day, count in closed
        ]
        clock = scenario.clock.model_copy(update={"shifts": {"day": shifts}, "closed": days_off})
        return calendar(scenario.model_copy(update={"clock": clock}), "day")

    return built


@settings(max_examples=250, deadline=None)
@given(calendars(), CLOSED, st.integers(0, 2 * WEEK_MIN - 1), st.integers(1, 2 * WEEK_MIN))
def test_all_questions_to_a_calendar_agree_with_a_grid_of_minutes(week_of, drawn, closed, at, minutes):
    windows, week = drawn
    calendar, grid = week_of(windows, closed), np.tile(week, 10)
    for day, count in closed:
        grid[max(day, 0) * 1440 : max(day + count, 0) * 1440] = False
    done, since = np.concatenate([[0], np.cumsum(grid)]), np.cumsum(grid)
    work = min(minutes, int(week.sum()))

    assert calendar.open_per_week_ms == week.sum() * MINUTE
    assert calendar.opens_at(at * MINUTE) == (at + int(np.argmax(grid[at:]))) * MINUTE
    assert calendar.open_ms(at * MINUTE, (at + minutes) * MINUTE) == (done[at + minutes] - done[at]) * MINUTE
    finished = int(np.searchsorted(since, done[at] + work)) + 1  # the minute after which that much work is done
    assert calendar.finish(at * MINUTE, work * MINUTE) == finished * MINUTE
    assert calendar.finish(at * MINUTE, 0) == calendar.opens_at(at * MINUTE)
    if not grid[at]:
        assert calendar.closes_at(at * MINUTE) == at * MINUTE
    elif not grid[at:].all():
        assert calendar.closes_at(at * MINUTE) == (at + int(np.argmin(grid[at:]))) * MINUTE
    else:
        assert calendar.closes_at(at * MINUTE) == FOREVER

    covered = np.zeros(len(grid), bool)
    starts, ends = calendar.open_intervals(at * MINUTE, (at + minutes) * MINUTE)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        covered[start // MINUTE : end // MINUTE] = True
    assert (covered[at : at + minutes] == grid[at : at + minutes]).all()
    assert not covered[:at].any()
    assert not covered[at + minutes :].any()
    assert (starts[1:] > ends[:-1]).all()
