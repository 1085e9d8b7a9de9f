"""Sharing out whole numbers (milliseconds, cents) so that the shares add up to what was shared."""

from __future__ import annotations

import numpy as np

from opsim.results.columns.intervals import Times


def largest_remainder(totals: Times, weights: Times) -> Times:
    """Return whole shares of each total in proportion to its weights; each column adds up to its total.

    `totals` has one entry for each column of `weights` (shape: shares x columns). The parts are rounded down, and what
    is left goes, one each, to the largest remainders (Hamilton's method; ties go to the first row). Where all weights
    are zero the last row gets everything. Every result is the same on every machine: only exactly rounded
    multiplications and divisions are used.
    """
    sums = weights.sum(axis=0)
    exact = weights * (totals / np.where(sums > 0, sums, 1))
    shares = np.floor(exact).astype(np.int64)
    exact -= shares
    left = totals - shares.sum(axis=0)
    nothing = sums <= 0
    shares[-1, nothing] += left[nothing]
    left[nothing] = 0
    while (column := np.flatnonzero(left > 0)).size:
        row = np.argmax(exact[:, column], axis=0)
        shares[row, column] += 1
        exact[row, column] -= 1.0
        left[column] -= 1
    return shares
