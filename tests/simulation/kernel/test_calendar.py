"""Working hours, held against a grid of minutes that a person could tick off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsim.scenario.firm import Shift
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


@st.composite
def calendars(draw):
    """Some shifts, on any days, over midnight or not, and the minutes of a week at which one of them is open."""
    windows, grid = [], np.zeros(WEEK_MIN, bool)
    for _ in range(draw(st.integers(1, 3))):
        days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True))
        start = draw(st.integers(0, 1439))
        length = draw(st.sampled_from([1, 30, 480, 1439]) | st.integers(1, 1439))
        end = start + length if start + length <= 1440 else start + length - 1440
        for day in days:
            grid[(day * 1440 + start + np.arange(length)) % WEEK_MIN] = True
        windows.append({"days": days, "from": start, "to": end})
    return windows, grid


@pytest.fixture(scope="module")
def week_of(shop):
    """Working hours from shifts as a file would have them."""
    scenario, names = shop(), ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

    def built(windows):
        shifts = [
            Shift.model_validate({
                "days": ", ".join(names[day] for day in window["days"]),
                "from": f"{window['from'] // 60:02}:{window['from'] % 60:02}",
                "to": f"{window['to'] // 60:02}:{window['to'] % 60:02}",
            })
            for window in windows
        ]  # fmt: skip
        clock = scenario.clock.model_copy(update={"shifts": {"day": shifts}})
        return calendar(scenario.model_copy(update={"clock": clock}), "day")

    return built


@settings(max_examples=150, deadline=None)
@given(calendars(), st.integers(0, 2 * WEEK_MIN - 1), st.integers(1, 2 * WEEK_MIN))
def test_all_questions_to_a_calendar_agree_with_a_grid_of_minutes(week_of, drawn, at, minutes):
    windows, week = drawn
    calendar, grid = week_of(windows), np.tile(week, 4)
    done, since = np.concatenate([[0], np.cumsum(grid)]), np.cumsum(grid)
    work = min(minutes, int(week.sum()))

    assert calendar.open_per_week_ms == week.sum() * MINUTE
    assert calendar.opens_at(at * MINUTE) == (at + int(np.argmax(grid[at:]))) * MINUTE
    assert calendar.open_ms(at * MINUTE, (at + minutes) * MINUTE) == (done[at + minutes] - done[at]) * MINUTE
    finished = int(np.searchsorted(since, done[at] + work)) + 1  # the minute after which that much work is done
    assert calendar.finish(at * MINUTE, work * MINUTE) == finished * MINUTE
    if not grid[at]:
        assert calendar.closes_at(at * MINUTE) == at * MINUTE
    elif not week.all():
        assert calendar.closes_at(at * MINUTE) == (at + int(np.argmin(grid[at:]))) * MINUTE

    covered = np.zeros(len(grid), bool)
    starts, ends = calendar.open_intervals(at * MINUTE, (at + minutes) * MINUTE)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        covered[start // MINUTE : end // MINUTE] = True
    assert (covered[at : at + minutes] == grid[at : at + minutes]).all()
    assert not covered[:at].any()
    assert not covered[at + minutes :].any()
    assert (starts[1:] > ends[:-1]).all()
