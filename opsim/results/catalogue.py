"""The key figures: each declared once, with its meaning, its unit and which way is better.

Flow, service, quality and inventory figures are over the window from the end of the warm-up to the end of the run;
money is over the whole run. A figure that cannot be formed (nothing sold, nothing made) has no entry in `Run.kpis`.
Shares are fractions (unit "share"); `{currency}` stands for the scenario's currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from opsim.errors import InputError
from opsim.scenario.figures import figure_meant, split_figure
from opsim.units import quoted

if TYPE_CHECKING:
    from opsim.scenario import Scenario


class Kpi(NamedTuple):
    """One key figure; `better` is "up", "down" or "" where neither is better as such; `formula` says it exactly."""

    id: str
    title: str
    unit: str
    better: Literal["up", "down", ""]
    function: str
    formula: str


#: A `*` in an id stands for a station, item, product, team or chart, and so does `*` in the title.
CATALOGUE: Final = (
    Kpi("flow.throughput_per_day", "Throughput", "units/day", "up", "production",
        "good units finished (delivered, where nothing is made) in the window / days in the window"),
    Kpi("flow.wip", "Work in progress", "lots", "down", "scheduling",
        "time average of the lots (or transfer batches) released and not yet finished"),
    Kpi("flow.cycle_time_h", "Cycle time", "h", "down", "scheduling",
        "mean of finished - released over the lots that finished in the window"),
    Kpi("flow.lead_time_h", "Lead time", "h", "down", "scheduling",
        "mean of delivered - arrived over the orders that arrived in the window and are delivered, or past due and "
        "open (these count with end of the run - arrived)"),
    Kpi("flow.total_lead_time_ms", "Total lead time of delivered orders", "ms", "", "scheduling",
        "sum of delivered - arrived over the delivered orders that arrived in the window; by function, the same sum"),
    Kpi("station.utilisation.*", "Utilisation of * (time on shift)", "share", "", "production",
        "machine time in set-up, processing and rework / machine time on shift (stops included in that)"),
    Kpi("station.availability.*", "Availability of *", "share", "up", "maintenance",
        "1 - machine time down, in planned maintenance or in adjustment / machine time on shift (stops count on shift "
        "only)"),
    Kpi("station.performance.*", "Performance of *", "share", "up", "production",
        "ideal process time of all units (also rework; without what wear added) / machine time on shift, not stopped; "
        "set-up, idle, blocked and unmanned time all lower it"),
    Kpi("station.quality.*", "Quality at *", "share", "up", "quality",
        "ideal process time of good units / ideal process time of all units; good: not rework, and in the share of "
        "the units in inspected lots that were not rejected for this step (the one that spoiled them, if known; else "
        "where rework begins, else where they were found)"),
    Kpi("station.oee.*", "OEE of *", "share", "up", "production",
        "availability x performance x quality = ideal process time of good units / machine time on shift (idle for "
        "want of work lowers it too)"),
    Kpi("station.mtbf_h.*", "MTBF of * (hours of work)", "h", "up", "maintenance",
        "hours at work (set-up, processing, rework) in the window / failures that began in it"),
    Kpi("station.mttr_h.*", "MTTR of * (nights included)", "h", "down", "maintenance",
        "mean time from the arrival of the crew to the end of the repair, nights included, over failures that began in "
        "the window"),
    Kpi("station.mdt_h.*", "Mean down time of * (nights included)", "h", "down", "maintenance",
        "mean time from a failure to the end of its repair (waiting for parts and crew, nights included), over "
        "failures that began in the window"),
    Kpi("station.planned_share.*", "Planned share of stops of *", "share", "up", "maintenance",
        "machine time in planned maintenance / machine time down, in planned maintenance or without spare part"),
    Kpi("station.maintenance_cost.*", "Maintenance cost of *", "{currency}", "down", "maintenance",
        "cost of all repairs, maintenance and inspections that have begun, spare parts included; wages are not"),
    Kpi("station.queue.*", "Queue at *", "lots", "down", "scheduling",
        "time average of the lots that wait in front of the station"),
    Kpi("station.wait_h.*", "Wait at * (calendar hours)", "h", "down", "scheduling",
        "mean of start - ready over the operations that started in the window"),
    Kpi("service.fill_rate", "Fill rate", "share", "up", "inventory",
        "units served from stock at once / units asked for, over all orders that arrived in the window; to stock only"),
    Kpi("service.cycle_service_level", "Cycle service level", "share", "up", "inventory",
        "share of replenishment cycles (receipt to receipt of a product) in which every order was served at once"),
    Kpi("service.otif", "On time in full", "share", "up", "delivery",
        "orders delivered complete by their due date / all orders due in the window, also those lost, refused or open"),
    Kpi("service.mean_lateness_h", "Mean lateness", "h", "down", "delivery",
        "mean of max(0, delivered - due) over the orders due in the window that are delivered or open (open ones count "
        "with end of the run - due)"),
    Kpi("service.overdue_open", "Overdue orders still open", "orders", "down", "delivery",
        "orders that are past due and neither delivered nor given up at the end of the run"),
    Kpi("service.satisfaction", "Satisfaction", "share", "up", "market",
        "time average of the firm's reputation"),
    Kpi("service.lost_share", "Lost orders", "share", "down", "market",
        "orders lost, refused or left / all orders that arrived in the window"),
    Kpi("market.appeal.*", "Appeal of *", "ratio", "up", "market",
        "time average of the factor by which the design (grade and tolerance) of a product multiplies its demand; "
        "only where it is not 1 throughout"),
    Kpi("quality.yield", "Yield", "share", "up", "quality",
        "good units / (good + scrapped units) of the lots that left the floor in the window; only where the floor "
        "inspects or scraps units (goods-in and customers are not the floor)"),
    Kpi("quality.escaped_rate", "Escaped defects", "share", "down", "quality",
        "defective units delivered / units delivered in the window"),
    Kpi("quality.cost", "Cost of quality", "{currency}", "down", "quality",
        "its four classes together: costs of the function quality + goods sent as replacements (rework costs time)"),
    Kpi("quality.prevention", "Prevention", "{currency}", "", "quality",
        "adjustments called by control charts + training of people who book to quality"),
    Kpi("quality.appraisal", "Appraisal", "{currency}", "", "quality",
        "people who book to quality + inspection, goods-in inspection and samples of control charts"),
    Kpi("quality.internal_failure", "Internal failure", "{currency}", "down", "quality",
        "scrap + what rework costs per unit + goods sold as seconds (what they bring is revenue)"),
    Kpi("quality.external_failure", "External failure", "{currency}", "down", "quality",
        "warranty + refunds + goods sent as replacements"),
    Kpi("quality.first_pass_yield.*", "First-pass yield of *", "share", "up", "quality",
        "units not rejected / units, in lots inspected there for the first time in the window; mean over products"),
    Kpi("quality.rolled_yield.*", "Rolled yield of *", "share", "up", "quality",
        "product of the first-pass yields of all inspected steps"),
    Kpi("quality.cp.*", "Cp at chart *", "ratio", "up", "quality",
        "(upper - lower limit) / 6 sigma of the units measured in the window; sigma = mean range / d2"),
    Kpi("quality.cpk.*", "Cpk at chart *", "ratio", "up", "quality",
        "distance from the mean of the units measured in the window to the nearer limit / 3 sigma; sigma as for "
        "Cp"),
    Kpi("inventory.mean_units.*", "Mean stock of *", "units", "down", "inventory",
        "time average of the units on hand"),
    Kpi("inventory.mean_value", "Mean stock value", "{currency}", "down", "inventory",
        "time average of the book value of materials, work in progress and products"),
    Kpi("inventory.turns", "Stock turns", "per year", "up", "inventory",
        "cost of goods sold in the window, per year of 365 days / mean stock value"),
    Kpi("inventory.stockouts.*", "Stock-outs of *", "times", "down", "inventory",
        "how often the stock on hand fell to zero in the window"),
    Kpi("inventory.mean_backorders.*", "Mean backorders of *", "units", "down", "inventory",
        "time average of the units that customers wait for"),
    Kpi("forecast.mape.*", "Forecast error of *", "share", "down", "planning",
        "MAPE: mean of |forecast - actual| / actual over the periods with demand"),
    Kpi("forecast.bias.*", "Forecast bias of *", "share", "", "planning",
        "sum of (forecast - actual) / sum of actual; above 0 means too high"),
    Kpi("supply.bullwhip.*", "Bullwhip ratio of *", "ratio", "down", "purchasing",
        "variance of the units ordered per week / variance of the units needed per week"),
    Kpi("people.utilisation.*", "Utilisation of team *", "share", "", "teams",
        "hours at machines at work / hours present (without absence and training, with overtime); of all teams with "
        "the same skill where they are all alike"),
    Kpi("people.overtime_h.*", "Overtime of team *", "h", "down", "teams",
        "hours that its people worked on after their shifts in the window, added up"),
    Kpi("people.absence.*", "Absence in team *", "share", "down", "teams",
        "hours missed by people who were absent / hours of their shifts in the window"),
    Kpi("people.labour_cost_per_unit", "Labour cost per unit", "{currency}/unit", "down", "teams",
        "wages (overtime and training included) of the teams that book to production / good units that left the floor, "
        "over the whole run"),
    Kpi("finance.revenue", "Revenue", "{currency}", "up", "market",
        "sales - discounts + what seconds brought"),
    Kpi("finance.total_cost", "Total cost", "{currency}", "down", "finance",
        "all expenses, cost of goods sold, interest and tax included"),
    Kpi("finance.profit", "Profit", "{currency}", "up", "finance",
        "revenue + interest earned - total cost"),
    Kpi("finance.margin", "Gross margin", "share", "up", "finance",
        "(revenue - cost of goods sold) / revenue; goods carry their materials only"),
    Kpi("finance.cash_end", "Cash at the end", "{currency}", "up", "finance",
        "cash in the bank at the end of the run"),
    Kpi("finance.lowest_cash", "Lowest cash", "{currency}", "up", "finance",
        "the least cash in the bank at any time"),
    Kpi("finance.roi", "Return on investment", "share/year", "up", "finance",
        "profit per year of 365 days / mean of the assets at the start and at the end"),
    Kpi("finance.unit_cost.*", "Material cost of a unit of *", "{currency}/unit", "down", "finance",
        "cost of the goods in the delivered orders / units delivered over the whole run (materials only)"),
    Kpi("finance.capital_in_production", "Capital tied up in production", "{currency}", "down", "finance",
        "time average of the book value of equipment, work in process and materials"),
)  # fmt: skip

_DECLARED: Final = {kpi.id: kpi for kpi in CATALOGUE}


def describe(kpi_id: str, scenario: Scenario | None = None) -> Kpi:
    """Return the declaration of a key figure; refuse ids that do not exist.

    Its title names the station, product, team, ... : by what people call it in `scenario`, by its id without one.
    """
    figure, item = split_figure(kpi_id)
    if not figure:
        raise InputError(f"there is no key figure {quoted(kpi_id)}; {figure_meant(kpi_id)}")
    declared, name = _DECLARED[figure], item if scenario is None else title_in(scenario, figure, item)
    return declared._replace(id=kpi_id, title=declared.title.replace("*", name))


#: How the id of a figure begins -> where the things are declared that such figures are of.
_THINGS: Final[tuple[tuple[str, Callable[[Scenario], Iterable[Mapping[str, Any]]]], ...]] = (
    ("station.", lambda scenario: (scenario.production.stations,)),
    ("people.", lambda scenario: (scenario.operations.teams,)),
    ("quality.cp", lambda scenario: (scenario.production.quality.charts,)),
    ("", lambda scenario: (scenario.products, scenario.materials, scenario.production.stations)),
)


def title_in(scenario: Scenario, figure: str, item: str) -> str:
    """Return what people call the thing that a figure is of; its id where it has no title."""
    known = next(things for start, things in _THINGS if figure.startswith(start))(scenario)
    return next((named[item].title for named in known if item in named and named[item].title), item)
