"""Overall equipment effectiveness with its losses named: where the planned time of a machine went (Nakajima 1988)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from opsim.theory.finance.ratios import EquipmentEffectiveness


@dataclass(frozen=True, slots=True)
class PlannedTime:
    """The planned production time of a machine, cut into what added value and six losses; all in one unit of time."""

    breakdown: float
    """Stops by failures, until the machine runs again."""
    set_up: float
    """Set-up and adjustment."""
    minor_stops: float
    """Idling, starving, blocking and short stops."""
    speed: float
    """Running slower than the ideal cycle."""
    start_up: float
    """Ideal time of pieces lost while the process settled."""
    defects: float
    """Ideal time of other bad pieces, rework included."""
    good: float
    """Ideal time of the good pieces."""

    @property
    def total(self) -> float:
        """Return the planned time."""
        return math.fsum(getattr(self, field.name) for field in fields(self))

    @property
    def shares(self) -> dict[str, float]:
        """Return each part as a share of the planned time; `good` is the OEE itself."""
        return {field.name: getattr(self, field.name) / self.total for field in fields(self)}

    @property
    def effectiveness(self) -> EquipmentEffectiveness:
        """Return availability, performance and quality; their product is the share that is good."""
        running = self.total - self.breakdown - self.set_up
        ideal = self.good + self.start_up + self.defects
        return EquipmentEffectiveness(running / self.total, ideal / running, self.good / ideal)


def planned_time(
    *,
    planned: float,
    breakdown: float,
    ideal_cycle: float,
    pieces: float,
    rejects: float,
    set_up: float = 0.0,
    minor_stops: float = 0.0,
    start_up_rejects: float = 0.0,
) -> PlannedTime:
    """Return where the planned time went; what is left over after all stops and ideal cycles is loss of speed."""
    ideal = ideal_cycle * pieces
    return PlannedTime(
        breakdown=breakdown,
        set_up=set_up,
        minor_stops=minor_stops,
        speed=planned - breakdown - set_up - minor_stops - ideal,
        start_up=ideal_cycle * start_up_rejects,
        defects=ideal_cycle * (rejects - start_up_rejects),
        good=ideal_cycle * (pieces - rejects),
    )
