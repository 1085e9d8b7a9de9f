"""How each kind of value is spelled in a file: the readers that turn what stands there into what the models keep."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

from pydantic import ValidationInfo

from opsim.scenario.distribution_text import count_distribution
from opsim.scenario.distributions import Distribution
from opsim.scenario.empirical_text import NOTHING_RECORDED, Columns
from opsim.units import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    SECOND_MS,
    UnitError,
    cents,
    decimal_number,
    duration_ms,
    quoted,
    tidy_number,
)

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_duration(value: object) -> object:
    """Read a duration."""
    if isinstance(value, str):
        return duration_ms(value)
    if value == 0 and not isinstance(value, bool):
        return 0
    raise UnitError(f"{_spelt(value)} has no unit; write a number and a unit, such as 4 min, 2 h or 3 days")


def read_flag(value: object) -> object:
    """Read a yes or no: true and false as in YAML, and the words that people use."""
    return _FLAGS.get(value.strip().lower(), value) if isinstance(value, str) else value


_FLAGS: Final = {"yes": True, "no": False, "true": True, "false": False}


def read_money(value: object) -> object:
    """Read an amount of money."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not _finite(value):
        raise UnitError(f"{_spelt(value)} is not an amount; write a plain number, such as 129 or 6.20")
    return cents(value)


def read_share(value: object) -> object:
    """Read a share, as a fraction or a percentage."""
    remedy = "write a fraction or a percentage, such as 0.015 or 1.5 %"
    if not isinstance(value, str):
        return _fraction(value, remedy)
    number, percent, more = value.strip().partition("%")
    if more:
        raise UnitError(f"{quoted(value)} is not a share; {remedy}")
    return float(decimal_number(number) / (100 if percent else 1))


def reader_of_rate(unit: str) -> Callable[[object], object]:
    """Return the reader of a share per `unit` of time."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return _fraction(value, f"write it as in '2 % per {unit}'")
        match = _RATE.fullmatch(value.strip())
        if not match:
            raise UnitError(f"{quoted(value)} is not a rate; write it as in '2 % per {unit}'")
        number, percent, per = match.groups()
        if per not in (None, unit):
            raise UnitError(f"{quoted(value)} is per {per}; give it per {unit}, as in '2 % per {unit}'")
        return float(decimal_number(number) / (100 if percent else 1))

    return read


_RATE = re.compile(r"([^%\s]+)\s*(%)?(?:\s*per\s+([a-z]+))?", re.ASCII)


def _fraction(value: object, remedy: str) -> float:
    """Return a plain number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        raise UnitError(f"{_spelt(value)} is not a share; {remedy}")
    return float(value)


def read_id(value: object) -> object:
    """Read a short name."""
    if not isinstance(value, str):
        raise UnitError(f"{_spelt(value)} is not a name; put it in quotes and begin with a letter")
    name = unicodedata.normalize("NFC", value)
    if not _NAME.fullmatch(name) or len(name) > 64:
        raise UnitError(f"{quoted(value)} is no short name; use letters, digits, - and _ only, 64 at most")
    return name


_NAME = re.compile(r"\w[\w-]*")


def read_day(value: object) -> object:
    """Read a date."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise UnitError(f"{quoted(value)} is not in the calendar; write a day such as 2026-01-05") from error
    raise UnitError(f"{_spelt(value)} is not a date; write year-month-day, such as 2026-01-05")


def read_time_of_day(value: object) -> object:
    """Read a time of day as milliseconds since midnight; 24:00 is the end of the day."""
    match = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if match:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        ms = hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS
        if minutes < 60 and seconds < 60 and ms <= DAY_MS:
            return ms
    raise UnitError(f"{_spelt(value)} is not a time of day; write hours and minutes, such as '08:00'")


_CLOCK_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)


def time_of_day_text(ms: int) -> str:
    """Return milliseconds since midnight as a clock shows them: 28,800,000 -> `08:00`."""
    hours, rest = divmod(ms, HOUR_MS)
    minutes, seconds = divmod(rest // SECOND_MS, 60)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def read_weekdays(value: object) -> object:
    """Read weekdays: `mon-fri`, `mon, wed, sat` or a list of such."""
    parts = value if isinstance(value, list | tuple) else value.split(",") if isinstance(value, str) else [value]
    days: list[int] = []
    for part in parts:
        days += _day_range(part)
    if not days or len(set(days)) < len(days):
        raise UnitError(f"{_spelt(value)} names {'a day twice' if days else 'no day'}; write days such as mon-fri")
    return tuple(sorted(days))


def _day_range(part: object) -> list[int]:
    """Return the numbers of the days in `mon-fri` or `sat`; `sat-mon` runs over the week's end."""
    first, dash, last = part.strip().lower().partition("-") if isinstance(part, str) else ("", "", "")
    ends = (first.strip(), last.strip() if dash else first.strip())
    if not set(ends) <= set(WEEKDAYS):
        raise UnitError(f"{_spelt(part)} is not a weekday; use {', '.join(WEEKDAYS)} or a range such as mon-fri")
    start, end = (WEEKDAYS.index(day) for day in ends)
    return [day % 7 for day in range(start, end + 1 + (7 if end < start else 0))]


def weekdays_text(days: tuple[int, ...]) -> str:
    """Return days as people write them: (0, 1, 2, 3, 4) -> `mon-fri`, (0, 2) -> `mon, wed`."""
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in days)


#: Where pydantic's context keeps the columns of files that came with the scenario.
RECORDED: Final = "recorded"


def _recorded(context: ValidationInfo) -> Columns:
    """Return the columns of files that came with the scenario."""
    columns: Columns = (context.context or {}).get(RECORDED, NOTHING_RECORDED)
    return columns


def reader_of_distribution(
    read: Callable[[str, Columns], Distribution], remedy: str
) -> Callable[[object, ValidationInfo], object]:
    """Return the reader of a distribution."""

    def reader(value: object, context: ValidationInfo) -> object:
        if isinstance(value, Distribution):
            return value
        if isinstance(value, str):
            return read(value, _recorded(context))
        raise UnitError(f"{_spelt(value)} has no unit; {remedy}")

    return reader


def read_count(value: object, context: ValidationInfo) -> object:
    """Read a number of units or its distribution."""
    if isinstance(value, Distribution):
        return value
    if isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool) and _finite(value)):
        return count_distribution(value if isinstance(value, str) else tidy_number(value), _recorded(context))
    raise UnitError(f"{_spelt(value)} is not a number of units; write a whole number or poisson(3)")


def _finite(value: object) -> bool:
    """Tell whether `value` is anything but NaN or infinity."""
    return not isinstance(value, float) or math.isfinite(value)


def _spelt(value: object) -> str:
    """Return a value as a message quotes it."""
    words = {None: "nothing", True: "'true'", False: "'false'"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a section"
    return quoted(str(value))
