"""What a study is asked for, as people give it in Python: whole numbers, times, decisions."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

from opsim.errors import InputError
from opsim.units import UnitError, duration_ms, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsim.ledgers.history import Decision

    #: A time since the start: whole milliseconds, or a text with a unit, such as "12 weeks".
    Time = int | str
    #: A decision as people write it: when, address, value.
    Timed = Decision | tuple[Time, str, Any]


def whole(name: str, value: Any, least: int | None = None) -> int:
    """Return the whole number `value` as Python's own; raise `InputError`, which calls it `name`, for anything else."""
    try:
        number = index(value)
    except TypeError:
        raise InputError(f"{name}: {quoted(str(value))} is not a whole number; give one, such as 1") from None
    if least is not None and number < least:
        raise InputError(f"{name}: {number} is too few; ask for at least {least}")
    return number


def time_ms(name: str, value: Any, least: int = 0) -> int:
    """Return a time in whole ms since the start; raise `InputError`, which calls it `name`, for anything else."""
    try:
        ms = duration_ms(value) if isinstance(value, str) else index(value)
    except UnitError as error:
        raise InputError(f"{name}: {error}") from error
    except TypeError:
        remedy = "give whole milliseconds, or a text such as '12 weeks'"
        raise InputError(f"{name}: {quoted(str(value))} is not a time; {remedy}") from None
    if ms < least:
        raise InputError(f"{name}: {quoted(str(value))} is too early; give at least {least} ms after the start")
    return ms


def end_ms(until: Any) -> int | None:
    """Return when a run ends early, in ms; None where it does not."""
    return None if until is None else time_ms("until", until, least=1)


def as_decisions(decisions: Iterable[Any]) -> tuple[Decision, ...]:
    """Return decisions as the engine takes them; raise `InputError` for one that is none."""
    return tuple(_as_decision(each) for each in decisions)


def _as_decision(given: Any) -> Decision:
    """Return one decision."""
    from opsim.ledgers.history import Decision  # brings NumPy along, which a worker process loads later

    try:
        when, path, value = (given.at_ms, given.path, given.value) if isinstance(given, Decision) else given
    except (TypeError, ValueError):
        raise InputError(f"decisions: {quoted(str(given))} is none; write (time, address, value)") from None
    return Decision(time_ms(f"decisions: {path}", when), str(path), value)
