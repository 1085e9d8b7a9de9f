"""`opsim app` where parts of it are missing."""

from __future__ import annotations

import pytest

import opsim.cli.app
import opsim.gui


def failing(error):
    def main(argv):
        raise error

    return main


@pytest.mark.parametrize("name", ["PySide6", "PySide6.QtWidgets", "matplotlib"])
def test_missing_package_names_what_to_install(command, monkeypatch, name):
    package = name.partition(".")[0]
    monkeypatch.setattr(opsim.gui, "main", failing(ModuleNotFoundError(f"No module named {name!r}", name=name)))
    answer = command("app")
    assert answer.code == 1
    assert answer.err == f"the window needs {package}, which is not installed; type: pip install 'opsim[app]'\n"


def test_missing_system_library_is_named(command, monkeypatch):
    error = ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui")
    monkeypatch.setattr(opsim.gui, "main", failing(error))
    answer = command("app")
    assert answer.code == 1
    assert "libEGL.so.1" in answer.err
    assert "run.py" in answer.err


def test_a_broken_import_of_our_own_is_not_blamed_on_the_person(command, monkeypatch):
    monkeypatch.setattr(opsim.gui, "main", failing(ModuleNotFoundError("No module named 'opsim.x'", name="opsim.x")))
    answer = command("app")
    assert answer.code == 1
    assert "OpSim itself is at fault" in answer.err


def test_without_a_display_a_person_learns_what_works_instead(command, monkeypatch):
    monkeypatch.setattr(opsim.cli.app.sys, "platform", "linux")
    for name in opsim.cli.app.DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    answer = command("app")
    assert answer.code == 1
    assert answer.err == "there is no display for the window; type: opsim run chair-factory --plots FOLDER\n"


def test_a_file_that_is_not_there_opens_no_window(command, monkeypatch):
    monkeypatch.setattr(opsim.gui, "main", failing(AssertionError("a window")))
    answer = command("app", "chair-factry")
    assert (answer.code, answer.out) == (1, "")
    assert "did you mean 'chair-factory'?" in answer.err
