"""How effective the machines are: OEE, and the losses that take the rest of their time.

OEE = availability x performance x quality (Nakajima 1988), over the time on shift after the warm-up:
availability = 1 - stops / time on shift, performance = time at work on lots without what wear added / time not stopped,
quality = share of that work that made good units at the first attempt. Rejects are charged to the step that
spoiled them, not to the inspection that found them (`opsim.results.stations.blame`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from opsim.results.columns.intervals import Spans, overlaps
from opsim.results.kpis.stations import STOPPED
from opsim.results.kpis.window import ratio, window_of
from opsim.results.stations.blame import passed_by_machine
from opsim.results.stations.losses import slowed_by_machine
from opsim.results.time.states import STATE_NAMES

if TYPE_CHECKING:
    from opsim.results.run import Run

GOOD: Final = "good"
REJECTS: Final = "rejects"
#: What wear adds to process times.
SLOWED: Final = "slow running"
#: What takes time on shift away from good units; every state that is in neither group is a loss of performance.
AVAILABILITY: Final = STOPPED
QUALITY: Final = ("rework", REJECTS)
_AT_WORK: Final = ("run", "rework")


class Effectiveness(NamedTuple):
    """Where the time on shift of one machine went, in ms: what made good units, and each loss by its name."""

    machine: int
    parts: dict[str, float]

    @property
    def planned(self) -> float:
        """The time on shift, in ms: the sum of all parts."""
        return math.fsum(self.parts.values())

    @property
    def availability(self) -> float:
        """The share of the time on shift in which it did not stand stopped."""
        return ratio(self.planned - self._sum(AVAILABILITY), self.planned)

    @property
    def performance(self) -> float:
        """The share of the rest in which it worked on lots."""
        return ratio(self._sum((GOOD, *QUALITY)), self.planned - self._sum(AVAILABILITY))

    @property
    def quality(self) -> float:
        """The share of that work that made good units at the first attempt."""
        return ratio(self.parts[GOOD], self._sum((GOOD, *QUALITY)))

    @property
    def oee(self) -> float:
        """The share of the time on shift that made good units at the first attempt."""
        return ratio(self.parts[GOOD], self.planned)

    def _sum(self, names: tuple[str, ...]) -> float:
        """Return the time in some parts, in ms."""
        return math.fsum(self.parts.get(name, 0.0) for name in names)


def effectiveness(run: Run) -> list[Effectiveness]:
    """Return where the time of each machine went."""
    each = enumerate(zip(passed_by_machine(run), slowed_by_machine(run), strict=True))
    return [_of_machine(run, machine, passed, slowed) for machine, (passed, slowed) in each]


def _of_machine(run: Run, machine: int, passed: float, slowed: int) -> Effectiveness:
    """Return where the time of one machine went.

    `passed` is the share of its units that were not rejected for what it did, `slowed` what wear added to its process
    times (ms).
    """
    states, window = run.stations.states.of(machine), window_of(run)
    closed = run.floor.machines.closed[int(run.floor.station_of[machine])]
    parts: dict[str, float] = {}
    for code, name in enumerate(STATE_NAMES):
        mine = states.state == code
        time = Spans(states.start[mine], states.end[mine])
        off = overlaps(closed, time)  # a failed machine is down in the night as well, when nobody misses it
        ms = time.total_within(*window) - Spans(off.start, off.end).total_within(*window)
        if ms and name != "off shift":
            parts[name] = float(ms)
    run_ms = parts.pop("run", 0.0) - slowed
    slow = {SLOWED: float(slowed)} if slowed else {}
    return Effectiveness(machine, {GOOD: run_ms * passed, **parts, **slow, REJECTS: run_ms * (1 - passed)})
