"""Following a plan: each station takes the lots in the order that was written down for it, and waits for the next one.

An entry `12/1` stands for any lot of production order 12 that waits for step 1 (counted from 1) of its routing. What a
plan says of orders that have left the floor, or of lots that are past the step, is passed over; when a station has come
to the end of its list, its own rule of dispatching holds again. Rejected units that come back for a step of which the
list says nothing more were planned to be done long ago: they go first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from opsim.simulation.kernel.clock import MS_PER_HOUR

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.release.release import Release
    from opsim.simulation.production.stations.station import Station

#: Production order and step of its routing, counted from 0.
Entry = tuple[int, int]


def entries(texts: Iterable[str]) -> list[Entry]:
    """Return the entries of one station's list."""
    parts = (text.split("/") for text in texts)
    return [(int(order), int(step) - 1) for order, step in parts]


class Plan:
    """What is left of the lists of all stations that follow one.

    A station with limited places in front does not wait: it takes the waiting lot that comes first in its list.
    """

    def __init__(self, release: Release, waits: Rows, numbers: dict[Station, int]) -> None:
        """Be empty; `release` knows the orders. Write to `waits` when stations, by number, wait for their next lot."""
        self._release, self._waits, self._numbers = release, waits, numbers
        self._since: dict[Station, int] = {}
        self._left: dict[Station, list[Entry]] = {}
        self._written: dict[Station, tuple[str, ...]] = {}

    def adopt(self, lists: dict[Station, list[str]], freeze_ms: int) -> None:
        """Take what is written now; a list that stands as it was goes on where it is.

        Of a list that has changed, what was expected to start within `freeze_ms` is kept and done first.
        """
        for station in {**self._left, **lists}:
            texts = tuple(lists.get(station, ()))
            if texts != self._written.get(station, ()):
                keep, following = self._frozen(station, freeze_ms), entries(texts)
                for entry in keep:
                    if entry in following:
                        following.remove(entry)
                self._written[station], self._left[station] = texts, [*keep, *following]
            station.follow(self if self._left.get(station) else None)
            self.note(station)

    def _frozen(self, station: Station, freeze_ms: int) -> list[Entry]:
        """Return the entries at the head of a list that are expected to start within a time."""
        kept: list[Entry] = []
        ahead = 0.0
        for order, step in self._left.get(station, ()):
            if ahead >= freeze_ms:
                break
            kept.append((order, step))
            route = self._release.route_of(order)
            if route is not None and step < len(route.steps):
                ahead += route.steps[step].expected_work(route.lot_size) / max(len(station.machines), 1)
        return kept

    def next_lot(self, station: Station) -> Lot | None:
        """Return the waiting lot that a station is to take now; None where it waits, or follows no plan any more."""
        left = self._left[station]
        for lot in station.queue:
            if _comes_back(lot, left):
                return lot
        for entry in list(left):
            for lot in station.queue:
                if _stands_for(entry, lot):
                    return lot
            if not self._will_come(entry):
                left.remove(entry)
            elif station.buffer is None:
                self._see_that_it_can(station)
                return None
        if not left:
            station.follow(None)
        return None

    def taken(self, station: Station, lot: Lot) -> None:
        """A station has started a lot."""
        left = self._left[station]
        entry = next((entry for entry in left if _stands_for(entry, lot)), None)
        if entry is not None:
            left.remove(entry)

    def note(self, station: Station) -> None:
        """Write down since when a station has lots but waits for another one, as soon as that is over."""
        now, since = station.clock.now_ms, self._since.get(station)
        waits = bool(station.queue and station.idle) and station.plan is not None and station.holds_back()
        if waits and since is None:
            self._since[station] = now
        elif since is not None and not waits:
            self._over(station, now)

    def _over(self, station: Station, end_ms: int) -> None:
        since = self._since.pop(station)
        if since < end_ms:
            self._waits.add(since, end_ms, self._numbers[station])

    def close(self, end_ms: int) -> None:
        """At the end of the run, write what is not over."""
        for station in list(self._since):
            self._over(station, end_ms)

    def place_for(self, lot: Lot, options: Iterable[Station]) -> Station | None:
        """Return the station whose list names a lot for the step that it goes to, if any does."""
        wanted = (option for option in options if any(_stands_for(each, lot) for each in self._left.get(option, ())))
        return next(wanted, None)

    def look_again(self) -> None:
        """A lot has left the floor, or was scrapped: who waited for it waits no longer."""
        for station in self._left:
            if station.plan is not None and station.idle and station.queue:
                station.settle()

    def _will_come(self, entry: Entry) -> bool:
        """Say whether a lot of this order may still come to this step."""
        order, step = entry
        return self._release.has_to_come(order) or any(
            lot.job.id == order and (lot.job.unreleased or _is_before(lot, step))
            for lot in self._release.on_floor.values()
        )

    def _see_that_it_can(self, first: Station) -> None:
        """End the run if stations wait in a circle for lots that wait at the next one."""
        seen = [first]
        while (ahead := self._holder(seen[-1])) is not None:
            if ahead in seen:
                names = " -> ".join(each.id for each in [*seen[seen.index(ahead) :], ahead])
                first.clock.halt(
                    f"the plan stands still at {first.clock.now_ms / MS_PER_HOUR:.2f} h: {names} wait in a circle, "
                    "each for a lot that the next one is to take later; change the order in production.plan; the "
                    "result is partial"
                )
                return
            seen.append(ahead)

    def _holder(self, station: Station) -> Station | None:
        """Return the station that keeps the only lot that this one waits for, and waits for another itself."""
        order, step = self._left[station][0]
        lots = [lot for lot in self._release.on_floor.values() if lot.job.id == order and _is_before(lot, step)]
        if len(lots) != 1 or lots[0].job.unreleased:
            return None
        place = lots[0].step.station  # type: ignore[union-attr]  # a lot that is before a step has one
        left = self._left.get(place)
        if not left or place.plan is None or not place.idle or place.buffer is not None or place.settling:
            return None
        goes_on = any(_stands_for(left[0], lot) or _comes_back(lot, left) for lot in place.queue)
        waits = lots[0] in place.queue and not goes_on
        return place if waits else None


def _stands_for(entry: Entry, lot: Lot) -> bool:
    return lot.job.id == entry[0] and lot.step is not None and lot.step.index == entry[1]


def _comes_back(lot: Lot, left: list[Entry]) -> bool:
    """Say whether a lot is rework for a step of which the list says nothing more."""
    return lot.rejects > 0 and not any(_stands_for(entry, lot) for entry in left)


def _is_before(lot: Lot, step: int) -> bool:
    """Say whether a lot is before a step, or waits for it; a machine that has it in hand for the step has taken it."""
    at = lot.step
    if at is None or at.index > step:
        return False
    return at.index < step or all(machine.lot is not lot for machine in at.station.machines)
