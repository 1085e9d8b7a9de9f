"""Bottlenecks and queues: measured from plays and from queues whose waits theory knows exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest

import opsim
from opsim.results.columns.intervals import NOTHING, spans
from opsim.results.run import Run
from opsim.results.stations.active import mean_active_ms
from opsim.results.stations.effective import services
from opsim.results.stations.stations import STOPPED
from opsim.results.stations.vut import lag_1, scv
from opsim.results.time.opening import OpeningClock
from opsim.theory.queueing.general import vut_wait
from opsim.units import HOUR_MS

QUEUE = """
opsim: 1
id: queue
title: A queue
clock: {start: 2026-01-05, horizon: 200 weeks, warm_up: 10 weeks}
products: {job: {title: Job, price: 10, routing: [{station: desk, time: "exponential(MEAN) min"}]}}
production: {stations: {desk: {title: Desk, machines: MACHINES}}}
operations:
  market: {job: {arrivals: "poisson(24) per day"}}
  orders: {mode: to-order, promise: 1 day}
  inventory: {}
  finance: {opening_cash: 100000}
"""


@lru_cache
def queue(mean_min: int = 45, machines: int = 1, **changes: object) -> Run:
    text = QUEUE.replace("MEAN", str(mean_min)).replace("MACHINES", str(machines))
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    scenario = opsim.read(text)
    return opsim.simulate(scenario.revised(paths) if paths else scenario, seed=3)


def holds(run: Run, station: str, title: str) -> bool:
    return next(a.holds for a in run.stations.assumptions(station) if a.title == title)


# -- the station's own clock --------------------


def test_the_clock_of_a_station_stands_still_while_it_is_closed() -> None:
    clock = OpeningClock(spans(np.array([10, 40]), np.array([20, 50])))
    assert clock.at(np.array([0, 10, 15, 20, 30, 45, 60])).tolist() == [0, 10, 10, 10, 20, 30, 40]


def test_the_clock_of_a_station_that_never_closes_is_time() -> None:
    assert OpeningClock(NOTHING).at(np.array([0, 7])).tolist() == [0, 7]


# -- effective process times --------------------


def test_queue_and_effective_process_time_are_the_time_at_the_station(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    station = run.history.names.stations.index("paint")
    passage, seen = run.stations.passages.of(station), services(run, station)
    clock = OpeningClock(run.floor.machines.closed[station])
    inside = (passage.ready >= run.scenario.clock.warm_up) & (passage.end < run.history.end_ms)
    time = clock.at(passage.end[inside]) - clock.at(passage.ready[inside])
    assert (seen.queue + seen.effective == time).all()
    assert seen.queue.min() >= 0


def test_a_breakdown_before_a_lot_starts_is_effective_time_and_no_queue(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "created": 0, "released": 0}
    run = play.run(
        end_ms=100,
        jobs=[{"product": 0, "created": 0}],
        lots=[lot | {"finished": 50}, lot | {"finished": 60}],
        operations=[
            {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 20},
            {"lot": 1, "step": 0, "machine": 0, "start": 35, "end": 40},
        ],
        stops=[{"machine": 0, "kind": 0, "start": 20, "end": 35}],
    )
    seen = services(run, 0)
    assert (seen.queue.tolist(), seen.effective.tolist()) == ([0, 20], [20, 20])


def test_a_lot_that_blocks_its_machine_keeps_the_next_one_in_the_queue(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "created": 0, "released": 0}
    run = play.run(
        end_ms=100,
        jobs=[{"product": 0, "created": 0}],
        lots=[lot, lot],
        operations=[
            {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 20},
            {"lot": 1, "step": 0, "machine": 0, "start": 30, "end": 40},
        ],
        blocked=[{"machine": 0, "start": 20, "end": 30}],
    )
    seen = services(run, 0)
    assert (seen.queue.tolist(), seen.effective.tolist()) == ([0, 30], [20, 10])


# -- V x U x T --------------------


@pytest.mark.parametrize(("mean_min", "machines"), [(45, 1), (90, 2)])
def test_what_is_measured_of_a_markovian_queue_is_what_was_put_in(mean_min: int, machines: int) -> None:
    vut = queue(mean_min, machines).stations.vut["desk"]
    assert vut.lots > 30_000
    assert (vut.arrival_scv, vut.process_scv) == (pytest.approx(1, rel=0.05), pytest.approx(1, rel=0.05))
    assert vut.process_h == pytest.approx(mean_min / 60, rel=0.02)
    assert (vut.utilisation, vut.machines) == (pytest.approx(0.75, rel=0.02), machines)


def test_the_formula_meets_the_simulated_wait_where_it_is_exact() -> None:
    vut = queue().stations.vut["desk"]
    assert abs(vut.predicted_h - vut.simulated_h) < 2 * vut.half_width_h
    assert vut.simulated_h == pytest.approx(2.25, abs=2 * vut.half_width_h)  # M/M/1: rho te / (1 - rho)
    assert vut.half_width_h < 0.2


def test_nothing_is_fitted() -> None:
    vut = queue(90, 2).stations.vut["desk"]
    product = vut_wait(vut.arrival_scv, vut.process_scv, vut.utilisation, vut.process_h, 2)
    assert vut.predicted_h == pytest.approx(product, rel=1e-12)
    assert vut.predicted_h == vut.variability * vut.congestion * vut.process_h


def test_the_simulated_wait_is_the_key_figure_where_nothing_but_queueing_happens() -> None:
    run = queue()
    assert run.stations.vut["desk"].simulated_h == pytest.approx(run.kpis["station.wait_h.desk"], rel=0.005)


def test_all_assumptions_hold_for_the_queue_that_the_formula_was_made_for() -> None:
    judged = queue().stations.assumptions("desk")
    assert len(judged) == 9
    assert [assumption.title for assumption in judged if not assumption.holds] == []


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"production__dispatch": {"default": "spt"}}, "First come, first served"),
        (
            {"production__release__rule": "conwip", "production__release__limit": 3},
            "Arrivals do not depend on the queue",
        ),
        (
            {
                "products__job__routing__0__defects": 0.1, "production__quality__on_defect__rework_at": "desk",
                "production__quality__inspection": {"desk": {"plan": "all"}},
            },
            "Arrivals do not depend on the queue",
        ),
        ({"production__stations__desk__buffer": 2}, "There is room for every lot"),
        ({"operations__market__job__arrivals": "poisson(32) per day"}, "The run is long enough to settle"),
        ({"operations__market__job__trend": "1 % per week"}, "Demand is steady"),
    ],
)
def test_an_assumption_that_was_broken_is_said_to_be(changes: dict[str, object], title: str) -> None:
    scenario = opsim.read(QUEUE.replace("MEAN", "45").replace("MACHINES", "1").replace("200 weeks", "60 weeks"))
    run = opsim.simulate(scenario.revised({path.replace("__", "."): value for path, value in changes.items()}), seed=3)
    assert not holds(run, "desk", title)


def test_work_that_is_released_by_its_date_does_not_wait_for_others_to_leave() -> None:
    scenario = opsim.read(QUEUE.replace("MEAN", "45").replace("MACHINES", "1").replace("200 weeks", "20 weeks"))
    run = opsim.simulate(scenario.revised({"production.release.rule": "by-date"}), seed=3)
    assert holds(run, "desk", "Arrivals do not depend on the queue")


def test_lots_that_come_back_break_the_renewal_of_arrivals(simulated: Callable[..., Run]) -> None:
    run = simulated("test-lab")
    assert not holds(run, "measure", "Arrivals do not depend on the queue")
    assert holds(run, "trim", "Arrivals do not depend on the queue")


def test_an_overloaded_queue_has_no_predicted_wait() -> None:
    vut = queue(90, 1).stations.vut["desk"]
    assert vut.utilisation > 1
    assert math.isnan(vut.predicted_h)
    assert vut.simulated_h > 0


def test_too_few_lots_are_not_judged(play: SimpleNamespace) -> None:
    run = play.run()
    assert math.isnan(run.stations.vut["saw"].predicted_h)
    assert run.stations.assumptions("saw") == []


def test_variability_and_correlation_of_plain_numbers() -> None:
    assert scv(np.array([1, 1, 1])) == 0
    assert scv(np.array([0, 2])) == 1
    assert lag_1(np.array([1, -1] * 50)) == pytest.approx(-0.99)
    assert lag_1(np.array([5, 5, 5])) == 0


# -- bottleneck --------------------


def test_active_periods_end_with_starving_and_not_with_the_shift(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "created": 0, "released": 0}
    run = play.run(
        end_ms=10 * HOUR_MS,
        jobs=[{"product": 0, "created": 0}],
        lots=[lot, lot],
        operations=[
            {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 2 * HOUR_MS},
            {"lot": 1, "step": 0, "machine": 0, "start": 4 * HOUR_MS, "end": 5 * HOUR_MS},
        ],
        stops=[{"machine": 0, "kind": 0, "start": 5 * HOUR_MS, "end": 8 * HOUR_MS}],
    )
    assert mean_active_ms(run, "saw") == 3 * HOUR_MS  # 0..2 and 4..8
    assert math.isnan(mean_active_ms(run, "paint"))


def test_the_paint_booth_is_the_bottleneck_by_every_measure(simulated: Callable[..., Run]) -> None:
    found = simulated("chair-factory").stations.evidence
    assert (found.station, len(found.agree), len(found.measures)) == ("paint", 4, 4)


def test_measures_that_disagree_are_told_apart() -> None:
    run = opsim.simulate(opsim.load("test-lab"), seed=2)
    found = run.stations.evidence
    pointing = {measure.title: measure.points_at for measure in found.measures}
    assert set(pointing.values()) == {"mount", "trim"}
    assert all(measure.points_at == found.station for measure in found.agree)
    assert 2 <= len(found.agree) < 4


def test_a_second_machine_moves_the_bottleneck() -> None:
    run = opsim.simulate(
        opsim.load("chair-factory").revised(
            {"production.stations.paint.machines": 2, "operations.teams.painters.people": 2}
        )
    )
    assert run.stations.evidence.station != "paint"


def test_shares_of_waiting_are_a_whole(simulated: Callable[..., Run]) -> None:
    share = simulated("chair-factory").stations.evidence.measures[2]
    assert sum(share.values.values()) == pytest.approx(1)


def test_no_work_points_nowhere(play: SimpleNamespace) -> None:
    found = play.run().stations.evidence
    assert (found.station, found.agree) == ("", ())


def test_equal_stations_tie(play: SimpleNamespace) -> None:
    lot = {"job": 0, "product": 0, "created": 0, "released": 0}
    run = play.run(
        end_ms=100,
        jobs=[{"product": 0, "created": 0}],
        lots=[lot],
        operations=[
            {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 20},
            {"lot": 0, "step": 1, "machine": 1, "start": 20, "end": 40},
        ],
    )
    assert run.stations.evidence.station == ""


def test_on_shift_the_share_of_stops_is_what_availability_leaves(simulated) -> None:
    run = simulated("job-shop")
    for name, time in run.stations.time_on_shift.items():
        stopped = sum(time[state] for state in STOPPED)
        assert 1 - stopped / sum(time.values()) == pytest.approx(run.kpis[f"station.availability.{name}"], abs=1e-6)
        assert sum(time.values()) <= sum(run.stations.time_in_state[name].values())
        assert time["off shift"] == 0
