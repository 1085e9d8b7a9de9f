"""Dispatching: which of the waiting lots a free machine takes next.

A rule ranks the lots that wait; the least rank goes first. Among equals the lot that was released first is next; by due
date and by set-up it is the one that came first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from opsim.simulation.production.lot import Lot

if TYPE_CHECKING:
    from opsim.simulation.production.stations.machine import Machine

Pick = Callable[[deque[Lot], "Machine"], Lot]
#: How a rule ranks a lot for a free machine.
Rank = Callable[[Lot, "Machine"], float]

#: How far ahead ATC looks, in mean process times of the waiting lots (Vepsalainen & Morton 1987 find 1.5 to 4.5 best).
LOOK_AHEAD: Final = 2


def by_arrival(queue: deque[Lot], _machine: Machine) -> Lot:
    """First come, first served."""
    return queue.popleft()


def _take(queue: deque[Lot], best: Lot) -> Lot:
    queue.remove(best)
    return best


def by_due_date(queue: deque[Lot], _machine: Machine) -> Lot:
    """Earliest due date first; among equals the one that came first."""
    return _take(queue, min(queue, key=lambda lot: lot.due))


def by_set_up(queue: deque[Lot], machine: Machine) -> Lot:
    """Least set-up from what the machine is set for; among equals the one that came first."""
    change_over = machine.station.change_over_ms
    return _take(queue, min(queue, key=lambda lot: change_over(machine, lot)))


def by_apparent_tardiness_cost(queue: deque[Lot], machine: Machine) -> Lot:
    """Highest apparent tardiness cost first (ATC): weight / work, fading with the slack that is left.

    Vepsalainen & Morton (1987), "Priority rules for job shops with weighted tardiness costs": the index of a lot is
    w/p exp(-slack / (k p')), p' being the mean work of the waiting lots; its own work is known here.
    """
    known = machine.station.known_work
    pace = max(LOOK_AHEAD * sum(map(known, queue)) / len(queue), 1.0)

    def index(lot: Lot) -> float:
        return lot.job.route.weight / max(known(lot), 1) * fading(max(_slack(lot, machine), 0.0) / pace)

    return _take(queue, min(queue, key=lambda lot: (-index(lot), lot.id)))


def fading(x: float) -> float:
    """Return exp(-x) for x >= 0 by additions and multiplications only, which are the same on every processor."""
    y = min(x, 700.0) / 1024
    value = 1 - y * (1 - y / 2 * (1 - y / 3 * (1 - y / 4 * (1 - y / 5))))
    for _ in range(10):
        value *= value
    return value


# -- rules that rank each lot by itself -------------------------------------------------------------------------------


def _known(lot: Lot, machine: Machine) -> float:
    return machine.station.known_work(lot)


def _work_left(lot: Lot, _machine: Machine) -> float:
    return lot.step.work_left(lot.units)  # type: ignore[union-attr]


def _slack(lot: Lot, machine: Machine) -> float:
    """Return the time to the due date that is not needed for the work that is left, in ms."""
    return lot.due - machine.station.clock.now_ms - _work_left(lot, machine)


def _operations_left(lot: Lot) -> int:
    return len(lot.job.route.steps) - lot.step.index  # type: ignore[union-attr]


def _critical_ratio(lot: Lot, machine: Machine) -> float:
    return (lot.due - machine.station.clock.now_ms) / max(_work_left(lot, machine), 1.0)


def _weighted_work(lot: Lot, machine: Machine) -> float:
    weight = lot.job.route.weight
    return _known(lot, machine) / weight if weight else float("inf")


def _priority(lot: Lot, _machine: Machine) -> int:
    """Return the class of the customer's order, if it has one, or else that of the product."""
    job = lot.job
    return job.route.of_orders.get(job.order, job.route.priority)


#: Rule -> what it ranks lots by.
RANKS: Final[dict[str, Rank]] = {
    "spt": _known,
    "lpt": lambda lot, machine: -_known(lot, machine),
    "wspt": _weighted_work,
    "slack": _slack,
    "slack-per-operation": lambda lot, machine: _slack(lot, machine) / _operations_left(lot),
    "critical-ratio": _critical_ratio,
    "priority": _priority,
    "first-step": lambda lot, _machine: lot.step.index,  # type: ignore[union-attr]
    "last-step": lambda lot, _machine: _operations_left(lot),
    "most-work-left": lambda lot, machine: -_work_left(lot, machine),
    "least-work-left": _work_left,
    "most-operations-left": lambda lot, _machine: -_operations_left(lot),
}
#: Rules that look at process times: these are drawn when a lot is looked at first, and kept.
LOOKS_AT_TIMES: Final = frozenset({"spt", "lpt", "wspt", "atc"})


def _ranked(rank: Rank) -> Pick:
    """Return the pick of the least rank."""

    def pick(queue: deque[Lot], machine: Machine) -> Lot:
        return _take(queue, min(queue, key=lambda lot: (rank(lot, machine), lot.id)))

    return pick


DISPATCH: Final[dict[str, Pick]] = {
    "fifo": by_arrival,
    "edd": by_due_date,
    "least-set-up": by_set_up,
    "atc": by_apparent_tardiness_cost,
    **{rule: _ranked(rank) for rule, rank in RANKS.items()},
}


def batch_first(pick: Pick) -> Pick:
    """Return the pick that goes on with the process batch that the machine is set up for; then `pick`."""

    def gone_on(queue: deque[Lot], machine: Machine) -> Lot:
        mates = (lot for lot in queue if (lot.batch, lot.step.index) == machine.set_for)  # type: ignore[union-attr]
        mate = next(mates, None)
        return pick(queue, machine) if mate is None else _take(queue, mate)

    return gone_on


def urgent_first(pick: Pick, within_ms: int) -> Pick:
    """Return the pick that lets lots due within a time (or late) go before all others, by due date; then `pick`."""

    def hurried(queue: deque[Lot], machine: Machine) -> Lot:
        until = machine.station.clock.now_ms + within_ms
        first = min(queue, key=lambda lot: (lot.due, lot.id))
        return _take(queue, first) if first.due <= until else pick(queue, machine)

    return hurried
