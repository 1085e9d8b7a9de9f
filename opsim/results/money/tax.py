"""The tax that is due on what a firm has earned up to a time before the end of its run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.results.money.balances import Money
from opsim.simulation.operations.finance import PROFIT_AND_LOSS, TAX, tax_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsim.ledgers.history import History

RATE: Final = ("operations", "finance", "tax")


def taxed(history: History) -> History:
    """Return a history that was cut off with the tax booked at its end, as the firm does when a run ends."""
    tax = tax_on(-Money(history).balance(*PROFIT_AND_LOSS), rate_at_end(history))
    if not tax:
        return history
    kinds = history.names.kinds if TAX in history.names.kinds else [*history.names.kinds, TAX]
    row = {"time": history.end_ms, "cents": tax, "subject": -1, "kind": kinds.index(TAX)}
    money = history.tables["money"]
    money = {name: np.append(column, np.array(row[name], column.dtype)) for name, column in money.items()}
    return replace(history, names=replace(history.names, kinds=kinds), tables=history.tables | {"money": money})


def rate_at_end(history: History) -> float:
    """Return the rate of tax at the end of a history, after all decisions and shocks up to then."""
    shocks = sorted((shock for shock in history.scenario.shocks if shock.at <= history.end_ms), key=lambda it: it.at)
    lasting = [(shock.at, shock.set) for shock in shocks if shock.lasts is None]
    lasting += [(decision.at_ms, {decision.path: decision.value}) for decision in history.decisions]
    lasting.sort(key=lambda it: it[0])
    passing = [shock.set for shock in shocks if shock.lasts is not None and history.end_ms < shock.at + shock.lasts]
    rates = [value for changed in [*(it for _, it in lasting), *passing] for value in _rates(changed)]
    scenario = history.scenario.revised({".".join(RATE): rates[-1]}) if rates else history.scenario
    return scenario.operations.finance.tax


def _rates(changed: Mapping[str, Any]) -> Iterator[Any]:
    """Yield what changes (address, perhaps with wildcards -> value) make of the rate."""
    for address, value in changed.items():
        parts = address.split(".")
        if len(parts) == len(RATE) and all(part in ("*", own) for part, own in zip(parts, RATE, strict=True)):
            yield value
