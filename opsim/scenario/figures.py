"""The names of the key figures, so that a file's goals can be checked where they stand.

What each figure means is declared in `opsim.results.catalogue`, a layer above; a test keeps the two lists equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from opsim.scenario.nearest import did_you_mean

#: A `*` stands for a station, item, product, team or chart.
FIGURES: Final = (
    "flow.throughput_per_day",
    "flow.wip",
    "flow.cycle_time_h",
    "flow.lead_time_h",
    "flow.total_lead_time_ms",
    "station.utilisation.*",
    "station.availability.*",
    "station.performance.*",
    "station.quality.*",
    "station.oee.*",
    "station.mtbf_h.*",
    "station.mttr_h.*",
    "station.mdt_h.*",
    "station.planned_share.*",
    "station.maintenance_cost.*",
    "station.queue.*",
    "station.wait_h.*",
    "service.fill_rate",
    "service.cycle_service_level",
    "service.otif",
    "service.mean_lateness_h",
    "service.overdue_open",
    "service.satisfaction",
    "service.lost_share",
    "market.appeal.*",
    "quality.yield",
    "quality.escaped_rate",
    "quality.cost",
    "quality.prevention",
    "quality.appraisal",
    "quality.internal_failure",
    "quality.external_failure",
    "quality.first_pass_yield.*",
    "quality.rolled_yield.*",
    "quality.cp.*",
    "quality.cpk.*",
    "inventory.mean_units.*",
    "inventory.mean_value",
    "inventory.turns",
    "inventory.stockouts.*",
    "inventory.mean_backorders.*",
    "forecast.mape.*",
    "forecast.bias.*",
    "supply.bullwhip.*",
    "people.utilisation.*",
    "people.overtime_h.*",
    "people.absence.*",
    "people.labour_cost_per_unit",
    "finance.revenue",
    "finance.total_cost",
    "finance.profit",
    "finance.margin",
    "finance.cash_end",
    "finance.lowest_cash",
    "finance.roi",
    "finance.unit_cost.*",
    "finance.capital_in_production",
)


def split_figure(kpi: str) -> tuple[str, str]:
    """Return which of `FIGURES` a key figure is, and of what thing: `station.oee.saw` -> (`station.oee.*`, `saw`).

    The first is empty where there is no such figure, the second where the figure is of the whole firm.
    """
    if kpi in FIGURES and not kpi.endswith("*"):
        return kpi, ""
    family, _, thing = kpi.rpartition(".")
    return (f"{family}.*", thing) if thing and f"{family}.*" in FIGURES else ("", "")


def figure_meant(kpi: str, things: Sequence[str] = ()) -> str:
    """Return the remedy for a key figure that there is not; `things` are the names that may stand for the `*`."""
    if f"{kpi}.*" in FIGURES:
        return f"say of what, as in {kpi}.{things[0] if things else 'NAME'}"
    area, _, rest = kpi.partition(".")
    figures = [figure.replace("*", rest.rpartition(".")[2] or "NAME") for figure in FIGURES]
    of_area = [figure for figure in figures if figure.startswith(f"{area}.")]
    by_name = [figure for figure in figures if figure.split(".")[1] == kpi]
    return did_you_mean(by_name[0] if by_name else kpi, of_area or figures)
