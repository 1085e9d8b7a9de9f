"""How much customers like the designs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.kpis.window import ratio, window_of

if TYPE_CHECKING:
    from opsim.results.run import Run


def design(run: Run) -> dict[str, float]:
    """Return the mean appeal of each product whose design was not as declared throughout."""
    window, table, figures = window_of(run), run.history.tables["designs"], dict[str, float]()
    for item, name in enumerate(run.history.names.items):
        mine = np.flatnonzero(table["product"] == item)
        if len(mine):
            edges = np.clip(np.r_[0, table["time"][mine], run.history.end_ms], *window)
            appeal = [1.0, *table["appeal"][mine].tolist()]
            weighed = (value * ms for value, ms in zip(appeal, np.diff(edges).tolist(), strict=True))
            figures[f"market.appeal.{name}"] = ratio(sum(weighed), window.ms)
    return figures
