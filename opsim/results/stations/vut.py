"""The wait in front of a station beside the textbook's: variability x utilisation x time, measured from the same run.

Wq = V U T with V = (ca2 + ce2) / 2, U = u^(sqrt(2 (m + 1)) - 1) / (m (1 - u)), T = te (Kingman 1961; Sakasegawa 1977;
Hopp & Spearman, Factory Physics, chapter 8). It is exact for M/G/1 and an approximation elsewhere; `Assumption` says
where this station departs from it. Nothing is fitted: where the two numbers differ, they differ.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.kpis.window import NONE, window_of
from opsim.results.stations.effective import Services, services
from opsim.theory.queueing.general import vut_wait
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    import numpy.typing as npt

    from opsim.results.run import Run

#: Fewer lots than this say nothing about variability.
LEAST_LOTS: Final = 30
_BATCHES: Final = 20
#: Student's t for 95 % and 19 degrees of freedom.
_T_19: Final = 2.093


class Vut(NamedTuple):
    """One station: what was measured (SCV: squared coefficient of variation), the formula's wait, and the run's.

    Times are hours on the station's own clock. `half_width_h` is that of a 95 % interval for the simulated mean by 20
    batch means, NaN where there were too few lots. `predicted_h` is NaN where the formula has no answer.
    """

    lots: int
    machines: float
    arrival_scv: float
    process_scv: float
    utilisation: float
    process_h: float
    simulated_h: float
    half_width_h: float

    @property
    def variability(self) -> float:
        """V: the mean of the two SCVs."""
        return (self.arrival_scv + self.process_scv) / 2

    @property
    def congestion(self) -> float:
        """U: what utilisation makes of it; NaN where there is no steady state or no fixed number of machines."""
        if not (0 < self.utilisation < 1 and self.machines >= 1 and self.machines == int(self.machines)):
            return NONE
        return vut_wait(1.0, 1.0, self.utilisation, 1.0, int(self.machines))

    @property
    def predicted_h(self) -> float:
        """V x U x T."""
        return self.variability * self.congestion * self.process_h


class Assumption(NamedTuple):
    """An assumption of the formula: whether it holds at a station, and what says so (`fact` with its `figures`)."""

    title: str
    holds: bool
    fact: str
    figures: tuple[str, ...] = ()


def vut(run: Run, station: str) -> Vut:
    """Return both waits of one station and what they are made of."""
    return _measured(run, station, services(run, run.history.names.stations.index(station)))


def _measured(run: Run, station: str, seen: Services) -> Vut:
    """Return the figures of the formula for what lots went through."""
    lots, gaps = len(seen.queue), np.diff(seen.arrived)
    if lots < LEAST_LOTS or seen.open_ms <= 0:
        return Vut(lots, machines_at(run, station), *(6 * (NONE,)))
    machines, process_ms = machines_at(run, station), float(seen.effective.mean())
    return Vut(
        lots=lots,
        machines=machines,
        arrival_scv=scv(gaps),
        process_scv=scv(seen.effective),
        utilisation=len(seen.arrived) / seen.open_ms * process_ms / machines if machines else NONE,
        process_h=process_ms / HOUR_MS,
        simulated_h=float(seen.queue.mean()) / HOUR_MS,
        half_width_h=_half_width(seen.queue) / HOUR_MS,
    )


def machines_at(run: Run, station: str) -> float:
    """Return how many machines stood at a station after the warm-up, on average over time."""
    window, floor = window_of(run), run.floor
    here = np.flatnonzero(floor.station_of == run.history.names.stations.index(station)).tolist()
    present = sum(floor.logs[machine].present.total_within(*window) for machine in here)
    return present / window.ms if window.ms else NONE


def scv(values: npt.NDArray[np.int64]) -> float:
    """Return the squared coefficient of variation, NaN where there is no mean."""
    mean = float(values.mean()) if len(values) else 0.0
    return float(values.var()) / mean**2 if mean > 0 else NONE


def lag_1(values: npt.NDArray[np.int64]) -> float:
    """Return the correlation of each value with the next one; 0 where nothing varies."""
    if len(values) < 3 or not values.std():
        return 0.0
    deviation = values - values.mean()
    return float((deviation[1:] * deviation[:-1]).sum() / (deviation**2).sum())


def _half_width(values: npt.NDArray[np.int64]) -> float:
    """Return the half width of a 95 % interval for a mean of values that depend on each other, by batch means."""
    size = len(values) // _BATCHES
    if size < LEAST_LOTS:
        return NONE
    means = values[: size * _BATCHES].reshape(_BATCHES, size).mean(axis=1)
    return _T_19 * float(means.std(ddof=1)) / math.sqrt(_BATCHES)
