"""Queues in a row and in a loop."""

from __future__ import annotations

import pytest

from opsim.theory import queueing


def test_two_machines_in_a_row_do_not_know_of_each_other(study):
    found = study(
        "tandem",
        {"first": "station.wait_h.first", "second": "station.wait_h.second", "whole": "flow.lead_time_h"},
        short=(10, 900), full=(30, 50_000),
    )  # fmt: skip
    found["first"].must_be(queueing.mmc(4, 5).mean_wait, within=0.25)
    found["second"].must_be(queueing.mmc(4, 6).mean_wait, within=0.1)
    found["whole"].must_be(1 / (5 - 4) + 1 / (6 - 4), within=0.15)


@pytest.mark.case("Q-jackson-rework")
def test_rework_sends_a_fifth_back_to_the_first_station(study):
    found = study(
        "rework-loop",
        {
            "in the firm": "flow.wip",
            "time in the firm": "flow.lead_time_h",
            "queue 1": "station.queue.first",
            "queue 2": "station.queue.second",
            "queue 3": "station.queue.third",
            "work at 1": "station.utilisation.first",
        },
        short=(10, 2_000), full=(16, 6_000),
    )  # fmt: skip
    theory = queueing.jackson_network([1, 0, 0], [[0, 1, 0], [0, 0, 1], [0.2, 0, 0]], [1.6, 1.5, 2.0], [1, 1, 1])
    assert theory.mean_sojourn == pytest.approx(10.23809524)
    found["in the firm"].must_be(10.23809524, within=0.25)
    found["time in the firm"].must_be(10.23809524, within=0.25, pilot=0.6073)
    found["queue 1"].must_be(2.790178571, within=0.25)
    found["queue 2"].must_be(4.166666667, within=0.35)
    found["queue 3"].must_be(1.041666667, within=0.1)
    found["work at 1"].must_be(0.78125, within=0.02)


@pytest.mark.case("Q-jackson-ciw-cafe")
def test_a_cafe_with_three_counters(study):
    found = study(
        "cafe",
        {
            "in the café": "flow.wip",
            "time in the café": lambda run: run.kpis["flow.lead_time_h"] * 60,
            "queue for cold": "station.queue.cold",
            "queue for hot": "station.queue.hot",
            "queue at the till": "station.queue.till",
        },
        short=(10, 60), full=(16, 100),
    )  # fmt: skip
    found["in the café"].must_be(2.596587259, within=0.08)
    found["time in the café"].must_be(5.193174518, within=0.08, pilot=0.08422)
    found["queue for cold"].must_be(0.1285714286, within=0.15)
    found["queue for hot"].must_be(0.1096824969, within=0.25)
    found["queue at the till"].must_be(0.3333333333, within=0.2)


@pytest.mark.parametrize(("case", "sojourn"), [("Q-jackson-rework", 10.23809524), ("Q-jackson-ciw-cafe", 5.193174518)])
def test_the_times_above_are_those_of_the_cases(expected_of, case, sojourn):
    assert expected_of(case)["W_total"] == pytest.approx(sojourn, rel=1e-9)
