"""What a maintenance interval costs in simulated runs, to be drawn beside the theory of age replacement.

Costs are per hour of work of the machines, in currency units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.errors import Cancelled
from opsim.ledgers.history import FAILURE
from opsim.results.kpis.window import ratio, window_of
from opsim.results.stations.equipment import AVAILABILITY, effectiveness
from opsim.results.stations.stops import stops
from opsim.studies.single import simulate
from opsim.studies.statistics import Estimate, estimate
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run
    from opsim.scenario import Scenario
    from opsim.studies.renewal import Renewal

#: Simulated intervals as shares of the mean life: from well below the usual optimum to where few machines live so long.
_SHARES: Final = (0.2, 0.35, 0.55, 0.8, 1.2, 2.0)
_CENTS: Final = 100.0


@dataclass(frozen=True)
class PolicyCurve:
    """What is to be simulated: a station's machines maintained at several ages (hours of work), each several times."""

    station: str
    intervals_h: tuple[float, ...]
    replications: int = 4


class PolicyPoint(NamedTuple):
    """What one interval does in simulated runs, with 95 % intervals over the replications.

    `cost` is for repairs and maintenance, in currency units per hour of work; `availability` the share of the time at
    work or stopped (on shift) that was work; `failures` are per hour of work; `profit` is the firm's.
    """

    interval_h: float
    cost: Estimate
    availability: Estimate
    failures: Estimate
    profit: Estimate


def intervals_for(found: Renewal | None, every_h: float) -> tuple[float, ...]:
    """Return intervals worth simulating, in whole hours of work, from frequent maintenance to hardly any.

    They lie around the mean life, or around the interval of the policy (`every_h`) where no theory knows a life.
    """
    mean = found.life.mean() if found is not None else every_h
    return tuple(dict.fromkeys(float(max(round(share * mean), 1)) for share in _SHARES))


def policy_points(
    scenario: Scenario,
    curve: PolicyCurve,
    seed: int = 1,
    *,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> list[PolicyPoint]:
    """Simulate every interval with the same luck (common random numbers) and return what each does.

    Raises `Cancelled` as soon as `should_stop` returns true, and whatever a run raises.
    """
    address, count = f"production.maintenance.{curve.station}", len(curve.intervals_h) * curve.replications
    points, done = [], 0
    for hours in curve.intervals_h:
        firm = scenario.revised({f"{address}.policy": "age", f"{address}.every": f"{hours:g} h"})
        runs = []
        for replication in range(curve.replications):
            if should_stop is not None and should_stop():
                raise Cancelled("Somebody stopped the study.")
            share = _part_of(on_progress, done, count)
            runs.append(_seen(simulate(firm, (), seed, replication, on_progress=share, should_stop=should_stop), curve))
            done += 1
            if on_progress is not None:
                on_progress(done / count)
        points.append(PolicyPoint(hours, *(estimate(column) for column in zip(*runs, strict=True))))
    return points


def _part_of(tell: Callable[[float], None] | None, done: int, count: int) -> Callable[[float], None] | None:
    """Return what is told of the progress of one of `count` runs."""
    return None if tell is None else lambda share: tell((done + share) / count)


def _seen(run: Run, curve: PolicyCurve) -> Sequence[float]:
    """Return cost, availability, failures and profit of one run."""
    station, window = run.history.names.stations.index(curve.station), window_of(run)
    machines = {m for m, place in enumerate(run.floor.station_of.tolist()) if place == station}
    happened = stops(run)
    mine = np.isin(happened.machine, list(machines)) & window.has(happened.start)
    failures = int((mine & (happened.kind == FAILURE)).sum())
    worked_h = sum(run.floor.logs[machine].worked for machine in machines) / HOUR_MS
    stopped_h = sum(
        ms for each in effectiveness(run) if each.machine in machines
        for name, ms in each.parts.items() if name in AVAILABILITY
    ) / HOUR_MS  # fmt: skip
    return (
        ratio(int(happened.cents[mine].sum()) / _CENTS, worked_h),
        ratio(worked_h, worked_h + stopped_h),
        ratio(failures, worked_h),
        run.kpis.get("finance.profit", math.nan),
    )
