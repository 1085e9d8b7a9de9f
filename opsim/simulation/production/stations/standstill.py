"""A floor that stands still: lots are on it, nobody works, and nothing that is under way will change that.

Rings of cards and of places are found when they close (`blocking`). What is told here is the rest, at the end of a run:
too few people for a machine, loads that never get full, plans that wait for work that is kept off the floor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY
from opsim.simulation.production.stations.oven import Oven

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.stations.station import Station

#: Nobody has worked for a day of opening hours at least, and for one part in so many of the run.
LONG: Final = MS_PER_DAY
PARTS: Final = 10
#: So many times the longest wait for a load that ended is not yet for ever.
LATE: Final = 2
#: What lots in front of an idle machine wait for -> how to find out.
REASONS: Final[dict[str, Callable[[Station], bool]]] = {
    "a machine": lambda station: not station.machines,
    "what their plan has next": lambda station: station.plan is not None and station.holds_back(),
    "a full load": lambda station: bool(station.idle) and station.holds_back(),
    "people": lambda station: station.operators is not None and not station.operators.available(station),
}


def standstill(stations: Iterable[Station], on_floor: dict[int, Lot], tables: dict[str, Rows], now: int) -> str:
    """Say since when nobody works, and who waits where for what; nothing while there is hope."""
    stations = list(stations)
    waiting = {lot.id for station in stations for lot in _waiting(station)}
    if not on_floor or not waiting.issuperset(on_floor) or any(map(_is_at_work, stations)):
        return ""
    since = max(_last_work(tables["operations"]), _released(tables["lots"], min(on_floor)))
    full = [station for station in stations if _waiting(station)]
    if now - since < now // PARTS or any(_has_hope(station, since, now) for station in full):
        return ""
    parts = [f"{_count(len(_waiting(station)))} at '{station.title}' for {_reason(station)}" for station in full]
    return f"nobody has worked on the floor since day {since / MS_PER_DAY:.1f}: {', '.join(parts)}"


def _has_hope(station: Station, since: int, now: int) -> bool:
    """Say whether a station may go on by itself: it was hardly open, or lots come, as they have before, for a load."""
    rests = station.calendar.open_ms(since, now) < LONG
    return rests or (isinstance(station, Oven) and now - since < LATE * station.longest_filling)


def _waiting(station: Station) -> list[Lot]:
    """Return the lots that wait for this station, or keep one of its machines from working."""
    beside = [lot for lot, holder in station.outside if holder is None]
    in_hand = (lot for machine in station.machines if machine.lot is not None for lot in machine.lot.members)
    return [*station.queue, *beside, *in_hand]


def _is_at_work(station: Station) -> bool:
    """Say whether a machine works, or is being repaired or maintained."""
    return any(
        machine.down or (machine.lot is not None and machine.blocked_since < 0 and machine.until < FOREVER)
        for machine in station.machines
    )


def _last_work(operations: Rows) -> int:
    """Return when the last operation ended, in ms: they are in the order of their ends."""
    return int(operations.so_far()["end"].max(initial=0))


def _released(lots: Rows, number: int) -> int:
    """Return when a lot was released, in ms."""
    released: int = lots.row(number)[0]
    return released


def _reason(station: Station) -> str:
    if any(machine.blocked_since >= 0 for machine in station.machines):
        return "room ahead"
    if not station.queue:
        return "people" if any(machine.lot is not None for machine in station.machines) else "a card or room"
    return next((reason for reason, holds in REASONS.items() if holds(station)), "work that does not come")


def _count(lots: int) -> str:
    return f"{lots} lot{'s' if lots != 1 else ''}"
