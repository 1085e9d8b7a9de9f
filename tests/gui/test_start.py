"""What a start pulls in: the first paint and the worker process must not wait for what they do not need."""

from __future__ import annotations

import subprocess
import sys


def loaded_after(code: str) -> set[str]:
    check = f"{code}\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_first_paint_waits_for_nothing_slow():
    slow = {"matplotlib", "numpy", "pydantic", "ruamel.yaml", "simpy", "multiprocessing", "rich"}
    assert slow & loaded_after("import opsim.cli.app, opsim.gui.app") == set()


def test_the_worker_process_needs_neither_window_nor_plots():
    heavy = {"PySide6", "matplotlib", "scipy"}
    assert heavy & loaded_after("import opsim.gui.worker.serve, opsim.studies.single") == set()
