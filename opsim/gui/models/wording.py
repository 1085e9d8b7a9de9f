"""Words for what a scenario file says in short: choices by their full names, units that go with their number."""

from __future__ import annotations

from typing import Final

#: What a file says -> what people call it. A name that an author gave stands for itself.
_CHOICES: Final = {
    "push": "Push: at once",
    "conwip": "CONWIP: limited",
    "fifo": "First come, first served",
    "edd": "Earliest due date",
    "spt": "Shortest job first",
    "least-set-up": "Least set-up",
    "run-to-failure": "Run to failure",
    "age": "Preventive, by age",
    "none": "No inspection",
    "all": "Every unit",
    "sampling": "A sample of each lot",
    "naive": "As last period",
    "moving-average": "Moving average",
    "ses": "Smoothing (SES)",
    "holt": "Smoothing, trend (Holt)",
    "r-Q": "(r, Q): Q at point r",
    "s-S": "(s, S): at s up to S",
    "base-stock": "Base stock S",
    "periodic": "Every review, up to S",
    "at-or-below": "At or below",
    "below": "Below",
    "to-stock": "Make to stock",
    "to-order": "Make to order",
    "on-terms": "On terms",
    "when-ordered": "When ordered",
    "at-once": "At once",
    "carrier": "By carrier",
    "operating": "Operating time",
    "calendar": "Calendar time",
    "unit": "Per unit",
    "lot": "Per lot",
    "always": "Always open",
}
_ONE: Final = {
    "machines": "machine",
    "units": "unit",
    "lots": "lot",
    "people": "person",
    "periods": "period",
    "orders": "order",
    "times": "time",
    "boards": "board",
    "pieces": "piece",
    "sets": "set",
    "blocks": "block",
    "kits": "kit",
}


def choice_word(choice: str) -> str:
    """Return what people call a choice; a name that is not known stands for itself."""
    return _CHOICES.get(choice, choice)


def counted(number: float, unit: str) -> str:
    """Return the unit as it stands behind a number: one machine, two machines."""
    return _ONE.get(unit, unit) if abs(number) == 1 else unit
