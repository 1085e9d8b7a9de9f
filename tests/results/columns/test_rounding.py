from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opsim.results.columns.rounding import largest_remainder
from opsim.results.columns.sums import sums_by

WEIGHTS = st.lists(st.integers(0, 10**13), min_size=1, max_size=6)


def shares(total: int, weights: list[int]) -> list[int]:
    column = np.array([weights], np.int64).T
    return largest_remainder(np.array([total]), column)[:, 0].tolist()


def test_ten_cents_among_three_equals() -> None:
    assert shares(10, [1, 1, 1]) == [4, 3, 3]


def test_the_largest_remainder_gets_the_odd_cent() -> None:
    assert shares(10, [55, 25, 20]) == [6, 2, 2]


def test_nobody_to_share_with_leaves_it_to_the_last() -> None:
    assert shares(7, [0, 0]) == [0, 7]


@given(st.integers(0, 10**13), WEIGHTS)
def test_shares_add_up_and_are_never_more_than_one_off(total: int, weights: list[int]) -> None:
    found = shares(total, weights)
    assert sum(found) == total
    assert min(found) >= 0
    if sum(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(share - value) <= 1 + 1e-3 for share, value in zip(found, exact, strict=True))


def test_sums_are_exact_beyond_what_floats_can_hold() -> None:
    huge = 2**53 + 1
    assert sums_by(np.array([0, 1, 0]), np.array([huge, 5, 2]), 3).tolist() == [huge + 2, 5, 0]
