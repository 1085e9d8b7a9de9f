"""A queue taken apart: variability x utilisation x time, along a line whose stations hand their variability on.

Hopp & Spearman, Factory Physics, chapter 8; merging and splitting of flows after Whitt (1983).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.queueing.general import EffectiveProcess, departure_scv, vut_wait
from opsim.theory.queueing.markovian import require_stable


@dataclass(frozen=True, slots=True)
class WaitInParts:
    """The approximate wait before a station as a product of three factors."""

    variability: float
    """V = (ca2 + ce2) / 2."""
    congestion: float
    """U = u^(sqrt(2 (m + 1)) - 1) / (m (1 - u))."""
    process_time: float
    """T, the effective process time of one job."""
    utilisation: float
    departure_scv: float
    """Variability of the flow that leaves the station."""

    @property
    def wait(self) -> float:
        """Return the time in queue, V U T."""
        return self.variability * self.congestion * self.process_time

    @property
    def cycle_time(self) -> float:
        """Return the time at the station, queue and process."""
        return self.wait + self.process_time


def wait_in_parts(
    arrival_rate: float, arrival_scv: float, process: EffectiveProcess, machines: int = 1
) -> WaitInParts:
    """Return the factors of the wait; an approximation, exact for a single machine with Poisson arrivals."""
    utilisation = arrival_rate * process.mean / machines
    require_stable(utilisation)
    return WaitInParts(
        variability=0.5 * (arrival_scv + process.scv),
        congestion=vut_wait(1.0, 1.0, utilisation, 1.0, machines),
        process_time=process.mean,
        utilisation=utilisation,
        departure_scv=departure_scv(arrival_scv, process.scv, utilisation, machines),
    )


def waits_along_line(
    arrival_rate: float, arrival_scv: float, stations: Sequence[tuple[EffectiveProcess, int]]
) -> list[WaitInParts]:
    """Return the wait at each station (process, machines) of a line without yield loss: ca2(i + 1) = cd2(i)."""
    waits: list[WaitInParts] = []
    for process, machines in stations:
        waits.append(wait_in_parts(arrival_rate, arrival_scv, process, machines))
        arrival_scv = waits[-1].departure_scv
    return waits


def merged_scv(flows: Sequence[tuple[float, float]]) -> float:
    """Return the variability of several flows (rate, SCV) that come together: the mean by rate, an asymptotic rule."""
    return math.fsum(rate * scv for rate, scv in flows) / math.fsum(rate for rate, _ in flows)


def split_scv(scv: float, share: float) -> float:
    """Return the variability of a random share of a flow: share x c2 + 1 - share, exact for renewal flows."""
    return share * scv + 1.0 - share


def with_rework(natural: EffectiveProcess, rework_share: float) -> EffectiveProcess:
    """Return the process time of a station that does a share of its jobs again at once, until they are right.

    The number of passes is geometric: te = t0 / (1 - p), ce2 = (1 - p) c0^2 + p (Factory Physics, chapter 12).
    """
    passes = 1.0 / (1.0 - rework_share)
    return EffectiveProcess(natural.mean * passes, (1.0 - rework_share) * natural.scv + rework_share)
