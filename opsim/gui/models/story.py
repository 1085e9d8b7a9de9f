"""The story of an order or a lot, line by line, in the words of the person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from opsim.plots.words import shown
from opsim.results.time.explain import told, told_of_lot

if TYPE_CHECKING:
    from opsim.results.run import Run

_LONGEST_LINE = 400


def story(run: Run, order: int, *, working_time: bool = False) -> str:
    """Return the story of `order`: its dates as on the axis of the timeline, then its waits, the longest first."""
    return _lines(told(run, order, _translated, working_time=working_time))


def story_of_lot(run: Run, lot: int, *, working_time: bool = False) -> str:
    """Return the story of `lot` in the same manner."""
    return _lines(told_of_lot(run, lot, _translated, working_time=working_time))


def _translated(text: str) -> str:
    """Return a text of a story in the language of the app."""
    return QCoreApplication.translate("story", text)


def _lines(sentences: list[str]) -> str:
    """Return one sentence a line, without signs that a name could disturb the page with."""
    return "\n".join(shown(sentence, _LONGEST_LINE) for sentence in sentences)
