"""The tables of a run's two ledgers, with words for their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.ledgers.history import RULES
from opsim.results.table import Table
from opsim.results.time.lots import Lots

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class Tables:
    """The tables of `history`. Times are ms since the start, -1 for what has not happened; money is in cents."""

    history: History

    @property
    def operations(self) -> Table:
        """One row for each operation."""
        return self._table("operations")

    @property
    def lots(self) -> Table:
        """One row for each lot."""
        return Table(Lots(self.history), {"product": self.history.names.items})

    @property
    def jobs(self) -> Table:
        """One row for each production order."""
        return self._table("jobs")

    @property
    def orders(self) -> Table:
        """One row for each customer's order."""
        return self._table("orders")

    @property
    def purchases(self) -> Table:
        """One row for each order to a supplier."""
        return self._table("purchases")

    @property
    def stops(self) -> Table:
        """One row for each failure, maintenance or inspection of a machine."""
        return self._table("stops")

    @property
    def inspections(self) -> Table:
        """One row for each inspection of a lot."""
        return self._table("inspections")

    @property
    def returns(self) -> Table:
        """One row for each time a customer brought defective units back."""
        return self._table("returns")

    @property
    def samples(self) -> Table:
        """One row for each sample of a control chart."""
        return self._table("samples")

    @property
    def signals(self) -> Table:
        """One row for each signal of a control chart."""
        return self._table("signals")

    @property
    def assignable_causes(self) -> Table:
        """One row for each assignable cause that was at work when somebody could have seen it."""
        return self._table("assignable_causes")

    @property
    def forecasts(self) -> Table:
        """One row for each item and period."""
        return self._table("forecasts")

    @property
    def postings(self) -> Table:
        """The money ledger."""
        return self._table("money")

    def _table(self, name: str) -> Table:
        names = self.history.names
        words = {
            "product": names.items,
            "item": names.items,
            "station": names.stations,
            "supplier": [f"{supplier} ({names.items[item]})" for item, supplier in names.suppliers],
            "chart": list(self.history.scenario.production.quality.charts),
            "rule": list(RULES),
            "status": ["open", "delivered", "lost", "refused", "left"],
        }
        if name == "stops":
            words["kind"] = ["failure", "planned maintenance", "adjustment", "inspection"]
        if name == "money":
            words["kind"] = [
                " ".join(filter(None, (f"{debit} / {credit}", *rest))) for debit, credit, *rest in names.kinds
            ]
        return Table(self.history.tables[name], words)
