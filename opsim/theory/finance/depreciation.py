"""Spreading what a machine cost over its life: the charge of each year."""

from __future__ import annotations


def straight_line(cost: float, salvage: float, years: int) -> list[float]:
    """Return equal charges, (cost - salvage) / years."""
    return [(cost - salvage) / years] * years


def declining_balance(cost: float, salvage: float, years: int, factor: float = 2.0) -> list[float]:
    """Return charges of factor / years of the book value, never below the salvage value (2: double declining).

    No switch to straight line: what is left above the salvage value after the last year stays on the books.
    """
    book, charges = cost, []
    for _ in range(years):
        charge = min(book * factor / years, book - salvage)
        charges.append(charge)
        book -= charge
    return charges


def sum_of_years_digits(cost: float, salvage: float, years: int) -> list[float]:
    """Return charges in proportion to the years left, (cost - salvage) (n - t) / (n (n + 1) / 2)."""
    digits = years * (years + 1) / 2
    return [(cost - salvage) * (years - year) / digits for year in range(years)]
