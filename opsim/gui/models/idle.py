"""Which levers have no effect while another one stands as it does, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from opsim.gui.models.wording import choice_word
from opsim.scenario.idle import idle_beside


def why_idle(path: str, value_of: Callable[[str], Any]) -> str:
    """Return why the lever at `path` has no effect now, e.g. "Not used with “Push: at once”"; "" when it has one."""
    beside, value = idle_beside(path, value_of)
    said = QCoreApplication.translate("levers", "Not used with “{0}”")
    return said.format(choice_word(value, beside)) if beside else ""
