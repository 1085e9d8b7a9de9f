"""Powers without the machine's own library of mathematics: right, and the very same bits everywhere."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsim.simulation.kernel.portable import exp, log, power


@given(base=st.floats(1e-9, 1e9), exponent=st.floats(0.02, 12))
def test_powers_are_right_to_thirteen_digits(base, exponent):
    assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-13)


@given(x=st.floats(-700, 700))
def test_logarithm_and_power_of_e_undo_each_other(x):
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-14)
    assert log(exp(x)) == pytest.approx(x, rel=1e-14, abs=1e-15)


def test_what_can_be_said_by_hand():
    assert (power(0, 0.5), power(1, 7.3), power(4, 0.5), exp(0), log(1)) == (0, 1, 2, 1, 0)
    assert power(1e200, 3) == exp(1e9) < math.inf  # nothing overflows


def test_the_bits_are_these_on_every_machine():
    """Written down once; another machine, another Python or another C library must find the same."""
    found = [power(base, exponent).hex() for base, exponent in ((1.7, 2.5), (0.031, 0.4), (123_456.789, 0.77))]
    assert found == ["0x1.e251115583df4p+1", "0x1.fe5b8f03a92a6p-3", "0x1.04349ede8011fp+13"]
