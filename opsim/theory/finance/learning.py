"""Learning curves: each doubling of output cuts the time to a fixed share, the learning rate (0.8: an 80 % curve).

Two conventions give different totals. Crawford (unit): the time of the n-th unit falls. Wright (cumulative average):
the average time of the first n units falls.
"""

from __future__ import annotations

import math


def learning_exponent(rate: float) -> float:
    """Return b = log2(rate), negative: times go as n^b."""
    return math.log2(rate)


def crawford_unit_time(first_time: float, rate: float, unit: int) -> float:
    """Return the time of the n-th unit, T1 n^b (Crawford 1944)."""
    return first_time * math.pow(unit, learning_exponent(rate))


def crawford_total_time(first_time: float, rate: float, units: int) -> float:
    """Return the time of the first n units, the sum of their unit times."""
    return math.fsum(crawford_unit_time(first_time, rate, unit) for unit in range(1, units + 1))


def wright_average_time(first_time: float, rate: float, units: int) -> float:
    """Return the average time of the first n units, T1 n^b (Wright 1936)."""
    return first_time * math.pow(units, learning_exponent(rate))


def wright_total_time(first_time: float, rate: float, units: int) -> float:
    """Return the time of the first n units, T1 n^(b + 1)."""
    return units * wright_average_time(first_time, rate, units)


def wright_unit_time(first_time: float, rate: float, unit: int) -> float:
    """Return the time of the n-th unit: total of n less total of n - 1."""
    before = wright_total_time(first_time, rate, unit - 1) if unit > 1 else 0.0
    return wright_total_time(first_time, rate, unit) - before
