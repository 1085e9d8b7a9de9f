from __future__ import annotations

import math

import pytest

from opsim.errors import InputError
from opsim.theory import markov, numerics, probability


def test_quadrature_is_exact_for_a_cubic():
    assert numerics.integral(lambda x: x**3 + 1.0, 0.0, 2.0, panels=1, points=2) == pytest.approx(6.0)


def test_quadrature_weights_cover_the_interval():
    for points in (1, 2, 7, 64):
        assert math.fsum(weight for _, weight in numerics.gauss_legendre(points)) == pytest.approx(2.0)


def test_root_of_two():
    assert numerics.bisected_root(lambda x: x * x - 2.0, 0.0, 2.0) == pytest.approx(math.sqrt(2.0), rel=1e-15)


def test_interval_without_a_root_is_refused():
    with pytest.raises(InputError, match="no change of sign"):
        numerics.bisected_root(lambda x: x * x + 1.0, 0.0, 1.0)


def test_lowest_point_of_a_parabola():
    assert numerics.golden_section_minimum(lambda x: (x - 1.5) ** 2, -10.0, 10.0) == pytest.approx(1.5)


def test_linear_system_that_needs_its_rows_swapped():
    assert numerics.solved_linear([[0.0, 2.0], [4.0, 1.0]], [2.0, 9.0]) == [2.0, 1.0]


def test_chain_of_two_states_stays_by_its_rates():
    chances = markov.stationary((0,), lambda state: [((1,), 3.0)] if state == (0,) else [((0,), 1.0)])
    assert chances == {(0,): pytest.approx(0.25), (1,): pytest.approx(0.75)}


def test_elimination_agrees_with_birth_and_death():
    births, deaths = [3.0, 2.0, 1.0], [1.0, 2.0, 3.0]

    def moves(state):
        (n,) = state
        if n < 3:
            yield (n + 1,), births[n]
        if n > 0:
            yield (n - 1,), deaths[n - 1]

    assert list(markov.stationary((0,), moves).values()) == pytest.approx(markov.birth_death(births, deaths))


def test_chain_that_never_returns_is_refused():
    with pytest.raises(InputError, match="recurrent"):
        markov.stationary((0,), lambda state: [((1,), 1.0)] if state == (0,) else [])


def test_normal_losses_at_the_mean():
    assert probability.normal_loss(0.0) == pytest.approx(1.0 / math.sqrt(2.0 * math.pi))
    assert probability.normal_second_loss(0.0) == pytest.approx(0.25)


def test_surplus_less_shortage_is_stock_less_mean():
    for level in (-2, 0, 3, 9):
        gap = probability.poisson_surplus(level, 4.0) - probability.poisson_loss(level, 4.0)
        assert gap == pytest.approx(level - 4.0)


def test_certain_trials():
    assert probability.binomial_pmf(3, 3, 1.0) == probability.binomial_pmf(0, 3, 0.0) == 1.0
    assert probability.poisson_pmf(0, 0.0) == 1.0


def test_drawing_the_whole_lot_finds_every_marked_unit():
    assert probability.hypergeometric_cdf(2, sample=10, marked=3, lot=10) == 0.0
    assert probability.hypergeometric_cdf(3, sample=10, marked=3, lot=10) == 1.0
