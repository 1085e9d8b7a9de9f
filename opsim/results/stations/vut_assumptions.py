"""Which assumptions behind V x U x T hold at a station, each with the figure that says so."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.results.stations.effective import Services, services
from opsim.results.stations.vut import LEAST_LOTS, Assumption, Vut, lag_1, machines_at, scv, vut
from opsim.results.time.floor import REWORK
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run

#: How far two halves of a run may differ in their rate, in standard errors, before they are called different.
_STANDARD_ERRORS: Final = 3.0
#: A share of lots below this is not worth a word.
_FEW: Final = 0.01
#: A run is long when it lasts so many times as long as the queue remembers.
_LONG: Final = 20.0

#: Release rules that let work in whatever is on the floor -> what they go by.
_RELEASED: Final = {
    "push": "each lot comes once, and is released at once",
    "by-date": "each lot comes once, and is released so long before it is due",
}


def assumptions(run: Run, station: str) -> list[Assumption]:
    """Return the assumptions for one station; an empty list where too few lots came to judge."""
    seen = services(run, run.history.names.stations.index(station))
    if len(seen.queue) < LEAST_LOTS:
        return []
    return [
        _steady(seen),
        _settled(vut(run, station), seen.open_ms),
        _independent("Arrivals are independent of each other", np.diff(seen.arrived)),
        _independent("Process times are independent of each other", seen.effective),
        _first_come(seen),
        _no_feedback(run, station),
        _unlimited(run, station),
        _same_machines(run, station),
        Assumption("A machine has one lot at a time", seen.one_at_a_time, "as the operations say"),
    ]


def _steady(seen: Services) -> Assumption:
    """Judge whether lots came at one rate, and no more of them than could be worked off."""
    middle = seen.opened_ms + seen.open_ms / 2
    first = int(np.count_nonzero(seen.arrived < middle))
    second = len(seen.arrived) - first
    gaps = np.diff(seen.arrived)
    spread = math.sqrt(scv(gaps) * len(seen.arrived))  # of a count of arrivals with gaps of this variability
    fact = "{0} lots came in the first half, {1} in the second"
    return Assumption(
        "Demand is steady", abs(first - second) <= _STANDARD_ERRORS * spread, fact, (f"{first:,}", f"{second:,}")
    )


def _settled(found: Vut, open_ms: int) -> Assumption:
    """Judge whether the run is long against the time in which the queue forgets how it began.

    2 (ca2 + ce2) te / (m (1 - u)^2): the relaxation time in heavy traffic, after Whitt (1989), "Planning queueing
    simulations"; for M/M/1 it is 4 te / (1 - u)^2.
    """
    title, hours = "The run is long enough to settle", open_ms / HOUR_MS
    if not found.utilisation < 1:
        return Assumption(
            title, False, "the offered load is {0} %: the queue never settles", (f"{100 * found.utilisation:.1f}",)
        )
    needed = 4 * found.variability * found.process_h / (found.machines * (1 - found.utilisation) ** 2)
    fact = "the queue forgets its past in about {0} h; {1} h were open"
    return Assumption(title, hours >= _LONG * needed, fact, (f"{needed:,.0f}", f"{hours:,.0f}"))


def _independent(title: str, values: np.ndarray) -> Assumption:
    """Judge whether a long value is followed by a long one more often than by chance."""
    correlation = lag_1(values)
    limit = 2 / math.sqrt(max(len(values), 1))
    fact = "correlation with the next one {0}; chance alone stays within ±{1}"
    return Assumption(title, abs(correlation) <= limit, fact, (f"{correlation:.2f}".replace("-", "−"), f"{limit:.2f}"))


def _first_come(seen: Services) -> Assumption:
    """Judge whether lots are served in the order in which they came."""
    share = float(seen.overtook.mean())
    fact = "{0} % of the lots overtook another one"
    return Assumption("First come, first served", share < _FEW, fact, (f"{100 * share:.1f}",))


def _no_feedback(run: Run, station: str) -> Assumption:
    """Judge whether arrivals know nothing of the queue: no return visits, no rework, no limit on work in progress."""
    title = "Arrivals do not depend on the queue"
    visits = [[step.station for step in product.routing].count(station) for product in run.scenario.products.values()]
    released = _RELEASED.get(run.scenario.production.release.rule)
    if released is None:
        return Assumption(title, False, "work is released only when lots have left")
    if max(visits, default=0) > 1:
        return Assumption(title, False, "lots come back here later in their routing")
    again = _reworked(run, station)
    if again:
        return Assumption(title, False, "{0} lots of rejects were reworked here", (f"{again:,}",))
    return Assumption(title, True, released)


def _reworked(run: Run, station: str) -> int:
    """Return how many operations at a station were rework: units that had left it, or what follows it, came back."""
    floor = run.floor
    here = floor.station_of[floor.operations["machine"].whole()] == run.history.names.stations.index(station)
    return int(np.count_nonzero(here & ((floor.marks & REWORK) > 0)))


def _unlimited(run: Run, station: str) -> Assumption:
    """Judge whether there is room for every lot in front of the station and behind it."""
    spec = run.scenario.production.stations.get(station)
    blocked, title = run.stations.time_in_state[station]["blocked"], "There is room for every lot"
    if spec is not None and spec.buffer is not None:
        return Assumption(title, False, "{0} places in front", (f"{spec.buffer:,}",))
    if blocked:
        return Assumption(title, False, "blocked for {0} h by what follows", (f"{blocked / HOUR_MS:,.1f}",))
    return Assumption(title, True, "no limit in front, never blocked")


def _same_machines(run: Run, station: str) -> Assumption:
    """Judge whether the number of machines stayed the same."""
    machines = machines_at(run, station)
    holds = machines == int(machines)
    shown = f"{machines:.0f}" if holds else f"{machines:.2f}"
    return Assumption("The number of machines stays the same", holds, "{0} on average", (shown,))
