"""Maintenance as tables and in words: OEE by machine, stops, what an interval costs, and what the theory assumes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QCoreApplication

from opsim.gui.models.grid import Cell, Grid
from opsim.ledgers.history import FAILURE, PLANNED
from opsim.plots.effectiveness import loss_word
from opsim.plots.policy import why_no_curve
from opsim.plots.stations import station_title
from opsim.plots.upkeep import names_of, why_nothing
from opsim.plots.words import CENTS, compact, full, shown, with_unit
from opsim.results.dates import moment_text
from opsim.results.kpis.window import ratio, window_of
from opsim.results.stations.equipment import GOOD, effectiveness
from opsim.results.stations.stops import stops
from opsim.studies.renewal import conditions, failure_modes, renewal
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsim.results.run import Run
    from opsim.results.stations.equipment import Effectiveness
    from opsim.results.stations.stops import Stops
    from opsim.studies.policy_curve import PolicyPoint
    from opsim.studies.statistics import Estimate

#: A longer table of stops shows the last ones.
MOST_STOPS: Final = 2000


def tr(text: str) -> str:
    """Translate a text of these tables."""
    return QCoreApplication.translate("maintenance", text)


def machines_in_order(run: Run) -> list[int]:
    """Return the machines, station by station, as every list of them shows them."""
    return list(names_of(run))


def most_stopped(run: Run) -> int:
    """Return the machine that stopped most often; -1 where there is none."""
    counts = np.bincount(stops(run).machine, minlength=len(run.floor.station_of))
    return int(counts.argmax()) if len(counts) else -1


_FIGURES: Final[tuple[tuple[str, str, str], ...]] = (
    ("OEE", "oee", "Availability × performance × quality, of the time on shift after the warm-up (%)"),
    ("Availability", "availability", "Share of the time on shift without failure, maintenance or adjustment (%)"),
    ("Performance", "performance", "Share of the rest at work on lots: not set up, starved, blocked, unmanned (%)"),
    ("Quality", "quality", "Share of that work that made good units at the first attempt (%)"),
)
_STOPPED: Final[tuple[tuple[str, str], ...]] = (
    ("Failures", "Failures after the warm-up"),
    ("MTBF (h of work)", "Mean time between failures: hours of work for each failure (h)"),
    ("MTTR (h, nights included)", "Mean time to repair: from the arrival of the crew to the end, nights included (h)"),
    ("Down (h, nights included)", "Mean down time of a failure: waiting for parts and crew, repair, nights (h)"),
    ("Planned", "Planned stops for maintenance after the warm-up"),
)


def machines_table(run: Run) -> Grid:
    """Return OEE, its factors and losses, and the stops of every machine."""
    by_machine = {each.machine: each for each in effectiveness(run)}
    losses = list(dict.fromkeys(name for each in by_machine.values() for name, ms in each.parts.items() if ms))
    losses = [name for name in losses if name != GOOD]
    happened = stops(run)
    rows = tuple(
        (
            Cell(name),
            *(_share(getattr(by_machine[machine], field)) for _title, field, _meaning in _FIGURES),
            *_stop_figures(run, by_machine[machine], happened.of(machine)),
            *(_share(ratio(by_machine[machine].parts.get(loss, 0.0), by_machine[machine].planned)) for loss in losses),
        )
        for machine, name in names_of(run).items()
    )
    titles = [*(title for title, *_ in _FIGURES), *(title for title, _ in _STOPPED)]
    meanings = [*(meaning for *_, meaning in _FIGURES), *(meaning for _, meaning in _STOPPED)]
    lost = [tr("Share of the time on shift: {0} (%)").format(loss_word(loss)) for loss in losses]
    headers = (tr("Machine"), *map(tr, titles), *(tr(loss_word(loss)).capitalize() for loss in losses))
    first = 1 + len(_FIGURES) + len(_STOPPED) - 1  # planned maintenances, then losses, which the plots show too
    spare = (headers.index(tr("MTTR (h, nights included)")), *range(first, len(headers)))
    return Grid(headers, rows, ("", *map(tr, meanings), *lost), spare=spare)


def _stop_figures(run: Run, machine: Effectiveness, mine: Stops) -> tuple[Cell, ...]:
    """Return how often a machine stopped and for how long, after the warm-up."""
    inside = window_of(run).has(mine.start)
    failed = inside & (mine.kind == FAILURE)
    count, worked_h = int(failed.sum()), run.floor.logs[machine.machine].worked / HOUR_MS
    repair_h = float((mine.end - mine.served)[failed].sum()) / HOUR_MS
    down_h = float((mine.end - mine.start)[failed].sum()) / HOUR_MS
    maintained = int((inside & (mine.kind == PLANNED)).sum())
    figures = (ratio(worked_h, count), ratio(repair_h, count), ratio(down_h, count))
    return (Cell(full(count), count), *map(_number, figures), Cell(full(maintained), maintained))


def stops_table(run: Run, machine: int = -1) -> Grid:
    """Return the stops of one machine, or of all: when, what, how long it waited and stood, and after how much work."""
    happened = stops(run)
    happened = happened.of(machine) if machine >= 0 else happened
    names, start, rows = names_of(run), run.scenario.clock.start, []
    kinds = run.stops.words("kind")
    for i in range(max(0, len(happened.row) - MOST_STOPS), len(happened.row)):
        at, supplied, served, end = (int(column[i]) for column in happened[4:8])
        spans = (supplied - at, served - supplied, end - served, end - at)
        rows.append(
            (
                Cell(moment_text(start, float(at)), at / HOUR_MS),
                Cell(names[int(happened.machine[i])]),
                Cell(_what(run, happened, i, tr(kinds[int(happened.row[i])]))),
                *(_number(ms / HOUR_MS) for ms in spans),
                _number(int(happened.worked[i]) / HOUR_MS),
                _number(int(happened.cents[i]) / CENTS),
            )
        )
    money = tr("Cost ({0})").format(shown(run.scenario.currency, 8))
    cost = tr("Parts and outside help ({0})").format(shown(run.scenario.currency, 8))
    headers = (*(tr(title) for title, _ in _STOP), money)
    meanings = (*(tr(meaning) for _, meaning in _STOP), cost)
    never = tr("This machine never stopped.") if machine >= 0 else tr("No machine ever stopped.")
    return Grid(headers, tuple(rows), meanings, texts=(1, 2), spare=(3,), note="" if rows else never)


def _what(run: Run, happened: Stops, at: int, kind: str) -> str:
    """Return what a stop was: its kind, with the failure mode where there are several."""
    station = run.history.names.stations[int(run.floor.station_of[happened.machine[at]])]
    modes, mode = failure_modes(run.scenario, station), int(happened.mode[at])
    return f"{kind}: {shown(modes[mode].mode, 24)}" if len(modes) > 1 and 0 <= mode < len(modes) else kind


_STOP: Final[tuple[tuple[str, str], ...]] = (
    ("When", "Date and time of the stop; in a saved table, hours since the start of the run (h)"),
    ("Machine", "The machine that stopped"),
    ("What", "How it failed, or what was done"),
    ("Waited for parts (h)", "From the stop until the spare parts were there (h)"),
    ("Waited for the crew (h)", "From there to the arrival of the crew (h)"),
    ("Repair (h)", "From there to the end, nights and weekends included (h)"),
    ("Stopped (h)", "All of it, nights and weekends included (h)"),
    ("Work before (h)", "How long it had worked since it was last repaired or maintained (h)"),
)


def conditions_table(run: Run, station: str) -> Grid:
    """Return the assumptions of the theory at a station, and whether they hold."""
    if not station or renewal(run.scenario, station) is None:
        known = (Cell(tr("A life that the theory knows")), Cell(tr("does not hold"), tone="bad"))
        why = ((*known, Cell(tr(why_no_curve(run, station)))),) if station else ()
        return Grid((tr("Assumption"), tr("Here"), tr("Because")), why, texts=(1, 2))
    rows = tuple(
        (
            Cell(tr(each.title)),
            Cell(tr("holds") if each.holds else tr("does not hold"), tone="good" if each.holds else "bad"),
            Cell(tr(each.fact).format(*each.figures)),
        )
        for each in conditions(run, station)
    )
    title = tr("The theory assumes at {0}").format(station_title(run, station))
    return Grid((title, tr("Here"), tr("Because")), rows, texts=(1, 2))


def points_table(run: Run, station: str, points: Sequence[PolicyPoint]) -> Grid:
    """Return what the theory says and what was simulated for each interval."""
    found, currency = renewal(run.scenario, station) if station else None, run.scenario.currency
    rows = []
    for point in points:
        theory = found.at(point.interval_h) if found is not None else None
        rows.append(
            (
                Cell(f"{full(point.interval_h)} h", point.interval_h),
                _number(1000 * theory.cost_rate if theory else math.nan),
                *_with_half(point.cost, 1000),
                _number(100 * theory.availability if theory else math.nan),
                *_with_half(point.availability, 100),
                *_with_half(point.profit, 1),
            )
        )
    cost = tr("{0} per 1,000 h of work, for repairs and maintenance").format(currency)
    half = tr("Half its 95 % interval")
    headers = (
        tr("Interval"), tr("Cost, theory"), tr("Simulated"), "±", tr("Availability, theory (%)"), tr("Simulated (%)"),
        "±", tr("Profit of the firm ({0})").format(currency), "±",
    )  # fmt: skip
    up = tr("Share of the time at work or stopped, on shift, that is work (%)")
    profit = tr("Profit of the whole firm in the simulated runs ({0})").format(currency)
    worked = tr("Work of the machine after which it is maintained (h)")
    note = "" if rows else tr("Nothing is simulated yet: press “Simulate the curve”.")
    return Grid(headers, tuple(rows), (worked, cost, cost, half, up, up, half, profit, half), note=note)


def _with_half(found: Estimate, scale: float) -> tuple[Cell, Cell]:
    """Return a mean and half of its interval."""
    return _number(scale * found.mean), _number(scale * found.half_width)


def verdict(run: Run) -> str:
    """Return in words how the machines did: the least effective one, its largest loss, and what stops cost."""
    found = [each for each in effectiveness(run) if math.isfinite(each.oee)]
    if not found:
        return tr(why_nothing(run))
    names, happened = names_of(run), stops(run)
    worst = min(found, key=lambda each: each.availability)
    inside = window_of(run).has(happened.start)
    failures, maintained = (int((inside & (happened.kind == kind)).sum()) for kind in (FAILURE, PLANNED))
    cents = run.cost_by_function.get("maintenance", 0)
    money = f"{full(cents / 100)} {run.scenario.currency}"
    text = tr("{0} failures and {1} planned stops after the warm-up; maintenance costs {2} in the whole run, {3}.")
    said = text.format(full(failures), full(maintained), money, tr("a crew's wages included"))
    if worst.availability < 1:
        lost = with_unit(1 - worst.availability, "share")
        said += " " + tr("{0} lost most time to stops: {1} of its time on shift.").format(names[worst.machine], lost)
    return said


def _share(value: float) -> Cell:
    """Return a share in per cent."""
    return Cell(with_unit(value, "share"), value) if math.isfinite(value) else Cell("–")


def _number(value: float) -> Cell:
    """Return a number with about three digits; a dash where there is none."""
    return Cell(compact(value), value) if math.isfinite(value) else Cell("–")
