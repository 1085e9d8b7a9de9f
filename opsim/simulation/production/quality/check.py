"""Quality at the floor: units that a step spoils, inspection that finds some of them, rework and scrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from opsim.ledgers.rows import Rows
from opsim.scenario.production import Design, Inspection, Step
from opsim.simulation.kernel.clock import FOREVER, Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.production.lot import Lot, RoutingStep
from opsim.simulation.production.quality.charts import ControlChart, Look
from opsim.simulation.production.quality.drawing import defectives_among
from opsim.simulation.production.quality.inspectors import Inspectors, Task
from opsim.simulation.production.quality.process import Process
from opsim.simulation.production.stations.machine import Machine


@dataclass
class Disposal:
    """What happens to rejected units: rework at a station, up to a limit, or scrap. The floor provides the acts."""

    rework_at: str | None
    limit: int
    rework: Callable[[Lot, int, RoutingStep, RoutingStep], None]  # lot, units, step that failed, where to start again
    scrap: Callable[[Lot, int], None]
    book_inspection: Callable[[int], None]  # cents


class Check:
    """What happens to a lot's units when a step is done: some are spoilt, and inspection may look for them."""

    def __init__(self, clock: Clock, name: str, streams: Streams, inspections: Rows, disposal: Disposal) -> None:
        """Draws from streams called `name` (product and step)."""
        self.clock, self.disposal = clock, disposal
        self.inspectors: Inspectors | None = None  # who looks at lots, if there are not always enough
        self._buffer, self._pack = inspections.buffer, inspections.pack
        self._spoil = streams.uniforms(name, "defects")
        self._measure = streams.normals(name, "characteristic")
        self._sample = streams.uniforms(name, "sample")
        self._judge = streams.uniforms(name, "inspector")

    def adopt(
        self,
        step: Step,
        design: Design,
        plan: Inspection,
        processes: Mapping[str, Process],
        charts: Sequence[ControlChart],
    ) -> None:
        """Take what the scenario says now: the processes of the stations that do this step, and the charts there."""
        self.defects, self.characteristic, self.plan = step.defects, design.limited(step.characteristic), plan
        self.processes, self.charts = processes, charts
        self.spoils_more = any(process.spoils for process in processes.values())
        self.moves = any(process.moves for process in processes.values())
        self.inspects = plan.plan != "none"
        sample, self.accept = plan.sizes
        self.sample = FOREVER if plan.plan == "all" else sample
        self.alarming = plan.false_alarm > 0
        self.free_of_cost = plan.time == 0 and plan.cost == 0
        drifts = self.moves or self.characteristic is not None or bool(charts)
        self.plain = self.inspects and self.free_of_cost and not self.alarming and not drifts

    def after(self, lot: Lot, step: RoutingStep, machine: Machine) -> bool:
        """Spoil, inspect, and send the lot (or what is left of it) on; `step` is done, `lot.step` already the next.

        Say whether the machine was blocked with it; see `Station.pass_on`.
        """
        station, units = step.station, lot.units
        if units == 1 and self.plain and not lot.defective:
            if next(self._spoil) >= self.defects:  # there is nothing to say but that it was looked at and is good
                buffer, pack, now = self._buffer, self._pack, machine.until
                buffer += pack(lot.id, step.index, now, now, 1, 0)
                if lot.step is not None:
                    return station.pass_on(lot, machine)
                finish = station.finish
                finish(lot)
                return False
            lot.defective = 1
        elif units != 1 or not self.plain:
            self._spoil_units(lot, machine)
        if self.inspects:
            return self._look_for_defects(lot, step, machine)
        return station.pass_on(lot, machine)

    def _look_for_defects(self, lot: Lot, step: RoutingStep, machine: Machine) -> bool:
        inspected, bad, rejected, station = lot.units, 0, 0, step.station
        if lot.defective or self.alarming:
            inspected, bad, rejected = self._inspect(lot)
        elif inspected > self.sample:
            inspected = self.sample
        end = now = self.clock.now_ms
        if self.inspectors is not None and inspected and self.plan.time:
            self._queue(lot, step, inspected, bad, rejected)
            return False
        if not self.free_of_cost:
            self.disposal.book_inspection(inspected * self.plan.cost)
            end = station.calendar.finish(now, inspected * self.plan.time)
        buffer, pack = self._buffer, self._pack
        buffer += pack(lot.id, step.index, now, end, inspected, rejected)
        if end > now:
            name = f"inspection after '{station.id}'"
            self.clock.call_at(end, lambda: self._dispose(lot, step, bad, rejected), name)
            return False
        if rejected:
            return self._dispose(lot, step, bad, rejected, machine)
        return station.pass_on(lot, machine)

    def _queue(self, lot: Lot, step: RoutingStep, inspected: int, bad: int, rejected: int) -> None:
        """Let a lot wait for inspectors, who will find this."""

        def begun(start: int, end: int) -> None:
            self.disposal.book_inspection(inspected * self.plan.cost)
            self._buffer += self._pack(lot.id, step.index, start, end, inspected, rejected)

        def never_begun(end: int) -> None:
            self._buffer += self._pack(lot.id, step.index, end, end, 0, 0)

        over = partial(self._dispose, lot, step, bad, rejected)
        name = f"inspection after '{step.station.id}'"
        self.inspectors.take(Task(name, inspected * self.plan.time, begun, over, never_begun))  # type: ignore[union-attr]

    def _spoil_units(self, lot: Lot, machine: Machine) -> None:
        rate, good = self.defects, lot.units - lot.defective
        process = self.processes[machine.station.id]
        if self.spoils_more:
            rate += process.added_defects(machine)
        if rate > 0:
            spoil = self._spoil
            spoilt = sum([next(spoil) < rate for _ in range(good)]) if good != 1 else next(spoil) < rate
            lot.defective += spoilt
            good -= spoilt
        if self.characteristic is not None:
            c, measure = self.characteristic, self._measure
            mean = c.target + process.moved(machine, c.sigma) if self.moves else c.target
            values = [mean + c.sigma * next(measure) for _ in range(lot.units)]
            outside = sum([not c.lower <= value <= c.upper for value in values])
            lot.defective += min(outside, good)
            if self.charts:
                self._chart(Look(lot, values, mean, process.upset(machine)), machine)
        elif self.charts:
            self._chart(Look(lot, (), 0.0, process.upset(machine)), machine)

    def _chart(self, seen: Look, machine: Machine) -> None:
        for chart in self.charts:
            if chart.spec.station == machine.station.id and (chart.by_attributes or seen.values):
                chart.look(machine, seen)

    def _inspect(self, lot: Lot) -> tuple[int, int, int]:
        """Return units inspected, true defectives rejected, and units rejected."""
        units = lot.units
        first = min(self.sample, units)
        in_sample = defectives_among(first, units, lot.defective, self._sample)
        bad, rejected = self._judged(first, in_sample)
        if first == units or rejected <= self.accept:
            return first, bad, rejected
        more_bad, more = self._judged(units - first, lot.defective - in_sample)
        return units, bad + more_bad, rejected + more

    def _judged(self, inspected: int, defective: int) -> tuple[int, int]:
        plan, judge = self.plan, self._judge
        found = defective if plan.miss == 0 else sum([next(judge) >= plan.miss for _ in range(defective)])
        good = inspected - defective
        alarms = 0 if plan.false_alarm == 0 else sum([next(judge) < plan.false_alarm for _ in range(good)])
        return found, found + alarms

    def _dispose(
        self, lot: Lot, step: RoutingStep, bad: int, rejected: int, holder: Machine | None = None
    ) -> bool:
        lot.defective -= bad
        if rejected:
            self._reject(lot, step, rejected)
        if lot.units:
            return step.station.pass_on(lot, holder)
        step.station.finish(lot)
        return False

    def _reject(self, lot: Lot, step: RoutingStep, rejected: int) -> None:
        again = self._rework_step(step)
        if again is None or lot.rejects >= self.disposal.limit:
            self.disposal.scrap(lot, rejected)
        else:
            self.disposal.rework(lot, rejected, step, again)

    def _rework_step(self, step: RoutingStep | None) -> RoutingStep | None:
        """Return the last step so far at the rework station, None if there is none."""
        if self.disposal.rework_at == "here":
            return step
        while step is not None and step.station.id != self.disposal.rework_at:
            step = step.before
        return step
