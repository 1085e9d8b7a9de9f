"""Drawing from a lot."""

from __future__ import annotations

from collections.abc import Iterator

Uniform = Iterator[float]


def defectives_among(drawn: int, units: int, defective: int, uniform: Uniform) -> int:
    """Return how many of `drawn` units are defective, out of `units` of which `defective` are, not replaced."""
    if defective == 0 or drawn == 0:
        return 0
    if drawn == units:
        return defective
    found = 0
    for taken in range(drawn):
        if next(uniform) * (units - taken) < defective - found:
            found += 1
    return found
