"""Every trouble ends in one message and an exit code."""

from __future__ import annotations

import io
import sys

import pytest

from opsim.cli.edge import guarded
from opsim.errors import Cancelled, Fault, InputError, ModelError, ScenarioError


def raising(error):
    def obey(arguments):
        raise error

    return obey


ENDINGS = {
    "input": (InputError("shop.yaml: no such file"), 1, "shop.yaml: no such file\n"),
    "scenario": (
        ScenarioError([Fault("b", "is wrong", "mend it", 2, 1, "f"), Fault("a", "is wrong", "mend it", 1, 1, "f")]),
        1,
        "f:1:1 a: is wrong; mend it\nf:2:1 b: is wrong; mend it\n",
    ),
    "model": (ModelError("paint and dry wait for each other"), 1, "paint and dry wait for each other\n"),
    "full disk": (OSError(28, "No space left on device", "run.opsim"), 1, "run.opsim: No space left on device\n"),
    "cancelled": (Cancelled("stop"), 130, "Cancelled.\n"),
    "ctrl-c": (KeyboardInterrupt(), 130, "Cancelled.\n"),
    "reader gone": (BrokenPipeError(), 0, ""),
    "usage": (SystemExit(2), 2, ""),
    "help": (SystemExit(0), 0, ""),
}


@pytest.mark.parametrize(("error", "code", "message"), ENDINGS.values(), ids=ENDINGS)
def test_trouble_becomes_a_message_and_a_code(error, code, message, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())  # a broken pipe replaces the real one
    assert guarded(raising(error), []) == code
    assert capsys.readouterr().err == message


def test_a_fault_of_our_own_says_where_and_shows_no_traceback(capsys):
    assert guarded(raising(ZeroDivisionError("division by zero")), []) == 1
    said = capsys.readouterr().err
    assert "OpSim itself is at fault" in said
    assert "ZeroDivisionError: division by zero (test_edge.py:" in said
    assert "Traceback" not in said


def test_the_traceback_is_there_for_those_who_ask(capsys, monkeypatch):
    monkeypatch.setenv("OPSIM_TRACEBACK", "1")
    guarded(raising(ZeroDivisionError("division by zero")), [])
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_title_that_the_terminal_cannot_spell_is_written_in_escapes(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert guarded(lambda _: print("Möbel") or 0, []) == 0
    assert terminal.buffer.getvalue() == b"M\\xf6bel\n"


def test_nobody_listening_on_standard_error_changes_no_exit_code(monkeypatch):
    class Closed(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Closed())
    assert guarded(raising(InputError("no such file")), []) == 1
