"""Means, intervals and the t quantile, against values that anybody can look up."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsim.studies.statistics import (
    Estimate,
    estimate,
    half_width,
    mean,
    paired_difference,
    standard_deviation,
    student_t_quantile,
)

# Table of the t distribution in any textbook, with more digits: (probability, degrees of freedom, quantile).
TABLE = [
    (0.975, 1, 12.706204736),
    (0.975, 2, 4.302652730),
    (0.975, 3, 3.182446305),
    (0.975, 4, 2.776445105),
    (0.975, 9, 2.262157163),
    (0.975, 30, 2.042272456),
    (0.975, 100, 1.983971519),
    (0.975, 299, 1.967929669),
    (0.975, 1000, 1.962339081),
    (0.995, 5, 4.032142984),
    (0.900, 7, 1.414923928),
    (0.025, 9, -2.262157163),
    (0.500, 9, 0.0),
]


@pytest.mark.parametrize(("probability", "degrees", "quantile"), TABLE)
def test_t_quantile_is_that_of_the_table(probability, degrees, quantile):
    assert student_t_quantile(probability, degrees) == pytest.approx(quantile, abs=2e-9)


def test_series_and_expansion_meet():
    either_side = [student_t_quantile(0.975, degrees) for degrees in (298, 299, 300, 301)]
    steps = [a - b for a, b in pairwise(either_side)]
    assert all(2.6e-5 < step < 2.7e-5 for step in steps)


@pytest.mark.parametrize(("probability", "degrees"), [(0, 5), (1, 5), (1.5, 5), (0.9, 0), (math.nan, 5)])
def test_impossible_quantile_is_refused(probability, degrees):
    with pytest.raises(ValueError, match="no Student quantile"):
        student_t_quantile(probability, degrees)


def test_interval_by_hand():
    # 2, 4, 6: mean 4, s = 2, t(0.975; 2) = 4.303, half-width 4.303 x 2 / sqrt(3)
    assert estimate([2, 4, 6]) == Estimate(4, pytest.approx(4.96828, abs=1e-5), 3)


def test_one_value_has_a_mean_and_no_interval():
    assert estimate([7]).mean == 7
    assert math.isnan(estimate([7]).half_width)
    assert math.isnan(standard_deviation([7]))


def test_a_figure_that_some_replications_lack_is_estimated_from_the_others():
    assert estimate([1, math.nan, 3]) == estimate([1, 3])
    assert estimate([math.nan]).n == 0


def test_common_luck_cancels_in_a_paired_difference():
    luck = [0.0, 100.0, -50.0, 7.0]
    better = [value + 1 for value in luck]
    assert paired_difference(luck, better) == Estimate(1, 0, 4)
    assert paired_difference(luck, better).excludes_zero
    assert half_width(luck) > 50


def test_an_interval_around_zero_excludes_nothing():
    assert not Estimate(0.5, 1.0, 5).excludes_zero
    assert not Estimate(0.5, math.nan, 1).excludes_zero
    assert Estimate(-2, 1.0, 5).excludes_zero


@given(st.permutations([1e16, 1.0, -1e16, 3.0, 0.1]))
def test_mean_does_not_depend_on_the_order(values):
    assert mean(values) == mean([1e16, 1.0, -1e16, 3.0, 0.1])
