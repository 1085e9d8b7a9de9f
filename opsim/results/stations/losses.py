"""Where the planned time of each station's machines went: what was good, and the losses of its OEE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import window_of
from opsim.theory.equipment import PlannedTime
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run


def losses(run: Run, passed: list[float]) -> dict[str, PlannedTime]:
    """Return for each station its time on shift after the warm-up, in machine hours, cut as Nakajima (1988) does.

    `passed` is the share of the units judged that were not rejected for what the station did. Stops for
    maintenance, parts and adjustment count as breakdown; idling, blocking and lack of operators as minor stops;
    what wear adds to process times is loss of speed, rework and rejects are defects. Start-up losses are not told
    apart.
    """
    slowed = _slowed_ms(run)
    found = {}
    for station, name in enumerate(run.history.names.stations):
        time = run.station_times[name]
        on_shift, stopped = time["on shift"], time["stopped"]
        work = time["processing"] + time["rework"]
        good = (time["processing"] - slowed[station]) * passed[station]
        parts = {
            "breakdown": stopped,
            "set_up": time["set-up"],
            "minor_stops": on_shift - stopped - time["set-up"] - work,
            "speed": slowed[station],
            "start_up": 0,
            "defects": work - slowed[station] - good,
            "good": good,
        }
        found[name] = PlannedTime(**{part: ms / HOUR_MS for part, ms in parts.items()})
    return found


def _slowed_ms(run: Run) -> list[int]:
    """Return what wear added to process times that began in the window, by station."""
    count = len(run.history.names.stations)
    found: list[int] = sums_by(run.floor.station_of, np.array(slowed_by_machine(run), np.int64), count).tolist()
    return found


def slowed_by_machine(run: Run) -> list[int]:
    """Return what wear added to process times that began in the window, by machine, in ms."""
    table, window = run.history.tables["slowed"], window_of(run)
    rows = np.flatnonzero(window.has(table["time"]))
    found: list[int] = sums_by(table["machine"][rows], table["ms"][rows], len(run.floor.station_of)).tolist()
    return found
