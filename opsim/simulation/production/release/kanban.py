"""Kanban: cards that let lots into a stage of the floor, and come back when the next stage takes them.

A stage is one station, or several that share their cards. A lot holds one card of its stage from when it enters until
the next stage (or the way out) takes it, however many of the stage's stations it passes. A lot that is done there and
finds no card ahead waits beside the machine, which goes on with the next (the general kanban system of Buzacott 1989,
with one card for each lot). On its way between stations, and while it is inspected, it has the card of where it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from opsim.simulation.kernel.clock import FOREVER
from opsim.simulation.production.stations.oven import Oven
from opsim.simulation.production.stations.ways import Way

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.stations.station import Station


class Stage:
    """Stations that share cards, and the lots that hold them."""

    def __init__(self, clock: Clock, name: str, stations: list[Station]) -> None:
        """Have as many cards as anybody wants until `Kanban.adopt`."""
        self.clock, self.name, self.stations = clock, name, stations
        self._ovens = [station for station in stations if isinstance(station, Oven)]
        self.cards = FOREVER
        self.lots: dict[int, Lot] = {}
        self._on_their_way_back = 0

    def is_open_to(self, lot: Lot | None) -> bool:
        """Say whether a lot (None: a new one) may enter: there is a card for it, or it holds one already."""
        return len(self.lots) + self._on_their_way_back < self.cards or (lot is not None and lot.id in self.lots)

    @property
    def title(self) -> str:
        """What people call it: the title of its station where it is that one alone."""
        return self.stations[0].title if len(self.stations) == 1 else self.name

    @property
    def is_limited(self) -> bool:
        """Say whether it has a number of cards."""
        return self.cards < FOREVER

    def may_send(self, oven: Station) -> bool:
        """Say whether a lot may come to an oven of the stage, as far as cards go.

        That is a new one for which there is a card, or one of the stage that comes past the oven on its way. Lots that
        wait for a load themselves, at this oven or at another one, are not on their way.
        """
        if len(self.lots) < self.cards:
            return True
        filling = {lot.id for other in self._ovens if other.idle or other is oven for lot in other.queue}
        return any(lot.id not in filling and self._will_pass(lot, oven) for lot in self.lots.values())

    def _will_pass(self, lot: Lot, oven: Station) -> bool:
        """Say whether a lot of the stage will come to an oven before it leaves the stage."""
        step = lot.step
        if step is not None and _is_at_work_on(lot, step.station):
            step = step.following
        while step is not None:
            places = step.station.options if isinstance(step.station, Way) else [step.station]
            if oven in places:
                return True
            if all(place.stage is not self for place in places):
                return False
            step = step.following
        return False

    def has_moved(self) -> None:
        """A lot has come to a station of the stage: perhaps nobody else can come to an oven now, which may start."""
        for oven in self._ovens:
            if oven.queue and oven.idle:
                oven.settle()

    def give_back(self, lot: Lot) -> None:
        """A lot has left: its card goes to whoever has waited longest, once the lot is where it goes to."""
        del self.lots[lot.id]
        if not self.is_limited:
            return
        self._on_their_way_back += 1
        self.clock.call_at(self.clock.now_ms, self._came_back, f"kanban of stage '{self.name}'")

    def _came_back(self) -> None:
        self._on_their_way_back -= 1
        self.admit()

    def admit(self) -> None:
        """Let in the lots that wait for a card, first come, first served, and then new work."""
        while waiting := [station for station in self.stations if station.next_in() is not None]:
            min(waiting, key=lambda station: station.next_in()[0].arrived).let_in()  # type: ignore[index]
        for station in self.stations:
            station.admit()


class Kanban:
    """All stages of a floor, and which of them each lot holds a card of."""

    def __init__(self, clock: Clock, stages: dict[str, list[Station]]) -> None:
        """Have these stages: name -> its stations."""
        self._stages = {name: Stage(clock, name, stations) for name, stations in stages.items()}
        self._at: dict[int, Stage] = {}

    def adopt(self, cards: dict[str, int]) -> None:
        """Take how many cards each stage has now; one that is left out lets everything in."""
        for name, stage in self._stages.items():
            stage.cards = cards.get(name, FOREVER)
            for station in stage.stations:
                station.go_by(self, stage)

    def give(self, places: Iterable[tuple[Lot, Station]]) -> None:
        """Give cards to lots that are on the floor already, though there may be too few for all of them."""
        for lot, station in places:
            self.moved(lot, station)

    def stage_of(self, lot: Lot) -> Stage | None:
        """Return the stage of which a lot holds a card, if it holds one."""
        return self._at.get(lot.id)

    def moved(self, lot: Lot, station: Station) -> None:
        """A lot enters a station: it takes a card of its stage, and gives back that of the stage before."""
        before, stage = self._at.get(lot.id), station.stage
        if stage is None:
            return
        if stage is not before:
            self._at[lot.id] = stage
            stage.lots[lot.id] = lot
            if before is not None:
                before.give_back(lot)
        stage.has_moved()

    def has_chosen(self, lot: Lot) -> None:
        """A lot is on its way to a station that it has chosen among several: now it will not come to the others."""
        stage = self._at.get(lot.id)
        if stage is not None:
            stage.has_moved()

    def left(self, lot: Lot) -> None:
        """A lot leaves the floor."""
        before = self._at.pop(lot.id, None)
        if before is not None:
            before.give_back(lot)


def _is_at_work_on(lot: Lot, station: Station) -> bool:
    """Say whether a machine of a station has a lot in hand that is not done yet."""
    in_hand = (machine for machine in station.machines if machine.lot is not None and machine.blocked_since < 0)
    return any(lot in machine.lot.members for machine in in_hand)  # type: ignore[union-attr]


def places_of(
    stations: dict[str, Station], on_floor: dict[int, Lot], tables: dict[str, Rows]
) -> list[tuple[Lot, Station]]:
    """Return where each lot is that has a place: where it waits or is worked on, or else where it was last.

    A lot on its way, one that is inspected and one that finds no room ahead belong to the station that they left.
    """
    here: dict[int, Station] = {}
    for station in stations.values():
        in_hand = (lot for machine in station.machines if machine.lot is not None for lot in machine.lot.members)
        here |= {lot.id: station for lot in (*station.queue, *in_hand)}
    chosen = {(lot, step): station for lot, step, station in _rows(tables["choices"])}
    begun_at = {lot: first for lot, _parent, _until, first in _rows(tables["reworks"])}
    names = list(stations)
    found = []
    for lot in on_floor.values():
        step = lot.step
        after = step.index if step is not None else len(lot.job.route.steps)
        if lot.id in here:
            found.append((lot, here[lot.id]))
        elif after > begun_at.get(lot.id, 0):
            usual = lot.job.route.steps[after - 1].station.id
            number = chosen.get((lot.id, after - 1))
            found.append((lot, stations[usual if number is None else names[number]]))
    return found


def _rows(table: Rows) -> list[tuple[int, ...]]:
    """Return the rows of a table as they are now; it can still grow."""
    return list(zip(*(column.tolist() for column in table.so_far().values()), strict=True))
