"""Powers that have the same bits on every machine, for what leads to whole ms and cents.

Python's own `**` on floats asks the C library of the machine, and its last bit differs from one to the next. Additions,
multiplications and divisions of floats do not (IEEE 754), nor does taking a float apart into fraction and exponent.
"""

from __future__ import annotations

import math
from typing import Final

#: ln 2 in two parts: whole multiples of the first, up to 2,000, are exact.
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_LARGEST: Final = 709.0  # e to the power of it is still a float
_ROOT_OF_HALF: Final = 0.7071067811865476
_ODD: Final = tuple(1 / n for n in range(25, 0, -2))
_WHOLE: Final = tuple(1 / n for n in range(15, 0, -1))


def power(base: float, exponent: float) -> float:
    """Return base ** exponent for a base of 0 or more and an exponent above 0, to about 14 digits, at most 8e307."""
    return exp(exponent * log(base)) if base > 0 else 0.0


def log(x: float) -> float:
    """Return the natural logarithm of a number above 0.

    x = m 2^e with m near 1; ln m = 2 artanh z with z = (m - 1) / (m + 1), a series in z^2, which is below 0.03.
    """
    m, e = math.frexp(x)
    if m < _ROOT_OF_HALF:
        m, e = 2 * m, e - 1
    z = (m - 1) / (m + 1)
    square, series = z * z, 0.0
    for part in _ODD:
        series = series * square + part
    return e * _LN2_HIGH + (e * _LN2_LOW + 2 * z * series)


def exp(x: float) -> float:
    """Return e to the power of x, by Taylor's series of what is left when whole powers of 2 are taken out."""
    x = min(max(x, -_LARGEST), _LARGEST)
    twos = math.floor(x / _LN2_HIGH + 0.5)
    rest = (x - twos * _LN2_HIGH) - twos * _LN2_LOW
    series = 1.0
    for part in _WHOLE:
        series = 1 + rest * part * series
    return math.ldexp(series, twos)
