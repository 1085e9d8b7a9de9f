"""Append-only tables of packed numbers: a row costs a sixth of a microsecond and as many bytes as its columns."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

#: Column code -> NumPy type, little-endian on every machine.
TYPES: Final = {"q": "<i8", "i": "<i4", "h": "<i2", "B": "u1", "d": "<f8"}
Columns = dict[str, npt.NDArray[Any]]


class Rows:
    """One growing table; a row is written when it happens, or reserved and filled in when it is complete.

    Rows that begin with a column of 8 bytes are padded to a multiple of 8, so that NumPy reads them without detours:
    columns of many rows are best declared widest first.

    On a hot path, `rows.buffer += rows.pack(...)` appends, and `rows.pack_into(rows.buffer, index * rows.size, ...)`
    fills, without a call of ours.
    """

    def __init__(self, **columns: str) -> None:
        """Declare the columns in order: name -> code of `TYPES`."""
        codes = "<" + "".join(columns.values())
        begins_wide = next(iter(columns.values())) in {"q", "d"}
        layout = struct.Struct(f"{codes}{-struct.calcsize(codes) % 8 if begins_wide else 0}x")
        fields = [(name, TYPES[code]) for name, code in columns.items()]
        self.dtype = np.dtype([*fields, ("", f"V{pad}")] if (pad := layout.size - struct.calcsize(codes)) else fields)
        self.buffer = bytearray()
        self.pack = layout.pack
        self.size = layout.size
        self.pack_into = layout.pack_into
        self._unpack_from = layout.unpack_from
        self._codes = columns
        self.blank = bytes(layout.size)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.buffer) // self.size

    def add(self, *values: float) -> int:
        """Append a row and return its index."""
        index = len(self.buffer) // self.size
        self.buffer += self.pack(*values)
        return index

    def reserve(self) -> int:
        """Append an empty row, to be filled later, and return its index."""
        index = len(self.buffer) // self.size
        self.buffer += self.blank
        return index

    def fill(self, index: int, *values: float) -> None:
        """Write the row at `index`."""
        self.pack_into(self.buffer, index * self.size, *values)

    def keep(self, among: Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]]) -> None:
        """Keep those rows that are found `among` all; what comes after them moves up."""
        table = np.frombuffer(bytes(self.buffer), self.dtype)
        self.buffer[:] = table[among(table)].tobytes()

    def row(self, index: int) -> tuple[Any, ...]:
        """Return the row at `index`."""
        return self._unpack_from(self.buffer, index * self.size)

    def part(self, *names: str) -> tuple[Callable[..., None], int]:
        """Return what fills these neighbouring columns of a row, and where in a row they begin.

        `fill(rows.buffer, index * rows.size + begin, ...)` is the call.
        """
        before = itertools.takewhile(lambda name: name != names[0], self._codes)
        begin = struct.calcsize("<" + "".join(self._codes[name] for name in before))
        return struct.Struct("<" + "".join(self._codes[name] for name in names)).pack_into, begin

    def columns(self) -> Columns:
        """Return the columns as views of the table, which can then not grow any more."""
        table = np.frombuffer(self.buffer, self.dtype)
        return {name: table[name] for name in self._codes}
