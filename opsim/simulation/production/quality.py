"""Quality at the floor: units that a step spoils, inspection that finds some of them, rework and scrap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from opsim.ledgers.rows import Rows
from opsim.scenario.production import Characteristic, Inspection, Wear
from opsim.simulation.kernel.clock import MS_PER_HOUR, Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.production.lot import Lot
from opsim.simulation.production.station import Machine, Station

Uniform = Callable[[], float]


def uniforms(streams: Streams, entity: str, purpose: str) -> Uniform:
    """Return a callable that draws numbers in [0, 1), in batches."""
    return _batched(lambda rng, n: rng.random(n), streams.generator(entity, purpose)).__next__


def normals(streams: Streams, entity: str, purpose: str) -> Uniform:
    """Return a callable that draws standard normal numbers, in batches."""
    return _batched(lambda rng, n: rng.standard_normal(n), streams.generator(entity, purpose)).__next__


def _batched(sample: Callable[[np.random.Generator, int], np.ndarray], rng: np.random.Generator) -> Iterator[float]:  # type: ignore[type-arg]
    size = 64
    while True:
        yield from sample(rng, size).tolist()
        size = min(4 * size, 4096)


def defectives_among(drawn: int, units: int, defective: int, uniform: Uniform) -> int:
    """Return how many of `drawn` units are defective, drawn without replacement from `units` of which `defective` are."""
    if defective == 0 or drawn == 0:
        return 0
    if drawn == units:
        return defective
    found = 0
    for taken in range(drawn):
        if uniform() * (units - taken) < defective - found:
            found += 1
    return found


@dataclass
class Disposal:
    """What happens to rejected units: rework at a station, up to a limit, or scrap. The floor provides the acts."""

    rework_at: str | None
    limit: int
    rework: Callable[[Lot, int, int], None]  # lot, units, step at which they start again
    scrap: Callable[[Lot, int], None]
    book_inspection: Callable[[int], None]  # cents


class Check:
    """What happens to a lot's units when a step is done: some are spoilt, and inspection may look for them."""

    def __init__(self, clock: Clock, name: str, streams: Streams, inspections: Rows, disposal: Disposal) -> None:
        """Draw from streams called `name` (product and step)."""
        self.clock, self.rows, self.disposal = clock, inspections, disposal
        self._spoil = uniforms(streams, name, "defects")
        self._measure = normals(streams, name, "characteristic")
        self._sample = uniforms(streams, name, "sample")
        self._judge = uniforms(streams, name, "inspector")

    def adopt(self, defects: float, characteristic: Characteristic | None, wear: Wear | None, plan: Inspection) -> None:
        """Take what the scenario says now."""
        self.defects, self.characteristic, self.plan = defects, characteristic, plan
        self.wear = wear if wear is not None else Wear()

    def after(self, lot: Lot, machine: Machine, station: Station) -> None:
        """Spoil, inspect, and send the lot (or what is left of it) on; `lot.at` is already the next step."""
        lot.defective += self._spoilt(lot, machine.worked / MS_PER_HOUR)
        if self.plan.plan == "none":
            station.pass_on(lot)
            return
        inspected, bad, rejected = self._inspect(lot)
        self.disposal.book_inspection(inspected * self.plan.cost)
        now = self.clock.now_ms
        end = station.calendar.finish(now, inspected * self.plan.time)
        self.rows.add(lot.id, lot.at - 1, now, end, inspected, rejected)
        if end == now:
            self._dispose(lot, bad, rejected, station)
        else:
            self.clock.call_at(end, lambda: self._dispose(lot, bad, rejected, station), f"inspection after '{station.id}'")

    def _spoilt(self, lot: Lot, worked_h: float) -> int:
        good = lot.units - lot.defective
        spoilt = 0
        rate = self.defects + self.wear.defects_per_hour * worked_h
        if rate > 0:
            spoil = self._spoil
            spoilt = sum([spoil() < rate for _ in range(good)])
        c = self.characteristic
        if c is not None:
            mean, measure = c.target + self.wear.drift_per_hour * worked_h, self._measure
            values = [mean + c.sigma * measure() for _ in range(lot.units)]
            outside = sum([not c.lower <= value <= c.upper for value in values])
            spoilt += min(outside, good - spoilt)
        return spoilt

    def _inspect(self, lot: Lot) -> tuple[int, int, int]:
        """Return units inspected, true defectives rejected, and units rejected."""
        plan, units = self.plan, lot.units
        first = units if plan.plan == "all" else min(plan.n, units)
        in_sample = defectives_among(first, units, lot.defective, self._sample)
        bad, rejected = self._judged(first, in_sample)
        if first == units or rejected <= plan.accept:
            return first, bad, rejected
        more_bad, more = self._judged(units - first, lot.defective - in_sample)
        return units, bad + more_bad, rejected + more

    def _judged(self, inspected: int, defective: int) -> tuple[int, int]:
        plan, judge = self.plan, self._judge
        found = defective if plan.miss == 0 else sum([judge() >= plan.miss for _ in range(defective)])
        alarms = 0 if plan.false_alarm == 0 else sum([judge() < plan.false_alarm for _ in range(inspected - defective)])
        return found, found + alarms

    def _dispose(self, lot: Lot, bad: int, rejected: int, station: Station) -> None:
        lot.defective -= bad
        if rejected:
            self._reject(lot, rejected)
        if lot.units:
            station.pass_on(lot)
        else:
            station.finish(lot)

    def _reject(self, lot: Lot, rejected: int) -> None:
        start = self._rework_step(lot)
        if start < 0 or lot.rejects >= self.disposal.limit:
            self.disposal.scrap(lot, rejected)
        else:
            self.disposal.rework(lot, rejected, start)

    def _rework_step(self, lot: Lot) -> int:
        """Return the last step so far at the rework station, -1 if there is none."""
        if self.disposal.rework_at == "here":
            return lot.at - 1
        for index in range(lot.at - 1, -1, -1):
            if lot.steps[index].station.id == self.disposal.rework_at:
                return index
        return -1
