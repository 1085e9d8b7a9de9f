"""Exact sums of whole numbers by an id."""

from __future__ import annotations

from typing import Final

import numpy as np

from opsim.results.columns.intervals import Times, Whole
from opsim.results.columns.reading import CHUNK, Column

_EXACT: Final = 1 << 53  # floats hold every whole number below this


def sums_by(ids: Whole | Column, values: Whole | Column, count: int) -> Times:
    """Return for each id 0 .. count - 1 the sum of its values.

    NumPy's fast way adds floats; that is exact as long as no sum can leave the whole numbers that floats hold.
    """
    sums = np.zeros(count, np.int64)
    for at in range(0, len(ids), CHUNK):
        some, much = ids[at : at + CHUNK], values[at : at + CHUNK]
        if max(int(much.max()), -int(much.min())) * CHUNK < _EXACT:
            sums += np.bincount(some, much, count).astype(np.int64)
        else:
            np.add.at(sums, some, much)
    return sums
