"""Whether there is the order or the lot that somebody asks about; a run that was cut off does not know later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.errors import InputError
from opsim.results.columns.reading import Reader
from opsim.results.time.lots import Lots
from opsim.units import DAY_MS

if TYPE_CHECKING:
    from opsim.ledgers.history import History


def check_order(history: History, order: int) -> None:
    """Raise InputError if no order of this number has arrived."""
    _check_number("order", order, Reader(history.tables["orders"]).rows, history)


def check_lot(history: History, lot: int) -> None:
    """Raise InputError if there is no lot of this number, or not yet (neither its job nor, of rejects, itself)."""
    lots = Lots(history)
    _check_number("lot", lot, lots.count, history)
    job, created = (int(lots.of(name, np.array([lot]))[0]) for name in ("job", "created"))
    if job >= Reader(history.tables["jobs"]).rows or created < 0:
        raise InputError(
            f"lot {lot} is not there yet on day {history.end_ms / DAY_MS:.1f}; "
            f"ask for one whose job was created by then, or for a later time"
        )


def _check_number(what: str, number: int, count: int, history: History) -> None:
    if not 0 <= number < count:
        there = f"choose one of 0 to {count - 1}" if count else "there is none so far"
        raise InputError(f"there is no {what} {number} up to day {history.end_ms / DAY_MS:.1f}; {there}")
