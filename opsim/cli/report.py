"""What a person reads of a run on the terminal: key figures, cost and lead time by function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.cli import words
from opsim.cli.document import unit_of
from opsim.cli.table import Column, one_line, show_table
from opsim.cli.words import DASH, FOR_PEOPLE, number
from opsim.results import catalogue
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.studies import Estimate, Replications


def show_report(scenario: Scenario, replications: Replications) -> None:
    """Print the tables of one run, or of several with their 95 % half-widths."""
    count = len(replications.summaries)
    _show_stops(replications)
    several = f", {count} replications, ± 95 %" if count > 1 else ""
    _show_kpis(f"{scenario.title}: key figures (seed {replications.seed}{several})", scenario, replications)
    print()
    _show_functions(scenario, replications)


def _show_stops(replications: Replications) -> None:
    """Say above all figures which runs did not come to their end: their figures are of the time until then."""
    for shortcoming in replications.shortcomings:
        print(f"!! {one_line(shortcoming)}")
    if replications.shortcomings:
        print()


def show_proof(replications: Replications) -> None:
    """Print what identifies and vouches for the figures."""
    print(f"\ndigest {replications.digest}; {len(replications.invariants)} invariants hold")


def _show_kpis(title: str, scenario: Scenario, replications: Replications) -> None:
    """Print the key figures."""
    columns = [Column("id"), Column("key figure"), Column("value", numbers=True), Column("unit")]
    is_spread = len(replications.summaries) > 1
    if is_spread:
        columns.insert(3, Column("±", numbers=True))
    rows = [_kpi_row(kpi, figure, scenario, is_spread) for kpi, figure in replications.kpis.items()]
    show_table(columns, rows, title)


def _kpi_row(kpi: str, figure: Estimate, scenario: Scenario, is_spread: bool) -> list[str]:
    """Return the row of one key figure; shares are shown in per cent, times in hours."""
    unit = unit_of(kpi, scenario)
    scale, shown_unit = FOR_PEOPLE.get(unit, (1, unit))
    spread = [number(figure.half_width * scale)] if is_spread else []
    value = words.figure(figure.mean * scale, shown_unit)
    return [kpi, catalogue.describe(kpi, scenario).title, value, *spread, shown_unit]


def _show_functions(scenario: Scenario, replications: Replications) -> None:
    """Print what each function costs, and how much of the customers' lead time it causes."""
    costs, lead_times = replications.cost_by_function, replications.lead_time_by_function
    total_cents, total_ms = sum(costs.values()), sum(lead_times.values())
    rows = [
        _function_row(function, costs.get(function, 0), lead_times.get(function, 0), total_cents, total_ms)
        for function in dict.fromkeys([*costs, *lead_times])
    ]
    columns = (
        Column("function"),
        Column(f"cost, {scenario.currency}", numbers=True),
        Column("share", numbers=True),
        Column("lead time, h", numbers=True),
        Column("share", numbers=True),
    )
    show_table(columns, [*rows, _function_row("total", total_cents, total_ms, total_cents, total_ms)], "by function")


def _function_row(function: str, cents: int, ms: int, total_cents: int, total_ms: int) -> list[str]:
    """Return the row of one function."""
    return [
        function,
        f"{cents / 100:,.2f}",
        _percent(cents, total_cents),
        f"{ms / HOUR_MS:,.1f}",
        _percent(ms, total_ms),
    ]


def _percent(part: int, whole: int) -> str:
    """Return a part of a whole."""
    return f"{part / whole:.1%}" if whole else DASH
