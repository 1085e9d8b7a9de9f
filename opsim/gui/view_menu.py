"""The menu of looks: light, dark or as the system; and how large texts are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup

from opsim.gui.models.settings import TEXT_SIZES, THEMES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QMenuBar

    from opsim.gui.models.settings import Settings


def tr(text: str) -> str:
    """Translate a text of this menu."""
    return QCoreApplication.translate("view", text)


def add_view_menu(bar: QMenuBar, settings: Settings, changed: Callable[[], object]) -> None:
    """Add the menu; a choice is put into `settings`, and `changed` is called."""
    menu = bar.addMenu(tr("&View"))

    def choose(field: str, value: str, _checked: bool = False) -> None:
        setattr(settings, field, value)
        changed()

    _choices(menu.addMenu(tr("&Theme")), THEMES, settings.theme, partial(choose, "theme"))
    _choices(menu.addMenu(tr("Te&xt size")), TEXT_SIZES, settings.text_size, partial(choose, "text_size"))


def _choices(menu: QMenu, names: Iterable[str], chosen: str, choose: Callable[[str, bool], None]) -> None:
    """Add one entry per name, of which one is chosen."""
    group = QActionGroup(menu)
    for name in names:
        action = QAction(tr(name.capitalize()), menu, checkable=True, checked=name == chosen)
        action.triggered.connect(partial(choose, name))
        group.addAction(action)
        menu.addAction(action)
