"""The glossary: every key figure of the catalogue, and the terms that levers and plots use."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from opsim.results.catalogue import CATALOGUE

_TERMS: Final = (
    ("Baseline", "The run that the current one is compared with: the run before, or the one that was pinned.", ""),
    (
        "Active period",
        "How long a machine is neither starved nor blocked at a stretch; longest at the bottleneck (Roser 2001).",
        "h",
    ),
    ("Backlog, backorders", "What customers have ordered and not yet received.", "units"),
    ("CONWIP", "Constant work in progress: a lot may enter the floor only while fewer than the limit are on it.", ""),
    ("EDD", "Earliest due date first: a rule for the queue in front of a station.", ""),
    (
        "Effective process time",
        "The time that a lot takes of a machine's capacity: work, set-up, breakdown, waiting for an operator.",
        "h",
    ),
    ("FIFO", "First in, first out: a rule for the queue in front of a station.", ""),
    ("Inventory position", "On hand + on order − backorders: what a policy compares with its reorder point.", "units"),
    (
        "Late cost",
        "Discounts for late orders and the margin of lost ones; that margin is a memo, no expense in the statements.",
        "",
    ),
    ("Control chart", "Samples over time with limits; a point outside, or an unlikely run of points, is a signal.", ""),
    ("Cp, Cpk", "How often 6 sigma fits between the limits; the same from the mean to the nearer limit.", ""),
    (
        "Cost of quality",
        "Prevention, appraisal, internal failure (found in house) and external failure (found by customers).",
        "",
    ),
    ("First-pass, rolled yield", "Share of units not rejected at a step; the product of those of all steps.", "%"),
    (
        "MTBF, MTTR, mean down time",
        "Mean hours of work between two failures; mean time of a repair, nights included; the same with all waits.",
        "h",
    ),
    ("OEE", "Availability × performance × quality: the share of time on shift that made good units.", "%"),
    ("OTIF", "On time in full: delivered complete by the due date.", "%"),
    ("(r, Q)", "Order Q units whenever the inventory position falls to r.", ""),
    ("(s, S)", "Order up to S whenever the inventory position falls to s.", ""),
    ("Base stock", "Order at once what was used, up to S.", ""),
    ("SES, Holt", "Exponential smoothing of demand with weight alpha; Holt adds a trend with weight beta.", ""),
    ("SPT", "Shortest processing time first: a rule for the queue in front of a station.", ""),
    ("Load, filling", "Lots that an oven works on together; a machine that waits until there are enough for one.", ""),
    (
        "Process batch, transfer batch",
        "The units for which a machine is set up once; those of them that move on to the next step together.",
        "units",
    ),
    ("Window, warm-up", "Flow and service count from the end of the warm-up, when the firm has settled, on.", ""),
    ("Starved, blocked", "A machine without a lot to start; a machine that cannot let go of its finished lot.", ""),
    (
        "V × U × T",
        "The textbook's wait in a queue: variability × utilisation × process time (Kingman 1961, Sakasegawa 1977).",
        "h",
    ),
)
_UNITS: Final = {"share": "%", "share/year": "% per year"}


def tr(text: str) -> str:
    """Translate a text of the glossary."""
    return QCoreApplication.translate("glossary", text)


def entries(currency: str) -> list[tuple[str, str, str]]:
    """Return (term, meaning, unit) in alphabetical order; a star in a key figure stands for an item or station."""
    figures = [
        (kpi.title.replace(" *", " …"), kpi.formula, _UNITS.get(kpi.unit, kpi.unit.replace("{currency}", currency)))
        for kpi in CATALOGUE
    ]
    terms = [(tr(term), tr(meaning), unit) for term, meaning, unit in _TERMS]
    return sorted([*figures, *terms], key=lambda entry: entry[0].strip("(").casefold())
