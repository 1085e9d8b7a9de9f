"""Workers that are killed: their replications are done again, and only the one that kills is marked."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

import opsim
from opsim.errors import Cancelled
from opsim.studies import pool
from opsim.studies.replications import Failure, Summary
from opsim.studies.worker import Task

WEEK_MS = 7 * 86_400_000

# Evaluated in the worker when the task arrives there: the first so many workers die of it, as if they had been killed.
SOURCE = """(lambda os, folder, deaths: (
    os._exit(9) if len(os.listdir(folder)) < deaths and not os.close(os.open(
        os.path.join(folder, str(os.getpid())), os.O_CREAT | os.O_WRONLY)) else __import__('opsim').load('first-shop')
))(__import__('os'), {folder!r}, {deaths})"""


class Deadly:
    """A scenario that kills the workers that unpack it, as often as said; then it is the first shop."""

    def __init__(self, folder, deaths):
        self.source = SOURCE.format(folder=str(folder), deaths=deaths)

    def __reduce__(self):
        return eval, (self.source,)


@pytest.fixture
def tasks(tmp_path):
    shop = opsim.load("first-shop")

    def four(deaths):
        firms = [shop, Deadly(tmp_path, deaths), shop, shop]
        return [Task(firm, (), 3, number, WEEK_MS) for number, firm in enumerate(firms)]

    return four


def worked(tasks, should_stop=lambda: False):
    results = []
    pool.work_in_pools(tasks, 2, results.append, should_stop)
    return sorted(results, key=lambda result: result.replication)


@pytest.mark.parametrize("deaths", [1, 2])
def test_what_a_killed_worker_left_is_done_again(tasks, deaths):
    shop = opsim.load("first-shop")
    expected = [opsim.simulate(shop, seed=3, replication=number, until=WEEK_MS).digest for number in range(4)]
    assert [result.digest for result in worked(tasks(deaths))] == expected


def test_a_replication_that_kills_every_worker_is_marked_and_spares_the_others(tasks):
    results = worked(tasks(99))
    assert results[1] == Failure(1, pool.KILLED)
    assert all(isinstance(results[number], Summary) for number in (0, 2, 3))


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_worker_killed_from_outside(monkeypatch):
    year = opsim.load("first-shop").revised({"clock.horizon": "10 years"})
    pools = []
    real = pool.ProcessPoolExecutor
    monkeypatch.setattr(pool, "ProcessPoolExecutor", lambda *a, **k: pools.append(real(*a, **k)) or pools[-1])

    def kill_one():
        while not (pools and pools[0]._processes):
            time.sleep(0.01)
        time.sleep(0.5)
        os.kill(next(iter(pools[0]._processes)), signal.SIGKILL)

    threading.Thread(target=kill_one, daemon=True).start()
    results = worked([Task(year, (), 3, number) for number in range(2)])
    assert [type(result) for result in results] == [Summary, Summary]
    assert len(pools) == 2


def test_a_cancel_stops_the_workers_in_the_middle_of_a_run():
    century = opsim.load("chair-factory").revised({"clock.horizon": "90 years"})
    began_s = time.monotonic()

    def after_two_seconds():
        return time.monotonic() - began_s > 2

    with pytest.raises(Cancelled):
        worked([Task(century, (), 1, number) for number in range(4)], after_two_seconds)
    assert time.monotonic() - began_s < 5


HEARS_NO_CTRL_C = "(lambda s: s.SIGINT in s.pthread_sigmask(s.SIG_BLOCK, ()))(__import__('signal'))"


@pytest.mark.skipif(os.name == "nt", reason="signals cannot be held back there")
def test_a_worker_never_hears_ctrl_c_not_even_while_it_starts(monkeypatch):
    answers = []
    monkeypatch.setattr(pool, "perform", eval)
    pool.work_in_pools([HEARS_NO_CTRL_C] * 2, 2, answers.append, lambda: False)
    assert answers == [True, True]
    assert not eval(HEARS_NO_CTRL_C)


def press_ctrl_c_while_workers_start(notes):
    with pool.ctrl_c_held_back():
        signal.raise_signal(signal.SIGINT)  # to this thread: others, if there are any, hold nothing back
        notes.append("not heard yet")


@pytest.mark.skipif(os.name == "nt", reason="signals cannot be held back there")
def test_ctrl_c_that_comes_while_workers_start_is_heard_right_after():
    notes = []
    with pytest.raises(KeyboardInterrupt):
        press_ctrl_c_while_workers_start(notes)
    assert notes == ["not heard yet"]
