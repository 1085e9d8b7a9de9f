"""Why time passes in the life of a lot or an order, and which function of the firm each cause belongs to."""

from __future__ import annotations

from typing import Final, NamedTuple

from opsim.scenario.parameter import FUNCTIONS


class Cause(NamedTuple):
    """One cause: what people call it, whose it is, and at what kind of place it happens.

    `delay` is False for the time that an order cannot do without: processing, and the transit that was planned.
    """

    title: str
    function: str
    place: str = ""
    delay: bool = True


CAUSES: Final = (
    Cause("processing", "production", "station", delay=False),
    Cause("set-up", "planning", "station"),
    Cause("rework", "quality", "station"),
    Cause("waiting for machine", "scheduling", "station"),
    Cause("machine busy with rework", "quality", "station"),
    Cause("machine in set-up", "planning", "station"),
    Cause("machine blocked", "scheduling", "station"),
    Cause("machine down", "maintenance", "station"),
    Cause("planned maintenance", "maintenance", "station"),
    Cause("waiting for spare part", "purchasing", "station"),
    Cause("off shift", "teams", "station"),
    Cause("no operator", "teams", "station"),
    Cause("inspection", "quality", "station"),
    Cause("blocked", "scheduling", "station"),
    Cause("waiting for release", "planning"),
    Cause("waiting for material", "inventory"),
    Cause("not yet ordered", "inventory"),
    Cause("scrapped and made again", "quality"),
    Cause("no cash to order", "finance", "supplier"),
    Cause("supplier lead time", "purchasing", "supplier"),
    Cause("supplier late", "purchasing", "supplier"),
    Cause("waiting for rest of order", "scheduling"),
    Cause("waiting for carrier", "delivery"),
    Cause("transit", "delivery", delay=False),
    Cause("transit longer than planned", "delivery"),
    Cause("machine in adjustment", "quality", "station"),
    Cause("travel between stations", "scheduling", "station"),
    Cause("waiting for a full load", "planning", "station"),
    Cause("waiting for inspector", "quality", "station"),
    Cause("waiting for its own lot", "planning", "station"),
)
(
    PROCESSING, SET_UP, REWORK, QUEUE, BEHIND_REWORK, BEHIND_SET_UP, BEHIND_BLOCKED, DOWN, PLANNED, NO_PART, OFF_SHIFT,
    NO_OPERATOR, INSPECTION, BLOCKED, RELEASE, MATERIAL, NOT_ORDERED, MADE_AGAIN, NO_CASH, LEAD_TIME, SUPPLIER_LATE,
    REST, CARRIER, TRANSIT, TRANSIT_LATE, ADJUSTED, TRAVEL, FILLING, NO_INSPECTOR,
    OWN_LOT,
) = range(len(CAUSES))  # fmt: skip

#: Cause -> position of its function in FUNCTIONS.
FUNCTION_OF: Final = tuple(FUNCTIONS.index(cause.function) for cause in CAUSES)
