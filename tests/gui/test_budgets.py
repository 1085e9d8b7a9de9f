"""How long a person waits, against a bare window: medians of CPU seconds, taken in turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time

import pytest

import opsim

BARE = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event); print(time.process_time(), flush=True); os._exit(0)
app = QApplication([])
window = Bare(); window.resize(1440, 900); window.show(); app.exec()
"""
OPSIM = """
import os, sys, time
from opsim.gui.window import Window
paint = Window.paintEvent
def painted(self, event):
    paint(self, event); print(time.process_time(), flush=True); os._exit(0)
Window.paintEvent = painted
from opsim.cli import main
main([])
"""


def seconds_to_first_paint(code: str) -> float:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    return float(run.stdout)


@pytest.mark.slow
def test_the_window_stands_in_one_and_a_half_times_the_time_of_a_bare_one():
    rounds = [[seconds_to_first_paint(code) for code in (BARE, OPSIM)] for _round in range(9)]
    bare, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    assert ours <= 1.5 * bare


@pytest.mark.slow
def test_the_first_result_is_drawn_within_two_seconds_of_opening(window, qtbot):
    from opsim.gui.app import load_pages_after, load_slow

    loading = threading.Thread(target=load_slow)
    loading.start()
    loading.join()
    load_pages_after(loading, window)
    qtbot.waitUntil(lambda: bool(window.start_page.cards) and window.simulator._is_ready, timeout=20_000)
    before = time.process_time()
    window.open_scenario("chair-factory")
    here = time.process_time() - before
    window.workspace.show_page(window.workspace.overview)  # the brief comes first
    cost = window.workspace.overview.cost
    qtbot.waitUntil(lambda: hasattr(cost.canvas, "renderer"), timeout=20_000)
    drawing = time.process_time() - before - here
    before = time.process_time()
    opsim.simulate(opsim.load("chair-factory")).verify()  # what the worker did meanwhile
    worker = time.process_time() - before
    assert max(here, worker) + drawing < 2.0
