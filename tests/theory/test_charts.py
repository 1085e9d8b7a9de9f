"""Control charts for measured values, held against the tables and examples of Montgomery's textbook."""

from __future__ import annotations

import pytest

from opsim.errors import InputError
from opsim.theory import quality as q
from opsim.theory.probability import chi_square_quantile, gamma_cdf

#: n: d2, d3, c4, A2, A3, D3, D4, B3, B4 (appendix VI).
PUBLISHED = {
    2: (1.128, 0.853, 0.7979, 1.880, 2.659, 0.0, 3.267, 0.0, 3.267),
    3: (1.693, 0.888, 0.8862, 1.023, 1.954, 0.0, 2.574, 0.0, 2.568),
    4: (2.059, 0.880, 0.9213, 0.729, 1.628, 0.0, 2.282, 0.0, 2.266),
    5: (2.326, 0.864, 0.9400, 0.577, 1.427, 0.0, 2.114, 0.0, 2.089),
    7: (2.704, 0.833, 0.9594, 0.419, 1.182, 0.076, 1.924, 0.118, 1.882),
    10: (3.078, 0.797, 0.9727, 0.308, 0.975, 0.223, 1.777, 0.284, 1.716),
    15: (3.472, 0.756, 0.9823, 0.223, 0.789, 0.347, 1.653, 0.428, 1.572),
    20: (3.735, 0.729, 0.9869, 0.180, 0.680, 0.415, 1.585, 0.510, 1.490),
    25: (3.931, 0.708, 0.9896, 0.153, 0.606, 0.459, 1.541, 0.565, 1.435),
}

#: The first ten observations of table 9.1; target 10, deviation 1.
OBSERVED = [9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34]


@pytest.mark.parametrize("n", PUBLISHED)
def test_chart_constants_are_those_of_the_tables(n):
    found = q.chart_constants(n)
    shown = (found.d2, found.d3, found.c4, found.a2, found.a3, *found.range_factors, *found.deviation_factors)
    assert shown == pytest.approx(PUBLISHED[n], abs=0.0012)


def test_all_sample_sizes_up_to_25_have_constants():
    spreads = [q.chart_constants(n).d2 for n in range(2, 26)]
    assert spreads == sorted(spreads)


def test_one_unit_has_no_range():
    with pytest.raises(InputError, match="no range"):
        q.chart_constants(1)


def test_flow_width_example():
    # Example 6.1: 25 samples of 5 wafers, grand mean 1.5056, mean range 0.32521.
    means, ranges = q.mean_limits(1.5056, 0.32521, 5), q.range_limits(0.32521, 5)
    assert (means.lower, means.upper) == pytest.approx((1.31795, 1.69325), abs=2e-4)
    assert (ranges.lower, ranges.upper) == pytest.approx((0.0, 0.68749), abs=3e-4)


def test_known_parameters_need_no_constants():
    assert q.mean_limits_known(1.5, 0.15, 5).upper == pytest.approx(1.5 + 3 * 0.15 / 5**0.5)


def test_limits_by_range_and_by_deviation_agree_on_a_normal_process():
    constants = q.chart_constants(5)
    by_range, by_deviation = q.mean_limits(0.0, constants.d2, 5), q.mean_limits_from_deviation(0.0, constants.c4, 5)
    assert by_range.upper == pytest.approx(by_deviation.upper) == pytest.approx(3.0 / 5**0.5)
    assert q.deviation_limits(1.0, 5).upper == pytest.approx(2.089, abs=1e-3)


def test_single_values_by_hand():
    # Moving ranges 2, 1, 3: mean 2; 3 x 2 / 1.128 = 5.32; D4 x 2 = 6.53.
    values, ranges = q.individuals_limits([10.0, 12.0, 11.0, 14.0])
    assert (values.centre, values.upper) == pytest.approx((11.75, 11.75 + 5.32), abs=5e-3)
    assert (ranges.lower, ranges.upper) == pytest.approx((0.0, 6.534), abs=1e-3)


def test_counts_of_defects():
    # Example 7.3: 19.85 defects on average, limits 6.48 and 33.22.
    limits = q.count_limits(19.85)
    assert (limits.lower, limits.upper) == pytest.approx((6.48, 33.22), abs=0.01)
    assert q.count_limits(4.0).lower == 0.0
    assert q.rate_limits(1.0, 9.0) == q.ControlLimits(0.0, 1.0, 2.0)


def test_ewma_reproduces_the_published_column():
    published = [9.945, 9.7495, 9.70355, 9.8992, 10.1253, 10.1307, 9.92167, 10.0755, 9.98796, 10.0232]
    assert q.ewma_path(OBSERVED, 0.1, 10.0) == pytest.approx(published, abs=1e-4)


def test_ewma_limits_widen_to_the_steady_ones():
    first, second, late = (q.ewma_limits(10.0, 1.0, 0.1, 2.7, t) for t in (1, 2, 500))
    assert (first.upper, second.upper, late.upper) == pytest.approx((10.27, 10.36, 10.62), abs=0.005)
    assert late.lower == pytest.approx(10.0 - q.ewma_limit(0.1, 2.7))


def test_cusum_reproduces_the_published_columns():
    path = q.cusum_path(OBSERVED, 10.0, 0.5)
    assert [each.upper for each in path] == pytest.approx([0, 0, 0, 1.16, 2.82, 2.50, 0.04, 1.00, 0, 0], abs=1e-9)
    assert [each.lower for each in path] == pytest.approx([0.05, 1.56, 1.77, 0, 0, 0, 1.46, 0, 0.30, 0], abs=1e-9)
    assert q.cusum_path([10.0], 10.0, 0.5, head_start=2.5) == [q.Cusum(2.0, 2.0)]


def test_run_rules_name_the_points_that_complete_them():
    assert q.rules_broken([0.0, 3.2, 0.1]) == [(), (1,), ()]
    assert q.rules_broken([2.1, 0.0, 2.2]) == [(), (), (2,)]
    assert q.rules_broken([2.1, 0.0, -2.2]) == [(), (), ()]
    assert q.rules_broken([-1.1, -1.2, 0.0, -1.3, -1.4]) == [(), (), (), (), (3,)]
    assert q.rules_broken([0.1] * 9) == [()] * 7 + [(4,)] * 2
    assert q.rules_broken([0.1] * 7 + [0.0]) == [()] * 8


def test_run_rules_signal_as_rarely_as_their_run_length_says():
    import numpy as np

    rng, lengths = np.random.default_rng(5), []
    for _ in range(400):
        points = rng.standard_normal(2_000).tolist()
        lengths.append(next(i for i, rules in enumerate(q.rules_broken(points[:900]), start=1) if rules))
    error = np.std(lengths) / 20.0
    assert abs(np.mean(lengths) - q.run_rules_arl(0.0)) < 3.5 * error


def test_interval_of_cp_as_published():
    # Example 8.5: sample of 20, Cp = 2.29: 1.57 to 3.01.
    found = q.cp_interval(2.29, 20)
    assert (found.low, found.high) == pytest.approx((1.57, 3.01), abs=0.005)


def test_interval_of_cpk_by_hand():
    # Cpk = 1.33 from 20: 1.33 x 1.96 x sqrt(1 / (9 x 20 x 1.33^2) + 1 / 38) = 0.447.
    found = q.cpk_interval(1.33, 20)
    assert (found.low, found.high) == pytest.approx((1.33 - 0.4474, 1.33 + 0.4474), abs=2e-4)


def test_interval_of_cpk_covers_the_truth_as_often_as_it_says():
    import numpy as np

    rng, hits = np.random.default_rng(3), 0
    for _ in range(2_000):
        sample = rng.normal(1.0, 1.0, 50)
        found = q.capability(-4.0, 4.0, sample.mean(), sample.std(ddof=1)).cpk
        interval = q.cpk_interval(found, 50)
        hits += interval.low <= 1.0 <= interval.high
    assert 0.93 < hits / 2_000 < 0.97


def test_chi_square_points_of_the_tables():
    assert chi_square_quantile(0.025, 19) == pytest.approx(8.907, abs=5e-4)
    assert chi_square_quantile(0.975, 19) == pytest.approx(32.852, abs=5e-4)
    assert gamma_cdf(0.0, 2.0) == 0.0


def test_acceptance_number_for_an_acceptable_quality_level():
    assert q.acceptance_number(89, 0.01) == 3
    assert q.acceptance_number(89, 0.01, producer_risk=0.07) == 2
    assert q.SamplingPlan(89, 2).p_accept(0.01) == pytest.approx(0.9397, abs=1e-3)
