"""Growing tables of packed numbers: a row costs a sixth of a microsecond to write, and few bytes to keep."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from opsim.ledgers.blocks import Block, Packed

#: Column code -> NumPy type, little-endian on every machine.
TYPES: Final = {"q": "<i8", "i": "<i4", "h": "<i2", "B": "u1", "d": "<f8"}
#: Rows of a block.
BLOCK: Final = 16_384
#: Fewest bytes for which it is worth while to pack: smaller tables stay as they were written, and are read without ado.
MANY: Final = 1 << 20
#: Says of each row of a table whether something holds.
Judge = Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]]


class Rows:
    """One growing table; a row is written when it happens, or reserved and filled in when it is complete.

    Rows that are final are packed into blocks now and then (`settle`); `first` is the index of the first one that is
    still in `buffer`.

    Rows that begin with a column of 8 bytes are padded to a multiple of 8, so that NumPy reads them without detours:
    columns of many rows are best declared widest first.

    On a hot path, `rows.buffer += rows.pack(...)` appends, and
    `rows.pack_into(rows.buffer, (index - rows.first) * rows.size, ...)` fills, without a call of ours.
    """

    def __init__(self, is_final: Judge | None = None, /, **columns: str) -> None:
        """Declare the columns in order: name -> code of `TYPES`; without `is_final`, rows are so when written."""
        codes = "<" + "".join(columns.values())
        begins_wide = next(iter(columns.values())) in {"q", "d"}
        layout = struct.Struct(f"{codes}{-struct.calcsize(codes) % 8 if begins_wide else 0}x")
        fields = [(name, TYPES[code]) for name, code in columns.items()]
        self.dtype = np.dtype([*fields, ("", f"V{pad}")] if (pad := layout.size - struct.calcsize(codes)) else fields)
        self.buffer = bytearray()
        self.first = 0
        self.enough = MANY  # bytes in the buffer for which it is worth while to settle
        self._is_final, self._blocks = is_final, list[Block]()
        self.pack = layout.pack
        self.size = layout.size
        self.pack_into = layout.pack_into
        self._unpack_from = layout.unpack_from
        self._codes = columns
        self.blank = bytes(layout.size)

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.first + len(self.buffer) // self.size

    def add(self, *values: float) -> int:
        """Append a row and return its index."""
        index = len(self)
        self.buffer += self.pack(*values)
        return index

    def reserve(self) -> int:
        """Append an empty row, to be filled later, and return its index."""
        index = len(self)
        self.buffer += self.blank
        return index

    def fill(self, index: int, *values: float) -> None:
        """Write the row at `index`, which is not final yet."""
        self.pack_into(self.buffer, self._place(index), *values)

    def keep(self, among: Judge) -> None:
        """Keep those rows, of which none is final yet, that are found `among` all; what comes after them moves up."""
        table = np.frombuffer(bytes(self.buffer), self.dtype)
        self.buffer[:] = table[among(table)].tobytes()

    def row(self, index: int) -> tuple[Any, ...]:
        """Return the row at `index`, which is not final yet."""
        return self._unpack_from(self.buffer, self._place(index))

    def _place(self, index: int) -> int:
        """Return where in the buffer a row begins."""
        if index < self.first:
            raise IndexError(f"row {index} is final")
        return (index - self.first) * self.size

    def part(self, *names: str) -> tuple[Callable[..., None], int]:
        """Return what fills these neighbouring columns of a row, and where in a row they begin.

        `fill(rows.buffer, (index - rows.first) * rows.size + begin, ...)` is the call.
        """
        before = itertools.takewhile(lambda name: name != names[0], self._codes)
        begin = struct.calcsize("<" + "".join(self._codes[name] for name in before))
        return struct.Struct("<" + "".join(self._codes[name] for name in names)).pack_into, begin

    def settle(self) -> None:
        """Pack the rows before the first one that is not final, as many as fill whole blocks; call it when `enough`."""
        packed = self._final() // BLOCK * BLOCK
        self._blocks += [self._block(row) for row in range(0, packed, BLOCK)]
        self.first += packed
        del self.buffer[: packed * self.size]
        self.enough = max(MANY, 2 * len(self.buffer))

    def _block(self, row: int) -> Block:
        """Return the block that begins at a row of the buffer."""
        return Block(np.frombuffer(self.buffer, self.dtype, BLOCK, row * self.size), list(self._codes))

    def _final(self) -> int:
        """Return how many rows in the buffer come before the first one that is not final."""
        rows = len(self.buffer) // self.size
        if self._is_final is None:
            return rows
        changing = ~self._is_final(np.frombuffer(self.buffer, self.dtype))
        return int(changing.argmax()) if changing.any() else rows

    def so_far(self) -> Packed:
        """Return the table as it is now; it can still grow."""
        return Packed(list(self._codes), list(self._blocks), np.frombuffer(bytes(self.buffer), self.dtype))

    def columns(self) -> Packed:
        """Return the table, which can then not grow any more."""
        return Packed(list(self._codes), self._blocks, np.frombuffer(self.buffer, self.dtype))
