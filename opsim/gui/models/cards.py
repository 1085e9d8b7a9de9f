"""The key figures at the top of the overview: value, unit, and the change against the baseline in sign and tone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from opsim.plots.words import compact, shown, with_unit
from opsim.results.catalogue import describe

if TYPE_CHECKING:
    from opsim.results.catalogue import Kpi
    from opsim.results.run import Run

#: What the overview shows, first of those that the run has.
_WANTED: Final = (
    "finance.profit",
    "finance.total_cost",
    "service.otif",
    "flow.lead_time_h",
    "service.fill_rate",
    "inventory.mean_value",
    "flow.wip",
    "quality.yield",
    "flow.throughput_per_day",
)
_MOST: Final = 6
#: A change smaller than this share of the value is none.
_NEGLIGIBLE: Final = 5e-4
#: What formulas call so.
_WINDOW: Final = ". The window: from the end of the warm-up to the end of the run."
#: What stands for the change where the run stopped early, and cannot be compared with one that did not.
_SO_FAR: Final = "until it stopped"


def tr(text: str) -> str:
    """Translate a text of the cards."""
    return QCoreApplication.translate("cards", text)


@dataclass(frozen=True)
class Card:
    """One key figure as shown. `tone` is "good", "bad" or "" (no change, or neither way is better)."""

    title: str
    value: str
    change: str
    tone: str
    explanation: str


def cards(run: Run, baseline: Run | None) -> list[Card]:
    """Return the cards for `run`, with changes against `baseline`."""
    ids = [kpi_id for kpi_id in _WANTED if math.isfinite(run.kpis.get(kpi_id, math.nan))]
    return [_card(describe(kpi_id), run, baseline) for kpi_id in ids[:_MOST]]


def _card(kpi: Kpi, run: Run, baseline: Run | None) -> Card:
    """Return one card."""
    unit = kpi.unit.replace("{currency}", run.scenario.currency)
    now = run.kpis[kpi.id]
    before = baseline.kpis.get(kpi.id, math.nan) if baseline is not None else math.nan
    text, tone = (tr(_SO_FAR), "") if run.partial else change(now, before, unit, kpi.better)
    explained = kpi.formula + (tr(_WINDOW) if "window" in kpi.formula else "")
    return Card(kpi.title, with_unit(now, unit), text, tone, explained)


def change(now: float, before: float, unit: str, better: str) -> tuple[str, str]:
    """Return the change as arrow, sign and number, and whether it is good or bad news."""
    if not math.isfinite(before) or not math.isfinite(now):
        return "", ""
    difference = now - before
    if abs(difference) <= _NEGLIGIBLE * max(abs(now), abs(before)):
        return tr("= unchanged"), ""
    up = difference > 0
    points = tr("{0} points").format(f"{100 * abs(difference):.1f}")
    size = points if unit == "share" else f"{compact(abs(difference))} {shown(unit, 16)}"
    tone = "" if not better else "good" if up == (better == "up") else "bad"
    return f"{'▲ +' if up else '▼ −'}{size}", tone


def in_one_line(run: Run) -> str:
    """Return the two figures that count most, e.g. "Profit −34.2 k EUR, On time in full 78.1 %"."""
    names = [kpi_id for kpi_id in ("finance.profit", "service.otif") if kpi_id in run.kpis]
    parts = [_card(describe(kpi_id), run, None) for kpi_id in names]
    return ", ".join(f"{part.title} {part.value}" for part in parts)
