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


def ways_back(history: History) -> tuple[Times, Times]:
    """Return the lots of rejects that had a way to go to their first station, in rising order, and when they came."""
    travels, back = history.tables["travels"], np.flatnonzero(way_back(history))
    lots, arrived = (np.asarray(travels[name][back], np.int64) for name in ("lot", "end"))
    order = np.argsort(lots, kind="stable")
    return lots[order], arrived[order]
