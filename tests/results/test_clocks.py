from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from opsim.results import causes
from opsim.results.clocks import Clock, StationClocks
from opsim.results.intervals import spans
from opsim.results.machines import STATES
from opsim.results.run import Run


def test_the_integral_counts_open_intervals_over_time() -> None:
    clock = Clock([spans(np.array([0, 5]), np.array([10, 8])), spans(np.array([2]), np.array([4]))])
    at = np.array([0, 3, 5, 7, 20])
    assert clock.integral(at, clock.step(at)).tolist() == [[0, 3, 5, 9, 13], [0, 1, 2, 2, 2]]


@pytest.mark.parametrize("name", ["first-shop", "chair-factory"])
def test_waits_are_split_as_the_states_of_the_machines_were(name: str, simulated: Callable[..., Run]) -> None:
    run = simulated(name)
    states = run.machine_states()
    rng = np.random.default_rng(1)
    for station in range(len(run.history.names.stations)):
        clocks = StationClocks(run.floor, station)
        start = rng.integers(0, run.history.end_ms // 2, 40)
        end = start + rng.integers(1, 3 * 86_400_000, 40)
        shares = clocks.split(start, end)
        assert (shares.sum(axis=0) == end - start).all()
        mine = np.isin(states["machine"], np.flatnonzero(run.floor.station_of == station))
        machines = int((run.floor.station_of == station).sum())
        for state, cause in STATES.items():
            if cause in (causes.QUEUE, causes.NO_OPERATOR):
                continue
            these = mine & (states["state"] == state)
            spent = [
                int(np.maximum(np.minimum(states["end"][these], b) - np.maximum(states["start"][these], a), 0).sum())
                for a, b in zip(start, end, strict=True)
            ]
            found = shares[clocks.causes.index(cause)] if cause in clocks.causes else np.zeros(40)
            assert np.abs(found - np.array(spent) / machines).max() <= 1


def test_states_of_a_machine_do_not_overlap(simulated: Callable[..., Run]) -> None:
    states = simulated("chair-factory").machine_states()
    for machine in np.unique(states["machine"]):
        mine = np.flatnonzero(states["machine"] == machine)
        order = mine[np.argsort(states["start"][mine], kind="stable")]
        assert (states["end"][order[:-1]] <= states["start"][order[1:]]).all()
