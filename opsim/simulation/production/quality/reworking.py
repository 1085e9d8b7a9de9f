"""Steps as they are done on rejected units, where rework takes a time of its own; all else is as the routing has it."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsim.simulation.production.lot import Draws, Route, RoutingStep
    from opsim.simulation.production.stations.station import Station

#: Product and step after which units are rejected.
Where = tuple[str, int]


class ReworkSteps:
    """One step for each place of rejection and of rework, shared by all lots that do it; it keeps up with decisions."""

    def __init__(self) -> None:
        """Know of no rework yet."""
        self.times: dict[Where, Draws | None] = {}
        self._steps: dict[tuple[Where, int, Station], tuple[RoutingStep, RoutingStep]] = {}

    def step(self, where: Where, again: RoutingStep, route: Route, station: Station) -> RoutingStep:
        """Return the step `again` of a routing as it is done at `station` on what is rejected at `where`."""
        if self.times.get(where) is None:
            return again
        key = where, again.index, station
        if key not in self._steps:
            model = route.steps[again.index]
            self._steps[key] = model, copy(model)
            self._keep_up(key)
        return self._steps[key][1]

    def adopt(self) -> None:
        """Take what the routings say now, and the times that hold now."""
        for key in self._steps:
            self._keep_up(key)

    def _keep_up(self, key: tuple[Where, int, Station]) -> None:
        model, own = self._steps[key]
        for name in type(model).__slots__:
            setattr(own, name, getattr(model, name))
        where, _, own.station = key
        own.times = self.times.get(where) or model.times
