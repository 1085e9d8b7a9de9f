"""Practice: the time of the n-th unit of a product at a step is a share of the first one's (Wright, Crawford)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

from opsim.scenario.production import Learning

PPM = 1_000_000


class Practice:
    """How many units of one product have passed one step; their times shrink as their number grows."""

    def __init__(self, units: int) -> None:
        """Start with the `units` made before the run."""
        self.units = units

    def shorten(self, times: Iterator[int], spec: Learning) -> Iterator[int]:
        """Yield process times as they are after so much practice, not below the floor, in ms.

        The n-th unit takes T1 n^b, b = log2(rate) (Crawford 1944), or, where the mean of the first n falls so, what the
        n-th adds to their total: T1 (n^(b + 1) - (n - 1)^(b + 1)) (Wright 1936). Shares are rounded to millionths, so
        that the same whole ms result on every machine.
        """
        exponent, least, share_of = math.log2(spec.rate), round(spec.floor * PPM), SHARES[spec.model]
        for time in times:
            self.units += 1
            share = max(round(share_of(self.units, exponent) * PPM), least)
            yield (time * share + PPM // 2) // PPM


def _of_unit(unit: int, exponent: float) -> float:
    return math.pow(unit, exponent)


def _added_to_total(unit: int, exponent: float) -> float:
    return math.pow(unit, exponent + 1) - math.pow(unit - 1, exponent + 1)


#: What falls by the rate -> the time of the n-th unit as a share of the first one's.
SHARES: Final[dict[str, Callable[[int, float], float]]] = {"unit": _of_unit, "cumulative-average": _added_to_total}


def stretched(times: Iterator[int], factor: float) -> Iterator[int]:
    """Yield process times that take longer by a factor, in ms."""
    share = round(factor * PPM)
    for time in times:
        yield (time * share + PPM // 2) // PPM
