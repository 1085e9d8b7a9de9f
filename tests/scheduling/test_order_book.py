"""What is open at a time, as a planner sees it: a joinery that can be followed by hand. It opens at 8 on Monday."""

from __future__ import annotations

import pytest

import opsim
from opsim.errors import InputError
from opsim.ledgers.history import Decision
from opsim.scheduling.dispatching import dispatched
from opsim.scheduling.execution import executed
from opsim.scheduling.order_book import order_book
from opsim.scheduling.plan import plan_text, read_plan, save_plan, sequences
from opsim.scheduling.schedule import Solution, faults

from .conftest import DAY, HOUR, MINUTE

#: Two chairs take an hour at the saw and twenty minutes of paint; the booth changes over from light to dark.
JOINERY = """
opsim: 1
id: joinery
title: Joinery
clock: {start: 2026-01-05, horizon: 5 days, shifts: {day: {days: mon-fri, from: "08:00", to: "16:00"}}}
materials: {oak: {}}
products:
  chair:
    price: 100
    family: light
    routing: [{station: saw, time: 30 min}, {station: paint, time: 10 min}]
  stool:
    price: 80
    family: dark
    materials: {oak: 1}
    routing: [{station: saw, time: 30 min}, {station: paint, time: 10 min}]
production:
  stations:
    saw: {shift: day}
    paint: {shift: day, set_up: {light: {dark: 15 min}, dark: {light: 20 min}}}
  lot_size: {chair: 2, stool: 1}
operations:
  market: {chair: {arrivals: never}}
  inventory:
    chair: {policy: base-stock, S: 4, cover: 1 day}
    stool: {policy: base-stock, S: 1, cover: 2 days}
    oak: {policy: base-stock, S: 1, opening: 1}
  purchasing: {oak: {mill: {price: 1, lead_time: 1 day}}}
  finance: {opening_cash: 1000}
"""


@pytest.fixture
def book_at():
    def taken(at_ms, changes=None, decisions=()):
        return order_book(opsim.read(JOINERY).revised(changes or {}), at_ms, decisions=decisions)

    return taken


def lots(book):
    """Return lot, first step, and hour at which it is ready, of every job."""
    rows = zip(book.problem.jobs, book.tickets, strict=True)
    return [(ticket.lot.text, ticket.first_step, job.release / HOUR) for job, ticket in rows]


def solved(book):
    schedule = dispatched(book.problem, "fifo")
    assert faults(schedule) == []
    return Solution(schedule, "makespan", 0, "rule fifo", 0.0)


def test_at_the_start_everything_is_open(book_at):
    book = book_at(0)
    assert lots(book) == [("0.1", 0, 0), ("0.2", 0, 0), ("1.1", 0, 0)]
    assert [job.due // DAY for job in book.problem.jobs] == [1, 1, 2]
    assert [operation.work // MINUTE for operation in book.problem.jobs[0].operations] == [60, 20]
    assert book.in_hand == ()


def test_in_the_morning_one_lot_is_done_one_in_hand_and_one_waits(book_at):
    """At 9:30 the first two chairs are painted, the next two stand at the saw until 10, the stool waits for it."""
    book = book_at(9 * HOUR + 30 * MINUTE)
    assert lots(book) == [("0.2", 1, 10), ("1.1", 0, 9.5)]
    assert [(busy.lot.text, busy.station, busy.start // HOUR, busy.end // HOUR) for busy in book.in_hand] == [
        ("0.2", "saw", 9, 10)
    ]
    bars = [(it.start / MINUTE - 600, it.end / MINUTE - 600, it.station) for it in solved(book).schedule.operations]
    assert bars == [(0, 20, "paint"), (0, 30, "saw"), (30, 55, "paint")]  # with a change-over of 15 min


def test_the_plan_names_orders_and_steps_in_the_order_of_work(book_at):
    book = book_at(9 * HOUR + 30 * MINUTE)
    assert sequences(book, solved(book)) == {"saw": ["1/1"], "paint": ["0/2", "1/2"]}


def test_a_lot_is_expected_now_when_it_takes_longer_than_it_should(book_at):
    """The saw began at 8 with two hours of work; since half past, one would have expected twenty minutes."""
    sooner = Decision(8 * HOUR + 30 * MINUTE, "products.chair.routing.0.time", "10 min")
    book = book_at(9 * HOUR, {"products.chair.routing.0.time": "60 min"}, (sooner,))
    assert [(busy.start // HOUR, busy.end / HOUR) for busy in book.in_hand] == [(8, 9)]
    assert lots(book)[0] == ("0.1", 1, 9)


def test_orders_that_wait_for_a_card_are_open_too(book_at):
    book = book_at(9 * HOUR + 30 * MINUTE, {"production.release.rule": "conwip", "production.release.limit": 1})
    assert lots(book) == [("0.2", 1, 10 + 1 / 3), ("1.1", 0, 9.5)]  # the second card was free at 9:20
    assert [ticket.is_released for ticket in book.tickets] == [True, False]


def test_orders_that_wait_for_material_are_ready_when_it_was_promised(book_at):
    book = book_at(8 * HOUR, {"operations.inventory.oak.opening": 0})
    assert lots(book)[-1] == ("1.1", 0, 24)
    assert not book.tickets[-1].is_released


def test_a_machine_that_is_down_comes_back_after_the_expected_repair(book_at):
    failures = {"time_between": "90 min", "repair": "uniform(60, 120) min", "clock": "operating"}
    book = book_at(10 * HOUR, {"production.stations.saw.failures": failures})
    saw = book.problem.station["saw"].machines[0]
    assert saw.free_from == 11 * HOUR + 30 * MINUTE  # broke at 9:30, 90 min of repair, and half an hour of work is left
    assert saw.is_manned


def test_decisions_and_shocks_until_then_hold_in_the_book(book_at):
    decisions = (
        Decision(HOUR, "products.chair.routing.0.time", "40 min"),
        Decision(DAY, "production.lot_size.chair", 1),
    )
    book = book_at(HOUR, decisions=decisions)
    assert book.problem.jobs[0].operations[0].work == 80 * MINUTE
    assert lots(book) == [("0.1", 0, 1), ("0.2", 0, 1), ("1.1", 0, 1)]
    assert book.scenario.production.lot_size["chair"] == 2


def test_rework_is_a_lot_of_its_own(book_at):
    spoilt = {
        "products.chair.routing.1.defects": 1,
        "production.quality.inspection": {"paint": {"plan": "all"}},
        "production.quality.on_defect.rework_at": "saw",
    }
    book = book_at(9 * HOUR + 30 * MINUTE, spoilt)
    assert ("0.r1", 0, 9.5) in lots(book)
    assert book.tickets[[it.lot.text for it in book.tickets].index("0.r1")].units == 2


@pytest.mark.parametrize(
    ("at", "said"), [(4 * DAY, "no work is open at 4 days"), (6 * DAY, "after the end of the run")]
)
def test_a_time_without_open_work_is_refused(book_at, at, said):
    with pytest.raises(InputError, match=said):
        book_at(at)


def test_by_default_the_book_is_taken_when_the_warm_up_ends():
    scenario = opsim.read(JOINERY).revised({"clock.warm_up": "9 h"})
    assert order_book(scenario).problem.start == 9 * HOUR


def test_the_floor_does_what_a_plan_by_its_own_rule_says(book_at):
    """Times are constant and both go first come first served, so the plan comes true to the millisecond."""
    for at in (0, 8 * HOUR, 9 * HOUR + 30 * MINUTE):
        book = book_at(at)
        solution = solved(book)
        planned = {
            (
                book.tickets[it.job].lot,
                book.tickets[it.job].first_step + it.step,
                it.station,
                it.machine,
                it.start,
                it.end,
            )
            for it in solution.schedule.operations
        }
        scenario = opsim.read(JOINERY)
        done = {
            (it.lot, it.step, it.station, it.machine, it.start, it.end)
            for it in executed(scenario, book, solution)
            if (it.lot, it.step) not in {(busy.lot, busy.step) for busy in book.in_hand}
        }
        assert planned == done


def test_a_saved_plan_is_read_back_and_says_what_it_is(book_at, tmp_path):
    book = book_at(9 * HOUR + 30 * MINUTE)
    solution, file = solved(book), tmp_path / "plan.yaml"
    save_plan(book, solution, file)
    assert read_plan(file) == sequences(book, solution)
    assert file.read_text(encoding="utf-8") == plan_text(book, solution)
    stool = '{job: 1, lot: 1, product: stool, step: 1, machine: 1, start: "2026-01-05 10:00:00", end: '
    assert f'- {stool}"2026-01-05 10:30:00"}}\n' in plan_text(book, solution)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stations: {}", "is no plan"),
        ("opsim-plan: 1", "a section 'stations'"),
        ("opsim-plan: 1\nstations: {saw: [7]}", "saw: '7' names no job and step"),
        ("opsim-plan: 1\nstations: {saw: [{job: 1, step: 0}]}", "names no job and step"),
        ("opsim-plan: [", "not readable as YAML"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path, text, said):
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_plan(file)


def test_names_that_yaml_would_take_for_something_else_are_quoted(book_at, tmp_path):
    book = order_book(opsim.read(JOINERY.replace("stool", "no").replace("saw", "on")), 0)
    save_plan(book, solved(book), tmp_path / "plan.yaml")
    assert set(read_plan(tmp_path / "plan.yaml")) == {"on", "paint"}
    assert '  "on":\n' in plan_text(book, solved(book))


def test_of_a_displaced_lot_only_the_rest_is_left(book_at):
    """A stool in light paint comes at 9:15 and takes the saw from the chairs, which have had an hour and a quarter."""
    changes = {
        "production.stations.saw.preempt": "resume", "production.dispatch.saw": "priority",
        "products.chair.priority": 2, "products.chair.routing.0.time": "60 min",
        "operations.inventory.stool.S": 0, "operations.inventory.oak.opening": 9,
    }  # fmt: skip
    comes = [Decision(9 * HOUR + 15 * MINUTE, "operations.inventory.stool.S", 1)]
    book = book_at(9 * HOUR + 30 * MINUTE, changes, comes)
    jobs = zip(book.problem.jobs, book.tickets, strict=True)
    displaced = next(job for job, ticket in jobs if ticket.product == "chair" and ticket.first_step == 0)
    assert displaced.operations[0].work == 45 * MINUTE  # of two hours for two chairs
    assert [busy.product for busy in book.in_hand] == ["stool"]
    later = book_at(10 * HOUR, changes, comes)  # the chairs are back at the saw since 9:45
    assert [(busy.product, busy.end) for busy in later.in_hand] == [("chair", 10 * HOUR + 30 * MINUTE)]
