"""Waits in parts, on the two machines of Factory Physics: the same availability, quite another wait."""

from __future__ import annotations

import pytest

from opsim.errors import InputError
from opsim.theory import queueing as q

NATURAL = q.EffectiveProcess(15.0, 0.05)
HARE = q.with_breakdowns(NATURAL, 12.4 * 60, 4.133 * 60)  # rare long failures
TORTOISE = q.with_breakdowns(NATURAL, 1.9 * 60, 0.633 * 60)  # frequent short ones


def test_rare_long_failures_vary_more_than_frequent_short_ones():
    assert (HARE.mean, HARE.scv) == pytest.approx((20.0, 6.25), rel=2e-3)
    assert (TORTOISE.mean, TORTOISE.scv) == pytest.approx((20.0, 1.0), rel=2e-3)


def test_the_published_wait_before_each_machine():
    rate = 0.95 / 20.0
    hare, tortoise = (q.wait_in_parts(rate, 1.0, q.EffectiveProcess(20.0, scv)) for scv in (6.25, 1.0))
    assert hare.wait == pytest.approx(1377.5)
    assert tortoise.wait == pytest.approx(380.0)
    assert (tortoise.variability, tortoise.congestion, tortoise.process_time) == pytest.approx((1.0, 19.0, 20.0))
    assert tortoise.cycle_time == pytest.approx(400.0)


def test_one_machine_with_poisson_arrivals_is_exact():
    parts = q.wait_in_parts(0.8, 1.0, q.EffectiveProcess(1.0, 0.5))
    assert parts.wait == pytest.approx(q.mg1(0.8, 1.0, q.second_moment(1.0, 0.5)).mean_wait)


def test_three_machines_are_nearly_the_exact_ones():
    parts = q.wait_in_parts(0.8, 1.0, q.EffectiveProcess(3.0, 1.0), machines=3)
    assert parts.utilisation == pytest.approx(0.8)
    assert parts.wait == pytest.approx(q.mmc(0.8, 1.0 / 3.0, 3).mean_wait, rel=0.03)


def test_a_line_hands_its_variability_on():
    # A variable machine first makes the quiet one behind it wait: ca2(2) = u^2 ce2 + (1 - u^2) ca2 = 5.738.
    line = [(q.EffectiveProcess(20.0, scv), 1) for scv in (6.25, 1.0)]
    first, second = q.waits_along_line(0.95 / 20.0, 1.0, line)
    assert first.departure_scv == pytest.approx(0.9025 * 6.25 + 0.0975)
    assert second.variability == pytest.approx((first.departure_scv + 1.0) / 2.0)
    assert second.wait > 3 * q.wait_in_parts(0.95 / 20.0, 1.0, q.EffectiveProcess(20.0, 1.0)).wait


def test_flows_that_merge_and_split():
    assert q.merged_scv([(1.0, 0.5), (3.0, 1.5)]) == 1.25
    assert q.split_scv(4.0, 0.25) == 1.75
    assert q.split_scv(1.0, 0.3) == 1.0  # a share of a Poisson stream is a Poisson stream


def test_rework_lengthens_and_unsettles_the_process():
    # Constant time 10, one job in five again: geometric passes with mean 1.25 and variance 0.3125.
    again = q.with_rework(q.EffectiveProcess(10.0, 0.0), 0.2)
    assert (again.mean, again.scv) == pytest.approx((12.5, 0.3125 / 1.25**2))


def test_a_station_that_cannot_keep_up_is_refused():
    with pytest.raises(InputError):
        q.wait_in_parts(1.0, 1.0, q.EffectiveProcess(1.0, 1.0))
