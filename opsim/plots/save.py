"""Plots without a window: one figure for a notebook, or all of them as files."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from opsim.plots.control_chart import draw_control_chart
from opsim.plots.demand import draw_demand
from opsim.plots.effectiveness import draw_effectiveness, draw_losses
from opsim.plots.finance import draw_cash, draw_profit_bridge
from opsim.plots.functions import draw_cost_by_function, draw_late_cost_by_function, draw_lead_time_by_function
from opsim.plots.policy import draw_policy_curve
from opsim.plots.quality import draw_capability, draw_cost_of_quality, draw_pareto, draw_yields, yields
from opsim.plots.reading import late_orders, measured_orders
from opsim.plots.service import draw_cost_against_service
from opsim.plots.stations import draw_queue, draw_station_states, draw_waits
from opsim.plots.stock import draw_stock_sawtooth
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.timeline import MOST_ORDERS, draw_gantt_by_machine, draw_gantt_by_order
from opsim.plots.upkeep import draw_stops, names_of
from opsim.plots.wear import draw_wear
from opsim.results.stations.stops import stops
from opsim.studies.renewal import renewal

if TYPE_CHECKING:
    from opsim.results.run import Run

Draw = Callable[..., None]

#: A firm with a thousand items or stations would fill a folder; the first ones tell enough.
_MOST_ITEMS = 24
_INCHES = (10.0, 5.6)
_DPI = 130


def new_figure(theme: Theme = LIGHT, inches: tuple[float, float] = _INCHES) -> Figure:
    """Return an empty figure that lays itself out and belongs to no window."""
    figure = Figure(figsize=inches, layout="constrained", facecolor=theme.paper)
    FigureCanvasAgg(figure)
    return figure


@contextmanager
def any_script() -> Iterator[None]:
    """Draw names in scripts that the font lacks as boxes, without a warning for each letter."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="constrained_layout not applied")
        yield


def figure_of(draw: Draw, run: Run, baseline: Run | None = None, theme: Theme = LIGHT, **more: Any) -> Figure:
    """Return a figure with one plot; `draw` is one of this package's draw functions."""
    figure = new_figure(theme)
    if baseline is not None:
        more["baseline"] = baseline
    draw(figure.subplots(), run, theme=theme, **more)
    return figure


def save_all(run: Run, folder: str | Path, baseline: Run | None = None) -> list[Path]:
    """Save every plot of `run` into `folder` (made if missing) as PNG; return the files."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [_saved(draw, target / f"{name}.png") for name, draw in _all_plots(run, baseline).items()]


def _saved(draw: Draw, file: Path) -> Path:
    """Draw one plot and write it to `file`."""
    figure = new_figure()
    with any_script():
        draw(figure.subplots())
        figure.savefig(file, dpi=_DPI)
    return file


def _all_plots(run: Run, baseline: Run | None) -> dict[str, Draw]:
    """Return file name -> what draws it."""
    both: dict[str, Any] = {"run": run, "baseline": baseline}
    plots: dict[str, Draw] = {
        "cost-by-function": partial(draw_cost_by_function, **both),
        "lead-time-by-function": partial(draw_lead_time_by_function, share_off_shift=True, **both),
        "late-cost-by-function": partial(draw_late_cost_by_function, share_off_shift=True, **both),
        "cost-against-service": partial(draw_cost_against_service, **both),
        "cash": partial(draw_cash, **both),
        "profit": partial(draw_profit_bridge, **both),
        "machines": partial(draw_gantt_by_machine, run=run),
        "orders": partial(draw_gantt_by_order, run=run, orders=notable_orders(run)),
    }
    if run.history.names.stations:
        plots["stations"] = partial(draw_station_states, **both)
        plots["waits"] = partial(draw_waits, **both)
        plots |= {**_of_maintenance(run, both), **_of_quality(run, both)}
    for number, station in enumerate(run.history.names.stations[:_MOST_ITEMS]):
        plots[f"queue-{number:02d}-{_file_part(station)}"] = partial(draw_queue, station=station, **both)
    for number, item in enumerate(run.history.names.items[:_MOST_ITEMS]):
        name = f"{number:02d}-{_file_part(item)}"
        plots[f"stock-{name}"] = partial(draw_stock_sawtooth, item=item, **both)
        if item in run.scenario.products:
            plots[f"demand-{name}"] = partial(draw_demand, item=item, **both)
    return plots


def _of_maintenance(run: Run, both: dict[str, Any]) -> dict[str, Draw]:
    """Return the plots of OEE and stops: of all machines, and of each one that ever stopped."""
    plots: dict[str, Draw] = {"oee": partial(draw_effectiveness, **both)}
    stopped, names = sorted(set(stops(run).machine.tolist())), names_of(run)
    if stopped:
        plots["stops"] = partial(draw_stops, **both)
    for machine in stopped[:_MOST_ITEMS]:
        name = f"{machine:02d}-{_file_part(names[machine])}"
        plots[f"losses-{name}"] = partial(draw_losses, machine=machine, **both)
        plots[f"wear-{name}"] = partial(draw_wear, machine=machine, **both)
    for number, station in enumerate(run.scenario.production.maintenance):
        if number < _MOST_ITEMS and renewal(run.scenario, station) is not None:
            plots[f"policy-{number:02d}-{_file_part(station)}"] = partial(draw_policy_curve, run=run, station=station)
    return plots


def _of_quality(run: Run, both: dict[str, Any]) -> dict[str, Draw]:
    """Return the plots of quality, as far as there was anything to see."""
    plots: dict[str, Draw] = {}
    if run.defects_by_place:
        plots["defects"] = partial(draw_pareto, **both)
    if yields(run):
        plots["yields"] = partial(draw_yields, **both)
    if run.cost_of_quality:
        plots["cost-of-quality"] = partial(draw_cost_of_quality, **both)
    for number, (chart, machine) in enumerate(run.charts.kept[:_MOST_ITEMS]):
        name = f"{number:02d}-{_file_part(chart)}"
        plots[f"chart-{name}"] = partial(draw_control_chart, name=chart, machine=machine, **both)
        if run.charts.capability.get(chart) is not None:
            plots[f"capability-{_file_part(chart)}"] = partial(draw_capability, chart=chart, **both)
    return plots


def notable_orders(run: Run) -> list[int]:
    """Return the orders most worth a look: the first late ones, or the first delivered ones when none was late."""
    late = late_orders(run)
    chosen = late if len(late) else measured_orders(run)
    return [int(order) for order in chosen[:MOST_ORDERS]]


def _file_part(item: str) -> str:
    """Return an item's id as part of a file name: ASCII letters, digits and dashes."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in item)[:40]
