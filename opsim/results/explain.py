"""Why an order took as long as it did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from opsim.ledgers.history import DELIVERED, LEFT, LOST, OPEN, REFUSED
from opsim.results.causes import CAUSES
from opsim.units import DAY_MS, HOUR_MS, MINUTE_MS

if TYPE_CHECKING:
    from opsim.results.listeners import Tile
    from opsim.results.run import Run

FATES: Final = {
    DELIVERED: "delivered",
    LOST: "lost: there was no stock, and the customer did not wait",
    REFUSED: "refused: the firm had too many orders already",
    LEFT: "lost: the customer waited and left",
    OPEN: "still open at the end of the run",
}
_ON_TIME: Final = {cause.title for cause in CAUSES if not cause.delay}
MOST_CAUSES: Final = 5


def explain(run: Run, order: int) -> str:
    """Return a few plain sentences: what became of the order, and the causes of its delay, longest first."""
    orders, names = run.history.tables["orders"], run.history.names
    product = names.items[int(orders["product"][order])]
    title = run.scenario.products[product].title if product in run.scenario.products else ""
    arrived, delivered, due = (int(orders[name][order]) for name in ("arrived", "delivered", "due"))
    units = int(orders["units"][order])
    lines = [f"Order {order}: {units} x {title or product}, ordered on day {_day(arrived)}."]
    if delivered >= 0:
        late = delivered - due
        when = f"{in_words(late)} late" if late > 0 else "on time" if late == 0 else f"{in_words(-late)} early"
        lines.append(f"It was delivered after {in_words(delivered - arrived)}, {when}.")
    else:
        lines.append(f"It was {FATES[int(orders['status'][order])]}.")
    return " ".join([*lines, *_because(run.order_story(order))])


def _because(story: list[Tile]) -> list[str]:
    total = sum(tile.end - tile.start for tile in story)
    if not total:
        return ["It was served from stock at once."]
    spent: dict[tuple[str, str, str], int] = {}
    for tile in story:
        key = (tile.cause, tile.place, tile.function)
        spent[key] = spent.get(key, 0) + tile.end - tile.start
    useful = sum(ms for (cause, *_), ms in spent.items() if cause in _ON_TIME)
    lines = [f"Of this time {in_words(useful)} was work on it or planned transit."] if useful else []
    waits = sorted(
        ((ms, *key) for key, ms in spent.items() if key[0] not in _ON_TIME), key=lambda wait: (-wait[0], wait[1:])
    )
    for ms, cause, place, function in waits[:MOST_CAUSES]:
        where = f" ({place})" if place else ""
        lines.append(f"{in_words(ms)} ({ms / total:.0%}): {cause}{where} [{function}].")
    return lines


def in_words(ms: int) -> str:
    """Return a length of time as people say it: `2.5 days`, `3.0 h`, `12 min`."""
    if ms >= 2 * DAY_MS:
        return f"{ms / DAY_MS:.1f} days"
    return f"{ms / HOUR_MS:.1f} h" if ms >= HOUR_MS else f"{ms / MINUTE_MS:.0f} min"


def _day(ms: int) -> str:
    return f"{ms / DAY_MS:.1f}"
