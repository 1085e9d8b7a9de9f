"""Journeys of rejects: from where they were found to the station at which they start again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Flags, Times


def way_back(history: History) -> Flags:
    """Say which travels came before the first step of their lots: those of rejects."""
    travels, reworks = history.tables["travels"], history.tables["reworks"]
    first = np.zeros(len(history.tables["lots"]["job"]), np.int64)
    first[reworks["lot"]] = reworks["first"]
    back: Flags = travels["step"] < first[travels["lot"]]
    return back


def came(history: History) -> Times:
    """Return when each lot was at its first station: when it was released, or later where it had a way to go."""
    travels, released = history.tables["travels"], history.tables["lots"]["released"]
    back = np.flatnonzero(way_back(history))
    if not back.size:
        return released
    arrived = np.array(released)
    arrived[travels["lot"][back]] = travels["end"][back]
    return arrived
