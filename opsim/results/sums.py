"""Exact sums of whole numbers by an id."""

from __future__ import annotations

from typing import Final

import numpy as np

from opsim.results.intervals import Times, Whole

_EXACT: Final = 1 << 53  # floats hold every whole number below this


def sums_by(ids: Whole, values: Whole, count: int) -> Times:
    """Return for each id 0 .. count - 1 the sum of its values.

    NumPy's fast way adds floats; that is exact as long as no sum can leave the whole numbers that floats hold.
    """
    if not len(ids):
        return np.zeros(count, np.int64)
    largest = max(int(values.max()), -int(values.min()))
    if largest * len(ids) < _EXACT:
        return np.bincount(ids, values, count).astype(np.int64)
    sums = np.zeros(count, np.int64)
    np.add.at(sums, ids, values)
    return sums
