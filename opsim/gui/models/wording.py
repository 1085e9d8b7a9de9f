"""Words for what a scenario file says in short: choices by their full names, units that go with their number."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from opsim.scenario.parameter import FUNCTIONS

#: What a file says -> what people call it. A name that an author gave stands for itself.
_CHOICES: Final = {
    "push": "Push: at once",
    "conwip": "CONWIP: limited",
    "kanban": "Kanban: by cards",
    "drum-buffer-rope": "Drum, buffer, rope",
    "by-date": "By due date",
    "fifo": "First come first",
    "edd": "Earliest due date",
    "spt": "Shortest job first",
    "lpt": "Longest job first",
    "least-set-up": "Least set-up",
    "slack": "Least slack",
    "slack-per-operation": "Slack per step",
    "critical-ratio": "Critical ratio",
    "wspt": "Weighted shortest",
    "atc": "Tardiness (ATC)",
    "priority": "Priority class",
    "first-step": "First steps first",
    "last-step": "Last steps first",
    "most-work-left": "Most work left",
    "least-work-left": "Least work left",
    "most-operations-left": "Most steps left",
    "run-to-failure": "Run to failure",
    "age": "By hours of work",
    "condition": "By inspected wear",
    "none": "No inspection",
    "all": "Every unit",
    "sampling": "Sample of a lot",
    "aql": "Plan by AQL",
    "warn": "Note it only",
    "stop": "Stop and adjust",
    "naive": "As last period",
    "moving-average": "Moving average",
    "ses": "Smoothing (SES)",
    "holt": "Holt: with trend",
    "r-Q": "(r, Q): Q at r",
    "s-S": "(s, S): up to S at s",
    "base-stock": "Base stock S",
    "periodic": "Up to S, by review",
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
    "manufacturer": "Manufacturer",
    "distributor": "Distributor",
    "service": "Service",
    "project": "Projects",
    "shortest-queue": "Shortest queue",
    "earliest-free": "Earliest free",
    "set-up": "Set-up",
    "run": "All but set-up",
    "loading": "Loading only",
    "cumulative-average": "Mean time (Wright)",
    "never": "Never",
    "resume": "Goes on later",
    "restart": "Begins anew",
    "scrap-unit": "Unit is lost",
    "scrap-lot": "Lot is lost",
    "wear": "Its wear",
    "whole-age": "Of the whole age",
    "last-stretch": "Since last repair",
    "machine": "Whole machine",
    "mode": "What failed",
    "when-due": "When it is due",
    "with-the-crew": "With the crew",
    "first-come": "As they stopped",
    "failures": "Failures first",
    "shortest": "Shortest first",
    "scrap": "Thrown away",
    "seconds": "Sold as seconds",
    "constant": "A fixed time",
    "total-work": "By their work",
    "queue": "By open orders",
    "steady": "Evenly",
    "gamma": "Random amounts",
    "steps": "Random steps",
    "either": "Up or down",
    "up": "Up",
    "down": "Down",
    "x-bar": "Means (x-bar)",
    "x-bar-r": "Means and ranges",
    "individuals": "Single units",
    "p": "Share bad (p)",
    "ewma": "EWMA",
    "cusum": "CUSUM",
    "lots": "Lots",
    "units": "Units",
    "parameters": "Values given",
    "samples": "First samples",
    "repair": "Repair",
    "refund": "Money back",
    "replacement": "New units",
    "any": "Any lots",
    "family": "One family",
    "product": "One product",
    **{name: name.capitalize() for name in FUNCTIONS},
}
#: What stands at these addresses are names that an author gave.
_NAMING: Final = frozenset(("shift", "contract", "station", "drum", "rework_at"))
#: The same word, said of another thing: (last part of the address, what a file says) -> what people call it.
_OF_ONE: Final = {
    ("needed_for", "all"): "The whole work",
    ("model", "unit"): "By unit (Crawford)",
    ("policy", "calendar"): "By the calendar",
    ("clock", "calendar"): "All the time",
    ("clock", "operating"): "While it works",
}


def choice_word(choice: str, address: str = "") -> str:
    """Return what people call a choice at an address; a name that an author gave stands for itself."""
    asked = address.rpartition(".")[2]
    if asked in _NAMING and choice != "always":
        return choice
    word = _OF_ONE.get((asked, choice)) or _CHOICES.get(choice)
    return choice if word is None else QCoreApplication.translate("choices", word)
