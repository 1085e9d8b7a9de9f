"""Two ways to run a firm under common random numbers."""

from __future__ import annotations

import pytest

import opsim
from opsim.errors import InputError
from opsim.studies import Estimate, Replications, compare, replicate
from opsim.studies.replications import Summary

WEEK_MS = 7 * 86_400_000


def summaries(profits):
    return tuple(
        Summary(number, f"{number:064}", {"finance.profit": profit}, {}, {}, {}) for number, profit in profits.items()
    )


def study(profits, seed=1):
    return Replications(seed, len(profits), summaries(profits))


def test_the_difference_is_taken_pair_by_pair():
    result = compare(study({0: 10, 1: 500, 2: -90}), study({0: 12, 1: 502, 2: -88}))
    assert result.differences == {"finance.profit": Estimate(2, 0, 3)}
    assert result.clear == result.differences


def test_replications_pair_by_number_and_the_lonely_are_left_out():
    result = compare(study({0: 10, 2: 30}), study({1: 99, 2: 31, 3: 99}))
    assert result.pairs == 1
    assert result.differences["finance.profit"].mean == 1
    assert result.clear == {}


def test_a_figure_that_one_side_lacks_in_a_pair_is_compared_in_the_others():
    before, after = study({0: 1, 1: 2, 2: 3}), study({0: 2, 1: float("nan"), 2: 4})
    assert compare(before, after).differences["finance.profit"] == Estimate(1, 0, 2)


def test_different_seeds_do_not_pair():
    with pytest.raises(InputError, match="seeds 1 and 2 do not pair"):
        compare(study({0: 1}), study({0: 1}, seed=2))


def test_nothing_in_common_is_nothing_to_compare():
    with pytest.raises(InputError, match="nothing to compare"):
        compare(study({0: 1}), study({1: 1}))


def test_common_luck_makes_a_small_change_visible():
    shop = opsim.load("first-shop")
    dearer = shop.revised({"operations.finance.overheads": "401.00"})
    before = replicate(shop, 4, until=4 * WEEK_MS, workers=1)
    after = replicate(dearer, 4, until=4 * WEEK_MS, workers=1)
    overheads = shop.value("operations.finance.overheads") / 100
    difference = compare(before, after).differences["finance.total_cost"]
    assert difference.mean == pytest.approx(4 * (401 - overheads), rel=0.5)
    assert difference.half_width < before.kpis["finance.total_cost"].half_width
