"""Control charts as they were kept: points, limits, zones and signals, ready to be drawn; and the capability seen."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.ledgers.history import RULES
from opsim.scenario.quality_sense import limits_watched
from opsim.theory.quality import Interval, chart_constants, cp_interval, cpk_interval

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Flags, Reals, Times, Whole
    from opsim.results.run import Run
    from opsim.scenario.production import Characteristic
    from opsim.scenario.production import Chart as ChartSpec



class Signal(NamedTuple):
    """A point at which the chart gave a signal; `true`: something was at work that was worth finding."""

    point: int
    rule: str
    true: bool


class Points(NamedTuple):
    """One line of a chart: what was plotted, and the centre line and limits at each point (NaN before there are any).

    `zones` are the distances of the zone lines from the centre line, one and two thirds of the way to the limits.
    """

    title: str
    values: Reals
    centre: Reals
    lower: Reals
    upper: Reals

    @property
    def zones(self) -> tuple[Reals, Reals]:
        """Return how far the lines between zones C and B, and B and A, are from the centre line."""
        reach = self.upper - self.centre
        return reach / 3, 2 * reach / 3


class Chart(NamedTuple):
    """One chart of one machine: times of the samples (ms), the lines that are plotted, and the signals."""

    name: str
    kind: str
    machine: int
    times: Times
    lines: tuple[Points, ...]
    signals: tuple[Signal, ...]

    @property
    def false_alarms(self) -> int:
        """The number of signals with nothing worth finding behind them."""
        return sum(not signal.true for signal in self.signals)


class CapabilityStudy(NamedTuple):
    """How what was measured on a chart fits the limits of its characteristic.

    Cp and Cpk take the standard deviation from within the samples (mean range / d2), Ppk from all values together; the
    intervals hold with 95 %.
    """

    characteristic: Characteristic
    values: Reals
    mean: float
    sigma: float
    overall_sigma: float
    cp: float
    cpk: float
    ppk: float
    cp_interval: Interval
    cpk_interval: Interval
    outside: int


class Reckoned(NamedTuple):
    """What limits are reckoned from at each sample: centre line, sigma of a unit, width in sigmas."""

    centre: Reals
    sigma: Reals
    width: Reals


class Charts:
    """The control charts of one run."""

    def __init__(self, run: Run) -> None:
        """Look at `run`; nothing is computed yet."""
        self.run, self.specs = run, run.scenario.production.quality.charts
        self._names = list(self.specs)
        self._samples = run.history.tables["samples"]

    @property
    def kept(self) -> list[tuple[str, int]]:
        """Every chart of which there are samples: name, machine."""
        pairs = zip(self._samples["chart"].tolist(), self._samples["machine"].tolist(), strict=True)
        return [(self._names[chart], machine) for chart, machine in sorted(set(pairs))]

    def samples(self, name: str, machine: int | None = None) -> Whole:
        """Return the rows of the samples of a chart (of one machine)."""
        mine = self._samples["chart"] == self._names.index(name)
        return np.flatnonzero(mine if machine is None else mine & (self._samples["machine"] == machine))

    def chart(self, name: str, machine: int) -> Chart:
        """Return one chart of one machine."""
        rows, spec = self.samples(name, machine), self.specs[name]
        lines = LINES[spec.kind](self, spec, rows, self._limits(name, machine, rows))
        times = np.asarray(self._samples["time"][rows], np.int64)
        return Chart(name, spec.kind, machine, times, lines, self._signals(rows))

    def _limits(self, name: str, machine: int, rows: Whole) -> Reckoned:
        """Return centre, sigma and width in force at each sample; NaN before there are limits.

        Limits that are estimated come in with the first sample after those that they are estimated from.
        """
        table = self.run.history.tables["limits"]
        mine = np.flatnonzero((table["chart"] == self._names.index(name)) & (table["machine"] == machine))
        times = self._samples["time"][rows]
        place = np.searchsorted(table["time"][mine], times, side="right") - 1
        known = place >= 0
        found = [np.full(len(rows), np.nan) for _ in range(3)]
        for column, values in zip(("centre", "sigma", "width"), found, strict=True):
            values[known] = table[column][mine[place[known]]]
        return Reckoned(*found)

    def _signals(self, rows: Whole) -> tuple[Signal, ...]:
        table = self.run.history.tables["signals"]
        point = np.searchsorted(rows, table["sample"])
        mine = np.flatnonzero(np.isin(table["sample"], rows))
        return tuple(
            Signal(int(point[each]), RULES[table["rule"][each]], bool(table["true"][each])) for each in mine.tolist()
        )

    # -- the lines of each kind ---------------------------------------------------------------------------------------

    def _size(self, spec: ChartSpec) -> int:
        return 1 if spec.kind == "individuals" else spec.n

    def means(self, spec: ChartSpec, rows: Whole, at: Reckoned) -> tuple[Points, ...]:
        """Return the line of means (of single units, of shares)."""
        reach = at.width * at.sigma / math.sqrt(self._size(spec))
        lower, upper = at.centre - reach, at.centre + reach
        if spec.kind == "p":
            lower, upper = np.maximum(lower, 0.0), np.minimum(upper, 1.0)
        return (Points(TITLES[spec.kind], self._samples["mean"][rows], at.centre, lower, upper),)

    def means_and_ranges(self, spec: ChartSpec, rows: Whole, at: Reckoned) -> tuple[Points, ...]:
        """Return the lines of means and of ranges (moving ranges of single units)."""
        constants = chart_constants(max(self._size(spec), 2))
        middle, reach = constants.d2 * at.sigma, at.width * constants.d3 * at.sigma
        title = "moving range" if self._size(spec) == 1 else "range"
        spread = self._samples["spread"][rows]
        ranges = Points(title, spread, middle, np.maximum(middle - reach, 0.0), middle + reach)
        return (*self.means(spec, rows, at), ranges)

    def weighted(self, spec: ChartSpec, rows: Whole, at: Reckoned) -> tuple[Points, ...]:
        """Return the line of weighted means."""
        centre, reach = at.centre, at.width * at.sigma * math.sqrt(spec.weight / (2 - spec.weight) / spec.n)
        values = np.where(np.isnan(centre), np.nan, self._samples["upper"][rows])
        return (Points(TITLES[spec.kind], values, centre, centre - reach, centre + reach),)

    def sums(self, spec: ChartSpec, rows: Whole, at: Reckoned) -> tuple[Points, ...]:
        """Return the two sums, the downward one below zero, in standard deviations of a mean."""
        none = np.isnan(at.centre)
        limit = np.where(none, np.nan, spec.decision)
        up, down = (np.where(none, np.nan, self._samples[name][rows]) for name in ("upper", "lower"))
        middle = np.where(none, np.nan, 0.0)
        return (
            Points("upward sum", up, middle, -limit, limit),
            Points("downward sum", -down, middle, -limit, limit),
        )

    # -- capability ---------------------------------------------------------------------------------------------------

    @cached_property
    def capability(self) -> dict[str, CapabilityStudy]:
        """The capability seen on each chart of a measured characteristic, in the window, all machines together."""
        found = {name: self._study(name) for name, spec in self.specs.items() if spec.kind != "p"}
        return {name: study for name, study in found.items() if study is not None}

    def _study(self, name: str) -> CapabilityStudy | None:
        characteristic, spec = self._characteristic(self.specs[name]), self.specs[name]
        rows = self.samples(name)
        rows = rows[self._samples["time"][rows] >= self.run.scenario.clock.warm_up]
        measurements = self.run.history.tables["measurements"]
        values = np.asarray(measurements["value"][np.isin(measurements["sample"], rows)], np.float64)
        spreads = self._samples["spread"][rows]
        if characteristic is None or len(values) < 3:
            return None
        mean = math.fsum(values.tolist()) / len(values)
        overall = math.sqrt(math.fsum(((values - mean) ** 2).tolist()) / (len(values) - 1))
        within = math.fsum(spreads.tolist()) / np.count_nonzero(spreads) if spreads.any() else 0.0
        sigma = float(within / chart_constants(max(self._size(spec), 2)).d2)
        return _studied(characteristic, values, mean, sigma, overall)

    def _characteristic(self, spec: ChartSpec) -> Characteristic | None:
        """Return the characteristic that a chart watches, None where its steps have several."""
        found = limits_watched(self.run.scenario, spec)
        return found[0] if found and all(each == found[0] for each in found) else None


def _studied(c: Characteristic, values: Reals, mean: float, sigma: float, overall: float) -> CapabilityStudy | None:
    """Return the indices of a characteristic, None where nothing varies."""
    if sigma <= 0 or overall <= 0:
        return None
    cp, nearest = (c.upper - c.lower) / (6 * sigma), min(mean - c.lower, c.upper - mean)
    cpk, count = nearest / (3 * sigma), len(values)
    outside: Flags = (values < c.lower) | (values > c.upper)
    return CapabilityStudy(
        c, values, mean, sigma, overall, cp, cpk, nearest / (3 * overall), cp_interval(cp, count),
        cpk_interval(cpk, count), int(np.count_nonzero(outside)),
    )  # fmt: skip


TITLES: Final = {
    "x-bar": "mean", "x-bar-r": "mean", "individuals": "value", "p": "share of defectives", "ewma": "weighted mean",
}  # fmt: skip
#: Kind of chart -> the lines that are drawn of it.
LINES: Final = {
    "x-bar": Charts.means,
    "x-bar-r": Charts.means_and_ranges,
    "individuals": Charts.means_and_ranges,
    "p": Charts.means,
    "ewma": Charts.weighted,
    "cusum": Charts.sums,
}
