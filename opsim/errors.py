"""Every error that OpSim raises on purpose, from the most general to the most particular."""

from __future__ import annotations

from dataclasses import dataclass


class OpsimError(Exception):
    """Something that a person can understand and mend; its text is the whole message."""


class InputError(OpsimError):
    """What was given (a file, a value, a name) is at fault; the text names place, fault and remedy."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a scenario: where, what, and what would be right.

    `line` and `column` count from 1; 0 means that the place has no position (it did not come from a file).
    """

    path: str
    message: str
    remedy: str = ""
    line: int = 0
    column: int = 0
    file: str = ""

    def __str__(self) -> str:
        """Return `file:line:column path: fault; remedy`, leaving out what is not known."""
        where = f"{self.file}:{self.line}:{self.column} " if self.file else ""
        what = f"{self.message}; {self.remedy}" if self.remedy else self.message
        return f"{where}{self.path or 'file'}: {what}"


class ScenarioError(InputError):
    """A scenario does not hold together; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        """Carry `faults`, in the order of the file."""
        self.faults = sorted(faults, key=lambda it: (it.file, it.line, it.column, it.path, it.message))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ModelError(OpsimError):
    """The simulated firm cannot go on: a deadlock, a loop in zero time, an impossible delay."""


class InvariantError(OpsimError):
    """A finished run contradicts itself; it is reported and never shown as a result."""


class Cancelled(OpsimError):
    """The person asked to stop."""
