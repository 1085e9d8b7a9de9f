"""The JSON document of a run: a stable contract for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsim.results import catalogue
from opsim.scenario.own_units import own_unit

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.studies import Replications


def run_document(scenario: Scenario, replications: Replications) -> dict[str, Any]:
    """Return the document of one run or of several; figures over several are means with 95 % half-widths.

    `cost_by_function` is in the currency, `lead_time_by_function` in whole ms. `exact` repeats the sums in whole cents
    and ms, where adding up is exact. `partial` is empty, or tells why something is missing.
    """
    costs, lead_times = replications.cost_by_function, replications.lead_time_by_function
    return {
        "scenario": scenario.id,
        "seed": replications.seed,
        "replications": len(replications.summaries),
        "digest": replications.digest,
        "partial": "; ".join(replications.shortcomings),
        "kpis": {
            kpi: {"value": figure.mean, "unit": unit_of(kpi, scenario), "half_width": figure.half_width}
            for kpi, figure in replications.kpis.items()
        },
        "cost_by_function": {function: cents / 100 for function, cents in costs.items()},
        "lead_time_by_function": lead_times,
        "invariants": replications.invariants,
        "exact": {
            "total_cost_cents": sum(costs.values()),
            "cost_by_function_cents": costs,
            "total_lead_time_ms": sum(lead_times.values()),
        },
    }


def unit_of(kpi: str, scenario: Scenario) -> str:
    """Return the unit of a key figure, with the scenario's currency in its place, and materials in their own unit."""
    return own_unit(scenario, kpi, catalogue.describe(kpi).unit.replace("{currency}", scenario.currency))
