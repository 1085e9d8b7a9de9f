"""`opsim run` with input that is at fault: exit code 1, the address, the remedy, no traceback, no half-made output."""

from __future__ import annotations

import os

import pytest

from opsim.results.run import Run

AT_FAULT = {
    "unknown section": (["--set", "operations.finanse.tax=0.2"], "did you mean 'finance'?"),
    "unknown parameter": (["--set", "clock.horizn=3 weeks"], "did you mean 'horizon'?"),
    "not a number": (["--set", "clock.wip_limit=many"], "clock.wip_limit"),
    "other digits": (["--set", "clock.wip_limit=١٢"], "clock.wip_limit"),
    "out of range": (["--set", "operations.finance.tax=1.5"], "operations.finance.tax"),
    "no unit": (["--set", "clock.horizon=3"], "clock.horizon"),
    "not a number at all": (["--set", "operations.finance.tax=nan"], "operations.finance.tax"),
    "wildcard for nothing": (["--set", "operations.teams.*.salary=3"], "operations.teams"),
    "two faults": (["--set", "clock.horizon=3", "--set", "operations.finance.tax=9"], "operations.finance.tax"),
    "unknown decision": (["--at", "1 week", "operations.finanse.tax=0.2"], "did you mean 'finance'?"),
    "wrong decision": (["--at", "1 week", "operations.finance.tax=2"], "operations.finance.tax"),
    "fixed while running": (["--at", "1 week", "clock.horizon=3 weeks"], "clock.horizon is fixed while the firm runs"),
    "shift while running": (
        ["--at", "1 week", "clock.shifts.day.to=18:00"], "clock.shifts.day.to is fixed while the firm runs"
    ),
    "decision after the end": (["--at", "60 weeks", "production.lot_size.candle=9"], "--set clock.horizon"),
    "decision after a shorter run": (
        ["--until", "2 weeks", "--at", "3 weeks", "production.lot_size.candle=9"], "end it later with --until"
    ),
    "time before the start": (["--set", "operations.orders.promise=-3 days"], "'-3 days' is too small"),
    "end beyond the end": (["--until", "500 weeks"], "--set clock.horizon"),
    "end at the start": (["--until", "0 h"], "--until 0 h"),
    "folder that is not there": (["--save", "nowhere/run.opsim"], "there is no folder nowhere"),
    "folder for a file": (["--save", "."], "this is a folder"),
}


@pytest.mark.parametrize(("words", "message"), AT_FAULT.values(), ids=AT_FAULT)
def test_input_at_fault_is_named_and_exits_1(command, words, message):
    answer = command("run", "first-shop", *words)
    assert (answer.code, answer.out) == (1, "")
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert "OpSim itself" not in answer.err


@pytest.mark.parametrize("words", [["run"], ["levers"], ["check"]])
def test_a_saved_run_is_called_one(command, tmp_path, words):
    saved = str(tmp_path / "shop.run")
    assert command("run", "first-shop", "--until", "1 week", "--save", saved).code == 0
    answer = command(*words, saved)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        f"{saved}: this is a saved run, not a scenario; run its scenario file instead, or open the saved run in the "
        "app or in Python (opsim.reopen)\n"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_save_never_replaces_what_is_no_ordinary_file(command, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answer = command("run", "first-shop", "--until", "1 week", "--save", str(pipe))
    assert (answer.code, answer.out) == (1, "")
    assert "saving would replace it" in answer.err
    assert pipe.is_fifo()


def test_plots_cannot_go_where_a_file_is(command, tmp_path):
    file = tmp_path / "plots"
    file.touch()
    answer = command("run", "first-shop", "--plots", str(file))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"--plots {file}: this is a file; name a folder\n"
    answer = command("run", "first-shop", "--plots", str(file / "below"))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"--plots {file / 'below'}: cannot be made (")


@pytest.mark.parametrize("words", [[], ["--json"], ["--replications", "2"]])
def test_a_run_that_contradicts_itself_is_reported_not_shown(command, monkeypatch, words):
    monkeypatch.setattr(Run, "invariants", {"cash = receipts - payments": False, "debits = credits": True})
    answer = command("run", "first-shop", "--seed", "9", "--until", "1 week", *words)
    assert answer.code == 1
    assert answer.out == ""
    assert "'first-shop' with seed 9" in answer.err
    assert "contradicts itself: cash = receipts - payments" in answer.err
