"""Pictures of a run: `draw_x(ax, run, ...)` on any matplotlib axes, and whole figures for notebooks and files.

Names are imported when they are first used, so that the app can ask for a colour without loading matplotlib.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opsim.plots.control_chart import draw_control_chart
    from opsim.plots.demand import draw_demand
    from opsim.plots.effectiveness import draw_effectiveness, draw_losses
    from opsim.plots.finance import draw_cash, draw_profit_bridge
    from opsim.plots.functions import draw_cost_by_function, draw_late_cost_by_function, draw_lead_time_by_function
    from opsim.plots.policy import draw_policy_curve
    from opsim.plots.quality import draw_capability, draw_cost_of_quality, draw_pareto, draw_yields
    from opsim.plots.save import figure_of, save_all
    from opsim.plots.service import draw_cost_against_service
    from opsim.plots.stations import draw_queue, draw_station_states, draw_waits
    from opsim.plots.stock import draw_stock_sawtooth
    from opsim.plots.theme import DARK, LIGHT, Theme
    from opsim.plots.timeline import draw_gantt_by_machine, draw_gantt_by_order
    from opsim.plots.upkeep import draw_stops
    from opsim.plots.wear import draw_wear
    from opsim.plots.why import draw_why

__all__ = [
    "DARK",
    "LIGHT",
    "Theme",
    "draw_capability",
    "draw_cash",
    "draw_control_chart",
    "draw_cost_against_service",
    "draw_cost_by_function",
    "draw_cost_of_quality",
    "draw_demand",
    "draw_effectiveness",
    "draw_gantt_by_machine",
    "draw_gantt_by_order",
    "draw_late_cost_by_function",
    "draw_lead_time_by_function",
    "draw_losses",
    "draw_pareto",
    "draw_policy_curve",
    "draw_profit_bridge",
    "draw_queue",
    "draw_station_states",
    "draw_stock_sawtooth",
    "draw_stops",
    "draw_waits",
    "draw_wear",
    "draw_why",
    "draw_yields",
    "figure_of",
    "save_all",
]

#: Public name -> the module that it comes from.
_HOME = {
    **dict.fromkeys(("DARK", "LIGHT", "Theme"), "theme"),
    **dict.fromkeys(("draw_cash", "draw_profit_bridge"), "finance"),
    **dict.fromkeys(("draw_cost_by_function", "draw_late_cost_by_function", "draw_lead_time_by_function"), "functions"),
    **dict.fromkeys(("draw_gantt_by_machine", "draw_gantt_by_order"), "timeline"),
    **dict.fromkeys(("draw_queue", "draw_station_states", "draw_waits"), "stations"),
    **dict.fromkeys(("draw_effectiveness", "draw_losses"), "effectiveness"),
    **dict.fromkeys(("figure_of", "save_all"), "save"),
    "draw_cost_against_service": "service",
    **dict.fromkeys(("draw_capability", "draw_cost_of_quality", "draw_pareto", "draw_yields"), "quality"),
    "draw_control_chart": "control_chart",
    "draw_demand": "demand",
    "draw_policy_curve": "policy",
    "draw_stock_sawtooth": "stock",
    "draw_stops": "upkeep",
    "draw_wear": "wear",
    "draw_why": "why",
}


def __getattr__(name: str) -> Any:
    """Import the public name that is asked for; `x` stands for a whole figure made with `draw_x`."""
    if name in _HOME:
        return getattr(import_module(f"opsim.plots.{_HOME[name]}"), name)
    if f"draw_{name}" in _HOME:
        return partial(__getattr__("figure_of"), __getattr__(f"draw_{name}"))
    raise AttributeError(f"module 'opsim.plots' has no attribute {name!r}")
