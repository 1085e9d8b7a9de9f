"""Every command of the window, declared once: text, shortcut, and the method of the window that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from opsim.gui.recent_menu import RecentMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar

    from opsim.gui.window import Window


def marked(text: str) -> str:
    """Mark a text for translation; `tr` translates it where it is shown."""
    return text


class Command(NamedTuple):
    """One entry of a menu; an empty text is a line between entries."""

    name: str
    text: str
    keys: QKeySequence.StandardKey | str | None = None  # several are parted by semicolons


_LINE: Final = Command("", "")
_K: Final = QKeySequence.StandardKey

MENUS: Final = (
    (
        marked("&File"),
        (
            Command("open_file", marked("&Open…"), _K.Open),
            Command("recent", marked("Open &recent")),
            Command("go_home", marked("S&tart page"), "Ctrl+W"),
            _LINE,
            Command("save", marked("&Save"), _K.Save),
            Command("save_as", marked("Save &as…"), "Ctrl+Shift+S"),
            _LINE,
            Command("close", marked("&Quit"), "Ctrl+Q"),
        ),
    ),
    (
        marked("&Edit"),
        (
            Command("undo", marked("&Undo"), "Ctrl+Z"),
            Command("redo", marked("&Redo"), "Ctrl+Shift+Z; Ctrl+Y"),
            _LINE,
            Command("find_lever", marked("&Find a lever"), _K.Find),
            Command("reset_all", marked("Reset &all levers")),
        ),
    ),
    (
        marked("&Run"),
        (
            Command("run", marked("&Run"), "F5"),
            Command("cancel", marked("&Cancel"), "Esc"),
            _LINE,
            Command("pin", marked("&Pin as baseline"), "Ctrl+B"),
        ),
    ),
)


def tr(text: str) -> str:
    """Translate a text of the menus."""
    return QCoreApplication.translate("menus", text)


def add_menus(bar: QMenuBar, window: Window) -> dict[str, QAction]:
    """Fill the menu bar and return the actions by name; each calls the window's method of the same name."""
    actions: dict[str, QAction] = {}
    for title, commands in MENUS:
        menu = bar.addMenu(tr(title))
        for command in commands:
            if command is _LINE:
                menu.addSeparator()
                continue
            if command.name == "recent":
                RecentMenu(tr(command.text), menu, window)
                continue
            actions[command.name] = action = menu.addAction(tr(command.text))
            if command.keys is not None:
                action.setShortcuts(_sequences(command.keys))
            if command.name != "pin":
                action.triggered.connect(lambda _checked, name=command.name: getattr(window, name)())
    actions["pin"].setCheckable(True)
    actions["pin"].toggled.connect(window.pin)
    return actions


def _sequences(keys: QKeySequence.StandardKey | str) -> list[QKeySequence]:
    """Return every shortcut that `keys` names."""
    return QKeySequence.listFromString(keys) if isinstance(keys, str) else QKeySequence.keyBindings(keys)
