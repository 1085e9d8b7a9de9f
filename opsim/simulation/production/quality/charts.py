"""Control charts at a station: samples of what its machines make, signals, and the adjustments that they call.

Every machine has a chart of its own. After a signal its statistics begin anew.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from opsim.ledgers.history import RANGE, SUM_DOWN, SUM_UP, WEIGHTED, ZONES
from opsim.ledgers.rows import Rows
from opsim.scenario.production import Chart
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.production.lot import Lot
from opsim.simulation.production.quality.drawing import Uniform, defectives_among
from opsim.simulation.production.stations.machine import Machine
from opsim.theory.quality import WESTERN_ELECTRIC, RunRule, chart_constants, rules_broken

#: The longest run that a rule looks at.
LONGEST_RUN: Final = 8
#: A mean that is off by so many sigmas of a unit is worth finding: a signal then is a true alarm.
WORTH_FINDING: Final = 0.5


class InControl(NamedTuple):
    """What a process in control makes: the mean, and the standard deviation from unit to unit."""

    centre: float
    sigma: float


class Look(NamedTuple):
    """What a chart sees of a lot: the values measured of its units (if any are), and how things truly stand."""

    lot: Lot
    values: Sequence[float]
    mean: float
    upset: bool


@dataclass
class Track:
    """One machine's chart: the sample in work, what it remembers, and the limits once there are any."""

    left: int = 0  # lots or units until the next sample begins
    next_ms: int = 0
    collecting: bool = False
    values: list[float] = field(default_factory=list)
    first: list[tuple[float, float]] = field(default_factory=list)  # mean and spread of the samples before the limits
    last: float | None = None
    limits: InControl | None = None
    run: deque[float] = field(default_factory=lambda: deque(maxlen=LONGEST_RUN))
    weighted: float = 0.0
    up: float = 0.0
    down: float = 0.0

    def forget(self) -> None:
        """Begin the statistics anew."""
        self.collecting, self.last = False, None
        self.values.clear()
        self.run.clear()
        self.weighted = self.up = self.down = 0.0


@dataclass
class Acts:
    """What a chart may do beside looking. The floor provides the acts."""

    book: Callable[[int], None]  # cents of measuring
    adjust: Callable[[Machine, ControlChart], None]


class ControlChart:
    """One chart of the scenario."""

    def __init__(self, clock: Clock, index: int, tables: dict[str, Rows], uniform: Uniform, acts: Acts) -> None:
        """Be chart number `index`; draw the units of samples by attributes from `uniform`."""
        self.clock, self.index, self._uniform, self._acts = clock, index, uniform, acts
        self._limits, self._samples = tables["limits"], tables["samples"]
        self._measurements, self._signals = tables["measurements"], tables["signals"]
        self._tracks: dict[Machine, Track] = {}

    def adopt(self, spec: Chart, known: InControl) -> None:
        """Take what holds from now on; `known` is what the limits are reckoned from where they are not estimated."""
        self.spec, self.known = spec, known
        self.n = 1 if spec.kind == "individuals" else spec.n
        self.by_attributes = spec.kind == "p"
        self._plain_rule = RunRule(1, 1, spec.width)
        if spec.limits_from == "parameters":
            for track in self._tracks.values():
                track.limits = None

    @property
    def stops(self) -> bool:
        """Whether a signal stops the machine."""
        return self.spec.action == "stop"

    def forget(self, machine: Machine) -> None:
        """The machine was adjusted: what was seen of it before means nothing any more."""
        if machine in self._tracks:
            self._tracks[machine].forget()

    def look(self, machine: Machine, seen: Look) -> None:
        """Sample a lot that this machine has just done, if a sample is due or in work."""
        track = self._tracks.setdefault(machine, Track())
        if not track.collecting and self._due(track):
            track.collecting = True
        if self.spec.interval is None:
            track.left -= 1 if self.spec.counted_in == "lots" else seen.lot.units
        if track.collecting:
            self._collect(track, seen)
            if len(track.values) == self.n:
                self._evaluate(track, machine, seen)

    def _due(self, track: Track) -> bool:
        if self.spec.interval is None:
            due = track.left <= 0
            track.left = self.spec.every if due else track.left
        else:
            due = self.clock.now_ms >= track.next_ms
            track.next_ms = self.clock.now_ms + self.spec.interval if due else track.next_ms
        return due

    def _collect(self, track: Track, seen: Look) -> None:
        count = min(self.n - len(track.values), seen.lot.units)
        self._acts.book(count * self.spec.cost)
        if self.by_attributes:
            bad = defectives_among(count, seen.lot.units, seen.lot.defective, self._uniform)
            track.values += [1.0] * bad + [0.0] * (count - bad)
        else:
            track.values += seen.values[:count]

    # -- a sample is complete -----------------------------------------------------------------------------------------

    def _evaluate(self, track: Track, machine: Machine, seen: Look) -> None:
        values, track.values, track.collecting = track.values, [], False
        mean = math.fsum(values) / self.n
        spread = self._spread(track, values)
        self._set_limits(track, machine)
        rule = -1 if track.limits is None else STATISTICS[self.spec.kind](self, track, mean, spread)
        sample = self._samples.add(
            self.clock.now_ms, mean, spread, *self._shown(track), self.index, machine.index
        )
        if not self.by_attributes:
            for value in values:
                self._measurements.add(value, sample)
        if track.limits is None:
            track.first.append((mean, spread))
        elif rule >= 0:
            self._signals.add(sample, rule, self._is_true(track.limits, seen))
            track.forget()
            if self.stops:
                self._acts.adjust(machine, self)

    def _spread(self, track: Track, values: list[float]) -> float:
        """Return the range of the sample; for single units the moving range of two, 0 for the first."""
        if self.by_attributes:
            return 0.0
        if self.n > 1:
            return max(values) - min(values)
        before, track.last = track.last, values[0]
        return 0.0 if before is None else abs(values[0] - before)

    def _set_limits(self, track: Track, machine: Machine) -> None:
        if track.limits is not None:
            return
        if self.spec.limits_from == "parameters":
            track.limits = self.known
        elif len(track.first) == self.spec.first:
            track.limits = self._estimated(track)
        else:
            return
        self._limits.add(self.clock.now_ms, *track.limits, self.spec.width, self.index, machine.index)

    def _estimated(self, track: Track) -> InControl:
        """Return centre and sigma from the first samples, rounded so that they are the same on every machine."""
        means, spreads = zip(*track.first, strict=True)
        centre = math.fsum(means) / len(means)
        if self.by_attributes:
            return InControl(_rounded(centre), _rounded(math.sqrt(centre * (1.0 - centre))))
        ranges = spreads if self.n > 1 else spreads[1:]
        mean_range = math.fsum(ranges) / len(ranges)
        return InControl(_rounded(centre), _rounded(mean_range / round(chart_constants(max(self.n, 2)).d2, 9)))

    def _shown(self, track: Track) -> tuple[float, float]:
        """Return what a chart with memory has added up: the EWMA in the unit of the values, or the two sums."""
        if self.spec.kind == "ewma" and track.limits is not None:
            weighted = track.limits.centre + track.weighted * track.limits.sigma / math.sqrt(self.n)
            return weighted, weighted
        return track.up, track.down

    def _is_true(self, limits: InControl, seen: Look) -> bool:
        off = not self.by_attributes and abs(seen.mean - limits.centre) >= WORTH_FINDING * limits.sigma
        return seen.upset or off

    # -- rules: each returns the number of the rule that the sample completes, or -1 -----------------------------------

    def _deviation(self, track: Track, mean: float) -> float:
        """Return how far a sample's mean is from the centre line, in standard deviations of such means."""
        limits: InControl = track.limits  # type: ignore[assignment]
        if limits.sigma == 0:
            return 0.0 if mean == limits.centre else math.copysign(math.inf, mean - limits.centre)
        return (mean - limits.centre) / (limits.sigma / math.sqrt(self.n))

    def by_zones(self, track: Track, mean: float, _spread: float) -> int:
        """Shewhart: beyond a limit, or with run rules any of the Western Electric ones."""
        deviation = self._deviation(track, mean)
        if not self.spec.run_rules:
            return ZONES if abs(deviation) > self.spec.width else -1
        track.run.append(deviation)
        broken = rules_broken(tuple(track.run), (self._plain_rule, *WESTERN_ELECTRIC[1:]))[-1]
        return ZONES + broken[0] - 1 if broken else -1

    def by_mean_and_range(self, track: Track, mean: float, spread: float) -> int:
        """Shewhart: the mean, or the range, beyond its limits."""
        rule = self.by_zones(track, mean, spread)
        if rule >= 0:
            return rule
        low, high = range_factors(self.n, self.spec.width)
        sigma = track.limits.sigma  # type: ignore[union-attr]
        return -1 if low * sigma <= spread <= high * sigma else RANGE

    def by_weighted_mean(self, track: Track, mean: float, _spread: float) -> int:
        """EWMA (Roberts 1959): steady limits."""
        weight = self.spec.weight
        track.weighted = weight * self._deviation(track, mean) + (1.0 - weight) * track.weighted
        return WEIGHTED if abs(track.weighted) > self.spec.width * math.sqrt(weight / (2.0 - weight)) else -1

    def by_sums(self, track: Track, mean: float, _spread: float) -> int:
        """Tabular CUSUM (Page 1954), two-sided, begun at 0."""
        deviation, slack = self._deviation(track, mean), self.spec.slack
        track.up = max(0.0, track.up + deviation - slack)
        track.down = max(0.0, track.down - deviation - slack)
        if track.up > self.spec.decision:
            return SUM_UP
        return SUM_DOWN if track.down > self.spec.decision else -1


def range_factors(n: int, width: float) -> tuple[float, float]:
    """Return the limits of the range of `n` units, in sigmas of a unit: d2 -+ width d3, not below 0."""
    constants = chart_constants(n)
    d2, d3 = round(constants.d2, 9), round(constants.d3, 9)
    return max(0.0, d2 - width * d3), d2 + width * d3


def _rounded(value: float) -> float:
    """Return a value to 12 digits: what formulas leave in the last ones differs between processors."""
    return float(f"{value:.12g}")


Statistic = Callable[[ControlChart, Track, float, float], int]
STATISTICS: Final[dict[str, Statistic]] = {
    "x-bar": ControlChart.by_zones,
    "x-bar-r": ControlChart.by_mean_and_range,
    "individuals": ControlChart.by_zones,
    "p": ControlChart.by_zones,
    "ewma": ControlChart.by_weighted_mean,
    "cusum": ControlChart.by_sums,
}
