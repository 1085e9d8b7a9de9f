"""Reputation: what customers have lived through, averaged over their memory."""

from __future__ import annotations

from opsim.ledgers.rows import Rows
from opsim.scenario.operations import Reputation as ReputationSpec
from opsim.simulation.kernel.clock import MS_PER_DAY, Clock


class Reputation:
    """`value` lies between 0 and 1 and moves once a day towards the day's mean satisfaction.

    A customer served in time and without defects is satisfied (1); a late one less with each day, down to 0 after a
    week; one who got nothing not at all (0).
    """

    def __init__(self, clock: Clock, rows: Rows) -> None:
        """Write a row each day."""
        self.clock, self.rows = clock, rows
        self.value = 1.0
        self.pleased = 0  # customers today who got good units in time
        self._sum, self._count = 0.0, 0  # their satisfaction and number, of all the others today

    def adopt(self, spec: ReputationSpec) -> None:
        """Take what holds from now on."""
        self.spec = spec
        self._weight = min(MS_PER_DAY / spec.memory, 1.0)

    def hear(self, late_ms: int, defective: int, units: int) -> None:
        """A customer has received goods that are late or defective."""
        self._count += 1
        patience = 1.0 - min(max(late_ms, 0) / (7 * MS_PER_DAY), 1.0)
        self._sum += patience * (1.0 - defective / units)

    def disappoint(self) -> None:
        """A customer goes away with nothing."""
        self._count += 1

    def close_day(self) -> None:
        """Let the day's experience sink in."""
        if count := self.pleased + self._count:
            self.value += ((self.pleased + self._sum) / count - self.value) * self._weight
            self.pleased, self._sum, self._count = 0, 0.0, 0
        self.rows.add(self.clock.now_ms, self.value)

    def on_demand(self) -> float:
        """Return the factor by which demand is multiplied."""
        return 1.0 - self.spec.effect_on_demand * (1.0 - self.value)
