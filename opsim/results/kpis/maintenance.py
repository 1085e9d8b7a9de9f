"""How the machines failed, how long they stood, and what that cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.ledgers.history import ADJUSTMENT, FAILURE
from opsim.results.kpis.stations import STOPPED
from opsim.results.kpis.window import ratio, window_of
from opsim.results.stations.stops import stops
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def maintenance(run: Run) -> dict[str, float]:
    """Return MTBF, MTTR, mean down time, the planned share and the cost of stops for every station with any."""
    found = stops(run)
    station = run.floor.station_of[np.asarray(found.machine, np.int64)]
    failed = (found.kind == FAILURE) & window_of(run).has(found.start)
    kept = found.kind != ADJUSTMENT
    figures: dict[str, float] = {}
    for number, name in enumerate(run.history.names.stations):
        here, time = station == number, run.station_times[name]
        if not np.any(here & kept):
            continue
        mine, count = here & failed, int(np.count_nonzero(here & failed))
        worked = time["processing"] + time["rework"] + time["set-up"]
        maintained = sum(time[state] for state in STOPPED if state != "adjustment")
        figures |= {
            f"station.mtbf_h.{name}": ratio(worked / HOUR_MS, count),
            f"station.mttr_h.{name}": ratio(int((found.end - found.served)[mine].sum()) / HOUR_MS, count),
            f"station.mdt_h.{name}": ratio(int((found.end - found.start)[mine].sum()) / HOUR_MS, count),
            f"station.planned_share.{name}": ratio(time["planned maintenance"], maintained),
            f"station.maintenance_cost.{name}": int(found.cents[here & kept].sum(dtype=np.int64)) / 100,
        }
    return figures
