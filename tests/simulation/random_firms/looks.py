"""What is wrong on a floor when all that happens at an instant has happened, seen from within; in the order of causes.

Each look yields the names of the places where it is so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opsim.simulation.kernel.clock import FOREVER
from opsim.simulation.production.floor import Floor
from opsim.simulation.production.stations.station import Station


def could_start(station: Station) -> bool:
    """Say whether an idle machine has work that it may take."""
    if station.settling or not station.queue or not station.idle or station.clock.now_ms >= station.open_until:
        return False
    if station.holds_back() or (station.attendance is not None and station.attendance.waits_longer_than_queue()):
        return False  # a machine that waits for people goes first
    return station.operators is None or station.operators.available(station)


def is_stalled(station: Station) -> bool:
    """Say whether a machine has a lot in hand, and nobody knows why it does not go on."""
    in_hand = [machine for machine in station.machines if machine.lot is not None and not machine.down]
    waits = any(machine.blocked_since < 0 and machine.until == FOREVER for machine in in_hand)
    return waits and station.attendance is None


def has_lost_a_machine(station: Station) -> bool:
    """Say whether a machine is nowhere: not at work, not among the idle ones, nor repaired or sold."""
    free = [machine for machine in station.machines if machine.lot is None and not (machine.down or machine.leaving)]
    return any(machine not in station.idle for machine in free)


def has_machine_twice(station: Station) -> bool:
    """Say whether a machine is idle twice, or idle with a lot."""
    return len(set(station.idle)) < len(station.idle) or any(machine.lot is not None for machine in station.idle)


def stations(fault: Callable[[Station], bool]) -> Callable[[Floor], Iterator[str]]:
    """Look at every station."""
    return lambda floor: (name for name, station in floor.stations.items() if fault(station))


def release(floor: Floor) -> Iterator[str]:
    """Yield a product of which a job waits that may enter."""
    waits = floor.release.waiting and not floor.release._busy
    job = floor.release._first() if waits else None
    if job is not None:
        yield f"item {job.route.item}"


def rope(floor: Floor) -> Iterator[str]:
    """Yield the drum if its rope has not counted the work on the floor."""
    held = floor._control._rope
    if held is not None:
        works = {lot.id: held._work(lot.step, lot.units) for lot in floor.release.on_floor.values()}
        if works != held._work_of or sum(works.values()) != held._ahead:
            yield held._drum.id


def cards(floor: Floor) -> Iterator[str]:
    """Yield the stages that have given cards to lots that are not on the floor, or have some that never come back."""
    kanban = floor._control._kanban
    for stage in kanban._stages.values() if kanban is not None else ():
        if stage._on_their_way_back or not floor.release.on_floor.keys() >= stage.lots.keys():
            yield stage.name


#: What is wrong -> how to see where.
LOOKS: dict[str, Callable[[Floor], Iterator[str]]] = {
    "an idle machine has work": stations(could_start),
    "a machine does not go on": stations(is_stalled),
    "a machine is lost": stations(has_lost_a_machine),
    "a machine is idle twice": stations(has_machine_twice),
    "a lot outside could come in": stations(lambda station: bool(station.outside) and station.next_in() is not None),
    "a station has not chosen yet": stations(lambda station: station.settling),
    "a job could enter": release,
    "the rope has miscounted": rope,
    "a card is held by nobody": cards,
}
