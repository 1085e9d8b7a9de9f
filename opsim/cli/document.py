"""The JSON document of a run: a stable contract for scripts."""

from __future__ import annotations

from itertools import chain, islice, permutations
from typing import TYPE_CHECKING, Any, Final

from opsim.results import catalogue
from opsim.scenario.own_units import own_unit

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.studies import Replications

#: Orders of the functions that are tried; one of the first few does, as a rule.
MOST_ORDERS: Final = 10_000


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
        "cost_by_function": adding_up(costs),
        "lead_time_by_function": lead_times,
        "invariants": replications.invariants,
        "exact": {
            "total_cost_cents": sum(costs.values()),
            "cost_by_function_cents": costs,
            "total_lead_time_ms": sum(lead_times.values()),
        },
    }


def adding_up(cents: dict[str, int]) -> dict[str, float]:
    """Return sums in the currency, in an order in which a script that adds them up as floats gets their total exactly.

    That is the order given, or else one from the smallest to the largest or near to it: floats round at each step, so
    some orders miss the total by a billionth. Among two or three sums there may be no such order.
    """
    total = sum(cents.values()) / 100
    rising = islice(permutations(sorted(cents, key=cents.__getitem__)), MOST_ORDERS)
    orders = chain([tuple(cents)], rising)
    order = next((order for order in orders if _added([cents[name] / 100 for name in order]) == total), tuple(cents))
    return {name: cents[name] / 100 for name in order}


def _added(amounts: list[float]) -> float:
    """Return what a loop adds up; `sum` itself does so with compensation since Python 3.12."""
    total = 0.0
    for amount in amounts:
        total += amount
    return total


def unit_of(kpi: str, scenario: Scenario) -> str:
    """Return the unit of a key figure, with the scenario's currency in its place, and materials in their own unit."""
    return own_unit(scenario, kpi, catalogue.describe(kpi).unit.replace("{currency}", scenario.currency))
