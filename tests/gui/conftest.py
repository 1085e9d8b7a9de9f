"""A small firm on disk, and a window that is closed again whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox

BAKERY = """\
# A bakery: one oven, one loaf.
opsim: 1
id: bakery
title: Corner bakery
clock:
  start: 2026-01-05
  horizon: 8 weeks   # long enough for a test
  shifts: {day: {days: mon-fri, from: "06:00", to: "14:00"}}
materials: {flour: {title: Flour, unit: kg}}
products:
  loaf:
    title: Rye loaf
    price: 4
    materials: {flour: 1}
    routing: [{station: oven, time: "triangular(8, 10, 14) min"}]
production:
  stations: {oven: {title: Oven, machines: 1, shift: day, price: 9000}}
  lot_size: {loaf: 20}
operations:
  market: {loaf: {arrivals: "poisson(100) per week"}}
  orders: {promise: 1 day, late_discount: 5 % per day}
  inventory:
    loaf: {policy: s-S, s: 5, S: 40, opening: 30}
    flour: {policy: r-Q, r: 150, Q: 300, opening: 300}
  purchasing: {flour: {mill: {price: 0.80, lead_time: 2 days}}}
  teams: {bakers: {people: 1, wage: 20, shift: day}}
  finance: {opening_cash: 20_000, overheads: 150}
goals: [{kpi: service.otif, at_least: 0.9}, {kpi: finance.profit, at_least: 500}]
levers:
  - {path: production.stations.oven.machines, from: 1, to: 5}
  - {path: production.lot_size.loaf, from: 1, to: 80}
  - {path: "operations.inventory.loaf.*"}
  - {path: operations.market.loaf.arrivals}
"""

#: A firm that buys and sells, and makes nothing.
TRADER = """\
opsim: 1
id: trader
title: Trader
clock: {start: 2026-01-05, horizon: 4 weeks}
products: {candle: {title: Candle, price: 12}}
operations:
  market: {candle: {arrivals: "poisson(30) per week"}}
  inventory: {candle: {policy: s-S, s: 10, S: 60, opening: 20}}
  purchasing: {candle: {mill: {price: 1.5, lead_time: 3 days}}}
  finance: {opening_cash: 9000}
"""

#: How long a test waits for what has to come, in ms: on a busy machine all takes long, and waiting costs nothing.
PATIENCE_MS = 60_000

#: So much work that nobody waits for it to end: four hundred bakeries for a hundred years.
ENDLESS = BAKERY.replace("8 weeks", "100 years").replace("poisson(100)", "poisson(40_000)".replace("_", ""))
OVENS = "production.stations.oven.machines"


@pytest.fixture(autouse=True)
def _no_box_waits_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box that no test expects fails the test instead of waiting for a click."""

    def refuse(box: QDialog) -> int:
        raise AssertionError(f"a box came up: {box.windowTitle()} {getattr(box, 'text', str)()}")

    for kind in (QDialog, QMessageBox):
        monkeypatch.setattr(kind, "exec", refuse)


@pytest.fixture(autouse=True)
def _text_size_is_nobody_elses(qapp) -> Iterator[None]:
    """A text size that one test chose is not what the next one takes for the system's."""
    font = qapp.font()
    yield
    qapp.setFont(font)


@pytest.fixture
def qtbot(qtbot, monkeypatch: pytest.MonkeyPatch):
    """The robot of pytest-qt, with the patience of these tests."""
    wait = qtbot.waitUntil

    def patiently(callback, *, timeout: int = PATIENCE_MS) -> None:
        wait(callback, timeout=timeout)

    monkeypatch.setattr(qtbot, "waitUntil", patiently)
    return qtbot


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    file = tmp_path / "bakery.yaml"
    file.write_text(BAKERY, encoding="utf-8")
    return file


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    file = tmp_path / "endless.yaml"
    text = ENDLESS.replace("machines: 1,", "machines: 900,").replace("opening_cash: 20_000", "opening_cash: 20_000_000")
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def window(qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A furnished window, as a person sees it a moment after the start; unsaved changes are thrown away at the end."""
    from opsim.gui.models.settings import load_settings
    from opsim.gui.window import Window

    made = Window(load_settings())
    made.show()
    made.furnish()
    yield made
    monkeypatch.setattr("opsim.gui.dialogs.ask_to_save", lambda *_: "discard")
    made.close()
    made.deleteLater()


@pytest.fixture
def opened(window, bakery: Path, qtbot) -> object:
    """The window with the bakery open and its first result on screen."""
    window.open_scenario(str(bakery))
    window.workspace.show_page(window.workspace.overview)  # the brief comes first
    wait_for_runs(qtbot, window, 1)
    return window


def wait_for_runs(qtbot, window, count: int) -> None:
    """Wait until so many runs have been shown."""
    qtbot.waitUntil(lambda: len(window.session.runs.stands) >= count)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app would have said in boxes, instead of saying it."""
    said: list[str] = []

    def note(_parent: object, title: str, text: object) -> None:
        said.append(f"{title}: {text}")

    for place in ("opsim.gui.dialogs", "opsim.gui.files", "opsim.gui.trouble", "opsim.gui.widgets.corner_menu"):
        monkeypatch.setattr(f"{place}.tell", note, raising=False)
    for place in ("opsim.gui.dialogs", "opsim.gui.files"):
        monkeypatch.setattr(f"{place}.show_faults", note, raising=False)
    return said
