"""How the machines failed, how long they stood, and what that cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import ADJUSTMENT, FAILURE
from opsim.results.kpis.stations import STOPPED
from opsim.results.kpis.window import ratio, window_of
from opsim.results.machines import STATES
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def maintenance(run: Run) -> dict[str, float]:
    """Return MTBF, MTTR, the share of planned maintenance and its cost for every station with any stops."""
    window, stops = window_of(run), run.history.tables["stops"]
    station = run.floor.station_of[np.asarray(stops["machine"], np.int64)]
    length = np.asarray(stops["end"], np.int64) - stops["start"]
    failed = (stops["kind"] == FAILURE) & window.has(stops["start"])
    kept = stops["kind"] != ADJUSTMENT
    figures: dict[str, float] = {}
    for number, name in enumerate(run.history.names.stations):
        here, time = station == number, run.station_times[name]
        if not np.any(here & kept):
            continue
        count = int(np.count_nonzero(here & failed))
        up = sum(time[state] for state in STATES) - sum(time[state] for state in STOPPED)
        maintained = sum(time[state] for state in STOPPED if state != "adjustment")
        figures |= {
            f"station.mtbf_h.{name}": ratio(up / HOUR_MS, count),
            f"station.mttr_h.{name}": ratio(int(length[here & failed].sum()) / HOUR_MS, count),
            f"station.planned_share.{name}": ratio(time["planned maintenance"], maintained),
            f"station.maintenance_cost.{name}": int(stops["cents"][here & kept].sum(dtype=np.int64)) / 100,
        }
    return figures
