"""Rejects: the step at which they start again, and their way there from where they were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Flags, Times, Whole


def first_steps(history: History, lots: Whole) -> Times:
    """Return the step at which each of these lots starts: rejects, which the table has in order, go back to one."""
    reworks = history.tables["reworks"]
    steps, again = np.zeros(len(lots), np.int64), reworks["lot"]
    row = np.searchsorted(again, lots)
    known = np.flatnonzero(np.append(again, -1)[row] == lots)
    steps[known] = reworks["first"][row[known]]
    return steps


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
