from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from opsim.results.columns.intervals import spans
from opsim.results.run import Run
from opsim.results.time import causes
from opsim.results.time.clocks import Clock
from opsim.results.time.machines import STATES


def test_the_integral_counts_open_intervals_over_time() -> None:
    clock = Clock(spans(np.array([0, 5, 3]), np.array([10, 8, 6])))
    start, end = np.array([0, 1, 4, 9, 12]), np.array([3, 4, 20, 10, 20])
    some, passed = clock.between(start, end)
    assert (some.tolist(), passed.tolist()) == ([0, 1, 2, 3], [3, 4, 6 + 3 + 2, 1])


@pytest.mark.parametrize("name", ["first-shop", "chair-factory"])
def test_waits_are_split_as_the_states_of_the_machines_were(name: str, simulated: Callable[..., Run]) -> None:
    run = simulated(name)
    states, clocks = run.machine_states(), run.teller.clocks
    rng = np.random.default_rng(1)
    for station in range(len(run.history.names.stations)):
        start = rng.integers(0, run.history.end_ms // 2, 40)
        end = start + rng.integers(1, 3 * 86_400_000, 40)
        which, split = clocks.split(np.full(40, station), start, end)
        shares = dict(zip(clocks.causes, np.zeros((len(clocks.causes), 40), np.int64), strict=True))
        for cause, share in zip(clocks.causes, split, strict=True):
            shares[cause][which] = share
        assert (sum(shares.values()) <= end - start).all()
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
            assert np.abs(shares.get(cause, np.zeros(40)) - np.array(spent) / machines).max() <= 1


def test_states_of_a_machine_do_not_overlap(simulated: Callable[..., Run]) -> None:
    states = simulated("chair-factory").machine_states()
    for machine in np.unique(states["machine"]):
        mine = np.flatnonzero(states["machine"] == machine)
        order = mine[np.argsort(states["start"][mine], kind="stable")]
        assert (states["end"][order[:-1]] <= states["start"][order[1:]]).all()
