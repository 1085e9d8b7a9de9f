"""Income statement, balance sheet and cash flow as tables: now, before, and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication

from opsim.gui.models.grid import Cell, Grid
from opsim.plots.words import CENTS, full, shown

if TYPE_CHECKING:
    from opsim.results.run import Run

#: Attribute of a run -> title of the statement.
STATEMENTS: Final = {
    "income_statement": "Income statement",
    "balance_sheet": "Balance sheet",
    "cash_flow": "Cash flow",
}
#: What a reader of each may wonder about.
_NOTES: Final = {
    "income_statement": "Costs by kind. The plot has them by function: there a repairer's wages are maintenance.",
    "balance_sheet": "At the end of the run. The owners paid in cash, machines and the stock at the start.",
    "cash_flow": "What went through the bank. The firm begins with the cash that its owners pay in.",
}


def tr(text: str) -> str:
    """Translate a text of these tables."""
    return QCoreApplication.translate("statements", text)


def statement(run: Run, baseline: Run | None, name: str) -> Grid:
    """Return one statement of `run` beside that of `baseline`, without the lines on which neither has anything."""
    headers = (shown(run.scenario.currency, 8), tr("This run"), tr("Baseline"), tr("Change"))
    before = {line.title: line.cents for line in getattr(baseline, name)} if baseline is not None else None
    lines = [line for line in getattr(run, name) if line.kind != "item" or line.cents or (before or {}).get(line.title)]
    rows = tuple(_row(line, before) for line in lines)
    meanings = ("", tr("Of the run on screen"), tr("Of the run that it is compared with"), tr("This run − baseline"))
    count = 4 if baseline is not None else 2
    return Grid(headers[:count], rows, meanings[:count], note=tr(_NOTES[name]))


def _row(line: Any, before: dict[str, int] | None) -> tuple[Cell, ...]:
    """Return one line of a statement."""
    strong = line.kind != "item"
    if line.kind == "heading":
        return Cell(shown(line.title, 60), strong=True), *(Cell("") for _ in range(1 if before is None else 3))
    title = Cell(shown(line.title, 60), strong=strong, indent=min(4, line.level))
    if before is None:
        return title, _amount(line.cents, strong=strong)
    then = before.get(line.title)
    change = None if then is None else line.cents - then
    return title, *(_amount(cents, strong=strong) for cents in (line.cents, then, change))


def _amount(cents: int | None, *, strong: bool) -> Cell:
    """Return an amount of money, in whole units of the currency."""
    if cents is None:
        return Cell("")
    return Cell(full(cents / CENTS), value=cents / CENTS, strong=strong)
