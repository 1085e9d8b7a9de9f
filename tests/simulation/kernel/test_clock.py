"""The clock: whole milliseconds, never backwards, never stuck, and it can be watched, halted and cancelled."""

from __future__ import annotations

import math
import time

import pytest

from opsim.errors import Cancelled, ModelError
from opsim.simulation.kernel.clock import LAST, MOST_EVENTS_AT_AN_INSTANT, URGENT, Alarm, Clock, Halted, watch


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def heard(clock):
    """What has rung so far; `heard(name, at)` lets something ring."""

    class Heard(list):
        def __call__(self, name, at_ms, **how):
            clock.call_at(at_ms, lambda: self.append((name, clock.now_ms)), name, **how)

    return Heard()


def quietly():
    """Nobody watches."""


def test_what_is_set_first_for_an_instant_rings_first(clock, heard):
    heard("tea", 20)
    heard("egg", 10)
    heard("toast", 20)
    clock.run_to(100, quietly)
    assert heard == [("egg", 10), ("tea", 20), ("toast", 20)]


def test_the_urgent_rings_before_the_normal_before_the_last(clock, heard):
    heard("broom", 10, priority=LAST)
    heard("work", 10)
    heard("alarm", 10, priority=URGENT)
    clock.run_to(10, quietly)
    assert [name for name, _ in heard] == ["alarm", "work", "broom"]


def test_the_end_itself_belongs_to_the_run(clock, heard):
    heard("bell at the end", 50)
    heard("bell after the end", 51)
    clock.run_to(50, quietly)
    assert heard == [("bell at the end", 50)]
    assert clock.now_ms == clock.now == 50


def test_an_alarm_rings_is_set_again_and_rings_again(clock):
    heard, alarm = [], Alarm(clock, "kettle")

    def ring(kettle):
        heard.append(clock.now_ms)
        if clock.now_ms < 30:
            clock.set_alarm(kettle, clock.now_ms + 10, [ring])

    clock.set_alarm(alarm, 10, [ring])
    clock.run_to(100, quietly)
    assert heard == [10, 20, 30]


def test_a_rhythm_asks_for_its_period_each_time(clock):
    heard, periods = [], iter([5, 7, 1000])
    clock.every(3, lambda: next(periods), lambda: heard.append(clock.now_ms), "drum")
    clock.run_to(100, quietly)
    assert heard == [3, 8, 15]


@pytest.mark.parametrize("at", [9, -1, math.nan, math.inf, 10.0, 20.5, True, None, "20"], ids=repr)
def test_the_past_and_what_is_no_whole_number_are_refused(clock, at):
    clock.run_to(10, quietly)
    with pytest.raises(ModelError, match=r"kettle: cannot ring at .* ms, the time is 10 ms"):
        clock.set_alarm(Alarm(clock, "kettle"), at, [])


def test_a_halted_run_ends_once_everything_of_that_instant_has_happened(clock, heard):
    clock.call_at(10, lambda: clock.halt("the roof fell in"), "roof")
    heard("dust", 10)
    heard("silence", 11)
    with pytest.raises(Halted, match="the roof fell in"):
        clock.run_to(100, quietly)
    assert heard == [("dust", 10)]


def test_events_are_counted(clock, heard):
    for at in (1, 2, 3, 500):
        heard("tick", at)
    assert clock.events == 0
    clock.run_to(100, quietly)
    assert clock.events == 4  # three ticks and the end of the run


def test_time_that_stands_still_is_stopped_within_two_seconds_and_named(clock):
    clock.call_at(5, quietly, "a breath")
    clock.every(7, lambda: 0, quietly, "the spinning wheel")
    began = time.process_time()
    with pytest.raises(ModelError, match=r"time stands still at 0.00 h: .* by the spinning wheel; give at least one"):
        clock.run_to(100, quietly)
    assert time.process_time() - began < 2


def test_the_wheels_that_spin_together_are_all_named(clock):
    for name in ("one wheel", "another wheel"):
        clock.every(7, lambda: 0, quietly, name)
    with pytest.raises(ModelError, match="one wheel") as stopped:
        clock.run_to(100, quietly)
    assert "another wheel" in str(stopped.value)


def test_a_hundred_thousand_orders_at_time_0_pass(clock):
    heard = []
    for _ in range(100_000):
        clock.call_at(0, lambda: heard.append(None), "an order")
    clock.run_to(1, quietly)
    assert len(heard) == 100_000 < MOST_EVENTS_AT_AN_INSTANT


def test_progress_is_told_while_it_runs(clock):
    told = []
    clock.every(0, lambda: 1, quietly, "tick")
    clock.run_to(20_000, watch(clock, 20_000, told.append, None))
    assert told == sorted(told)
    assert [round(share, 2) for share in told] == [0.25, 0.5, 0.75, 1.0]


def test_a_run_that_shall_stop_is_cancelled_within_a_burst(clock):
    clock.every(0, lambda: 1, quietly, "tick")
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        clock.run_to(10**9, watch(clock, 10**9, None, lambda: next(answers)))
    assert clock.now_ms == pytest.approx(15_000, abs=2)


def test_processes_of_simpy_run_on_the_same_agenda(clock):
    heard = []

    def worker(name, gap):
        for _ in range(2):
            yield clock.timeout(gap)
            heard.append((name, clock.now_ms))

    clock.process(worker("saw", 10))
    clock.process(worker("paint", 15))
    clock.call_at(10, lambda: heard.append(("bell", clock.now_ms)), "bell", URGENT)
    assert clock.peek() == 0
    clock.step()
    clock.run_to(100, quietly)
    assert heard == [("bell", 10), ("saw", 10), ("paint", 15), ("saw", 20), ("paint", 30)]


def test_an_event_of_simpy_rings_after_what_is_urgent_and_before_what_is_last(clock):
    heard = []
    event = clock.event()
    event.callbacks.append(lambda _: heard.append("event"))
    clock.call_at(0, lambda: heard.append("last"), "last", LAST)
    event.succeed()
    clock.call_at(0, lambda: heard.append("urgent"), "urgent", URGENT)
    clock.run_to(1, quietly)
    assert heard == ["urgent", "event", "last"]


def test_a_process_that_fails_is_not_passed_over(clock):
    def breaks():
        yield clock.timeout(5)
        raise ZeroDivisionError

    clock.process(breaks())
    with pytest.raises(ZeroDivisionError):
        clock.run_to(100, quietly)


def test_more_is_due_while_something_else_happens_at_this_instant(clock):
    told = []
    clock.call_at(10, lambda: told.append(clock.more_is_due), "first")
    clock.call_at(10, lambda: told.append(clock.more_is_due), "second")
    clock.run_to(100, quietly)
    assert told == [True, False]
