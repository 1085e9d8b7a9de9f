"""The items of a firm as a table: what is in stock, how often it ran out, what its keeping costs in units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from opsim.gui.models.grid import Cell, Grid
from opsim.plots.stock import title_of, unit_of
from opsim.plots.words import full
from opsim.results.catalogue import CATALOGUE

if TYPE_CHECKING:
    from opsim.results.run import Run

_COLUMNS: Final = (
    ("Mean stock", "inventory.mean_units", 1),
    ("Stock-outs", "inventory.stockouts", 0),
    ("Backorders", "inventory.mean_backorders", 1),
    ("Bullwhip", "supply.bullwhip", 2),
)

_POSITION: Final = "Reorder points are compared with the inventory position: on hand + on order − backorders."


def tr(text: str) -> str:
    """Translate a text of this table."""
    return QCoreApplication.translate("stocks", text)


def stock_table(run: Run) -> Grid:
    """Return one row per item, products first, in the order of `run.history.names.items`."""
    headers = ("Item", "Unit", "At the end", *(title for title, _kpi, _places in _COLUMNS))
    rows = tuple(_row(run, item) for item in run.history.names.items)
    unit, last = tr("What the stock of the item is counted in"), tr("On hand at the end of the run (in its unit)")
    meanings = ("", unit, last, *(_meaning(kpi) for _, kpi, _ in _COLUMNS))
    return Grid(tuple(map(tr, headers)), rows, meanings, texts=(1,), note=tr(_POSITION))


def _meaning(kpi_id: str) -> str:
    """Return what a key figure of an item is, and in which unit."""
    kpi = next(kpi for kpi in CATALOGUE if kpi.id == f"{kpi_id}.*")
    return f"{kpi.formula} ({kpi.unit})"


def _row(run: Run, item: str) -> tuple[Cell, ...]:
    """Return one item's row."""
    _times, units = run.stock(item)
    last = float(units[-1]) if len(units) else math.nan
    figures = [_number(run.kpis.get(f"{kpi}.{item}", math.nan), places) for _title, kpi, places in _COLUMNS]
    return Cell(title_of(run, item)), Cell(unit_of(run, item)), _number(last, 0), *figures


def _number(value: float, places: int) -> Cell:
    """Return a number; a dash where there is none."""
    return Cell(full(value, places), value=value) if math.isfinite(value) else Cell("–")
