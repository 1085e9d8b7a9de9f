"""When the material for work that is not released yet will be there, as far as the firm knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.results.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsim.ledgers.history import History


class Materials:
    """Stock on hand at the end of a history, and what suppliers have promised; taken in turn."""

    def __init__(self, history: History) -> None:
        """Count what there is."""
        self._run, self._at = Run(history), history.end_ms
        self._on_hand: dict[str, int] = {}
        self._due: dict[str, list[tuple[int, int]]] = {}
        purchases = history.tables["purchases"]
        for row in range(len(purchases["item"])):
            if purchases["ordered"][row] >= 0 and purchases["arrived"][row] < 0:
                item = history.names.items[purchases["item"][row]]
                self._due.setdefault(item, []).append((int(purchases["due"][row]), int(purchases["units"][row])))

    def take(self, per_unit: Mapping[str, int], units: int) -> int:
        """Return when the materials of so many units are there; what nobody has promised counts as there at once."""
        return max((self._take(item, count * units) for item, count in per_unit.items()), default=self._at)

    def _take(self, item: str, wanted: int) -> int:
        if item not in self._on_hand:
            _, units = self._run.stock(item)
            self._on_hand[item] = int(units[-1]) if len(units) else 0
            self._due.setdefault(item, []).sort(reverse=True)
        at, due = self._at, self._due[item]
        while self._on_hand[item] < wanted and due:
            promised, units_due = due.pop()
            at = max(at, promised)
            self._on_hand[item] += units_due
        self._on_hand[item] = max(0, self._on_hand[item] - wanted)
        return at
