"""Time, money and shares as whole numbers, and how people write them.

Time is whole milliseconds, money whole cents. One grammar of numbers holds wherever OpSim reads text: ASCII digits,
an optional sign, a decimal point and an exponent; thousands may be set off as in `48_000`, as in plain YAML numbers; no
decimal comma, no other digits.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from opsim.errors import InputError

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WEEK_MS: Final = 7 * DAY_MS
YEAR_MS: Final = 365 * DAY_MS

#: Longest time that OpSim reckons with: 300 years.
LONGEST_MS: Final = 300 * YEAR_MS
#: Largest sum that OpSim reckons with: ten thousand million in any currency.
LARGEST_CENTS: Final = 10**12

#: Every spelling of a unit of time -> milliseconds.
UNIT_MS: Final = {
    "ms": 1,
    "s": SECOND_MS,
    "sec": SECOND_MS,
    "second": SECOND_MS,
    "seconds": SECOND_MS,
    "min": MINUTE_MS,
    "minute": MINUTE_MS,
    "minutes": MINUTE_MS,
    "h": HOUR_MS,
    "hour": HOUR_MS,
    "hours": HOUR_MS,
    "day": DAY_MS,
    "days": DAY_MS,
    "week": WEEK_MS,
    "weeks": WEEK_MS,
    "year": YEAR_MS,
    "years": YEAR_MS,
}

#: The units in which OpSim writes, largest first: milliseconds, one of it, several of it.
TIDY_UNITS: Final = (
    (YEAR_MS, "year", "years"),
    (WEEK_MS, "week", "weeks"),
    (DAY_MS, "day", "days"),
    (HOUR_MS, "h", "h"),
    (MINUTE_MS, "min", "min"),
    (SECOND_MS, "s", "s"),
    (1, "ms", "ms"),
)

UNITS_IN_WORDS: Final = "ms, s, min, h, days, weeks or years"

#: What a number looks like inside a text. Its length is bounded, so that nothing absurd is ever converted.
NUMBER: Final = (
    r"[-+]?(?:(?:[0-9]{1,30}|[1-9][0-9]{0,2}(?:_[0-9]{3}){1,9})(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?"
)
_NUMBER = re.compile(NUMBER, re.ASCII)
_QUANTITY = re.compile(rf"({NUMBER})\s*([A-Za-z]+)", re.ASCII)


class UnitError(InputError, ValueError):
    """A text is not the quantity it should be; its message reads `fault; remedy`."""


def decimal_number(text: str) -> Decimal:
    """Return the number that `text` spells, exactly; refuse anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        raise UnitError(f"{quoted(text)} is not a number; write digits with a decimal point, such as 12 or 0.5")
    return Decimal(text.strip())


def duration_ms(text: str) -> int:
    """Return the whole milliseconds that a text such as `90 s`, `1.5 h` or `6 weeks` stands for."""
    amount, unit_ms = quantity_of_time(text)
    return within_time(amount * unit_ms, text)


def quantity_of_time(text: str) -> tuple[Decimal, int]:
    """Return the number in `text` and the milliseconds of its unit: `1.5 h` -> (1.5, 3,600,000)."""
    match = _QUANTITY.fullmatch(text.strip())
    if not match:
        if _NUMBER.fullmatch(text.strip()):
            raise UnitError(f"{quoted(text)} has no unit; write it with one, such as '{text.strip()} min' or '2 h'")
        raise UnitError(f"{quoted(text)} is not a duration; write a number and a unit, such as 4 min, 2 h or 3 days")
    return Decimal(match[1]), unit_of_time(match[2])


def unit_of_time(name: str) -> int:
    """Return the milliseconds in the unit called `name`."""
    if name not in UNIT_MS:
        raise UnitError(f"{quoted(name)} is not a unit of time; use {UNITS_IN_WORDS}")
    return UNIT_MS[name]


def within_time(ms: Decimal, text: str) -> int:
    """Return `ms` rounded to whole milliseconds, refusing what is beyond all reckoning."""
    if not -LONGEST_MS <= ms <= LONGEST_MS:
        raise UnitError(f"{quoted(text)} is too long; stay below 300 years")
    return int(ms.to_integral_value())


def duration_text(ms: int) -> str:
    """Return `ms` in the largest unit that divides it: 5,400,000 -> `90 min`."""
    if ms == 0:
        return "0 h"
    unit_ms, one, several = next(unit for unit in TIDY_UNITS if ms % unit[0] == 0)
    count = ms // unit_ms
    return f"{count} {one if count == 1 else several}"


def work_text(ms: int) -> str:
    """Return `ms` of work in hours or less, as days of work and of the calendar differ: five times 24 h -> `120 h`."""
    return f"{ms // HOUR_MS} h" if ms % HOUR_MS == 0 else duration_text(ms)


def cents(amount: float | str) -> int:
    """Return the whole cents in an amount of money such as 129, 6.20 or "6.20"."""
    exact = decimal_number(amount if isinstance(amount, str) else repr(amount)) * 100
    if not -LARGEST_CENTS <= exact <= LARGEST_CENTS:
        raise UnitError(f"{quoted(str(amount))} is too much money; stay below {LARGEST_CENTS // 100:,}")
    if exact != exact.to_integral_value():
        raise UnitError(f"{quoted(str(amount))} has parts of a cent; give at most two decimals")
    return int(exact)


def money_number(amount_cents: int) -> int | float:
    """Return cents as a plain number of the currency: 12,900 -> 129, 620 -> 6.2."""
    return amount_cents // 100 if amount_cents % 100 == 0 else amount_cents / 100


def money_text(amount_cents: int) -> str:
    """Return cents as people read them: 1,234,550 -> `12,345.50`, 12,900 -> `129`."""
    return f"{amount_cents // 100:,}" if amount_cents % 100 == 0 else f"{amount_cents / 100:,.2f}"


def tidy_number(value: float) -> str:
    """Return the shortest text that reads back as `value`, without a needless `.0`: 3.0 -> `3`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def percent_text(share: float) -> str:
    """Return a share as a percentage: 0.015 -> `1.5 %`."""
    return f"{format(float(f'{share * 100:.12g}'), 'g')} %"


def quoted(text: str, longest: int = 60) -> str:
    """Return `text` in quotes, fit for one line of a message: control characters escaped, a long one cut."""
    plain = text if text.isprintable() else ascii(text)[1:-1]
    return f"'{plain}'" if len(plain) <= longest else f"'{plain[:longest]}…'"


#: Units that count things -> what one of them is called.
ONE_OF: Final = {
    "machines": "machine",
    "units": "unit",
    "lots": "lot",
    "people": "person",
    "periods": "period",
    "orders": "order",
    "times": "time",
    "boards": "board",
    "pieces": "piece",
    "sets": "set",
    "blocks": "block",
    "kits": "kit",
}


def counted(number: float, unit: str) -> str:
    """Return the unit as it stands behind a number: one machine, two machines."""
    return ONE_OF.get(unit, unit) if abs(number) == 1 else unit
