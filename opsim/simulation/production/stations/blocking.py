"""Deadlocks: lots that wait for each other for ever, for places in front of stations or for cards of their stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from opsim.simulation.kernel.clock import MS_PER_HOUR

if TYPE_CHECKING:
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.stations.machine import Machine
    from opsim.simulation.production.stations.station import Station

#: What would help: the lever's title and address.
_PLACES: Final = "Places in front (production.stations.*.buffer)"
_CARDS: Final = "Kanban cards (production.release.cards)"
_STAGES: Final = "Stages (production.release.stages)"


def halt_if_stuck(lot: Lot, clock: Clock) -> None:
    """End the run, and say who waits for whom, if a lot that cannot go on now never will."""
    stuck = stuck_with(lot)
    if stuck:
        clock.halt(f"deadlock at {clock.now_ms / MS_PER_HOUR:.2f} h: {told(stuck)}; the result is partial")


def stuck_with(first: Lot) -> list[Lot]:
    """Return the lots that keep each other for good, `first` among them, or nothing while it can still get on.

    A lot is stuck when of everything that could make way for it some lot is stuck.
    """
    found = [first]
    ways = {first.id: in_the_way(first)}
    if not all(any(in_the_way(lot) for lot in lots) for lots in ways[first.id]):
        return []
    for lot in found:
        new = [other for lots in ways[lot.id] for other in lots if other.id not in ways]
        ways |= {other.id: in_the_way(other) for other in new}
        found += new
    stuck = {lot.id: lot for lot in found}
    while free := [
        name for name in stuck
        if not ways[name] or any(all(other.id not in stuck for other in lots) for lots in ways[name])
    ]:  # fmt: skip
        for name in free:
            del stuck[name]
    return list(stuck.values()) if first.id in stuck else []


def in_the_way(lot: Lot) -> list[Sequence[Lot]]:
    """Return what has to move before this lot can: one of these lots, or loads; none if it can go on, or is in work."""
    station = lot.step.station if lot.step is not None else None
    if station is None:
        return []
    if _is_outside(lot, station):
        if station.has_room(lot):
            return []
        stage = station.stage
        if stage is not None and not stage.is_open_to(lot):
            return [other.members for other in stage.lots.values()] if len(stage.lots) >= stage.cards else []
    elif lot not in station.queue:
        return []
    blocked = (machine for machine in station.machines if machine.blocked_since >= 0)
    held = [machine.lot.members for machine in blocked if machine.lot is not None]
    return held if len(held) == len(station.machines) else []


def _is_outside(lot: Lot, station: Station) -> bool:
    return any(other is lot for other, _ in station.outside)


def _holder(lot: Lot) -> Machine | None:
    """Return the machine that a lot, which waits outside the station of its next step, keeps from working."""
    outside = lot.step.station.outside  # type: ignore[union-attr]  # it waits for one
    return next((holder for other, holder in outside if other is lot), None)


def told(stuck: list[Lot]) -> str:
    """Say which stations or stages hold which of the lots that are stuck, what these wait for, and what would help."""
    if all(lot.step.station.stage is None for lot in stuck):  # type: ignore[union-attr]
        holders = (_holder(lot) for lot in stuck)
        names = list(dict.fromkeys(holder.station.title for holder in holders if holder is not None))
        if len(names) == 1:
            return f"{names[0]} waits for room at itself for ever; give it more {_PLACES}"
        return f"{', '.join(names)} wait for room at each other for ever; give one of them more {_PLACES}"
    held: dict[tuple[str, str], list[int]] = {}
    for lot in stuck:
        held.setdefault((_place(lot), _wish(lot)), []).append(lot.id)
    parts = [f"{place} holds {_lots(lots)} for {wish}" for (place, wish), lots in held.items()]
    return (
        f"{'; '.join(parts)}; give one of them more {_CARDS}; who writes the scenario can also let one stage comprise "
        f"the stations that lots come back to, by {_STAGES}"
    )


def _place(lot: Lot) -> str:
    """Return who holds a lot that is stuck."""
    station: Station = lot.step.station  # type: ignore[union-attr]
    stage = station.kanban.stage_of(lot) if station.kanban is not None else None
    if stage is not None:
        cards = f" ({stage.cards} card{'s' if stage.cards > 1 else ''})" if stage.is_limited else ""
        return f"stage '{stage.title}'{cards}"
    holder = _holder(lot)
    return f"station '{holder.station.title if holder is not None else station.title}'"


def _wish(lot: Lot) -> str:
    """Return what a lot that is stuck waits for."""
    station: Station = lot.step.station  # type: ignore[union-attr]
    if not _is_outside(lot, station):
        return f"a machine of '{station.title}'"
    if station.stage is not None and not station.stage.is_open_to(lot):
        return f"a card of '{station.stage.title}'"
    return f"room at '{station.title}'"


def _lots(numbers: list[int]) -> str:
    """Return the numbers of some lots, the first few of many."""
    shown = ", ".join(map(str, numbers[:5])) + (", …" if len(numbers) > 5 else "")
    return f"lot {shown}" if len(numbers) == 1 else f"lots {shown}"
