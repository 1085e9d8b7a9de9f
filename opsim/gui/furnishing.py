"""What a window gets right after its first paint: menus, tool bar, start page, worker process, gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget

from opsim.gui.actions import add_menus
from opsim.gui.help_menu import add_help_menu
from opsim.gui.run_bar import RunBar
from opsim.gui.start_page import StartPage
from opsim.gui.view_menu import add_view_menu
from opsim.gui.widgets.texts import ElidedLabel
from opsim.gui.worker.simulator import Simulator

if TYPE_CHECKING:
    from opsim.gui.window import Window


def furnish(window: Window) -> None:
    """Give `window` everything but the gallery, which follows in a moment."""
    window.actions_by_name = add_menus(window.menuBar(), window)
    add_view_menu(window.menuBar(), window.settings, window.change_look)
    add_help_menu(window.menuBar(), window)
    window.bar = RunBar(window.actions_by_name)
    window.bar.seed_changed.connect(window.set_seed)
    window.addToolBar(window.bar)
    window.simulator = _simulator(window)
    window.start_page = _start_page(window)
    window.stack = QStackedWidget()
    window.stack.addWidget(window.start_page)
    window.setCentralWidget(window.stack)
    window.statusBar().setSizeGripEnabled(False)
    window.statusBar().setContentsMargins(10, 0, 10, 0)
    window.status = ElidedLabel()
    window.statusBar().addWidget(window.status, 1)
    QApplication.styleHints().colorSchemeChanged.connect(window.change_look)
    QTimer.singleShot(0, window, lambda: _fill_gallery(window))


def _start_page(window: Window) -> StartPage:
    """Return the start page, wired to the window."""
    page = StartPage()
    page.chosen.connect(window.open_scenario)
    page.browse.connect(window.open_file)
    page.show_recent(window.settings.recent)
    return page


def _simulator(window: Window) -> Simulator:
    """Return the simulator, wired to the window; its process starts at once."""
    simulator = Simulator(window)
    simulator.busy_changed.connect(window.show_busy)
    simulator.progressed.connect(window.bar.show_progress)
    simulator.failed.connect(window.say_failed)
    simulator.stopped.connect(window.say_cancelled)
    simulator.notice.connect(window.say)
    simulator.warm_up()
    return simulator


def _fill_gallery(window: Window) -> None:
    """Read the scenarios that come along; this loads the scenario's models."""
    from opsim.gui.models.gallery import gallery

    window.start_page.show_gallery(gallery(), window.settings)
