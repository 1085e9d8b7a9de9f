"""What machines were doing at every moment: plays that can be checked by hand."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from opsim.results.columns.intervals import spans, united
from opsim.results.run import Run
from opsim.results.time.states import STATE_NAMES

LOT = {"job": 0, "product": 0, "created": 0, "released": 0}


def of(run: Run, machine: int) -> list[tuple[int, int, str]]:
    states = run.stations.states.of(machine)
    return [
        (start, end, STATE_NAMES[state])
        for state, start, end in zip(states.state, states.start, states.end, strict=True)
    ]


def two_lots(**more: Any) -> dict[str, Any]:
    """Two lots at the saw one after the other, then at the paint booth."""
    return {
        "end_ms": 100,
        "jobs": [{"product": 0, "created": 0}],
        "lots": [LOT | {"finished": 60}, LOT | {"finished": 80}],
        "operations": [
            {"lot": 0, "step": 0, "machine": 0, "start": 0, "end": 20},
            {"lot": 1, "step": 0, "machine": 0, "start": 20, "end": 50},
            {"lot": 0, "step": 1, "machine": 1, "start": 20, "end": 60},
            {"lot": 1, "step": 1, "machine": 1, "start": 60, "end": 80},
        ],
        **more,
    }


def test_a_machine_runs_and_is_starved(play: SimpleNamespace) -> None:
    run = play.run(**two_lots())
    assert of(run, 0) == [(0, 20, "run"), (20, 50, "run"), (50, 100, "starved")]
    assert of(run, 1)[0] == (0, 20, "starved")


def test_set_up_breakdown_and_blocking_are_states_of_their_own(play: SimpleNamespace) -> None:
    run = play.run(
        **two_lots(
            set_ups=[{"machine": 1, "start": 20, "end": 25}],
            stops=[
                {"machine": 1, "kind": 0, "start": 30, "end": 40},
                {"machine": 1, "kind": 1, "start": 85, "end": 95},
            ],
            blocked=[{"machine": 0, "start": 50, "end": 60}],
        )
    )
    assert (50, 60, "blocked") in of(run, 0)
    assert [row for row in of(run, 1) if row[2] != "run"] == [
        (0, 20, "starved"), (20, 25, "set-up"), (30, 40, "down"), (80, 85, "starved"), (85, 95, "planned maintenance"),
        (95, 100, "starved"),
    ]  # fmt: skip


def test_a_machine_that_lots_wait_for_lacks_its_operator(play: SimpleNamespace) -> None:
    late = two_lots()
    late["operations"][2] |= {"start": 35}
    with_people = play.workshop(
        production__stations__paint={"operators": {"skill": "painting", "count": 1}},
        operations__teams={"painters": {"people": 1, "wage": 10, "skill": "painting"}},
    )
    run = play.run(with_people, **late)
    assert of(run, 1)[:2] == [(0, 20, "starved"), (20, 35, "no operator")]
    assert of(play.run(**late), 1)[0] == (0, 35, "starved")


@pytest.mark.parametrize("name", ["chair-factory", "test-lab", "first-shop", "job-shop"])
def test_states_tile_the_presence_of_every_machine(simulated: Callable[..., Run], name: str) -> None:
    run = simulated(name)
    for machine, log in enumerate(run.floor.logs):
        states = run.stations.states.of(machine)
        assert (states.start[1:] == states.end[:-1]).all()
        assert (states.start[0], states.end[-1]) == (log.present.start[0], log.present.end[-1])


def test_states_agree_with_the_key_figures(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    for station, time in run.stations.time_in_state.items():
        known = run.station_times[station]
        same = {"run": "processing", **{state: state for state in ("rework", "set-up", "down", "blocked", "off shift")}}
        assert {state: time[state] for state in same} == {state: known[name] for state, name in same.items()}
        assert time["starved"] + time["no operator"] == known["idle"]


def test_a_queue_is_counted_after_each_instant(play: SimpleNamespace) -> None:
    run = play.run(**two_lots())
    assert [column.tolist() for column in run.stations.queue("saw")] == [[0, 20], [1, 0]]
    assert [column.tolist() for column in run.stations.queue("paint")] == [[20, 50, 60], [0, 1, 0]]


def test_the_mean_of_the_queue_is_the_key_figure(simulated: Callable[..., Run]) -> None:
    run = simulated("chair-factory")
    low, high = run.scenario.clock.warm_up, run.history.end_ms
    times, lots = run.stations.queue("paint")
    edges = np.clip(np.append(times, high), low, high)
    assert (np.diff(edges) * lots).sum() / (high - low) == pytest.approx(run.kpis["station.queue.paint"], rel=1e-12)


def test_time_that_several_spans_cover_is_counted_once() -> None:
    covered = united(spans(np.array([0, 50]), np.array([10, 60])), spans(np.array([5, 60]), np.array([20, 70])))
    assert [column.tolist() for column in covered] == [[0, 50, 60], [20, 60, 70]]
