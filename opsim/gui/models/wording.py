"""Words for what a scenario file says in short: choices by their full names, units that go with their number."""

from __future__ import annotations

from typing import Final

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
}


def choice_word(choice: str) -> str:
    """Return what people call a choice; a name that is not known stands for itself."""
    return _CHOICES.get(choice, choice)
