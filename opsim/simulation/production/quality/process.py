"""The process mean of each machine: wear drifts it, assignable causes shift it, adjustment sets it right."""

from __future__ import annotations

from dataclasses import dataclass

from opsim.ledgers.rows import Rows
from opsim.scenario.production import AssignableCause, Wear
from opsim.simulation.kernel.calendar import Calendar
from opsim.simulation.kernel.clock import MS_PER_HOUR, Clock
from opsim.simulation.production.lot import Draws
from opsim.simulation.production.quality.drawing import Uniform
from opsim.simulation.production.stations.machine import Machine


@dataclass
class Order:
    """How a machine's process stands: right since a time, upset from another on, by so many sigmas."""

    since: int
    strikes: int
    shift: float = 0.0
    upset: bool = False
    worked: int = 0  # when it was last adjusted, on the machine's clock of wear


class Process:
    """What the machines of one station do to their means; nothing happens by itself, it is reckoned when looked at.

    One assignable cause strikes at a time and lasts until an adjustment, a repair or a maintenance sets the machine
    right; only adjustment sets back the drift without renewing the machine.
    """

    def __init__(self, clock: Clock, causes: Rows, direction: Uniform) -> None:
        """Write what strikes to the table `causes`."""
        self.clock, self._rows, self._direction = clock, causes, direction
        self._orders: dict[Machine, Order] = {}
        self.cause: AssignableCause | None = None

    def adopt(self, cause: AssignableCause | None, draws: Draws, wear: Wear | None, calendar: Calendar) -> None:
        """Take what holds from now on; what was drawn before still happens at its time."""
        fresh = self.cause is None and cause is not None
        self.cause, self._draws, self._calendar = cause, draws, calendar
        self._drift = wear.drift_per_hour if wear is not None else 0.0
        self._growth = wear.defects_per_hour if wear is not None else 0.0
        self.moves = cause is not None or wear is not None
        self.spoils = self._growth > 0 or (cause is not None and cause.defects > 0)
        if fresh:
            for order in self._orders.values():
                order.strikes = calendar.finish(self.clock.now_ms, next(draws))

    def _order(self, machine: Machine) -> Order:
        order = self._orders.get(machine)
        if order is None or order.since < machine.renewed:
            order = self._orders[machine] = self._in_order(machine.renewed)
        if self.cause is not None and not order.upset and self.clock.now_ms >= order.strikes:
            order.upset, order.shift = True, self._signed(self.cause)
            self._rows.add(order.strikes, order.shift, machine.index)
        return order

    def _in_order(self, since: int) -> Order:
        if self.cause is None:
            return Order(since, 0)
        return Order(since, self._calendar.finish(since, next(self._draws)))

    def _signed(self, cause: AssignableCause) -> float:
        if cause.direction == "either":
            return cause.size if next(self._direction) < 0.5 else -cause.size
        return cause.size if cause.direction == "up" else -cause.size

    def moved(self, machine: Machine, sigma: float) -> float:
        """Return how far the mean of a characteristic with this sigma is from where it should be."""
        order = self._order(machine)
        return self._drift * ((_worn(machine) - order.worked) / MS_PER_HOUR) + order.shift * sigma

    def upset(self, machine: Machine) -> bool:
        """Say whether an assignable cause is at work."""
        return self._order(machine).upset

    def added_defects(self, machine: Machine) -> float:
        """Return by how much wear and an assignable cause raise the defect rate just now."""
        worn = self._growth * _worn(machine) / MS_PER_HOUR
        if self.cause is None or not self.cause.defects or not self._order(machine).upset:
            return worn
        return worn + self.cause.defects

    def set_right(self, machine: Machine) -> None:
        """An adjustment is done: the mean is on target, and the next cause strikes after a time of its own."""
        order = self._orders[machine] = self._in_order(self.clock.now_ms)
        order.worked = _worn(machine)


def _worn(machine: Machine) -> int:
    """Return the work, in ms, that on average wears a machine as much as it is worn."""
    breakdowns = machine.station.breakdowns
    return breakdowns.worn_ms(machine) if breakdowns is not None else machine.worked
