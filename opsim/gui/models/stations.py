"""The stations of a firm as tables and in words: states, evidence for the bottleneck, V x U x T and its assumptions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from opsim.gui.models.grid import Cell, Grid
from opsim.plots.stations import MARK, station_title
from opsim.plots.words import compact, full, with_unit
from opsim.results.time.states import MACHINE_STATES
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsim.results.run import Run
    from opsim.results.stations.bottleneck import Measure

    Row = tuple[Cell, ...]

#: Below this a number needs more than two decimal places.
_PLAIN: Final = 0.01


def tr(text: str) -> str:
    """Translate a text of these tables."""
    return QCoreApplication.translate("stations", text)


def states_table(run: Run, _station: str, opening_hours: bool) -> Grid:
    """Return the share of each state in the machine time of each station, and the hours that this is."""
    times = run.stations.time_on_shift if opening_hours else run.stations.time_in_state
    states = [state for state in MACHINE_STATES if any(time.get(state) for time in times.values())]
    rows = []
    for name, time in times.items():
        total = sum(time.values())
        shares = [_share(time[state] / total if total else math.nan) for state in states]
        rows.append((_name(run, name), Cell(full(total / HOUR_MS), total / HOUR_MS), *shares))
    headers = (tr("Station"), tr("Machine hours"), *(tr(state).capitalize() for state in states))
    meanings = ("", tr("After the warm-up, all machines together (h)"), *(tr(MACHINE_STATES[s]) for s in states))
    return Grid(headers, tuple(rows), meanings)


def evidence_table(run: Run, _station: str, _opening_hours: bool) -> Grid:
    """Return every measure for every station; the highest of each stands out."""
    measures = run.stations.evidence.measures
    rows = [
        (_name(run, name), *(_measured(measure, name) for measure in measures)) for name in run.history.names.stations
    ]
    meanings = ("", *(f"{tr(m.meaning)} ({m.unit})" for m in measures))
    return Grid((tr("Station"), *(tr(m.title) for m in measures)), tuple(rows), meanings)


def _measured(measure: Measure, station: str) -> Cell:
    """Return one figure; bold where it is the highest."""
    value = measure.values[station]
    leads = measure.points_at == station
    return Cell(with_unit(value, measure.unit), value if math.isfinite(value) else None, strong=leads)


_VUT: Final[tuple[tuple[str, str, str], ...]] = (
    ("m", "machines", "Machines at the station, on average"),
    ("ca²", "arrival_scv", "Squared coefficient of variation of the time between arrivals"),
    ("ce²", "process_scv", "The same of the effective process time"),
    ("u", "utilisation", "Offered load: arrival rate × te / m; above 1 more comes than can be done"),
    ("te (h)", "process_h", "Mean effective process time of a lot, with set-up, breakdown, operators (h)"),
    ("V", "variability", "(ca² + ce²) / 2"),
    ("U", "congestion", "u^(√(2(m + 1)) − 1) / (m (1 − u))"),
    ("V × U × T (opening h)", "predicted_h", "The textbook's mean wait (h, in opening hours)"),
    ("Simulated (opening h)", "simulated_h", "The mean wait of the lots in this run (h, in opening hours)"),
    ("± (h)", "half_width_h", "Half width of its 95 % interval, by 20 batch means (h)"),
)


def vut_table(run: Run, _station: str, _opening_hours: bool) -> Grid:
    """Return the formula and the simulated wait of each queue."""
    rows = [
        (_name(run, name), *(_number(getattr(vut, field)) for _header, field, _meaning in _VUT))
        for name, vut in run.stations.vut.items()
    ]
    headers = (tr("Station"), *(tr(header) for header, *_rest in _VUT))
    return Grid(headers, tuple(rows), ("", *(tr(meaning) for _header, _field, meaning in _VUT)))


def assumptions_table(run: Run, station: str, _opening_hours: bool) -> Grid:
    """Return the assumptions of the formula at one station."""
    rows = tuple(
        (
            Cell(tr(assumption.title)),
            Cell(tr("holds") if assumption.holds else tr("does not hold"), tone="good" if assumption.holds else "bad"),
            Cell(tr(assumption.fact).format(*assumption.figures)),
        )
        for assumption in (run.stations.assumptions(station) if station else [])
    )
    title = tr("V × U × T at {0} assumes").format(station_title(run, station)) if station else tr("Assumption")
    return Grid((title, tr("Here"), tr("Because")), rows, texts=(1, 2))


#: Name -> title of its button, and what makes the table.
TABLES: Final[dict[str, tuple[str, Callable[[Run, str, bool], Grid]]]] = {
    "states": ("States", states_table),
    "bottleneck": ("Bottleneck", evidence_table),
    "vut": ("V × U × T", vut_table),
    "assumptions": ("Assumptions", assumptions_table),
}


def verdict(run: Run) -> str:
    """Return in words which station is the bottleneck, and which measures say so."""
    found = run.stations.evidence
    pointing = [measure for measure in found.measures if measure.points_at]
    if not pointing:
        return tr("No station stands out: nothing was made, or nothing waited.")
    said = [
        tr("{0} points at {1} ({2})").format(
            tr(measure.title).lower(), station_title(run, measure.points_at), _figure(measure, measure.points_at)
        )
        for measure in pointing
    ]
    if not found.station:
        return tr("The measures do not agree on a bottleneck: {0}.").format("; ".join(said))
    where = station_title(run, found.station)
    agree = "; ".join(f"{tr(m.title).lower()} {_figure(m, found.station)}" for m in found.agree)
    if len(run.history.names.stations) == 1:
        return tr("{0} is the only station, so there is no other to be the bottleneck: {1}.").format(where, agree)
    head = tr("Bottleneck: {0}. {1} of {2} measures agree: {3}.").format(
        where, len(found.agree), len(found.measures), agree
    )
    others = [text for measure, text in zip(pointing, said, strict=True) if measure not in found.agree]
    return head if not others else f"{head} {tr('But {0}.').format('; '.join(others))}"


def _figure(measure: Measure, station: str) -> str:
    """Return one figure with its unit."""
    return with_unit(measure.values[station], measure.unit)


def _name(run: Run, station: str) -> Cell:
    """Return a station's name, marked where it is the bottleneck."""
    return Cell(MARK * (station == run.stations.evidence.station) + station_title(run, station))


def _share(value: float) -> Cell:
    """Return a share in per cent."""
    return Cell(with_unit(value, "share"), value) if math.isfinite(value) else Cell("–")


def _number(value: float) -> Cell:
    """Return a number with about three digits; a dash where there is none."""
    if not math.isfinite(value):
        return Cell("–")
    return Cell(compact(value) if abs(value) >= _PLAIN or not value else f"{value:.1g}", value)
