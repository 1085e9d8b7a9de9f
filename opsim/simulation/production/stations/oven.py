"""An oven: a station whose machines work on several lots at once, for a time that does not grow with the load.

A machine starts with what waits as soon as that is its smallest load, up to its largest one (the general bulk service
rule of Neuts 1967, "A general class of bulk queues with Poisson input"), or when the oldest lot has waited long enough.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final

from opsim.simulation.kernel.clock import SETTLED, Alarm
from opsim.simulation.production.stations.blocking import halt_if_stuck
from opsim.simulation.production.stations.load import Load
from opsim.simulation.production.stations.station import Station

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.scenario.production import Oven as OvenSpec
    from opsim.scenario.production import Station as StationSpec
    from opsim.simulation.kernel.calendar import Calendar
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Lot, RoutingStep
    from opsim.simulation.production.stations.machine import Machine

NEVER: Final = -1
#: What lots of one load have in common.
KIND: Final[dict[str, Callable[[Lot], Hashable]]] = {
    "any": lambda _: None,
    "family": lambda lot: lot.step.family,  # type: ignore[union-attr]
    "product": lambda lot: lot.job.route.item,
}
SIZE: Final[dict[str, Callable[[Lot], int]]] = {"lots": lambda _: 1, "units": lambda lot: lot.units}


class Oven(Station):
    """Machines that take loads. Lots are chosen when all that happens at an instant has happened.

    An idle machine gives room for a load of the largest lots, so that lots can come in although the places in front are
    few. Where rules of dispatching look at process times, they see expected ones here.
    """

    __slots__ = (
        "_due", "_filling", "_fills_since", "_kept", "_largest_lot", "_number", "_wait_is_over", "load",
        "longest_filling",
    )  # fmt: skip

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        super().__init__(clock, station_id, tables, finish)
        self._kept, self._filling = tables["kept"], tables["filling"]
        self._wait_is_over = Alarm(clock, f"wait limit of station '{station_id}'")
        self._due = self._fills_since = NEVER
        self._largest_lot = 1
        self.longest_filling = 0  # how long it has waited for a load at most, in ms

    def adopt(self, spec: StationSpec, dispatch: str, calendar: Calendar) -> None:
        """Take what the scenario says now."""
        super().adopt(spec, dispatch, calendar)
        self.first_come = False
        self.load: OvenSpec = spec.oven  # type: ignore[assignment]  # an oven stays one

    def expect(self, number: int, largest_lot: int) -> None:
        """Know its number in the ledgers, and how many units the largest lots have."""
        self._number, self._largest_lot = number, largest_lot

    @property
    def at_once(self) -> int:
        """How many lots each machine can work on at once; of the largest ones, where loads are counted in units."""
        fit = self.load.maximum if self.load.counted_in == "lots" else self.load.maximum // self._largest_lot
        return max(fit, 1)

    def known_work(self, lot: Lot) -> int:
        """Return the process time that is expected of a waiting lot, in ms."""
        return round(lot.step.expected_work(lot.units))  # type: ignore[union-attr]

    # -- lots come ------------------------------------------------------------------------------------------------

    def has_room(self, lot: Lot | None = None) -> bool:
        """Say whether a lot (None: a new one) may come in: there is a place in front, or in a machine that is idle."""
        if self.stage is not None and not self.stage.is_open_to(lot):
            return False
        return self._has_place()

    def _has_place(self) -> bool:
        return self.buffer is None or len(self.queue) < self.buffer + len(self.idle) * self.at_once

    def arrive(self, lot: Lot) -> None:
        """Take a lot in."""
        lot.arrived = self.clock.now_ms
        if self.kanban is not None:
            self.kanban.moved(lot, self)
        self.queue.append(lot)
        if self.kanban is not None:
            halt_if_stuck(lot, self.clock)
        if self.idle:
            self.settle()

    def settle(self) -> None:
        """Choose what starts when all that happens at this instant has happened."""
        if not self.settling:
            self.settling = True
            self.clock.set_alarm(self._end_of_instant, self.clock.now_ms, self._when_settled, SETTLED)

    # -- loads ----------------------------------------------------------------------------------------------------

    def holds_back(self) -> bool:
        """Say whether more lots have to come before a machine can start."""
        return not self._chosen(self.idle[0])

    def _chosen(self, machine: Machine) -> list[Lot]:
        """Return the lots that go in together now, none while more must come."""
        kind, size = KIND[self.load.together], SIZE[self.load.counted_in]
        alike: dict[Hashable, list[Lot]] = {}
        for lot in self.queue:
            alike.setdefault(kind(lot), []).append(lot)
        more = self._more_may_come()
        enough = {what: lots for what, lots in alike.items() if not more or self._may_start(lots)}
        if not enough:
            return []
        first = self.pick(deque(lot for lot in self.queue if kind(lot) in enough), machine)
        chosen, room = [first], self.load.maximum - size(first)
        waiting = deque(lot for lot in enough[kind(first)] if lot is not first)
        while waiting and room > 0:
            lot = self.pick(waiting, machine)
            if size(lot) <= room:
                chosen.append(lot)
                room -= size(lot)
        return chosen

    def _more_may_come(self) -> bool:
        """Say whether there is a place for another lot, and a lot that may come: a new one, or one of the stage."""
        return self._has_place() and (self.stage is None or self.stage.may_send(self))

    def _may_start(self, lots: list[Lot]) -> bool:
        """Say whether lots that may go in together are enough for a load, or have waited long enough."""
        limit = self.load.wait_limit
        if limit is not None and self.clock.now_ms >= lots[0].arrived + limit:
            return True
        return sum(map(SIZE[self.load.counted_in], lots)) >= self.load.minimum

    def dispatch(self) -> None:
        """Let in what waits outside, and start as many loads as machines, shift and operators allow."""
        self.admit()
        super().dispatch()
        self._note_filling()

    def dispatch_one(self) -> None:
        """Start one load; there is one, and a machine and people for it."""
        machine = self.idle[0]
        lots = self._chosen(machine)
        if self.operators is not None:
            self.operators.take(self)
        self.idle.popleft()
        for lot in lots:
            self.queue.remove(lot)
        self._start(machine, Load(lots))
        self._note_filling()
        if self.buffer is not None:
            self.admit()

    def _note_filling(self) -> None:
        """Note since when, or until when, an idle machine waits for a load, and see to it that it waits no longer."""
        now, fills = self.clock.now_ms, bool(self.queue and self.idle) and self.holds_back()
        if fills and self._fills_since == NEVER:
            self._fills_since = now
        elif not fills and self._fills_since != NEVER:
            self._write_filling(now)
        if fills and self.load.wait_limit is not None:
            self._wake_at(self.queue[0].arrived + self.load.wait_limit)

    def _wake_at(self, due: int) -> None:
        """Look again at a time, unless an earlier look is due."""
        if self._due != NEVER and self._due > due:
            self.clock.cancel(self._wait_is_over)
            self._due = NEVER
        if self._due == NEVER:
            self._due = due
            self.clock.set_alarm(self._wait_is_over, due, [self._look])

    def _look(self, _alarm: Alarm) -> None:
        self._due = NEVER
        self.settle()

    def _write_filling(self, end_ms: int) -> None:
        if self._fills_since < end_ms:
            self._filling.add(self._number, self._fills_since, end_ms)
            self.longest_filling = max(self.longest_filling, end_ms - self._fills_since)
        self._fills_since = NEVER

    # -- loads are done -------------------------------------------------------------------------------------------

    def _complete(self, machine: Machine) -> None:
        """The work in hand is done: note it, send the lots on, and take the next load when all have gone."""
        load: Load = machine.lot  # type: ignore[assignment]
        load.done = machine.until
        machine.write_work(self._rows, self._pack, load.done)
        if self.operators is not None:
            self.operators.give_back(self)
        for lot in load.members:
            load.leaving = lot
            load.lots.remove(lot)
            self._send_on(lot, machine)
        load.leaving = None
        if load.lots:
            super().block(machine)
        else:
            self.free(machine)

    def _send_on(self, lot: Lot, machine: Machine) -> None:
        step: RoutingStep = lot.step  # type: ignore[assignment]
        lot.step = following = step.following
        if self.on_done is not None:
            self.on_done(lot)
        if step.check is not None:
            step.check.after(lot, step, machine)
        elif following is None:
            self.finish(lot)
        elif not following.station.come(lot, machine):
            self.block(machine)

    def block(self, machine: Machine) -> None:
        """Let a machine keep the lot that is just being sent on, for which there is no room ahead."""
        load: Load = machine.lot  # type: ignore[assignment]
        load.lots.append(load.leaving)  # type: ignore[arg-type]

    def unblock(self, machine: Machine, lot: Lot) -> None:
        """A lot that the machine held has moved on; the machine is free when it was the last one."""
        load: Load = machine.lot  # type: ignore[assignment]
        load.lots.remove(lot)
        self._write_kept(load, lot, self.clock.now_ms)
        if not load.lots and load.leaving is None:
            super().unblock(machine, lot)

    def _write_kept(self, load: Load, lot: Lot, end_ms: int) -> None:
        if load.done < end_ms:
            self._kept.add(lot.id, lot.step.index - 1, load.done, end_ms)  # type: ignore[union-attr]

    def close(self, end_ms: int) -> None:
        """At the end of the run, write what is not over."""
        if self._fills_since != NEVER:
            self._write_filling(end_ms)
        for machine in self.machines:
            if machine.blocked_since >= 0:
                load: Load = machine.lot  # type: ignore[assignment]
                for lot in load.lots:
                    self._write_kept(load, lot, end_ms)
