"""The history of one run: everything that happened, as columns of numbers and ids, and nothing else.

Times are whole ms since the start of the run, -1 where a thing has not happened; ids are row numbers or positions in
`Names`, -1 for none; money is in whole cents. The tables are declared in `tables()`, with the meaning of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from opsim.ledgers.blocks import Columns
from opsim.ledgers.rows import Judge, Rows
from opsim.scenario import Scenario

#: Fate of a customer's order.
OPEN, DELIVERED, LOST, REFUSED, LEFT = range(5)
#: Why a machine stops.
FAILURE, PLANNED, ADJUSTMENT, INSPECTED = range(4)

#: Rules by which control charts give signals: ZONES and the three after it are those of Western Electric.
RULES: Final = (
    "beyond a limit", "2 of 3 beyond 2 sigma", "4 of 5 beyond 1 sigma", "8 on one side", "range beyond a limit",
    "EWMA beyond a limit", "upward sum beyond the limit", "downward sum beyond the limit",
)  # fmt: skip
ZONES, RANGE, WEIGHTED, SUM_UP, SUM_DOWN = 0, 4, 5, 6, 7


@dataclass(frozen=True)
class Decision:
    """A parameter gets a value at a time (ms since the start): a person's act, or a shock."""

    at_ms: int
    path: str
    value: Any


@dataclass(frozen=True)
class Names:
    """What the ids in the tables stand for; an id is a position in one of these lists."""

    functions: list[str]
    items: list[str]
    stations: list[str]
    suppliers: list[tuple[int, str]]
    kinds: list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class History:
    """One run: what was asked for, what happened, and the live counters at its end."""

    scenario: Scenario
    decisions: tuple[Decision, ...]
    seed: int
    replication: int
    end_ms: int
    partial: str
    names: Names
    tables: dict[str, Columns]
    closing: dict[str, Any]


def tables() -> dict[str, Rows]:
    """Return every table, empty. q, i, h, B, d: whole numbers of 8, 4, 2, 1 bytes, and a float."""
    return {name: Rows(CHANGING.get(name), **columns) for name, columns in TABLES.items()}


def _never(rows: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.zeros(len(rows), np.bool_)


#: Tables with rows that may change once they are written, and which of these are final.
CHANGING: Final[dict[str, Judge]] = {
    "lots": lambda rows: rows["finished"] >= 0,
    "orders": lambda rows: rows["status"] != OPEN,
    "purchases": _never,
    "set_ups": _never,
    "slowed": _never,
}


TABLES: Final[dict[str, dict[str, str]]] = {
    # one row for each operation, in the order of their ends; the last ones may be unfinished at the end of the run
    "operations": {"lot": "i", "step": "h", "machine": "h", "start": "q", "end": "q"},
    # the first part of the operation that starts on the same machine at the same time
    "set_ups": {"machine": "h", "start": "q", "end": "q"},
    # failure, maintenance, inspection, or adjustment of the process; spare parts are there at `supplied`, the crew at
    # `served`.
    # mode: which of the station's failure modes, -1 for none; worked: ms of work since the last repair or maintenance
    "stops": {
        "start": "q", "supplied": "q", "served": "q", "end": "q", "worked": "q", "cents": "q", "wear": "d",
        "machine": "h", "mode": "h", "kind": "B",
    },
    # work in [start, end) that a failure has undone: it begins anew
    "lost_work": {"start": "q", "end": "q", "machine": "h"},
    # a process time that began at `time` takes so many ms more, since the machine is worn
    "slowed": {"time": "q", "ms": "q", "machine": "h"},
    # the operation of a lot at this step that ended at `time` was displaced: so many ms of process time are left of it
    "displaced": {"time": "q", "left": "q", "lot": "i", "step": "h"},
    # spare parts that a machine got
    "spares": {"time": "q", "units": "i", "machine": "h", "item": "h"},
    # a machine holds a finished lot that has no room in front of the next station
    "blocked": {"machine": "h", "start": "q", "end": "q"},
    # a lot of a load stays in its oven after this step, since there is no room in front of the next station
    "kept": {"lot": "i", "step": "h", "start": "q", "end": "q"},
    # lots wait at an oven that has not enough of them for a load; a machine that could take one is not at work
    "filling": {"station": "h", "start": "q", "end": "q"},
    # a station has lots in front, but its plan says that another one, which is not there yet, goes first
    "plan_waits": {"start": "q", "end": "q", "station": "h"},
    # a machine with a lot in hand waits for people
    "unmanned": {"start": "q", "end": "q", "machine": "h"},
    # people at a machine; `parts` of a person (720,720 make one), of a team by its position in the scenario
    "attended": {"start": "q", "end": "q", "parts": "i", "machine": "h", "team": "h"},
    # the size of a team from a time on: head count, and who of them is absent or away for training
    "staff": {"time": "q", "people": "i", "absent": "i", "away": "i", "team": "h"},
    # a team's people work on after their shift; their stations are open for longer
    "overtime": {"start": "q", "end": "q", "people": "i", "team": "h"},
    "late_hours": {"start": "q", "end": "q", "station": "h"},
    # one row for each machine; it goes (`sold`) when it has done what it has in hand
    "machines": {"station": "h", "bought": "q", "sold": "q"},
    # production orders; `order` is the customer's order, -1 when it is for stock
    "jobs": {"product": "h", "units": "i", "created": "q", "order": "i"},
    # finished: left the floor; units = good + scrapped + units of its rework lots
    "lots": {"released": "q", "finished": "q", "good": "i", "job": "i", "units": "i", "product": "h"},
    # transfer batches, which are lots by themselves; `batch` is the first one of the lot that was released in parts: it
    # says for all of them since when they waited for material
    "sublots": {"lot": "i", "batch": "i"},
    # a lot waits for release since its job was created, and since this time for material
    "shortages": {"lot": "i", "since": "q"},
    # a lot of rejects, split off from its parent when it was released: it starts again at the step `first`, and what it
    # does up to the step `until` is rework
    "reworks": {"lot": "i", "parent": "i", "until": "h", "first": "h"},
    # units taken out of a lot for good: thrown away, or sold as seconds
    "scraps": {"lot": "i", "time": "q", "units": "i", "seconds": "B"},
    "inspections": {"lot": "i", "step": "h", "start": "q", "end": "q", "inspected": "i", "rejected": "i"},
    # what put a machine's process out of order, and by how many sigmas it moved the mean
    "assignable_causes": {"time": "q", "size": "d", "machine": "h"},
    # from when on a chart has limits for a machine, and from which centre line and sigma (of a unit) they are reckoned
    "limits": {"time": "q", "centre": "d", "sigma": "d", "width": "d", "chart": "h", "machine": "h"},
    # one row for each sample of a control chart; spread: range, or moving range of single units; upper and lower: what
    # a chart with memory has added up (the EWMA in both, the two sums of a CUSUM)
    "samples": {
        "time": "q", "mean": "d", "spread": "d", "upper": "d", "lower": "d", "chart": "h", "machine": "h",
    },
    # the units of a sample of a measured characteristic
    "measurements": {"value": "d", "sample": "i"},
    # true: something was at work that is worth finding
    "signals": {"sample": "i", "rule": "B", "true": "B"},
    # a lot on its way to another station after this step; for rejects on their way back, before their first step
    "travels": {"lot": "i", "step": "h", "start": "q", "end": "q"},
    # a lot goes to another than the usual station for this step
    "choices": {"lot": "i", "step": "h", "station": "h"},
    # defective units that customers have brought back; cents: what it cost in warranty and refunds; replacement: the
    # order by which they get others, -1 for none
    "returns": {"time": "q", "cents": "q", "order": "i", "units": "i", "replacement": "i"},
    # lot or purchase: what completed the supply of an order that had to wait for it
    "orders": {
        "arrived": "q", "due": "q", "supplied": "q", "shipped": "q", "delivered": "q", "price": "q", "discount": "q",
        "units": "i", "lot": "i", "purchase": "i", "defective": "i", "product": "h", "status": "B",
    },
    # requested: when the firm first wanted it (no cash may keep it waiting); due: as the supplier promised
    "purchases": {
        "item": "h", "supplier": "h", "units": "i", "requested": "q", "ordered": "q", "due": "q", "arrived": "q",
        "accepted": "i", "cents": "q",
    },
    # double entry: kind -> debit account, credit account, function, item; subject = the row of what caused it
    "money": {"time": "q", "cents": "q", "subject": "i", "kind": "h"},
    "forecasts": {"item": "h", "time": "q", "forecast": "d", "actual": "q"},
    # how much customers like the design of a product from a time on, where it is not as declared
    "designs": {"time": "q", "appeal": "d", "product": "h"},
    "reputation": {"time": "q", "value": "d"},
}  # fmt: skip
