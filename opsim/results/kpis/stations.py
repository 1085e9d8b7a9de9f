"""What the stations and the people at them did with their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.clocks import STATES, states_of
from opsim.results.intervals import Spans, Times, joined, overlaps
from opsim.results.kpis.window import Window, ratio, window_of
from opsim.simulation.kernel.calendar import calendar
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.floor import MachineTime
    from opsim.results.run import Run


def stations(run: Run) -> dict[str, float]:
    """Return utilisation, availability, OEE, queue and wait of every station, and how busy its people were."""
    window, figures = window_of(run), {}
    queues = run.queues
    for station, name in enumerate(run.history.names.stations):
        time = run.station_times[name]
        on_shift, work = time["on shift"], time["processing"] + time["rework"] + time["set-up"]
        figures |= {
            f"station.utilisation.{name}": ratio(work, on_shift),
            f"station.availability.{name}": 1 - ratio(time["stopped"], on_shift),
            f"station.oee.{name}": ratio(time["processing"] * _passed(run, station, window), on_shift),
            f"station.queue.{name}": ratio(int(queues.waited_ms[station]), window.ms),
            f"station.wait_h.{name}": ratio(int(queues.wait_ms[station]) / HOUR_MS, int(queues.starts[station])),
        }
    return figures | _people(run, window)


def _passed(run: Run, station: int, window: Window) -> float:
    """Return the share of the inspected units that were not rejected."""
    table, stations_of = run.history.tables["inspections"], run.inspected_at
    rows = np.flatnonzero((stations_of == station) & window.has(table["end"]))
    units = int(run.history.tables["lots"]["units"][table["lot"][rows]].sum(dtype=np.int64))
    return 1 - int(table["rejected"][rows].sum(dtype=np.int64)) / units if units else 1.0


def _people(run: Run, window: Window) -> dict[str, float]:
    """Return the utilisation of each team whose skill some station needs; none where head counts changed in the run."""
    teams, specs = run.scenario.operations.teams, run.scenario.production.stations
    shocks = (path for shock in run.scenario.shocks for path in shock.set)
    if any(path.startswith("operations.teams") for path in (*(change.path for change in run.decisions), *shocks)):
        return {}
    used: dict[str, int] = {}
    for name, spec in specs.items():
        if spec.operators is not None:
            time = run.station_times[name]
            people_ms = spec.operators.count * (time["processing"] + time["rework"] + time["set-up"])
            used[spec.operators.skill] = used.get(spec.operators.skill, 0) + people_ms
    paid: dict[str, int] = {}
    for name, team in teams.items():
        open_ms = calendar(run.scenario, team.shift).open_ms(window.low, window.high)
        paid[team.skill or name] = paid.get(team.skill or name, 0) + team.people * open_ms
    skills = {name: team.skill or name for name, team in teams.items()}
    return {
        f"people.utilisation.{name}": ratio(used[skill], paid[skill]) for name, skill in skills.items() if skill in used
    }


def station_times(run: Run) -> dict[str, dict[str, int]]:
    """Return station -> state -> machine time in the window, in ms; "on shift" and "stopped" (on shift) beside them."""
    window, floor = window_of(run), run.floor
    names = [*STATES, "on shift", "stopped"]
    times = [dict.fromkeys(names, 0) for _ in run.history.names.stations]
    for index, station in enumerate(floor.station_of.tolist()):
        machine, time = floor.machine(index), times[station]
        parts = states_of(floor, machine, processing=False)
        for state, part in parts.items():
            time[state] += part.within(*window).total()
        stops = joined(parts["down"], parts["planned maintenance"])
        closed = floor.closed[station]
        off = overlaps(closed, stops)
        time["stopped"] += stops.within(*window).total() - Spans(off.start, off.end).within(*window).total()
        present = machine.present.within(*window)
        shut = overlaps(closed, present)
        time["on shift"] += present.total() - int((shut.end - shut.start).sum())
        time["processing"] += _at_work(machine, window)
        time["idle"] += present.total()
    for time in times:
        time["processing"] -= time["set-up"] + time["rework"]
        time["idle"] -= sum(time[state] for state in STATES if state != "idle")
    return dict(zip(run.history.names.stations, times, strict=True))


def _at_work(machine: MachineTime, window: Window) -> int:
    """Return how long a machine worked in the window: its operations without their pauses."""
    pauses = overlaps(machine.operations, machine.holes)
    paused = window.covered(pauses.start, pauses.end)
    return int(window.covered(*machine.operations).sum()) - int(paused.sum())


class Queues:
    """Waiting in front of each station: machine-exact sums over all visits, found in blocks of lots.

    `waited_ms` is the waiting within the window, `starts` and `wait_ms` count the operations that started in it.
    For the invariants, `in_order` says that no lot started before it was ready, and `held_ms` is how long lots were held
    (by inspection, or by no room) after their operations.
    """

    def __init__(self, run: Run, block: int = 16_384) -> None:
        """Go over all lots."""
        window, floor = window_of(run), run.floor
        count = len(run.history.names.stations)
        self.waited_ms, self.wait_ms, self.starts = (np.zeros(count, np.int64) for _ in range(3))
        self.in_order, self.held_ms = True, 0
        for at in range(0, len(floor.lots["job"]), block):
            visits = floor.visits(np.arange(at, min(at + block, len(floor.lots["job"]))))
            self.in_order &= bool((visits.ready <= visits.start).all() and (visits.start <= visits.end).all())
            self.held_ms += int((floor.let_go(visits.row, visits.end) - visits.end).sum())
            station = floor.station_of[visits.machine]
            np.add.at(self.waited_ms, station, window.covered(visits.ready, visits.start))
            inside = window.has(visits.start)
            self._count(station[inside], (visits.start - visits.ready)[inside])

    def _count(self, station: Times, waits: Times) -> None:
        np.add.at(self.wait_ms, station, waits)
        np.add.at(self.starts, station, 1)
