"""Means in whole cents that still add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opsim.studies.replications import whole_means

FUNCTIONS = ("market", "production", "finance")
rows_of_cents = st.lists(
    st.fixed_dictionaries({name: st.integers(-(10**12), 10**12) for name in FUNCTIONS}), min_size=1, max_size=12
)


def test_the_missing_cent_goes_to_the_largest_remainder():
    # means 10.5, 3.25 and 1.5 would be 10, 3 and 1: of the total 15.25, rounded to 15, one cent is missing
    rows = [{"a": 42, "b": 13, "c": 6}, {"a": 0, "b": 0, "c": 0}, {"a": 0, "b": 0, "c": 0}, {"a": 0, "b": 0, "c": 0}]
    assert whole_means(rows) == {"a": 11, "b": 3, "c": 1}


def test_one_run_is_its_own_mean():
    assert whole_means([{"a": 3, "b": -4}]) == {"a": 3, "b": -4}


def test_a_function_without_cost_in_one_run_counts_as_zero_there():
    assert whole_means([{"a": 4}, {"b": 2}]) == {"a": 2, "b": 1}


def test_no_run_has_no_mean():
    assert whole_means([]) == {}


@given(rows_of_cents)
def test_means_add_up_to_the_rounded_mean_of_the_totals(rows):
    total = sum(sum(row.values()) for row in rows)
    assert abs(len(rows) * sum(whole_means(rows).values()) - total) * 2 <= len(rows)


@given(rows_of_cents)
def test_each_mean_is_less_than_a_cent_off(rows):
    means = whole_means(rows)
    assert all(abs(len(rows) * means[name] - sum(row[name] for row in rows)) < len(rows) for name in FUNCTIONS)
