"""Working hours: shifts with their breaks, and the days on which nobody comes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Day, Duration, Flag, TimeOfDay, Weekdays
from opsim.units import DAY_MS, MINUTE_MS, duration_text

#: Start and end in milliseconds.
Window = tuple[int, int]


class Break(Spec):
    """A pause within a shift: work stops, machines that need people stand still."""

    at: TimeOfDay = parameter(title="Break at", help="When it begins.", function="teams", timed=False)
    lasts: Duration = parameter(
        alias="for", title="Break for", help="How long it lasts.", function="teams", timed=False, ge=1,
    )
    paid: Flag = parameter(
        False, title="Break is paid", help="Whether wages go on meanwhile.", function="teams", timed=False,
    )


class Shift(Spec):
    """Working hours that repeat every week; two shifts of one name are written as two entries of a list.

    They hold for a whole run: calendars are made once, and wages, stops and utilisation all go by them.
    """

    days: Weekdays = parameter(
        title="Days", help="Working days, e.g. mon-fri or mon,wed,sat.", function="teams", timed=False,
    )
    start: TimeOfDay = parameter(alias="from", title="From", help="Start of work.", function="teams", timed=False)
    end: TimeOfDay = parameter(
        alias="to", title="To", help="End of work; earlier than the start means past midnight.", function="teams",
        timed=False,
    )
    breaks: list[Break] = parameter(
        default_factory=list, title="Breaks", help="Pauses on each of its days.", function="teams", timed=False,
    )

    @model_validator(mode="after")
    def work_lasts(self) -> Self:
        """A shift has a length, its breaks lie within it one after the other, and some work is left."""
        if self.start == self.end:
            raise disagree("to", "the shift ends when it begins", "write 00:00 to 24:00 for a whole day")
        pauses = sorted(self._pauses())
        if any(end > self.start + self.length_ms for _, end in pauses):
            raise disagree("breaks", "a break is not within the shift", "let it begin and end between from and to")
        if any(after < end for (_, end), (after, _) in pairwise(pauses)):
            raise disagree("breaks", "two breaks overlap", "let one end before the next begins")
        left = self.length_ms - sum(end - start for start, end in pauses)
        if left < MINUTE_MS:
            raise disagree("breaks", f"only {duration_text(left)} of work is left", "make the breaks shorter")
        return self

    @property
    def length_ms(self) -> int:
        """Return how long the shift lasts, breaks included."""
        return self.end - self.start + (DAY_MS if self.end <= self.start else 0)

    @property
    def whole(self) -> list[Window]:
        """Return the time from the beginning to the end, breaks included, from the midnight before the shift."""
        return [(self.start, self.start + self.length_ms)]

    def hours(self, *, paid: bool = False) -> list[Window]:
        """Return the hours of work from the midnight before the shift, beyond 24 h after the next one.

        With `paid` those that are paid for: breaks count as work where they are paid.
        """
        edges = [self.start]
        for start, end in sorted(self._pauses(paid=paid)):
            edges += [start, end]
        edges.append(self.start + self.length_ms)
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]

    def _pauses(self, *, paid: bool = False) -> list[Window]:
        """Return start and end of the breaks (without the paid ones), from the midnight before the shift."""
        starts = [(self.start + (each.at - self.start) % DAY_MS, each) for each in self.breaks]
        return [(start, start + each.lasts) for start, each in starts if not (paid and each.paid)]


def _how_many(shifts: Any) -> str:
    """Tell whether one shift stands under a name, or several."""
    return "several" if isinstance(shifts, list) else "one"


_Several = Annotated[list[Shift], Field(min_length=1), Tag("several")]
Shifts = Annotated[Annotated[Shift, Tag("one")] | _Several, Discriminator(_how_many)]


class ClosedDays(Spec):
    """Days on which no shift works, from midnight to midnight; 'always' goes on."""

    first: Day = parameter(alias="from", title="Closed from", help="The first day.", function="teams", timed=False)
    last: Day | None = parameter(
        None, alias="to", title="Closed to", help="The last day; one day only if left out.", function="teams",
        timed=False,
    )
    title: str = parameter("", title="Title", help="What people call them.", timed=False, max_length=200)
    paid: Flag = parameter(
        False, title="Closed days are paid", help="Whether wages go on, as on public holidays.", function="teams",
        timed=False,
    )

    @model_validator(mode="after")
    def days_run_forward(self) -> Self:
        """The last day is not before the first."""
        if self.last is not None and self.last < self.first:
            raise disagree("to", "the last day is before the first", "swap the two")
        return self

    def window(self, start: date) -> Window:
        """Return first and last moment in ms of a run that begins on the day `start`."""
        last = self.last or self.first
        return (self.first - start).days * DAY_MS, ((last - start).days + 1) * DAY_MS
