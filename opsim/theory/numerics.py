"""The few numerical methods that formulas need where no closed form is left: roots, minima, integrals, systems."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from opsim.errors import InputError

Curve = Callable[[float], float]

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


def require(holds: bool, message: str) -> None:
    """Raise `InputError` with `message` (fault and remedy) unless `holds`."""
    if not holds:
        raise InputError(message)


def bisected_root(curve: Curve, low: float, high: float) -> float:
    """Return where `curve` changes sign between `low` and `high`, to the last bits of a float.

    Raises `InputError` when both ends have the same sign.
    """
    at_low, at_high = curve(low), curve(high)
    if at_low == 0.0:
        return low
    if at_high == 0.0:
        return high
    require((at_low > 0.0) != (at_high > 0.0), f"no change of sign between {low:g} and {high:g}; widen the interval")
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if (curve(middle) > 0.0) == (at_low > 0.0):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def golden_section_minimum(curve: Curve, low: float, high: float, steps: int = 120) -> float:
    """Return where a unimodal `curve` is least between `low` and `high` (golden section, Kiefer 1953)."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = curve(left), curve(right)
    for _ in range(steps):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = curve(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = curve(right)
    return 0.5 * (low + high)


@lru_cache(maxsize=32)
def gauss_legendre(points: int) -> tuple[tuple[float, float], ...]:
    """Return (node, weight) pairs on [-1, 1], exact for polynomials of degree 2 points - 1.

    Nodes are the roots of the Legendre polynomial, found by Newton's method (Abramowitz & Stegun 25.4.29).
    """
    pairs = []
    for i in range(points):
        node = math.cos(math.pi * (i + 0.75) / (points + 0.5))
        slope = 0.0
        for _ in range(100):
            value, slope = _legendre(points, node)
            step = value / slope
            node -= step
            if abs(step) < 1e-16:
                break
        pairs.append((node, 2.0 / ((1.0 - node * node) * slope * slope)))
    return tuple(pairs)


def _legendre(degree: int, x: float) -> tuple[float, float]:
    """Return the Legendre polynomial of `degree` at `x`, and its slope."""
    before, value = 1.0, x
    for n in range(2, degree + 1):
        before, value = value, ((2 * n - 1) * x * value - (n - 1) * before) / n
    if degree == 1:
        return x, 1.0
    return value, degree * (x * value - before) / (x * x - 1.0)


def integral(curve: Curve, low: float, high: float, panels: int = 40, points: int = 16) -> float:
    """Return the integral of `curve` from `low` to `high` by Gauss-Legendre quadrature on equal panels."""
    half = 0.5 * (high - low) / panels
    return half * math.fsum(
        weight * curve(low + (2 * panel + 1 + node) * half)
        for panel in range(panels)
        for node, weight in gauss_legendre(points)
    )


def solved_linear(matrix: Sequence[Sequence[float]], right_side: Sequence[float]) -> list[float]:
    """Return x with matrix x = right_side, by Gaussian elimination with partial pivoting.

    Raises `InputError` when the matrix is singular.
    """
    size = len(right_side)
    rows = [[*map(float, row), float(value)] for row, value in zip(matrix, right_side, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        require(rows[pivot][column] != 0.0, "the linear system is singular; check that its rows are independent")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        _eliminate_below(rows, column)
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = math.fsum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution


def _eliminate_below(rows: list[list[float]], column: int) -> None:
    """Make every entry under the pivot of `column` zero."""
    pivot_row = rows[column]
    for row in rows[column + 1 :]:
        factor = row[column] / pivot_row[column]
        if factor != 0.0:
            for j in range(column, len(row)):
                row[j] -= factor * pivot_row[j]
