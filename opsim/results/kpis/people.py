"""How busy people were, how long they stayed, who was missing, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.intervals import Spans, Times
from opsim.results.kpis.window import NONE, Window, ratio, window_of
from opsim.results.time.clocks import Clock
from opsim.simulation.kernel.calendar import calendar
from opsim.simulation.production.people.team import PERSON
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def people(run: Run) -> dict[str, float]:
    """Return the figures of the teams at machines; overtime and absence only where people are not all alike."""
    window, figures = window_of(run), {"people.labour_cost_per_unit": _labour_cost(run)}
    if not len(run.history.tables["staff"]["time"]):
        return figures | _alike(run, window)
    at_machines = _at_machines(run, window)
    for index, name in enumerate(run.scenario.operations.teams):
        if not _is_needed(run, name):
            continue
        regular, absent, away = _shift_hours(run, index, name, window)
        late = _late_ms(run, index, window)
        figures |= {
            f"people.utilisation.{name}": ratio(at_machines[index], regular - absent - away + late),
            f"people.overtime_h.{name}": late / HOUR_MS,
            f"people.absence.{name}": ratio(absent, regular),
        }
    return figures


def _is_needed(run: Run, team: str) -> bool:
    """Say whether some station needs what the team can do."""
    levels = run.scenario.operations.teams[team].levels(team)
    stations = run.scenario.production.stations.values()
    return any(spec.operators is not None and spec.operators.skill in levels for spec in stations)


def _labour_cost(run: Run) -> float:
    """Return wages, overtime and training of the people in production per good unit that left the floor."""
    if not any(spec.operators is not None for spec in run.scenario.production.stations.values()):
        return NONE
    lots = run.history.tables["lots"]
    units = int(lots["good"][lots["finished"] >= 0].sum(dtype=np.int64))
    paid = sum(
        total
        for (debit, _, function, _), total in zip(run.money.kinds, run.money.by_kind, strict=True)
        if debit in {"wages", "training"} and function == "production"
    )
    return ratio(paid / 100, units)


# -- where all are alike -----------------------------------------------------------------------------------------------


def _alike(run: Run, window: Window) -> dict[str, float]:
    """Return the utilisation of each team whose skill some station needs; none where head counts changed in the run."""
    teams, specs = run.scenario.operations.teams, run.scenario.production.stations
    changes = [(change.at_ms, change.path) for change in run.decisions]
    changes += [(shock.at, path) for shock in run.scenario.shocks for path in shock.set]
    changed = [path for at_ms, path in changes if at_ms <= run.history.end_ms]
    if any(path.startswith("operations.teams") or ".operators" in path for path in changed):
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


# -- where they have levels, phases and shifts of their own ------------------------------------------------------------


def _at_machines(run: Run, window: Window) -> list[int]:
    """Return the person-ms of each team at machines that were at work, neither down nor resting."""
    table = run.history.tables["attended"]
    start, end = (np.clip(np.asarray(table[name], np.int64), *window) for name in ("start", "end"))
    worked = end - start
    for index in np.unique(table["machine"]).tolist():
        mine = np.flatnonzero(table["machine"] == index)
        some, ms = Clock(run.floor.machines[index].holes).between(start[mine], end[mine])
        worked[mine[some]] -= ms
    parts, teams = worked * table["parts"], range(len(run.scenario.operations.teams))
    return [int(parts[table["team"] == team].sum(dtype=np.int64)) // PERSON for team in teams]


def _shift_hours(run: Run, team: int, name: str, window: Window) -> tuple[int, int, int]:
    """Return the person-ms of a team's shifts in the window: of all its people, of the absent, of those in training."""
    table = run.history.tables["staff"]
    rows = np.flatnonzero(table["team"] == team)
    edges = np.append(np.asarray(table["time"][rows], np.int64), run.history.end_ms)
    hours = calendar(run.scenario, run.scenario.operations.teams[name].shift)
    opened = Clock(Spans(*hours.open_intervals(0, max(run.history.end_ms, 1))))
    start, end = (np.clip(edge, *window) for edge in (edges[:-1], edges[1:]))
    length: Times = np.zeros(len(rows), np.int64)
    some, ms = opened.between(start, end)
    length[some] = ms
    people, absent, away = (np.asarray(table[column][rows], np.int64) for column in ("people", "absent", "away"))
    counts = (people, np.minimum(absent, people), away)
    return tuple(int((count * length).sum()) for count in counts)  # type: ignore[return-value]


def _late_ms(run: Run, team: int, window: Window) -> int:
    """Return the person-ms of a team's overtime in the window."""
    table = run.history.tables["overtime"]
    mine = table["team"] == team
    covered = window.covered(np.asarray(table["start"][mine], np.int64), np.asarray(table["end"][mine], np.int64))
    return int((covered * table["people"][mine]).sum())
