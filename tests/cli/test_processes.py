"""The command line as a process: what it imports, pipes that close, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

OPSIM = (sys.executable, "-m", "opsim")
HEAVY = {"PySide6", "matplotlib", "scipy", "pandas", "numpy", "simpy", "pydantic", "ruamel", "rich"}


def imported_by(statement):
    """Return the packages that a fresh interpreter has imported after `statement`."""
    listing = f"{statement}; import sys; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    answer = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(answer.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "statement", ["import opsim", "import opsim.cli", "import opsim.studies.worker", "import opsim; dir(opsim)"]
)
def test_import_brings_in_nothing_heavy(statement):
    assert not HEAVY & imported_by(statement)


def test_a_run_brings_in_neither_qt_nor_plots():
    run = "from opsim.cli import main; main(['run', 'first-shop', '--until', '1 week', '--json'])"
    assert not {"PySide6", "matplotlib", "scipy", "pandas"} & imported_by(run)


def test_a_public_name_that_is_not_there_is_said_so():
    import opsim

    with pytest.raises(AttributeError, match="no attribute 'smulate'"):
        _ = opsim.smulate


def test_every_public_name_is_there():
    import opsim

    assert set(opsim.__all__) <= set(dir(opsim))
    assert all(getattr(opsim, name) is not None for name in opsim.__all__)


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_leaves_early_is_no_trouble():
    levers = subprocess.Popen(
        [*OPSIM, "levers", "chair-factory", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert levers.stdout.readline() == b"[\n"
    levers.stdout.close()
    assert levers.stderr.read() == b""
    levers.stderr.close()
    assert levers.wait() == 0


def is_soon_gone(group):
    """Tell whether all processes of a group end within ten seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches processes otherwise there")
@pytest.mark.parametrize("replications", ["1", "50"])
def test_ctrl_c_ends_a_run_within_a_moment_and_leaves_no_process_behind(replications):
    century = ["--set", "clock.horizon=60 years", "--set", "operations.finance.insolvent_after=null"]
    long_run = [*OPSIM, "run", "chair-factory", *century, "--replications", replications]
    with subprocess.Popen(long_run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as run:
        time.sleep(3)
        still_running = run.poll() is None
        os.killpg(run.pid, signal.SIGINT)
        pressed_s = time.monotonic()
        out, err = run.communicate(timeout=30)
        took_s = time.monotonic() - pressed_s
    assert still_running
    assert took_s < 15  # a second or two on a machine with nothing else to do
    assert (run.returncode, out) == (130, b"")
    assert b"ancelled" in err
    assert b"Traceback" not in err
    assert is_soon_gone(run.pid)
