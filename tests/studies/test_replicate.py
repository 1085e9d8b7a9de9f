"""Replications: the same whoever does the work, and what has finished is never lost."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import opsim
from opsim.errors import Cancelled, InputError, ModelError
from opsim.results.run import Run
from opsim.studies import replicate, single
from opsim.studies.replications import Failure

WEEK_MS = 7 * 86_400_000


@pytest.fixture(scope="module")
def shop():
    return opsim.load("first-shop")


@pytest.fixture(scope="module")
def here(shop):
    """Four replications, one after the other in this process."""
    return replicate(shop, 4, seed=3, until=2 * WEEK_MS, workers=1)


def test_each_replication_is_the_run_of_its_number(shop, here):
    runs = [opsim.simulate(shop, seed=3, replication=number, until=2 * WEEK_MS) for number in range(4)]
    assert [summary.digest for summary in here.summaries] == [run.digest for run in runs]
    assert here.values("finance.total_cost") == [run.kpis["finance.total_cost"] for run in runs]
    assert len({run.digest for run in runs}) == 4


def test_processes_give_the_same(shop, here, monkeypatch):
    monkeypatch.setattr("opsim.studies.several.PATIENCE_S", 0.0)
    assert replicate(shop, 4, seed=3, until=2 * WEEK_MS, workers=2) == here


def test_somebody_elses_executor_gives_the_same_and_stays_open(shop, here):
    with ThreadPoolExecutor(2) as threads:
        assert replicate(shop, 4, seed=3, until=2 * WEEK_MS, executor=threads) == here
        assert threads.submit(int).result() == 0


def test_short_replications_do_not_pay_for_processes(shop, here, monkeypatch):
    monkeypatch.setattr("opsim.studies.several.PATIENCE_S", 60.0)
    monkeypatch.setattr("opsim.studies.pool.fresh_pool", None)
    assert replicate(shop, 4, seed=3, until=2 * WEEK_MS, workers=2) == here


def test_histories_come_along_when_they_are_asked_for(shop):
    result = replicate(shop, 2, until=WEEK_MS, workers=1, histories={1})
    assert result.summaries[0].history is None
    assert result.summaries[1].history.replication == 1


def test_decisions_reach_every_replication(shop, here):
    dearer = replicate(shop, 4, 3, [(WEEK_MS, "products.*.price", "50")], until=2 * WEEK_MS, workers=1)
    pairs = zip(here.summaries, dearer.summaries, strict=True)
    assert all(before.digest != after.digest for before, after in pairs)


def test_progress_goes_from_nothing_to_all(shop):
    told = []
    replicate(shop, 3, until=WEEK_MS, workers=1, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_no_replications_are_too_few(shop):
    with pytest.raises(InputError, match="ask for at least 1"):
        replicate(shop, 0)


def test_a_cancel_keeps_what_has_finished_and_says_so(shop, here):
    done = []
    result = replicate(
        shop, 4, 3, until=2 * WEEK_MS, workers=1, on_progress=done.append, should_stop=lambda: 0.5 in done
    )
    assert result.summaries == here.summaries[:2]
    assert result.partial == "cancelled after 2 of 4 replications"


def test_a_cancel_before_the_first_has_finished(shop):
    result = replicate(shop, 4, until=WEEK_MS, workers=1, should_stop=lambda: True)
    assert result.summaries == ()
    assert result.partial == "cancelled after 0 of 4 replications"


def test_a_firm_that_cannot_go_on_fails_alone(shop, here, monkeypatch):
    real = single.simulate

    def stuck(scenario, decisions, seed, replication, **more):
        if replication == 2:
            raise ModelError("paint and dry wait for each other")
        return real(scenario, decisions, seed, replication, **more)

    monkeypatch.setattr(single, "simulate", stuck)
    result = replicate(shop, 4, 3, until=2 * WEEK_MS, workers=1)
    assert result.failures == (Failure(2, "paint and dry wait for each other"),)
    assert result.summaries == (*here.summaries[:2], here.summaries[3])
    assert result.shortcomings == ["replication 2 failed: paint and dry wait for each other"]


def test_a_fault_of_our_own_is_not_swallowed(shop, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(single, "simulate", broken)
    with pytest.raises(ZeroDivisionError):
        replicate(shop, 2, workers=1)


def test_a_cancelled_run_raises_outside_a_study():
    with pytest.raises(Cancelled):
        opsim.simulate(opsim.load("chair-factory"), should_stop=lambda: True)


def test_a_replication_that_contradicts_itself_is_no_result(shop, monkeypatch):
    monkeypatch.setattr(Run, "invariants", {"debits = credits": False})
    result = replicate(shop, 2, until=WEEK_MS, workers=1)
    assert result.summaries == ()
    assert [failure.replication for failure in result.failures] == [0, 1]
    assert "debits = credits" in result.failures[0].reason


SCRIPT = """
import opsim, opsim.studies.several
opsim.studies.several.PATIENCE_S = 0.0
print(opsim.replicate(opsim.load("first-shop"), 4, seed=3, until="2 weeks", workers=2).digest)
"""


def test_a_plain_script_needs_no_guard(here, tmp_path):
    """New processes do not run the script that asked for them."""
    (tmp_path / "study.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, "study.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{here.digest}\n", "")
