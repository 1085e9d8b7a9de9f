"""The changes that a person has made to a scenario, each of which can be undone and redone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Changes = Mapping[str, Any]


class Edits:
    """Address -> new value, with every earlier state kept.

    `listener` is called after each change of state. A value equal to the opened one is no change.
    """

    def __init__(self, opened: Callable[[str], Any]) -> None:
        """Start without changes; `opened` tells the value that an address had when the file was opened."""
        self._opened = opened
        self._states: list[dict[str, Any]] = [{}]
        self._at = 0
        self._saved: dict[str, Any] = {}
        self.listener: Callable[[], None] = lambda: None

    @property
    def changes(self) -> dict[str, Any]:
        """Every change in force, as address -> value."""
        return dict(self._states[self._at])

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit that was taken back."""
        return self._at < len(self._states) - 1

    @property
    def is_saved(self) -> bool:
        """Whether the changes in force are those in the file."""
        return self._states[self._at] == self._saved

    @property
    def unsaved_paths(self) -> list[str]:
        """The addresses whose value differs from the file, sorted."""
        now, saved = self._states[self._at], self._saved
        return sorted(p for p in now.keys() | saved.keys() if now.get(p, self) != saved.get(p, self))

    def set(self, path: str, value: Any) -> None:
        """Give the parameter at `path` a value."""
        changes = self.with_value(path, value)
        if changes != self._states[self._at]:
            self._push(changes)

    def with_value(self, path: str, value: Any) -> dict[str, Any]:
        """Return what the changes would be with this value."""
        changes = {**self._states[self._at], path: value}
        if value == self._opened(path):
            del changes[path]
        return changes

    def reset(self, paths: list[str] | None = None) -> None:
        """Give the parameters at `paths` (all if left out) the value they were opened with; one edit."""
        now = self._states[self._at]
        gone = set(now if paths is None else paths) & now.keys()
        if gone:
            self._push({path: value for path, value in now.items() if path not in gone})

    def undo(self) -> None:
        """Take back the last edit."""
        self._go(self._at - 1)

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        self._go(self._at + 1)

    def mark_saved(self) -> None:
        """Remember that the changes in force are now in the file."""
        self._saved = self.changes

    def _push(self, changes: dict[str, Any]) -> None:
        """Add a state after the present one; those that were taken back are forgotten."""
        self._states[self._at + 1 :] = [changes]
        self._go(len(self._states) - 1)

    def _go(self, at: int) -> None:
        """Move to a state, if there is such a one."""
        if 0 <= at < len(self._states) and at != self._at:
            self._at = at
            self.listener()
