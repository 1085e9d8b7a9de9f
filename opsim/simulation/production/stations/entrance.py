"""How lots come to a station: into places in front, by cards, or not yet, held by a machine behind or by nobody."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.clock import FOREVER, Clock
from opsim.simulation.production.lot import Lot
from opsim.simulation.production.stations.blocking import halt_if_stuck
from opsim.simulation.production.stations.interruption import Interruptible
from opsim.simulation.production.stations.machine import Machine

if TYPE_CHECKING:
    from opsim.simulation.production.release.kanban import Kanban, Stage
    from opsim.simulation.production.stations.station import Station


class Entrance(Interruptible):
    """Machines with places in front of them. What starts, and when, is for the `Station` to say."""

    __slots__ = ("blocked", "buffer", "kanban", "on_room", "outside", "stage")

    buffer: int | None

    def __init__(self, clock: Clock, station_id: str, tables: dict[str, Rows], finish: Callable[[Lot], None]) -> None:
        """Be empty; `finish` takes a lot that has no further step."""
        super().__init__(clock, station_id, tables, finish)
        self.blocked = tables["blocked"]
        self.outside: deque[tuple[Lot, Machine | None]] = deque()  # lots that find no room in the queue
        self.kanban: Kanban | None = None
        self.stage: Stage | None = None  # under kanban
        self.on_room: Callable[[], None] | None = None  # told when more lots may come in; only where routings begin

    def go_by(self, kanban: Kanban | None, stage: Stage | None) -> None:
        """Let lots in by the cards of a stage from now on, or (None) as there is room again."""
        self.kanban, self.stage = kanban, stage
        if kanban is not None and self.buffer is None:
            self.buffer = FOREVER

    def has_room(self, lot: Lot | None = None) -> bool:
        """Say whether a lot (None: a new one) may come in: a machine can take it at once, or it has a place to wait."""
        if self.stage is not None and not self.stage.is_open_to(lot):
            return False
        if self.buffer is None or len(self.queue) < self.buffer:
            return True
        return bool(self.idle) and not self.queue and self._can_start()

    @abstractmethod
    def _can_start(self) -> bool:
        """Say whether an idle machine could start a lot now."""

    @abstractmethod
    def arrive(self, lot: Lot) -> None:
        """Take a lot in: start it if a machine can, else let it wait."""

    def come(self, lot: Lot, holder: Machine | None = None, _origin: Station | None = None) -> bool:
        """Take a lot in if there is room, else let it wait outside, held by a machine or nobody; say which.

        Where it comes from matters on a `Way` only.
        """
        if self.buffer is None or self.has_room(lot):
            self.arrive(lot)
            return True
        lot.arrived = self.clock.now_ms
        if holder is not None and holder.station.sets_aside(lot, self):
            holder = None
        self.outside.append((lot, holder))
        if holder is None and self.stage is not None:
            halt_if_stuck(lot, self.clock)
        return holder is None

    def sets_aside(self, lot: Lot, ahead: Entrance) -> bool:
        """Say whether a finished lot that cannot go on waits beside its machine: with its card, or for want of one."""
        if self.stage is None:
            return False
        return self.stage.is_limited or (ahead.stage is not None and not ahead.stage.is_open_to(lot))

    def admit(self) -> None:
        """Let in the lots that wait outside, as far as there is room, and tell the release when there is more."""
        while self.outside and self.next_in() is not None:
            self.let_in()
        if self.on_room is not None and self.has_room():
            self.on_room()

    def next_in(self) -> tuple[Lot, Machine | None] | None:
        """Return which of those outside may come in now: the first; under kanban the first for whom there is a card."""
        if self.stage is None:
            return self.outside[0] if self.outside and self.has_room() else None
        return next((entry for entry in self.outside if self.has_room(entry[0])), None)

    def let_in(self) -> None:
        """Let in one lot that waits outside; there is one that may come in."""
        entry = self.next_in()
        self.outside.remove(entry)  # type: ignore[arg-type]
        lot, holder = entry  # type: ignore[misc]
        self.arrive(lot)
        if holder is not None:
            holder.station.unblock(holder, lot)

    # -- blocking ---------------------------------------------------------------------------------------------------

    def block(self, machine: Machine) -> None:
        """Let a machine hold its lot, for which there is no room ahead; the run ends if there will never be any."""
        machine.blocked_since = self.clock.now_ms
        machine.until = FOREVER
        if self.operators is not None:
            self.operators.dispatch()
        if machine.lot is not None and machine.blocked_since >= 0:  # those people may have made way for it
            for lot in machine.lot.members:
                halt_if_stuck(lot, self.clock)

    def unblock(self, machine: Machine, _lot: Lot) -> None:
        """A lot that the machine held has moved on."""
        self.blocked.add(machine.index, machine.blocked_since, self.clock.now_ms)
        machine.blocked_since = -1
        self.free(machine)
