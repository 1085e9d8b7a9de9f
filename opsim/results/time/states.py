"""What every machine was doing at every moment: states that tile its time at the firm, without gap or overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from opsim.results.columns.intervals import NOTHING, Flags, Spans, Times, joined, overlaps, united, without

if TYPE_CHECKING:
    from opsim.results.time.floor import Floor
    from opsim.results.time.passages import Passages

#: State -> what a person at the machine sees. A machine that nobody needs is starved, also one whose plan
#: has it wait for another lot than those that are there; one that lots wait for while nobody is there to run it lacks
#: its operator.
MACHINE_STATES: Final = {
    "run": "works on lots for the first time",
    "rework": "works on what inspection rejected",
    "set-up": "is changed over or prepared for a lot",
    "down": "has failed: waits for the crew or is repaired",
    "planned maintenance": "is maintained, or waits for the crew to maintain it",
    "adjustment": "is adjusted, because a control chart gave a signal",
    "no spare part": "has stopped, and waits for a part that the store does not have",
    "blocked": "holds a finished lot that finds no room at the next station",
    "filling": "could work, but too few lots wait here for a load",
    "starved": "could work, but no lot waits here that it could start",
    "no operator": "could work on a lot that waits, but nobody is there to run it",
    "off shift": "rests, because its shift is over",
}
STATE_NAMES: Final = tuple(MACHINE_STATES)
#: The same states as the time ledger calls them.
_LEDGER_NAME: Final = {"run": "processing"}


class States(NamedTuple):
    """Stretches of time by machine, then by time: each machine's tile its presence. `state` counts in STATE_NAMES."""

    machine: npt.NDArray[np.int32]
    state: npt.NDArray[np.uint8]
    start: Times
    end: Times

    def of(self, machine: int) -> States:
        """Return the stretches of one machine."""
        part = slice(*np.searchsorted(self.machine, [machine, machine + 1]).tolist())
        return States(self.machine[part], self.state[part], self.start[part], self.end[part])

    def when(self, state: str) -> Flags:
        """Say which stretches are of one state."""
        result: Flags = self.state == STATE_NAMES.index(state)
        return result


def machine_states(floor: Floor, passages: Passages) -> States:
    """Return the states of all machines."""
    needs_people = [
        (spec := floor.history.scenario.production.stations.get(name)) is not None and spec.operators is not None
        for name in floor.history.names.stations
    ]
    queued = {
        station: without(passages.when_queued(station), floor.machines.plan_waits(station))
        for station, needs in enumerate(needs_people) if needs
    }  # fmt: skip
    stations = floor.station_of.tolist()
    parts = [
        _of_machine(floor, index, machine.processing(), queued.get(stations[index], NOTHING))
        for index, machine in enumerate(floor.machines)
    ]
    parts.append(States(np.empty(0, np.int32), np.empty(0, np.uint8), *NOTHING))  # there may be no machine at all
    machine, state, start, end = zip(*parts, strict=True)
    return States(np.concatenate(machine), np.concatenate(state), np.concatenate(start), np.concatenate(end))


def _of_machine(floor: Floor, machine: int, processing: Spans, queued: Spans) -> States:
    """Return the states of one machine; `queued` is when lots wait there for want of people, if it needs any."""
    log = floor.logs[machine]
    seen = {**log.states, "processing": processing}
    found = {state: united(seen.get(_LEDGER_NAME.get(state, state), NOTHING)) for state in STATE_NAMES}
    idle = without(log.present, united(*found.values()))
    lacking = overlaps(idle, queued)
    found["starved"] = without(idle, lacking_people := Spans(lacking.start, lacking.end))
    found["no operator"] = Spans(*joined(found["no operator"], lacking_people))
    codes = [np.full(len(kind.start), code, np.uint8) for code, kind in enumerate(found.values())]
    start, end = (np.concatenate(edges) for edges in zip(*found.values(), strict=True))
    some = np.flatnonzero(start < end)
    order = some[np.argsort(start[some], kind="stable")]
    return States(np.full(len(order), machine, np.int32), np.concatenate(codes)[order], start[order], end[order])
