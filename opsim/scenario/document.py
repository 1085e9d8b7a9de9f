"""A scenario file under the pen: values change, comments stay."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any

from opsim.errors import InputError
from opsim.files import write_atomically
from opsim.scenario import addresses
from opsim.scenario.checking import checked
from opsim.scenario.edits import with_value
from opsim.scenario.firm import Scenario
from opsim.scenario.migrations import up_to_date
from opsim.scenario.reading import text_of_file, tree_of
from opsim.scenario.recorded import SECTION, with_recordings
from opsim.scenario.tree import Tree, below


def read_tree(tree: Tree) -> Scenario:
    """Return the scenario in `tree`; raise `ScenarioError` with every fault."""
    return checked(Scenario, with_recordings(up_to_date(tree), tree), tree)


class Document:
    """The text of a scenario together with the scenario in it.

    `file` is where it was opened or last saved, `is_changed` tells whether it has changed since.
    """

    def __init__(self, text: str, file: Path | None = None) -> None:
        """Read `text`; raise `ScenarioError` with every fault."""
        self.file = file
        self.is_changed = False
        self._tree = tree_of(text, str(file or ""))
        self._scenario = read_tree(self._tree)

    @classmethod
    def open(cls, path: str | Path) -> Document:
        """Return the document in a file."""
        return cls(text_of_file(Path(path)), Path(path))

    @property
    def text(self) -> str:
        """The text as it would be saved."""
        return self._tree.text

    @property
    def scenario(self) -> Scenario:
        """The scenario that the text describes."""
        return self._scenario

    def set(self, address: str, value: Any) -> None:
        """Write `value` (as it stands in a file) at `address`, which may hold wildcards."""
        self.revise({address: value})

    def revise(self, changes: Mapping[str, Any]) -> None:
        """Write several values at once: address -> value; all of them, or none when one is refused.

        A value that is so already stays as the author spelled it.
        """
        wanted = self._scenario.revised(changes)
        tree = self._tree
        for address, value in changes.items():
            for path in addresses.places(Scenario, wanted.plain, address):
                if reduce(below, path, wanted.plain) == reduce(below, path, self._scenario.plain):
                    continue
                tree = tree_of(with_value(tree, path, addresses.as_in_file(Scenario, path, value)), tree.file)
        scenario = read_tree(tree)
        if scenario.plain != wanted.plain:
            raise InputError(f"{', '.join(changes)}: cannot be written into this file; write it by hand")
        self.is_changed = self.is_changed or tree.text != self.text
        self._tree, self._scenario = tree, scenario

    def save(self, path: str | Path | None = None) -> None:
        """Save where the document came from, or under another name, so that the old or the new file is there, whole.

        In another folder the values of files beside the scenario are written into the text.
        """
        file = Path(path) if path is not None else self.file
        if file is None:
            raise InputError("the scenario has no file yet; save it under a name")
        moved = self.file is None or file.resolve().parent != self.file.resolve().parent
        text = self._with_recordings() if moved else self.text
        write_atomically(file, text.encode("utf-8"))
        self._tree = tree_of(text, str(file))
        self.file, self.is_changed = file, False

    def _with_recordings(self) -> str:
        """Return the text with everything that was read from files beside the scenario."""
        recorded = self._scenario.plain[SECTION]
        return with_value(self._tree, (SECTION,), recorded) if recorded else self.text
