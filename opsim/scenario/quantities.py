"""The kinds of values a scenario is made of, as annotated types for the models.

A `Quantity` in a type's metadata tells addresses, forms and the JSON Schema what it is; the models themselves hold
plain values (whole milliseconds, whole cents, fractions, `Distribution`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, GetPydanticSchema, PlainSerializer
from pydantic_core import core_schema

from opsim.scenario.distribution_text import arrival_gaps, time_distribution
from opsim.scenario.distributions import Distribution
from opsim.scenario.spelling import (
    read_count,
    read_day,
    read_duration,
    read_flag,
    read_id,
    read_money,
    read_share,
    read_time_of_day,
    read_weekdays,
    reader_of_distribution,
    reader_of_rate,
    time_of_day_text,
    weekdays_text,
)
from opsim.units import duration_text, money_number, money_text, percent_text, tidy_number, work_text


@dataclass(frozen=True)
class Quantity:
    """What a person and a program need to know of a kind of value.

    `kind` is its name in forms; `plain` turns the kept value into what stands in a file, `shown` into what people read;
    `form` says in words what may be written, `examples` gives a few.
    """

    kind: str
    form: str
    examples: tuple[str | int | float, ...]
    plain: Callable[[Any], Any]
    shown: Callable[[Any], str]


def _text_of(value: Any) -> Any:
    """Return the text of a distribution."""
    return value.text


def _same(value: Any) -> Any:
    """Return a value that stands in a file as it is kept."""
    return value


DURATION: Final = Quantity(
    "duration", "a duration such as 4 min, 2 h or 3 days", ("4 min", "2 h", "6 weeks"), duration_text, duration_text
)
WORK: Final = replace(DURATION, examples=("120 h", "90 min"), plain=work_text, shown=work_text)
MONEY: Final = Quantity("money", "an amount such as 129 or 6.20", (129, 6.2), money_number, money_text)
SHARE: Final = Quantity("share", "a share such as 0.015 or 1.5 %", (0.015, "1.5 %"), _same, percent_text)
NAME: Final = Quantity("text", "a short name of letters, digits, - and _", ("paint",), _same, str)
DAY: Final = Quantity("date", "a date such as 2026-01-05", ("2026-01-05",), date.isoformat, date.isoformat)
TIME_OF_DAY: Final = Quantity("text", 'a time of day such as "08:00"', ("08:00",), time_of_day_text, time_of_day_text)
DAYS: Final = Quantity("text", "weekdays such as mon-fri", ("mon-fri", "mon, wed"), weekdays_text, weekdays_text)
TIME: Final = Quantity(
    "distribution",
    "a duration such as 4 min, or a distribution such as triangular(3, 4, 6) min",
    ("4 min", "triangular(3, 4, 6) min", "gamma(mean=7, sd=2) days", "empirical(times.csv, minutes) min"),
    _text_of,
    _text_of,
)
GAPS: Final = Quantity(
    "distribution",
    "arrivals such as poisson(60) per week, every 3 h, or never",
    ("poisson(60) per week", "every 3 h", "every gamma(mean=4, sd=2) h", "never"),
    _text_of,
    _text_of,
)
COUNT: Final = Quantity(
    "distribution",
    "a whole number such as 1, or poisson(3)",
    (1, "poisson(3)", "empirical(1, 1, 2)"),
    _text_of,
    _text_of,
)
WHOLE: Final = Quantity("integer", "a whole number", (1, 20), _same, tidy_number)
NUMBER: Final = Quantity("number", "a number", (0.5, 12), _same, tidy_number)
FLAG: Final = Quantity("flag", "yes or no (true or false)", (), _same, lambda flag: "yes" if flag else "no")
TEXT: Final = Quantity("text", "a text", (), _same, str)
CHOICE: Final = Quantity("choice", "one of the choices", (), _same, str)
LIST: Final = Quantity("list", "a list of texts", (), list, ", ".join)


def _rate(unit: str) -> Quantity:
    """Return the quantity of a share per `unit` of time."""
    return Quantity("rate", f"a rate such as 2 % per {unit}", (f"2 % per {unit}", 0.02), _same, percent_text)


def _kept_as(quantity: Quantity) -> PlainSerializer:
    """Return how pydantic writes a quantity back to plain data."""
    return PlainSerializer(quantity.plain, when_used="json")


# `Distribution` is built by its reader; pydantic only has to see that it is one.
_IS_DISTRIBUTION = GetPydanticSchema(lambda _source, _handler: core_schema.is_instance_schema(Distribution))

Duration = Annotated[int, DURATION, BeforeValidator(read_duration), Field(ge=0), _kept_as(DURATION)]
#: Time that a machine works, in hours and less: "5 days" of work would be taken for five days of the calendar.
Work = Annotated[int, WORK, BeforeValidator(read_duration), Field(ge=0), _kept_as(WORK)]
Flag = Annotated[bool, FLAG, BeforeValidator(read_flag)]
Money = Annotated[int, MONEY, BeforeValidator(read_money), _kept_as(MONEY)]
Share = Annotated[float, SHARE, BeforeValidator(read_share)]
PerHour = Annotated[float, _rate("h"), BeforeValidator(reader_of_rate("h"))]
PerDay = Annotated[float, _rate("day"), BeforeValidator(reader_of_rate("day"))]
PerWeek = Annotated[float, _rate("week"), BeforeValidator(reader_of_rate("week"))]
PerYear = Annotated[float, _rate("year"), BeforeValidator(reader_of_rate("year"))]
Id = Annotated[str, NAME, BeforeValidator(read_id)]
Day = Annotated[date, DAY, BeforeValidator(read_day), _kept_as(DAY)]
TimeOfDay = Annotated[int, TIME_OF_DAY, BeforeValidator(read_time_of_day), _kept_as(TIME_OF_DAY)]
Weekdays = Annotated[tuple[int, ...], DAYS, BeforeValidator(read_weekdays), _kept_as(DAYS)]
Time = Annotated[
    Distribution,
    _IS_DISTRIBUTION,
    TIME,
    BeforeValidator(reader_of_distribution(time_distribution, "write it with one, such as 4 min")),
    _kept_as(TIME),
]
Gaps = Annotated[
    Distribution,
    _IS_DISTRIBUTION,
    GAPS,
    BeforeValidator(reader_of_distribution(arrival_gaps, "write poisson(60) per week or every 3 h")),
    _kept_as(GAPS),
]
Count = Annotated[Distribution, _IS_DISTRIBUTION, COUNT, BeforeValidator(read_count), _kept_as(COUNT)]
Units = Annotated[int, Field(ge=1, le=1_000_000)]
