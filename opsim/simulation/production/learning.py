"""Practice: the time of the n-th unit of a product at a step is a share of the first one's (Wright, Crawford)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from opsim.scenario.production import Learning

PPM = 1_000_000


class Practice:
    """How many units of one product have passed one step; their times shrink as their number grows."""

    def __init__(self, units: int) -> None:
        """Start with the `units` made before the run."""
        self.units = units

    def shorten(self, times: Iterator[int], spec: Learning) -> Iterator[int]:
        """Yield process times as they are after so much practice: T1 n^log2(rate), not below the floor, in ms.

        Source: Wright (1936); the unit form is Crawford's (1944). Shares are rounded to millionths, so that the same
        whole ms result on every machine.
        """
        exponent, least = math.log2(spec.rate), round(spec.floor * PPM)
        for time in times:
            self.units += 1
            share = max(round(math.pow(self.units, exponent) * PPM), least)
            yield (time * share + PPM // 2) // PPM


def stretched(times: Iterator[int], factor: float) -> Iterator[int]:
    """Yield process times that take longer by a factor, in ms."""
    share = round(factor * PPM)
    for time in times:
        yield (time * share + PPM // 2) // PPM
