"""A fingerprint of everything that happened in a run."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Whole

BLOCK_ROWS = 1 << 16


def digest(history: History) -> str:
    """Return the SHA-256 (hex) of what the ids stand for and of all ledger tables, by their names, column by column.

    The bytes are little-endian and of declared width on every machine, so equal runs have equal digests whatever
    computer, Python or NumPy made them.
    """
    total = hashlib.sha256()
    total.update(f"{history.end_ms} {history.partial}\n".encode())
    total.update(json.dumps(vars(history.names)).encode())
    for table in sorted(history.tables):
        for column in sorted(history.tables[table]):
            values = history.tables[table][column]
            little = values.dtype.newbyteorder("<")
            total.update(f"{table}.{column} {little.str[1:]} {len(values)}\n".encode())
            for at in range(0, len(values), BLOCK_ROWS):
                total.update(_bytes(values[at : at + BLOCK_ROWS], little))
    return total.hexdigest()


def _bytes(values: Whole, little: np.dtype[np.generic]) -> bytes:
    """Return a block of one column as bytes; a number that is none, and zero, are always written the same way."""
    block = np.ascontiguousarray(values, little)
    if little.kind == "f":
        block = np.where(np.isnan(block), np.nan, block + 0.0).astype(little)
    return block.tobytes()
