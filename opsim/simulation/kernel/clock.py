"""The run's clock: SimPy's event queue, in whole milliseconds, with alarms that can be set again and again."""

from __future__ import annotations

import math
from bisect import insort
from collections import Counter
from collections.abc import Callable
from copy import copy
from itertools import count
from typing import Any, Final

import simpy

from opsim.errors import Cancelled, ModelError

MS_PER_SECOND: Final = 1_000
MS_PER_MINUTE: Final = 60_000
MS_PER_HOUR: Final = 3_600_000
MS_PER_DAY: Final = 86_400_000
FOREVER: Final = 2**62

#: What happens first of all that is due at one instant has the greatest of these.
URGENT: Final = 0
NORMAL: Final = -1
SETTLED: Final = -2  # once everything else has happened
LAST: Final = -3
#: More than any run can have.
MOST_EVENTS: Final = 2**48

#: Events between two looks at progress, cancel and standstill.
BURST: Final = 5_000
#: Events at one instant after which the clock is taken to be stuck; a start with 100,000 lots at once passes.
MOST_EVENTS_AT_AN_INSTANT: Final = 250_000

Ring = Callable[[Any], None]


class Alarm(simpy.Event):
    """An event of one owner that rings, is set again and rings again; set it only while it is silent.

    Its one callback stays when it has rung, so that it can be set again at little cost.
    """

    def __init__(self, clock: Clock, name: str) -> None:
        """Belong to `clock`; `name` is said when the clock is stuck."""
        super().__init__(clock)
        self.name = name
        self._ok = True
        self._value = None
        self.callbacks = []


class Halted(ModelError):
    """The run ends before its time, for a reason that a person can read; what was recorded is a partial result."""


class EndOfRun(Exception):
    """The end of the run has been reached."""


def _end(_alarm: Any) -> None:
    raise EndOfRun


def _happen(event: simpy.Event) -> None:
    """Tell everyone who waits for an event of SimPy's own; a failure that nobody takes care of is raised."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not getattr(event, "_defused", False):  # noqa: SLF001 - as SimPy's own step does
        raise event._value  # noqa: SLF001


class Clock(simpy.Environment):
    """SimPy's environment with checked integer delays, re-armed alarms and a watch over standstill.

    `now_ms` is the time since the start of the run, in ms, as a plain attribute (SimPy's `now` is the same number).
    `agenda` holds (-time, rank, alarm) in rising order, so that what is due next is its last entry: events lie close to
    the end, where a sorted list takes fewer comparisons than SimPy's heap, and little has to be moved. The rank falls
    with each event of one priority; `ids` yields that of normal ones. Who puts something in without `set_alarm` (by
    `insort`) vouches for a whole time that is not in the past.
    """

    def __init__(self) -> None:
        """Start at time 0."""
        super().__init__(initial_time=0)
        self.now_ms = 0
        self.ids = count(NORMAL * MOST_EVENTS, -1)
        self.agenda: list[tuple[int, int, Any]] = []

    def set_alarm(self, alarm: Alarm, at_ms: int, rings: list[Any], priority: int = NORMAL) -> None:
        """Let `alarm` ring at `at_ms`: the callable in `rings` is then called with it.

        Raises ModelError if the time is not a whole number or lies in the past (SimPy would take both silently).
        """
        if type(at_ms) is not int or at_ms < self.now_ms:
            raise ModelError(f"{alarm.name}: cannot ring at {at_ms!r} ms, the time is {self.now_ms} ms")
        alarm.callbacks = rings
        insort(self.agenda, (-at_ms, next(self.ids) + (priority - NORMAL) * MOST_EVENTS, alarm))

    def cancel(self, alarm: Alarm) -> None:
        """Let `alarm` not ring after all; this goes through the whole agenda."""
        self.agenda[:] = [entry for entry in self.agenda if entry[2] is not alarm]

    def call_at(self, at_ms: int, act: Callable[[], None], name: str, priority: int = NORMAL) -> None:
        """Call `act` once, at `at_ms`."""
        self.set_alarm(Alarm(self, name), at_ms, [lambda _: act()], priority)

    def every(
        self, first_ms: int, period_ms: Callable[[], int], act: Callable[[], None], name: str, priority: int = NORMAL
    ) -> None:
        """Call `act` at `first_ms` and again after each `period_ms()`."""
        alarm = Alarm(self, name)

        def ring(_: Any) -> None:
            act()
            self.set_alarm(alarm, self.now_ms + period_ms(), rings, priority)

        rings = [ring]
        self.set_alarm(alarm, first_ms, rings, priority)

    def halt(self, reason: str) -> None:
        """End the run at this instant, once everything that belongs to it has happened."""

        def stop(_alarm: Any) -> None:
            raise Halted(reason)

        self.set_alarm(Alarm(self, "the end of the run"), self.now_ms, [stop], LAST)

    def run_to(self, end_ms: int, on_burst: Callable[[], None]) -> None:
        """Process every event up to and including `end_ms`; `on_burst` is called every 5,000 events.

        Raises ModelError with names when 250,000 events do not move the clock, Halted when `halt` was called.
        """
        began, stuck = -1, 0
        self.set_alarm(Alarm(self, "the end of the run"), end_ms, [_end], LAST)
        try:
            while True:
                self._process(BURST)
                on_burst()
                stuck = stuck + BURST if self.now_ms == began else 0
                began = self.now_ms
                if stuck >= MOST_EVENTS_AT_AN_INSTANT:
                    raise ModelError(self._standstill())
        except EndOfRun:
            return

    @property
    def now(self) -> int:
        """The time in ms, under the name that SimPy knows."""
        return self.now_ms

    def schedule(self, event: simpy.Event, priority: int = simpy.events.NORMAL, delay: float = 0) -> None:
        """Schedule an event of SimPy's own in `delay` whole ms, with SimPy's priorities (0 is urgent)."""
        if type(delay) is not int or delay < 0:
            raise ModelError(f"a delay of {delay!r} ms is not a whole number of 0 or more")
        self.set_alarm(Alarm(self, "a process"), self.now_ms + delay, [lambda _: _happen(event)], -priority)

    @property
    def more_is_due(self) -> bool:
        """Say whether anything else is due at this very instant, but what waits until all has happened."""
        agenda = self.agenda
        return bool(agenda) and -agenda[-1][0] == self.now_ms and agenda[-1][1] > SETTLED * MOST_EVENTS

    def peek(self) -> float:
        """Return when the next event is due, in ms; infinity when there is none."""
        return -self.agenda[-1][0] if self.agenda else math.inf

    def step(self) -> None:
        """Process the next event."""
        if not self.agenda:
            raise simpy.core.EmptySchedule
        self._process(1)

    @property
    def events(self) -> int:
        """How many events have been processed."""
        return NORMAL * MOST_EVENTS - next(copy(self.ids)) - len(self.agenda)

    def _process(self, events: int) -> None:
        """Process the next events, without a call for each."""
        agenda = self.agenda
        for _ in range(events):
            at, _, alarm = agenda.pop()
            self.now_ms = -at
            (ring,) = alarm.callbacks
            ring(alarm)

    def _standstill(self) -> str:
        waiting = Counter(getattr(item[2], "name", "a process") for item in self.agenda if -item[0] == self.now_ms)
        names = ", ".join(name for name, _ in waiting.most_common(5))
        return (
            f"time stands still at {self.now_ms / MS_PER_HOUR:.2f} h: 250,000 events at one instant, by {names}; "
            "give at least one of their durations more than 0"
        )


def watch(
    clock: Clock, end_ms: int, on_progress: Callable[[float], None] | None, should_stop: Callable[[], bool] | None
) -> Callable[[], None]:
    """Return what the clock calls between bursts: tell progress (0..1), and raise Cancelled if asked to stop."""

    def look() -> None:
        if should_stop is not None and should_stop():
            raise Cancelled("the run was cancelled")
        if on_progress is not None:
            on_progress(clock.now_ms / max(end_ms, 1))

    return look
