"""A table of a run: named columns, and the words that its numbers stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]


class Table:
    """Columns of equal length; a column of ids has `words`, and id -1 stands for nothing.

    `table["start"]` is the plain column, `table.words("product")` the same ids in words.
    """

    def __init__(
        self,
        columns: Mapping[str, npt.NDArray[Any]],
        words: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Take the columns as they are, without a copy: what is packed is unpacked when it is looked at."""
        self.columns, self._names = columns, list(columns)
        self._words = {name: [*texts, ""] for name, texts in (words or {}).items() if name in self._names}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[self._names[0]]) if self._names else 0

    def __getitem__(self, column: str) -> npt.NDArray[Any]:
        """Return one column, as plain numbers."""
        return self.columns[column]

    def __repr__(self) -> str:
        """Return the size and the names."""
        return f"Table({len(self)} rows: {', '.join(self._names)})"

    def words(self, column: str) -> list[str]:
        """Return a column of ids in words; a column without words as the text of its numbers."""
        known = self._words.get(column)
        values = self.columns[column].tolist()
        return [known[value] for value in values] if known else [str(value) for value in values]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each row as column -> value, ids in words."""
        values = [self.words(name) if name in self._words else array.tolist() for name, array in self.columns.items()]
        for row in zip(*values, strict=True):
            yield dict(zip(self._names, row, strict=True))

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas DataFrame, ids as categories; needs pandas, which OpSim itself does not."""
        import pandas as pd  # optional, and slow to import

        frame = pd.DataFrame({name: np.ascontiguousarray(array) for name, array in self.columns.items()})
        for name, words in self._words.items():
            frame[name] = pd.Categorical.from_codes(frame[name], words[:-1])
        return frame
