"""Dispatching: which of the waiting lots a free machine takes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from opsim.simulation.production.lot import Lot

if TYPE_CHECKING:
    from opsim.simulation.production.machine import Machine

Pick = Callable[[deque[Lot], "Machine"], Lot]


def by_arrival(queue: deque[Lot], _machine: Machine) -> Lot:
    """First come, first served."""
    return queue.popleft()


def _take(queue: deque[Lot], best: Lot) -> Lot:
    queue.remove(best)
    return best


def by_due_date(queue: deque[Lot], _machine: Machine) -> Lot:
    """Earliest due date first; among equals the one that came first."""
    return _take(queue, min(queue, key=lambda lot: lot.due))


def by_process_time(queue: deque[Lot], machine: Machine) -> Lot:
    """Shortest process time first; the time is drawn when the lot is looked at first, and kept."""
    return _take(queue, min(queue, key=machine.station.known_work))


def by_set_up(queue: deque[Lot], machine: Machine) -> Lot:
    """Least set-up from what the machine is set for; among equals the one that came first."""
    change_over = machine.station.change_over_ms
    return _take(queue, min(queue, key=lambda lot: change_over(machine, lot)))


DISPATCH: Final[dict[str, Pick]] = {
    "fifo": by_arrival,
    "edd": by_due_date,
    "spt": by_process_time,
    "least-set-up": by_set_up,
}
