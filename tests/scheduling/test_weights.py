"""Plans that count lateness by the weight of the product."""

from __future__ import annotations

import pytest

import opsim
from opsim.errors import InputError
from opsim.scheduling.exact import Search, schedule_exactly
from opsim.scheduling.heuristic import schedule_by_search
from opsim.scheduling.order_book import order_book
from opsim.scheduling.plan import plan_text
from opsim.scheduling.weights import objective_name, weighted_tardiness_ms, whole_weights

from .conftest import HOUR

#: Both are due when the day begins, at 8. The bed takes 3 hours, the stool one: they are late by 5 hours in all, or by
#: 7 if the bed goes first.
BEDS = """
opsim: 1
id: beds
title: Beds
clock: {start: 2026-01-05, horizon: 5 days, shifts: {day: {days: mon-sun, from: "08:00", to: "24:00"}}}
products:
  bed: {price: 100, weight: 1.5, routing: [{station: saw, time: 3 h}]}
  stool: {price: 80, weight: 0.25, routing: [{station: saw, time: 1 h}]}
production: {stations: {saw: {shift: day}}}
operations:
  market: {bed: {arrivals: never}}
  inventory: {bed: {policy: base-stock, S: 1, cover: 8 h}, stool: {policy: base-stock, S: 1, cover: 8 h}}
"""
SOLVERS = {
    "exact": lambda problem: schedule_exactly(problem, "tardiness", Search(workers=1)),
    "heuristic": lambda problem: schedule_by_search(problem, "tardiness"),
}


@pytest.mark.parametrize("solve", SOLVERS)
@pytest.mark.parametrize(("weighted", "first", "late_h", "counted_h"), [(False, 1, 5, 6.25), (True, 0, 7, 5.5)])
def test_what_weighs_more_goes_first_though_all_in_all_it_is_later(solve, weighted, first, late_h, counted_h):
    book = order_book(opsim.read(BEDS), 0, weighted=weighted)
    solution = SOLVERS[solve](book.problem)
    schedule = solution.schedule
    assert schedule.operations[0].job == first
    assert schedule.unweighted_tardiness == late_h * HOUR
    assert weighted_tardiness_ms(book, schedule) == counted_h * HOUR  # 1.5 x 3 + 0.25 x 4, or 0.25 x 1 + 1.5 x 4
    assert solution.bound_ms <= (counted_h if weighted else late_h) * HOUR
    if solve == "exact":
        assert (solution.status, solution.bound_ms) == ("optimal", (counted_h if weighted else late_h) * HOUR)
    assert objective_name(book, solution) == ("weighted-tardiness" if weighted else "tardiness")
    assert f"objective: {objective_name(book, solution)}\n" in plan_text(book, solution)


def test_weights_are_told_in_whole_numbers_of_the_same_proportions():
    assert whole_weights({"bed": 1.5, "stool": 0.25}) == ({"bed": 6, "stool": 1}, 4)
    assert whole_weights({"bed": 3, "stool": 0}) == ({"bed": 3, "stool": 0}, 1)
    assert whole_weights({"bed": 20.0}) == ({"bed": 20}, 1)


def test_weights_that_are_too_far_apart_are_refused():
    with pytest.raises(InputError, match=r"products.bed.weight: 1e\+06 is too large beside the others"):
        order_book(opsim.read(BEDS).revised({"products.bed.weight": 1_000_000, "products.stool.weight": 0.001}), 0,
                   weighted=True)  # fmt: skip
