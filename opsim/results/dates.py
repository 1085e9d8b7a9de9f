"""Moments of a run as people say them: dates and times of day instead of milliseconds since the start."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opsim.units import DAY_MS, MINUTE_MS

if TYPE_CHECKING:
    from datetime import date


def day_text(start: date, at_ms: float) -> str:
    """Return the date `at_ms` after `start`, e.g. "Mon 5 Jan"; the number of the day beyond the end of the calendar."""
    try:
        moment = start + timedelta(days=int(at_ms // DAY_MS))
    except OverflowError:
        return f"day {int(at_ms // DAY_MS)}"
    return f"{moment:%a} {moment.day} {moment:%b}"


def moment_text(start: date, at_ms: float) -> str:
    """Return date and time of day, e.g. "Mon 5 Jan 14:30", as an axis of time shows them."""
    minutes = int(at_ms % DAY_MS) // MINUTE_MS
    return f"{day_text(start, at_ms)} {minutes // 60:02d}:{minutes % 60:02d}"
