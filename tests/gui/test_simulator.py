from __future__ import annotations

import os
import pickle
import signal
from pathlib import Path

import pytest

import opsim
from opsim.gui.worker.serve import ready_to_travel
from opsim.gui.worker.simulator import Simulator

from .conftest import OVENS


@pytest.fixture
def simulator(qtbot):
    made = Simulator()
    yield made
    made.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_run_comes_back_from_the_process_as_it_would_be_here(qtbot, simulator, bakery: Path):
    scenario = opsim.load(str(bakery))
    with qtbot.waitSignal(simulator.finished, timeout=20_000) as came:
        simulator.run(scenario, seed=3)
    assert came.args[0].digest == opsim.simulate(scenario, seed=3).digest
    assert not simulator.busy


def test_a_run_travels_with_what_the_first_pages_show(bakery: Path):
    run = opsim.simulate(opsim.load(str(bakery)))
    arrived = pickle.loads(pickle.dumps(ready_to_travel(run)))
    assert arrived.kpis == run.kpis
    assert "kpis" in vars(arrived)
    assert arrived.order_story(0) == run.order_story(0)


def test_the_latest_job_wins(qtbot, simulator, bakery: Path, endless: Path):
    came = []
    simulator.finished.connect(came.append)
    simulator.run(opsim.load(str(endless)), seed=1)
    qtbot.wait(300)
    wanted = opsim.load(str(bakery)).revised({OVENS: 2})
    simulator.run(wanted, seed=1)
    qtbot.waitUntil(lambda: not simulator.busy, timeout=20_000)
    assert [run.scenario for run in came] == [wanted]


def test_a_stop_is_heeded_at_once(qtbot, simulator, endless: Path):
    simulator.warm_up()
    pid = simulator.pid
    with qtbot.waitSignal(simulator.progressed, timeout=20_000):
        simulator.run(opsim.load(str(endless)), seed=1)
    with qtbot.waitSignal(simulator.stopped, timeout=1_000):
        simulator.stop()
    qtbot.wait(1200)
    assert (simulator.busy, simulator.pid) == (False, pid)


def test_a_killed_process_is_replaced_and_its_job_done_again(qtbot, simulator, bakery: Path):
    simulator.warm_up()
    first = simulator.pid
    os.kill(first, signal.SIGSTOP)
    with qtbot.waitSignals([simulator.notice, simulator.finished], timeout=20_000):
        simulator.run(opsim.load(str(bakery)), seed=1)
        os.kill(first, signal.SIGKILL)
    assert simulator.pid != first


def test_a_job_that_kills_its_process_every_time_is_given_up(qtbot, simulator, endless: Path):
    with qtbot.waitSignal(simulator.progressed, timeout=20_000):
        simulator.run(opsim.load(str(endless)), seed=1)
    failed = []
    simulator.failed.connect(failed.append)
    for _time in range(3):
        pid = simulator.pid
        os.kill(pid, signal.SIGKILL)
        qtbot.waitUntil(lambda pid=pid: simulator.pid != pid, timeout=10_000)
    assert (len(failed), simulator.busy) == (1, False)
    assert "ended unexpectedly" in failed[0]


def test_a_process_that_does_not_heed_a_stop_is_replaced(qtbot, simulator, bakery: Path):
    simulator.warm_up()
    stuck = simulator.pid
    qtbot.waitUntil(lambda: simulator._is_ready, timeout=20_000)
    os.kill(stuck, signal.SIGSTOP)
    simulator.run(opsim.load(str(bakery)), seed=1)
    with qtbot.waitSignal(simulator.finished, timeout=20_000):
        simulator.run(opsim.load(str(bakery)), seed=2)
    assert not is_alive(stuck)


def test_a_process_that_cannot_start_is_not_started_over_and_over(qtbot, simulator, bakery: Path, monkeypatch):
    started = []
    monkeypatch.setattr("opsim.gui.worker.process.serve", os.abort)
    warm_up = simulator.warm_up
    simulator.warm_up = lambda: (started.append(1), warm_up())
    simulator.warm_up()
    qtbot.wait(3_000)
    with qtbot.waitSignal(simulator.failed, timeout=20_000):
        simulator.run(opsim.load(str(bakery)), seed=1)
    assert len(started) <= 5


def test_closing_leaves_no_process(qtbot, endless: Path):
    made = Simulator()
    with qtbot.waitSignal(made.progressed, timeout=20_000):
        made.run(opsim.load(str(endless)), seed=1)
    pid = made.pid
    made.close()
    assert not is_alive(pid)


def test_a_fault_of_the_firm_is_told_in_words(qtbot, simulator, bakery: Path, monkeypatch):
    scenario = opsim.load(str(bakery)).revised({"clock.horizon": "1 day"})
    object.__setattr__(scenario, "shocks", "nonsense")  # what no checked scenario can be
    with qtbot.waitSignal(simulator.failed, timeout=20_000) as came:
        simulator.run(scenario, seed=1)
    assert "Traceback" not in came.args[0]
    assert "unexpectedly" in came.args[0]
