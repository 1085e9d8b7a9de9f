"""Quality as tables and in words: signals, failures by place, capability, and the cost of quality."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from opsim.gui.models.grid import Cell, Grid
from opsim.plots.control_chart import chart_title, found_chart
from opsim.plots.quality import cause_of, place_of, yields
from opsim.plots.upkeep import names_of
from opsim.plots.words import CENTS, compact, full, shown, with_unit
from opsim.results.dates import moment_text
from opsim.results.money.quality_cost import CLASSES
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run

Kept = tuple[str, int]
#: A longer table of signals shows the last ones.
MOST_SIGNALS: Final = 2000


def tr(text: str) -> str:
    """Translate a text of these tables."""
    return QCoreApplication.translate("quality", text)


def charts_kept(run: Run) -> dict[Kept, str]:
    """Return the charts of which there are samples: (chart, machine) -> what people call it."""
    names, charts = names_of(run), [chart for chart, _machine in run.charts.kept]
    titles = {chart: chart_title(run, chart) for chart in charts}
    return {
        (chart, machine): titles[chart] if charts.count(chart) == 1 else f"{titles[chart]} · {names.get(machine, '')}"
        for chart, machine in run.charts.kept
    }


def signals_table(run: Run, kept: Kept) -> Grid:
    """Return the signals of one chart: when, by which rule, at which value, and whether something was behind it."""
    headers = (tr("When"), tr("Signal"), tr("Value"), tr("Behind it"))
    meanings = (
        tr("Date and time of the sample; in a saved table, hours since the start of the run (h)"),
        tr("Which rule of the chart was broken"),
        tr("What was plotted there, in the unit of the chart"),
        tr("Whether the process was out of order: the simulation knows, the firm does not"),
    )
    chart = found_chart(run, *kept)
    if chart is None:
        return Grid(headers, (), meanings, texts=(1, 3), note=tr("No control chart is kept, so there are no signals."))
    rows = []
    for each in reversed(chart.signals[-MOST_SIGNALS:]):
        time = float(chart.times[each.point])
        line = chart.lines[min(_line_of(each.rule), len(chart.lines) - 1)]
        rows.append(
            (
                Cell(moment_text(run.scenario.clock.start, time), time / HOUR_MS),
                Cell(tr(each.rule)),
                _number(float(line.values[each.point])),
                Cell(tr("a cause") if each.true else tr("nothing: a false alarm"), tone="good" if each.true else ""),
            )
        )
    note = "" if rows else tr("No signal: all samples lie within the limits, in no unlikely order.")
    return Grid(headers, tuple(rows), meanings, texts=(1, 3), note=note)


def _line_of(rule: str) -> int:
    """Return on which line of its chart a signal is seen."""
    return 1 if rule.startswith(("range", "downward")) else 0


def defects_table(run: Run) -> Grid:
    """Return where units failed, and below it what passed the first time."""
    found = run.defects_by_place
    total, added, rows = sum(each.units for each in found), 0, []
    for each in found:
        added += each.units
        shares = (each.units / total, added / total)
        what = Cell(cause_of(run, each, tr(each.cause)))
        rows.append((Cell(place_of(run, each)), what, Cell(full(each.units), each.units), *map(_share, shares)))
    for (kind, name), value in yields(run):
        empty = (Cell(""), Cell(""))
        rows.append((Cell(name), Cell(tr(f"{kind} yield")), *empty, _share(value)))
    headers = (tr("Where"), tr("What"), tr("Units"), tr("Share"), tr("Added up; yield"))
    meanings = (
        tr("The station that spoiled them (if several can, where rework begins), the item or the product"),
        tr("A unit that is rejected twice counts twice"),
        tr("Units that failed for it after the warm-up (units)"),
        tr("Share of all that failed (%)"),
        tr("This share and those above it, or the yield: share of units not rejected (%)"),
    )
    note = "" if rows else tr("No unit failed an inspection, and none came back from a customer.")
    return Grid(headers, tuple(rows), meanings, texts=(1,), note=note)


def capability_table(run: Run) -> Grid:
    """Return what each chart says about the capability of its process."""
    rows = []
    for name, study in run.charts.capability.items():
        c = study.characteristic
        unit = f" {shown(c.unit, 12)}" if c.unit else ""
        rows.append(
            (
                Cell(chart_title(run, name)),
                Cell(f"{c.lower:g} … {c.upper:g}{unit}"),
                Cell(full(len(study.values)), len(study.values)),
                Cell(f"{study.mean:.4g}{unit}", study.mean),
                Cell(f"{study.sigma:.3g}{unit}", study.sigma),
                _index(study.cp),
                Cell(f"{study.cp_interval.low:.2f} … {study.cp_interval.high:.2f}"),
                _index(study.cpk, judged=True),
                Cell(f"{study.cpk_interval.low:.2f} … {study.cpk_interval.high:.2f}"),
                _index(study.ppk),
                _share(study.outside / len(study.values)),
            )
        )
    texts = (
        ("Chart", "The control chart on which it was measured"),
        ("Limits", "Specification limits of the characteristic, in its unit"),
        ("Measured", "Units measured after the warm-up (units)"),
        ("Mean", "Their mean, in the unit of the characteristic"),
        ("Sigma", "Standard deviation within samples: mean range / d2, in the unit of the characteristic"),
        ("Cp", "(upper − lower limit) / 6 sigma; no unit"),
        ("Interval of Cp", "95 % interval"),
        ("Cpk", "Distance from the mean to the nearer limit / 3 sigma; no unit; bad below 1"),
        ("Interval of Cpk", "95 % interval"),
        ("Ppk", "The same with the standard deviation of all values together; no unit"),
        ("Outside", "Share of the measured units outside the limits (%)"),
    )
    headers, meanings = (tuple(tr(row[part]) for row in texts) for part in (0, 1))
    note = "" if rows else tr("Nothing is measured, so nothing is known about the capability of a process.")
    return Grid(headers, tuple(rows), meanings, texts=(1, 6, 8), spare=(2, 8, 6), note=note)


def cost_table(run: Run, baseline: Run | None) -> Grid:
    """Return the cost of quality, line by line in its four classes, with their sums and the baseline's."""
    now = {(each.group, each.title): each.cents for each in run.cost_of_quality}
    before = {(each.group, each.title): each.cents for each in baseline.cost_of_quality} if baseline is not None else {}
    revenue, rows = run.kpis.get("finance.revenue", math.nan), []
    for group in CLASSES:
        keys = [key for key in dict.fromkeys([*now, *before]) if key[0] == group]
        rows.append(_cost_row(group.capitalize(), _sum(now, keys), _sum(before, keys), revenue, strong=True))
        rows += [_cost_row(key[1], now.get(key, 0), before.get(key, 0), revenue, indent=1) for key in keys]
    whole = (sum(now.values()), sum(before.values()))
    rows.append(_cost_row(tr("Cost of quality"), *whole, revenue, strong=True))
    if baseline is None:
        rows = [row[:3] for row in rows]
    currency = shown(run.scenario.currency, 8)
    headers = ("", tr("This run ({0})").format(currency), tr("Of revenue"), tr("Baseline ({0})").format(currency))
    meanings = (
        "",
        tr("Over the whole run ({0})").format(currency),
        tr("Share of the revenue (%)"),
        tr("The same of the run that this one is compared with ({0})").format(currency),
    )
    count = 4 if baseline is not None else 3
    return Grid(headers[:count], tuple(rows), meanings[:count])


def _sum(costs: dict[tuple[str, str], int], keys: list[tuple[str, str]]) -> int:
    """Return the sum of some lines, in cents."""
    return sum(costs.get(key, 0) for key in keys)


def _cost_row(
    name: str, cents: int, before: int, revenue: float, *, strong: bool = False, indent: int = 0
) -> tuple[Cell, ...]:
    """Return one line: its name, this run's cost, its share of revenue, the baseline's cost."""
    share = cents / CENTS / revenue if revenue else math.nan
    part = _share(share)
    return (
        Cell(tr(name), strong=strong, indent=indent),
        Cell(full(cents / CENTS), cents / CENTS, strong=strong),
        Cell(part.text, part.value, strong=strong),
        Cell(full(before / CENTS), before / CENTS, strong=strong),
    )


def verdict(run: Run) -> str:
    """Return in words what quality cost, where most units failed, and what the charts said."""
    costs, found = run.cost_of_quality, run.defects_by_place
    money = f"{full(sum(each.cents for each in costs) / CENTS)} {shown(run.scenario.currency, 8)}"
    said = [tr("Cost of quality: {0}.").format(money)]
    if found:
        worst = (place_of(run, found[0]), full(found[0].units), cause_of(run, found[0], tr(found[0].cause)))
        said.append(tr("Most of the failed units: {1} of {0}, {2}.").format(*worst))
    charts = [found_chart(run, *kept) for kept in run.charts.kept]
    if charts:
        signals = sum(len(chart.signals) for chart in charts if chart is not None)
        false = sum(chart.false_alarms for chart in charts if chart is not None)
        told = tr("Control charts gave {0} signals, {1} of them false alarms.")
        said.append(told.format(full(signals), full(false)))
    return " ".join(said)


def _index(value: float, *, judged: bool = False) -> Cell:
    """Return an index of capability."""
    return Cell(f"{value:.2f}", value, tone="bad" if judged and value < 1 else "")


def _share(value: float) -> Cell:
    """Return a share in per cent."""
    return Cell(with_unit(value, "share"), value) if math.isfinite(value) else Cell("–")


def _number(value: float) -> Cell:
    """Return a number with about three digits; a dash where there is none."""
    return Cell(compact(value), value) if math.isfinite(value) else Cell("–")
