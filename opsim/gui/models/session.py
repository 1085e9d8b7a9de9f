"""One opened scenario and everything a person did with it: edits, runs, baseline."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsim.errors import ScenarioError
from opsim.gui.models.edits import Edits
from opsim.gui.models.levers import Lever, levers_of
from opsim.results.saved import is_saved_run, reopen
from opsim.scenario import Document, load
from opsim.scenario.library import resolve, scenarios_folder
from opsim.scenario.writing import text_of

if TYPE_CHECKING:
    from opsim.results.run import Run
    from opsim.scenario import Scenario


@dataclass
class Runs:
    """The runs of a session: the current one, what it is compared with, and where all of them stood."""

    current: Run | None = None
    previous: Run | None = None
    pinned: Run | None = None
    stands: list[Any] = field(default_factory=list)

    @property
    def baseline(self) -> Run | None:
        """The run that the current one is compared with: the pinned one, else the one before that came to its end.

        There is none for a run that stopped early: its figures are of another length of time.
        """
        return None if self.current is not None and self.current.partial else self.pinned or self.previous

    def add(self, run: Run, stand: Any) -> None:
        """Make `run` the current one."""
        if self.current is not None and not self.current.partial:
            self.previous = self.current
        self.current = run
        self.stands.append(stand)

    def pin(self) -> None:
        """Compare with the current run from now on, if it came to its end."""
        self.pinned = self.current if self.current is not None and not self.current.partial else self.pinned

    def unpin(self) -> None:
        """Compare with the run before again."""
        self.pinned = None


class Session:
    """The scenario that is open, with the person's changes on top of what the file says."""

    def __init__(self, source: Path) -> None:
        """Open the scenario file or the saved run `source`; raise `InputError` or `ScenarioError`.

        `saved_run` is the run of a file that holds one: it is to be shown as it is.
        """
        self.source = source
        self.saved_run: Run | None = reopen(source) if is_saved_run(source) else None
        self.opened: Scenario = self.saved_run.scenario if self.saved_run else load(str(source.resolve()))
        self.scenario = self.opened
        self.seed = self.saved_run.seed if self.saved_run else 1
        self.runs = Runs()
        self._levers = {lever.path: lever for lever in levers_of(self.opened)}
        self.edits = Edits(self.opened_value)

    @classmethod
    def open(cls, name_or_file: str) -> Session:
        """Open a bundled scenario by its id, or a file."""
        return cls(resolve(name_or_file))

    @property
    def is_bundled(self) -> bool:
        """Whether the file came with OpSim and is therefore not written to."""
        return self.source.resolve().parent == scenarios_folder().resolve()

    @property
    def is_read_only(self) -> bool:
        """Whether changes are saved elsewhere: a bundled scenario and a saved run stay as they are."""
        return self.is_bundled or self.saved_run is not None

    @property
    def key(self) -> tuple[Any, ...]:
        """What a run's result depends on; equal keys, equal results."""
        return (tuple(sorted((path, repr(value)) for path, value in self.edits.changes.items())), self.seed)

    def levers(self) -> list[Lever]:
        """Return every lever with its present value."""
        changes = self.edits.changes
        return [lever.with_value(changes.get(path, lever.parameter.value)) for path, lever in self._levers.items()]

    def value(self, path: str) -> Any:
        """Return the present value at `path`, in display form."""
        return self.edits.changes.get(path, self.opened_value(path))

    def opened_value(self, path: str) -> Any:
        """Return the value at `path` when the file was opened, in display form."""
        return self._levers[path].parameter.value

    def try_value(self, path: str, value: Any) -> Scenario:
        """Return the scenario with this value; raise `ScenarioError` when it does not hold together."""
        return self.opened.revised(self.edits.with_value(path, value))

    def set(self, path: str, value: Any) -> None:
        """Change one parameter; raise `ScenarioError`, and change nothing, when the value is at fault."""
        fault = self._levers[path].parameter.out_of_range(value)
        if fault:
            raise ScenarioError([fault])
        scenario = self.try_value(path, value)
        self.scenario = scenario
        self.edits.set(path, value)

    def reset(self, paths: list[str] | None = None) -> None:
        """Give parameters (all if left out) the values of the opened file."""
        self.edits.reset(paths)
        self._refresh()

    def undo(self) -> None:
        """Take back the last edit."""
        self.edits.undo()
        self._refresh()

    def redo(self) -> None:
        """Make the edit again that was taken back."""
        self.edits.redo()
        self._refresh()

    def save(self, target: Path) -> None:
        """Write the changes into the file's text, comments and all, and save it as `target`."""
        document = Document.open(self.source) if self.saved_run is None else Document(text_of(self.opened))
        document.revise({path: self.value(path) for path in self.edits.unsaved_paths})
        document.save(target)
        self.source, self.saved_run = target, None
        self.edits.mark_saved()

    def _refresh(self) -> None:
        """Rebuild the scenario from the edits in force."""
        self.scenario = self.opened.revised(self.edits.changes)
