"""A history as it stood at an earlier time: what a goal with a date is judged by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from opsim.ledgers.history import DELIVERED, OPEN
from opsim.results.columns.groups import rows_with
from opsim.results.money.lost import lost_at
from opsim.results.money.tax import taxed

if TYPE_CHECKING:
    from opsim.ledgers.blocks import Columns
    from opsim.ledgers.history import History
    from opsim.results.columns.intervals import Times

#: Table -> the time at which a row comes into being, and the times that may be still to come.
TIMES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "operations": ("start", ()),
    "set_ups": ("start", ()),
    "stops": ("start", ("supplied", "served")),
    "lost_work": ("end", ()),
    "slowed": ("time", ()),
    "displaced": ("time", ()),
    "spares": ("time", ()),
    "blocked": ("start", ()),
    "kept": ("start", ()),
    "filling": ("start", ()),
    "plan_waits": ("start", ()),
    "unmanned": ("start", ()),
    "attended": ("start", ()),
    "staff": ("time", ()),
    "overtime": ("start", ()),
    "late_hours": ("start", ()),
    "inspections": ("start", ()),
    "travels": ("start", ()),
    "choices": ("", ()),
    "machines": ("", ("sold",)),
    "jobs": ("created", ()),
    "lots": ("", ("released", "finished")),
    "sublots": ("", ()),
    "shortages": ("since", ()),
    "reworks": ("", ()),
    "scraps": ("time", ()),
    "orders": ("arrived", ("supplied", "shipped", "delivered")),
    "purchases": ("ordered", ("arrived",)),
    "returns": ("time", ()),
    "assignable_causes": ("time", ()),
    "limits": ("time", ()),
    "samples": ("time", ()),
    "measurements": ("", ()),
    "signals": ("", ()),
    "money": ("time", ()),
    "forecasts": ("time", ()),
    "designs": ("time", ()),
    "reputation": ("time", ()),
}
#: Tables whose ends are known from the start.
FORESEEN: Final = frozenset({"set_ups", "inspections", "travels"})


def as_of(history: History, at_ms: int) -> History:
    """Return what was known at `at_ms`: later rows are gone, later times not yet known (-1), later ends cut off.

    It is what a run that ended then has recorded, the tax on the profit so far included. Live counters of the engine
    are those of the end of the run and are left out.
    """
    if at_ms >= history.end_ms:
        return history
    tables: dict[str, Any] = {
        name: _cut(columns, *TIMES[name], at_ms, foreseen=name in FORESEEN) for name, columns in history.tables.items()
    }
    not_yet_lost = lost_at(history)[: len(tables["orders"]["status"])] > at_ms
    tables["orders"]["status"] = np.where(not_yet_lost, np.uint8(OPEN), tables["orders"]["status"])
    tables["inspections"] = _with_waiting(tables["inspections"], history, at_ms)
    stopped = history.tables["stops"]["start"] <= at_ms
    tables["stops"]["cents"] = tables["stops"]["cents"] - _cost_of_later_parts(history, at_ms)[stopped]
    opening = {"opening": history.closing.get("opening", {})}
    decisions = tuple(decision for decision in history.decisions if decision.at_ms <= at_ms)
    return taxed(replace(history, decisions=decisions, end_ms=at_ms, tables=tables, closing=opening))


def _with_waiting(begun: dict[str, Any], history: History, at_ms: int) -> dict[str, Any]:
    """Return the inspections that had begun, and those of lots that waited for an inspector then.

    Those are written as the floor does at the end of a run: nothing was looked at yet.
    """
    table, done = history.tables["inspections"], history.tables["operations"]
    key, after = (np.asarray(it["lot"], np.int64) << 16 | it["step"] for it in (table, done))
    over = done["end"] <= at_ms
    waits = (table["start"] > at_ms) & np.isin(key, after[over]) & ~np.isin(key, after[~over])
    new = {name: column[waits] for name, column in table.items()}
    new |= {name: np.full_like(new[name], at_ms) for name in ("start", "end")}
    new |= {name: np.zeros_like(new[name]) for name in ("inspected", "rejected")}
    return {name: np.concatenate([column, new[name]]) for name, column in begun.items()}


def _cost_of_later_parts(history: History, at_ms: int) -> Times:
    """Return for each stop what it still had to pay for the spare parts that it got after `at_ms`, in cents.

    The store books parts to their machine when they are there; a machine gets those of one stop at a time.
    """
    stops, money = history.tables["stops"], history.tables["money"]
    kinds = history.names.kinds
    are_parts = np.array([kind[0] == "maintenance" and kind[1].startswith("inventory") for kind in kinds], np.bool_)
    later = rows_with(money["kind"], are_parts)
    later = later[money["time"][later] > at_ms]
    time, machine, cents = (np.asarray(money[name][later], np.int64) for name in ("time", "subject", "cents"))
    costs: Times = np.zeros(len(stops["start"]), np.int64)
    for stop in np.flatnonzero((stops["start"] <= at_ms) & (stops["supplied"] > at_ms)).tolist():
        costs[stop] = cents[(time == stops["supplied"][stop]) & (machine == stops["machine"][stop])].sum()
    return costs


def _cut(columns: Columns, born: str, later: tuple[str, ...], at_ms: int, *, foreseen: bool) -> dict[str, Any]:
    """Return the columns of one table; rows that others speak of are only blanked, or cut off at the end."""
    table: dict[str, Any] = {name: np.asarray(column) for name, column in columns.items()}
    if born:
        known = table[born] <= at_ms
        table = {name: column[known] for name, column in table.items()}
    for name in later:
        table[name] = np.where(table[name] > at_ms, -1, table[name])
    if "end" in table and not foreseen:
        table["end"] = np.minimum(table["end"], at_ms)
    if "status" in table:
        done = (table["status"] == DELIVERED) & (table["delivered"] < 0)
        table["status"] = np.where(done, OPEN, table["status"]).astype(np.uint8)
        table["discount"] = np.where(table["delivered"] < 0, 0, table["discount"])
        table["lot"], table["purchase"] = (
            np.where(table["supplied"] < 0, -1, table[name]) for name in ("lot", "purchase")
        )
    if "good" in table:
        table["good"] = np.where(table["finished"] < 0, 0, table["good"])
    return table
