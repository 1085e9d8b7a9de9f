"""Waits of people: a service desk, a doctor's morning, and two laws that hold in any run."""

from __future__ import annotations

import pytest

import opsim
from opsim.theory import queueing

#: Case -> calls per h, handling time in s, agents; share answered within 20 s, pilot's half-width.
DESKS = {
    "V-erlangC-cch": (200, 180, 14, 0.8883500192, 0.002761),
    "V-erlangC-360h": (360, 240, 29, 0.8402831457, 0.005713),
    "V-erlangC-18erl": (216, 300, 23, 0.8633632512, 0.003153),
}
#: How ten patients come: minutes between them, how many at a time; mean wait and end of the last visit, in minutes.
MORNINGS = {
    "individual": (10, 1, 10.5945395, 118.1439409),
    "2-at-a-time": (20, 2, 13.5184621, 115.3249411),
    "block": (100, 10, 45.0, 100.0),
}


def answered_within(seconds):
    def share(run):
        operations, released = run.operations, run.lots["released"]
        waits = operations["start"] - released[operations["lot"]]
        return float((waits[operations["start"] >= run.scenario.clock.warm_up] <= seconds * 1000).mean())

    return share


def first_visits(patients):
    """Mean wait and last end of the first so many patients, in minutes since the first came."""

    def waits(run):
        start, released = run.operations["start"][:patients], run.lots["released"][:patients]
        return float((start - released).mean()) / 60_000

    def end(run):
        return float(run.operations["end"][:patients].max() - run.lots["released"][0]) / 60_000

    return waits, end


@pytest.mark.parametrize("case", DESKS)
def test_a_desk_answers_in_time(study, case):
    calls, handling, agents, level, pilot = DESKS[case]
    found = study(
        "service-desk", {"answered in time": answered_within(20)},
        short=(10, round(4_000 / calls)), full=(20, round(66_000 / calls)),
        changes={
            "operations.market.call.arrivals": f"poisson({calls}) per h",
            "products.call.routing.0.time": f"exponential({handling}) s",
            "production.stations.agents.machines": agents,
        },
    )  # fmt: skip
    assert queueing.service_level(calls / 3600, handling, agents, 20) == pytest.approx(level)
    found["answered in time"].must_be(level, within=0.07, pilot=pilot)


@pytest.mark.case("V-appointments-exp-s")
@pytest.mark.parametrize("rule", MORNINGS)
def test_ten_patients_of_a_morning(study, rule):
    minutes, together, mean_wait, finished = MORNINGS[rule]
    wait, end = first_visits(10)
    found = study(
        "surgery", {"wait": wait, "end of the last visit": end}, short=(120, 8), full=(2_000, 8), warm_up=0,
        changes={
            "operations.market.visit.arrivals": f"every {minutes} min",
            "operations.market.visit.size": str(together),
        },
    )  # fmt: skip
    session = queueing.appointment_session([patient // together * minutes for patient in range(10)], 10.0)
    assert session.mean_wait == pytest.approx(mean_wait)
    found["wait"].must_be(mean_wait, within=0.25, pilot=0.5754 if rule == "individual" else 1.0)
    found["end of the last visit"].must_be(finished, within=0.1)


@pytest.mark.case("V-appointments-13of15")
def test_thirty_two_patients_of_a_day(study):
    wait, end = first_visits(32)
    found = study(
        "surgery", {"wait": wait, "end of the last visit": end}, short=(100, 20), full=(500, 20), warm_up=0,
        changes={
            "operations.market.visit.arrivals": "every 15 min",
            "products.visit.routing.0.time": "exponential(13) min",
        },
    )  # fmt: skip
    found["wait"].must_be(19.59701853, within=0.25, pilot=1.638)
    found["end of the last visit"].must_be(505.9078819, within=0.05)


@pytest.mark.parametrize("name", ["mm1", "mm3", "breakdowns", "tandem", "cafe"])
def test_littles_law_and_the_utilisation_law_hold_in_one_run(scenario, name):
    """V-utilisation-law: L = lambda W and U = lambda E[S] / c, both sides from one run, up to its edges."""
    run = opsim.simulate(scenario(name, {"clock.horizon": "2000 h", "clock.warm_up": "100 h"})).verify()
    figures, late = run.kpis, run.operations["start"] >= run.scenario.clock.warm_up
    per_h = figures["flow.throughput_per_day"] / 24
    assert figures["flow.wip"] == pytest.approx(per_h * figures["flow.cycle_time_h"], rel=0.02)
    machine = run.operations["machine"][late]
    worked_h = (run.operations["end"] - run.operations["start"])[late] / 3.6e6
    for number, (station, spec) in enumerate(run.scenario.production.stations.items()):
        here = run.history.tables["machines"]["station"][machine] == number
        busy = 1 - figures[f"station.availability.{station}"] + figures[f"station.utilisation.{station}"]
        assert busy == pytest.approx(worked_h[here].sum() / spec.machines / 1900, rel=0.02)


def test_the_values_above_are_those_of_the_cases(expected_of):
    for case, row in DESKS.items():
        assert expected_of(case)["service_level"] == pytest.approx(row[3], rel=1e-9)
    for rule, row in MORNINGS.items():
        assert expected_of("V-appointments-exp-s")[rule]["mean_wait"] == pytest.approx(row[2])
    assert expected_of("V-appointments-13of15")["mean_wait"] == pytest.approx(19.59701853)
