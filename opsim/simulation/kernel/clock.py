"""The run's clock: SimPy's event queue, in whole milliseconds, with alarms that can be set again and again."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from operator import length_hint
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
    What is due is written in two lists: `alarms`, what is due next last, and `keys`, which rise from the first to the
    last: priority - 4 x time. A new entry goes before its equals, so that what was set first rings first. Events lie
    close to the end, where a sorted list takes fewer comparisons than SimPy's heap, and little has to be moved. Who
    puts something in without `set_alarm` vouches for a whole time that is not in the past. `events` counts those that
    have been processed.
    """

    def __init__(self) -> None:
        """Start at time 0."""
        super().__init__(initial_time=0)
        self.now_ms = 0
        self.keys: list[int] = []
        self.alarms: list[Any] = []
        self.events = 0

    def set_alarm(self, alarm: Alarm, at_ms: int, rings: list[Any], priority: int = NORMAL) -> None:
        """Let `alarm` ring at `at_ms`: the callable in `rings` is then called with it.

        Raises ModelError if the time is not a whole number or lies in the past (SimPy would take both silently).
        """
        if type(at_ms) is not int or at_ms < self.now_ms:
            raise ModelError(f"{alarm.name}: cannot ring at {at_ms!r} ms, the time is {self.now_ms} ms")
        alarm.callbacks = rings
        key = priority - 4 * at_ms
        at = bisect_left(self.keys, key)
        self.keys.insert(at, key)
        self.alarms.insert(at, alarm)

    def cancel(self, alarm: Alarm) -> None:
        """Let `alarm` not ring after all; this goes through the whole agenda."""
        while alarm in self.alarms:
            at = self.alarms.index(alarm)
            del self.alarms[at], self.keys[at]

    def call_at(self, at_ms: int, act: Callable[[], object], name: str, priority: int = NORMAL) -> None:
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
        return bool(self.keys) and self.keys[-1] > SETTLED - 4 * self.now_ms

    def peek(self) -> float:
        """Return when the next event is due, in ms; infinity when there is none."""
        return -self.keys[-1] >> 2 if self.keys else math.inf

    def step(self) -> None:
        """Process the next event."""
        if not self.keys:
            raise simpy.core.EmptySchedule
        self._process(1)

    def _process(self, events: int) -> None:
        """Process the next events, without a call for each."""
        keys, alarms, rest = self.keys, self.alarms, iter(range(events))
        try:
            for _ in rest:
                alarm = alarms.pop()
                self.now_ms = -keys.pop() >> 2
                (ring,) = alarm.callbacks
                ring(alarm)
        finally:
            self.events += events - length_hint(rest)

    def _standstill(self) -> str:
        due = bisect_left(self.keys, LAST - 4 * self.now_ms)
        waiting = Counter(getattr(alarm, "name", "a process") for alarm in self.alarms[due:])
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
