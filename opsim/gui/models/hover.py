"""What lies under the mouse on the timeline, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from opsim.plots.timeline import lots_at, machine_names, machines_by_station
from opsim.results.dates import moment_text
from opsim.results.time.causes import CAUSES
from opsim.results.time.explain import in_words, place_title
from opsim.results.time.states import MACHINE_STATES, STATE_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsim.results.run import Run

#: Lots of a load that are named in a tooltip.
MOST_LOTS = 8
_PLACES = {cause.title: cause.place for cause in CAUSES}


def tr(text: str) -> str:
    """Translate a text of these tooltips."""
    return QCoreApplication.translate("hover", text)


def machine_text(run: Run, row: int, at_ms: float) -> tuple[str, ...]:
    """Return what the machine in a row of the chart was doing at a moment; nothing beside the chart."""
    order = machines_by_station(run)
    if not 0 <= row < len(order):
        return ()
    states = run.stations.states.of(int(order[row]))
    at = int(np.searchsorted(states.end, at_ms, side="right"))
    if at >= len(states.start) or states.start[at] > at_ms:
        return ()
    state = STATE_NAMES[states.state[at]]
    head = tr("{0}: {1}").format(machine_names(run)[row], tr(state)) + _lots_text(lots_at(run, row, at_ms))
    return head, tr(MACHINE_STATES[state]).capitalize() + ".", _stretch(run, int(states.start[at]), int(states.end[at]))


def _lots_text(lots: Sequence[int]) -> str:
    """Return which lots are on a machine: none, one, or a load of several."""
    if not lots:
        return ""
    if len(lots) == 1:
        return tr(", lot {0}").format(lots[0])
    some = ", ".join(map(str, lots[:MOST_LOTS])) + (", …" if len(lots) > MOST_LOTS else "")
    return tr(", load of {0} lots: {1}").format(len(lots), some)


def order_text(run: Run, orders: Sequence[int], row: int, at_ms: float) -> tuple[str, ...]:
    """Return what the order in a row of the chart waited for at a moment; nothing beside its bar."""
    if not 0 <= row < len(orders):
        return ()
    tile = next((tile for tile in run.order_timeline(orders[row]) if tile.start <= at_ms < tile.end), None)
    if tile is None:
        return ()
    where = place_title(run, _PLACES.get(tile.cause, ""), tile.place) if tile.place else ""
    head = tr("Order {0}: {1}").format(orders[row], tr(tile.cause)) + (f" ({where})" if where else "")
    return head, tr("Caused by: {0}.").format(tr(tile.function.capitalize())), _stretch(run, tile.start, tile.end)


def _stretch(run: Run, start_ms: int, end_ms: int) -> str:
    """Return from when to when, and how long that is."""
    start = run.scenario.clock.start
    times = (moment_text(start, start_ms), moment_text(start, end_ms), in_words(end_ms - start_ms))
    return tr("{0} to {1}: {2}").format(*times)
