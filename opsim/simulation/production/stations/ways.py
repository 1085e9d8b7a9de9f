"""Ways from one step to the next: which of several stations a lot goes to, and how long it travels there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Final

from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import FOREVER, Clock
from opsim.simulation.production.lot import Lot, Route, RoutingStep
from opsim.simulation.production.stations.machine import Machine
from opsim.simulation.production.stations.station import Station

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.simulation.production.release.plan import Plan


def _lots_per_machine(station: Station, under_way: int) -> float:
    """Return how many lots wait, are worked on or travel there, for each that its machines can work on at once."""
    busy = sum(machine.lots for machine in station.machines)
    places = max(len(station.machines), 1) * station.at_once
    return (len(station.queue) + len(station.outside) + busy + under_way) / places


def _free_after(station: Station, under_way: int) -> float:
    """Return the expected time, in ms, until a machine has done what waits or travels there and is in hand."""
    now, machines = station.clock.now_ms, max(len(station.machines), 1)
    lots = [*station.queue, *(lot for lot, _ in station.outside)]
    works = [lot.step.expected_work(lot.units) for lot in lots if lot.step is not None]
    work = fsum(works) * (1 + under_way / max(len(works), 1)) / station.at_once
    for machine in station.machines:
        if machine.lot is not None and machine.until < FOREVER:
            work += machine.until - now
    return work / machines + max(station.calendar.opens_at(now) - now, 0)


#: Rule -> what a lot compares stations by, the least is chosen; ties go to the one named first in the routing.
CHOICE: Final[dict[str, Callable[[Station, int], float]]] = {
    "shortest-queue": _lots_per_machine,
    "earliest-free": _free_after,
}


Travel = Mapping[Station, Mapping[Station, int]]


def travel_ms(travel: Travel, step: RoutingStep, origin: Station, target: Station) -> int:
    """Return how long a lot is on its way from one station to another, where it is to take a step, in ms."""
    if step.travel is not None and origin is not target:
        return step.travel
    return travel.get(origin, {}).get(target, 0)


class Way(Station):
    """Stands in for the station of a step that several stations can do, or that lots travel to.

    A lot that comes here chooses its station, gets that station's own version of the step, and travels there from where
    it was. What enters the floor at this step is there at once, unless it is sent back to it for rework.
    """

    __slots__ = ("_choices", "_choose", "_steps", "_travel", "_travels", "_under_way", "chosen", "options")

    def __init__(
        self, clock: Clock, options: dict[Station, int], tables: dict[str, Rows], chosen: Callable[[Lot], None]
    ) -> None:
        """Lead to one of `options`: station -> its number in the ledgers; `chosen` is told of every choice."""
        usual = next(iter(options))
        super().__init__(clock, usual.id, tables, usual.finish)
        self.options = options
        self._choices, self._travels = tables["choices"], tables["travels"]
        self.chosen = chosen
        self._steps: dict[Station, RoutingStep] = {}
        self._under_way = dict.fromkeys(options, 0)

    def lead(self, step: RoutingStep, rule: str, travel: Travel) -> None:
        """Take the rule of choice, the travel times in ms, and the step as it is done from now on."""
        self._choose, self._travel = CHOICE[rule], travel
        self.buffer = None if any(option.buffer is None for option in self.options) else 0
        for option in self.options:
            own = self._steps.setdefault(option, copy(step))
            for name in RoutingStep.__slots__:
                setattr(own, name, getattr(step, name))
            own.station = option

    def has_room(self, lot: Lot | None = None) -> bool:
        """Say whether any of the stations has room."""
        return any(option.buffer is None or option.has_room(lot) for option in self.options)

    def arrive(self, lot: Lot) -> None:
        """Send a lot that comes from outside to one of the stations."""
        self.come(lot)

    def come(self, lot: Lot, holder: Machine | None = None, origin: Station | None = None) -> bool:
        """Send a lot on its way; say whether the machine that holds it is rid of it."""
        step: RoutingStep = lot.step  # type: ignore[assignment]
        target = self._chosen(lot)
        lot.step = self._steps[target]
        self.chosen(lot)
        if target.id != self.id:
            self._choices.add(lot.id, step.index, self.options[target])
        origin = holder.station if holder is not None else origin
        ms = travel_ms(self._travel, step, origin, target) if origin is not None else 0
        if not ms:
            return target.come(lot, holder)
        now = self.clock.now_ms
        self._travels.add(lot.id, step.index - 1, now, now + ms)
        self._under_way[target] += 1
        if target.kanban is not None:
            target.kanban.has_chosen(lot)
        self.clock.call_at(now + ms, lambda: self._arrived(lot, target), f"travel to station '{target.id}'")
        return True

    def _arrived(self, lot: Lot, target: Station) -> None:
        self._under_way[target] -= 1
        target.come(lot)

    def _chosen(self, lot: Lot) -> Station:
        planned = self.plan.place_for(lot, self.options) if self.plan is not None else None
        if planned is not None:
            return planned
        free = [option for option in self.options if option.buffer is None or option.has_room(lot)] or self.options
        return min(free, key=lambda option: self._choose(option, self._under_way[option]))


class WayBack(Station):
    """Stands in for the station at which rejects start again, while they travel there from where they were found."""

    __slots__ = ("_origins", "_travels", "chosen", "travel")

    def __init__(self, clock: Clock, tables: dict[str, Rows], chosen: Callable[[Lot], None]) -> None:
        """Send nobody yet; `chosen` is told where each lot goes."""
        super().__init__(clock, "rework", tables, lambda _: None)
        self.chosen = chosen
        self._travels = tables["travels"]
        self._origins: dict[int, tuple[Station, RoutingStep]] = {}
        self.travel: Travel = {}

    def send(self, lot: Lot, origin: Station) -> None:
        """Let a lot that is about to enter the floor come from a station, if there is any way to go."""
        step: RoutingStep = lot.step  # type: ignore[assignment]
        if self.travel or step.travel is not None:
            self._origins[lot.id] = origin, step
            lot.step = copy(step)
            lot.step.station = self

    def come(self, lot: Lot, _holder: Machine | None = None, _origin: Station | None = None) -> bool:
        """Send a lot on its way."""
        origin, step = self._origins.pop(lot.id)
        lot.step, target = step, step.station
        self.chosen(lot)
        if isinstance(target, Way):
            return target.come(lot, None, origin)
        ms = travel_ms(self.travel, step, origin, target)
        if not ms:
            return target.come(lot)
        now = self.clock.now_ms
        self._travels.add(lot.id, step.index - 1, now, now + ms)
        self.clock.call_at(now + ms, partial(_arrive, lot, target), f"travel to station '{target.id}'")
        return True


def _arrive(lot: Lot, target: Station) -> None:
    target.come(lot)


class Ways:
    """All the ways of a floor, and the travel times between its stations."""

    def __init__(
        self, clock: Clock, tables: dict[str, Rows], stations: dict[str, Station], chosen: Callable[[Lot], None]
    ) -> None:
        """Have none yet; `chosen` is told of every lot that has chosen its station."""
        self._clock, self._tables, self._stations, self._chosen = clock, tables, stations, chosen
        self._ways: dict[tuple[str, int], Way] = {}
        self.back = WayBack(clock, tables, chosen)

    def places(self, scenario: Scenario, product_id: str) -> list[Station]:
        """Return for each step of a product its station, or the way that leads to it."""
        numbers = {name: number for number, name in enumerate(self._stations)}
        found: list[Station] = []
        before: list[str] = []
        for index, step in enumerate(scenario.products[product_id].routing):
            names = [step.station, *step.alternatives]
            travel = scenario.production.travel
            far = any(travel.get(origin, {}).get(name) for origin in before for name in names)
            if len(names) > 1 or far or step.travel is not None:
                options = {self._stations[name]: numbers[name] for name in names}
                self._ways[product_id, index] = Way(self._clock, options, self._tables, self._chosen)
                found.append(self._ways[product_id, index])
            else:
                found.append(self._stations[step.station])
            before = names
        return found

    def adopt(self, scenario: Scenario, routes: dict[str, Route], plan: Plan | None) -> None:
        """Take what the scenario says now; the steps of the routes have been adopted."""
        travel = {
            self._stations[origin]: {self._stations[name]: ms for name, ms in row.items()}
            for origin, row in scenario.production.travel.items()
        }
        self.back.travel = travel
        for (product_id, index), way in self._ways.items():
            way.lead(routes[product_id].steps[index], scenario.products[product_id].routing[index].choose, travel)
            way.plan = plan if scenario.production.follow_plan else None
