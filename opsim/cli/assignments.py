"""`PATH=VALUE` on the command line. Values stay text: the scenario reads each as the type of its parameter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from opsim.errors import InputError

if TYPE_CHECKING:
    from opsim.scenario import Parameter, Scenario

#: What was typed: address and value.
Typed = tuple[str, str]
#: So many addresses that a `*` stands for are named in a note.
MOST_NAMED: Final = 3


def with_settings(scenario: Scenario, settings: Iterable[Typed]) -> Scenario:
    """Return `scenario` with the changes of `--set`; of two for one address the later holds.

    Raises `ScenarioError`, which names the address (and the nearest one that there is), for a change that does not fit.
    """
    changes = dict(settings)
    return scenario.revised(changes) if changes else scenario


def as_decisions(scenario: Scenario, typed: Iterable[tuple[int, Typed]]) -> tuple[tuple[int, str, str], ...]:
    """Return the changes of `--at` as (ms since the start, address, value), in the order of time, each one checked."""
    decisions = [(at_ms, path, value) for at_ms, (path, value) in typed]
    for _, path, value in decisions:
        scenario.revised({path: value})
        _check_timed(path, scenario)
    return tuple(sorted(decisions, key=lambda decision: decision[0]))


def not_for_students(opened: Scenario, revised: Scenario, paths: Iterable[str]) -> list[str]:
    """Return a remark for each address of `revised` that the app would refuse a student: locked, or beyond its range.

    The command line makes such changes all the same, for those who write and study scenarios.
    """
    if not opened.levers:
        return []
    now = {parameter.path: parameter.value for parameter in revised.parameters()}
    return [remark for path in paths for remark in _remarks(meant_by(path, opened), now)]


def _remarks(meant: Iterable[Parameter], now: Mapping[str, object]) -> Iterator[str]:
    """Yield what is to be said of a change of some parameters; nothing where a student may make it."""
    locked: list[str] = []
    refused: dict[str, list[str]] = {}
    for parameter in meant:
        if not parameter.open:
            locked.append(parameter.path)
        elif (fault := parameter.out_of_range(now.get(parameter.path))) is not None:
            refused.setdefault(f"{fault.message} ({fault.remedy})", []).append(parameter.path)
    if locked:
        verb, them = ("is", "it") if len(locked) == 1 else ("are", "them")
        yield f"note: {listed(locked)} {verb} locked in this scenario; the app would not change {them}"
    for why, paths in refused.items():
        yield f"note: {listed(paths)}: {why}; the app would refuse it"


def listed(paths: Sequence[str]) -> str:
    """Return some addresses, and how many more there are."""
    more = len(paths) - MOST_NAMED
    return ", ".join(paths[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _check_timed(path: str, scenario: Scenario) -> None:
    """Refuse a change of what is fixed while the firm runs."""
    for parameter in meant_by(path, scenario):
        if not parameter.timed:
            raise InputError(
                f"--at {path}: {parameter.path} is fixed while the firm runs; change it from the start, with --set"
            )


def meant_by(address: str, scenario: Scenario) -> list[Parameter]:
    """Return the parameters at `address`, in which `*` stands for one part."""
    return [parameter for parameter in scenario.parameters() if _matches(address, parameter.path)]


def _matches(pattern: str, path: str) -> bool:
    """Tell whether `path` is one of those that `pattern` stands for."""
    wanted, parts = pattern.split("."), path.split(".")
    return len(wanted) == len(parts) and all(a in ("*", b) for a, b in zip(wanted, parts, strict=True))
