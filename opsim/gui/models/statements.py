"""Income statement, balance sheet and cash flow as tables: now, before, and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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


def statement(run: Run, baseline: Run | None, name: str) -> Grid:
    """Return one statement of `run` beside that of `baseline`."""
    currency = shown(run.scenario.currency, 8)
    headers = [currency, "Now"] + (["Before", "Change"] if baseline is not None else [])
    before = {line.title: line.cents for line in getattr(baseline, name)} if baseline is not None else None
    return Grid(tuple(headers), tuple(_row(line, before) for line in getattr(run, name)))


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
