"""What quality costs, in its four classes, down to the last cent of what was posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from opsim.results.columns.groups import rows_with
from opsim.results.columns.reading import Reader

if TYPE_CHECKING:
    from opsim.results.run import Run

PREVENTION, APPRAISAL, INTERNAL, EXTERNAL = "prevention", "appraisal", "internal failure", "external failure"
CLASSES: Final = (PREVENTION, APPRAISAL, INTERNAL, EXTERNAL)

#: Account of a posting of the function quality -> its class, and what people call it (Feigenbaum 1956; Montgomery,
#: section 1.4: process control counts as prevention).
_LINES: Final = {
    "training": (PREVENTION, "training of people of quality"),
    "adjustments": (PREVENTION, "adjustments called by control charts"),
    "wages": (APPRAISAL, "people of quality"),
    "quality": (APPRAISAL, "inspection and samples"),
    "scrap": (INTERNAL, "scrap"),
    "rework": (INTERNAL, "rework: material and outside help"),
    "downgrades": (INTERNAL, "goods sold as seconds"),
    "warranty": (EXTERNAL, "warranty"),
    "refunds": (EXTERNAL, "refunds"),
}
REPLACEMENTS: Final = "goods sent as replacements"


class Cost(NamedTuple):
    """One line of the cost of quality, in cents; `group` is one of CLASSES."""

    group: str
    title: str
    cents: int


def cost_of_quality(run: Run) -> list[Cost]:
    """Return the cost of quality of the whole run, class by class.

    The lines add up to the costs of the function quality plus the goods sent as replacements (booked as cost of goods).
    What seconds brought is an income, not less cost; what rework takes of machines and people is in the time ledger.
    """
    cents = dict.fromkeys(_LINES, 0)
    for (debit, credit, function, _), total in zip(run.money.kinds, run.money.by_kind, strict=True):
        if function == "quality":
            for account, sign in ((debit, 1), (credit, -1)):
                if account in cents:
                    cents[account] += sign * total
    lines = [Cost(group, title, cents[account]) for account, (group, title) in _LINES.items()]
    lines.append(Cost(EXTERNAL, REPLACEMENTS, _replacements(run)))
    return [line for line in lines if line.cents]


def _replacements(run: Run) -> int:
    """Return what the goods of replacement orders have cost, in cents."""
    orders, money = Reader(run.history.tables["orders"]), run.money.table
    free = np.zeros(orders.rows + 1, np.bool_)
    free[run.history.tables["returns"]["replacement"]] = True
    free[-1] = False
    goods = np.array([kind[0] == "cost_of_goods" for kind in run.money.kinds], np.bool_)
    if not free.any() or not goods.any():
        return 0
    rows = rows_with(money["kind"], goods)
    return int(money["cents"][rows][free[money["subject"][rows]]].sum(dtype=np.int64))


def by_class(run: Run) -> dict[str, int]:
    """Return the cost of quality by class, in cents."""
    totals = dict.fromkeys(CLASSES, 0)
    for line in cost_of_quality(run):
        totals[line.group] += line.cents
    return totals
