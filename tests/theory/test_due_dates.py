from __future__ import annotations

import pytest

from opsim.theory import scheduling as s

ORDER = s.Arrival(time=100.0, work=12.0, operations=3, queue=5)


def test_rules_by_hand():
    found = {rule: due(ORDER, 4.0) for rule, due in s.DUE_DATE.items()}
    assert found == {"constant": 104.0, "slack": 116.0, "total-work": 148.0, "operations": 124.0}
    assert s.jobs_in_queue(ORDER, 2.0, 3.0) == 139.0


def test_a_lead_time_that_is_kept_nineteen_times_in_twenty():
    assert s.quoted_lead_time(10.0, 2.0, 0.95) == pytest.approx(10.0 + 1.6449 * 2.0, abs=1e-3)
    assert s.quoted_lead_time(10.0, 2.0, 0.5) == pytest.approx(10.0)


def test_more_work_ahead_means_a_longer_promise():
    # 200 jobs at 100 a day with deviation 20: 2 days, deviation 20 sqrt(200 / 100^3) = 0.283 days.
    assert s.queue_lead_time(200.0, 100.0, 20.0, 0.5) == pytest.approx(2.0)
    assert s.queue_lead_time(200.0, 100.0, 20.0, 0.9, fixed=1.0) == pytest.approx(3.0 + 1.28155 * 0.282843, abs=1e-4)
