"""What may be typed, and what happens when something else is."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

import opsim.gui
from opsim import __version__
from opsim.cli import usage

WRONG = {
    "unknown command": ["fly"],
    "unknown option": ["run", "first-shop", "--fast"],
    "abbreviated option": ["run", "first-shop", "--rep", "2"],
    "no scenario": ["run"],
    "no file": ["check"],
    "two scenarios": ["run", "first-shop", "chair-factory"],
    "seed in words": ["run", "first-shop", "--seed", "seven"],
    "negative seed": ["run", "first-shop", "--seed", "-1"],
    "seed with underscore": ["run", "first-shop", "--seed", "1_000"],
    "seed in other digits": ["run", "first-shop", "--seed", "١٢"],
    "absurd seed": ["run", "first-shop", "--seed", "9" * 5000],
    "no replications": ["run", "first-shop", "--replications", "0"],
    "half a replication": ["run", "first-shop", "--replications", "1.5"],
    "setting without value": ["run", "first-shop", "--set", "clock.horizon"],
    "setting without address": ["run", "first-shop", "--set", "=3"],
    "decision without change": ["run", "first-shop", "--at", "30 days"],
    "decision without value": ["run", "first-shop", "--at", "30 days", "clock.horizon"],
    "decision in no time": ["run", "first-shop", "--at", "soon", "clock.horizon=3 weeks"],
    "decision before the start": ["run", "first-shop", "--at", "-3 days", "clock.horizon=3 weeks"],
    "end without unit": ["run", "first-shop", "--until", "12"],
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_usage_exits_2_and_shows_how(command, words):
    answer = command(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("usage: opsim")
    assert "error: " in answer.err


def test_wrong_time_names_the_remedy(command):
    assert "such as '12 min' or '2 h'" in command("run", "first-shop", "--until", "12").err.replace("\n", " ")


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["app", "-h"]])
def test_help_goes_to_standard_output(command, words):
    answer = command(*words)
    assert (answer.code, answer.err) == (0, "")
    assert "usage: opsim" in answer.out


def test_help_names_every_command(command):
    text = command("--help").out
    assert all(f"\n    {name} " in text for name in ("app", "list", "check", "levers", "run", "schedule", "schema"))


def test_version(command):
    assert command("--version").out == f"opsim {__version__}\n"


@pytest.mark.parametrize(("words", "files"), [([], []), (["app"], []), (["app", "my firm.yaml"], ["my firm.yaml"])])
def test_no_words_open_the_app(command, monkeypatch, tmp_path, words, files):
    monkeypatch.chdir(tmp_path)
    Path("my firm.yaml").touch()  # what is in it, the window tells
    opened = []
    monkeypatch.setattr(opsim.gui, "main", lambda argv: opened.append(list(argv)) or 0)
    assert command(*words).code == 0
    assert opened == [files]


def test_everything_said_in_a_run_arrives():
    wishes = usage.read(
        shlex.split(
            "run shop --seed 7 --replications 3 --set a.b=1 --set c=x=y --json --save run.opsim --plots pictures "
            "--until '12 weeks' --at '30 days' 'a.b = 2' --at '1 h' c="
        )
    )
    assert (wishes.scenario, wishes.seed, wishes.replications, wishes.json) == ("shop", 7, 3, True)
    assert wishes.settings == [("a.b", "1"), ("c", "x=y")]
    assert wishes.decisions == [(30 * 86_400_000, ("a.b", "2")), (3_600_000, ("c", ""))]
    assert (wishes.until, wishes.save, wishes.plots) == (12 * 7 * 86_400_000, "run.opsim", "pictures")


def test_one_reading_leaves_no_decisions_behind_for_the_next():
    usage.read(["run", "shop", "--at", "1 h", "a=1"])
    assert usage.read(["run", "shop"]).decisions == []
