"""Active periods: how long a machine keeps others waiting without once waiting itself.

A machine is active whenever its state may make others wait: at work, in set-up, down, without operator. It is inactive
when it is starved or blocked, or waits for a full load. The station whose machines are active for longest at a stretch
is the bottleneck (Roser, Nakano & Tanaka 2001, "A practical bottleneck detection method"). Time off shift is cut out:
it neither ends nor lengthens a period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.kpis.window import NONE, window_of
from opsim.results.time.states import STATE_NAMES

if TYPE_CHECKING:
    from opsim.results.run import Run

_INACTIVE = [STATE_NAMES.index(state) for state in ("starved", "filling", "blocked")]
_CUT_OUT = STATE_NAMES.index("off shift")


def mean_active_ms(run: Run, station: str) -> float:
    """Return the mean length of the active periods of a station's machines after the warm-up, in ms on shift."""
    window, states = window_of(run), run.stations.states
    here = run.floor.station_of[states.machine] == run.history.names.stations.index(station)
    length = window.covered(states.start, states.end)
    counted = np.flatnonzero(here & (states.state != _CUT_OUT) & (length > 0))
    active = ~np.isin(states.state[counted], _INACTIVE)
    machine = states.machine[counted]
    begins = active & np.r_[True, ~active[:-1] | (machine[1:] != machine[:-1])][: len(active)]
    periods = int(np.count_nonzero(begins))
    return int(length[counted][active].sum()) / periods if periods else NONE
