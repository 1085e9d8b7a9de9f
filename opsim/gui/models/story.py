"""The story of one order, line by line: when it came, what became of it, and what its time went into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.plots.axes import moment_text
from opsim.plots.stock import title_of
from opsim.plots.words import CENTS, full, shown
from opsim.results.causes import CAUSES
from opsim.results.explain import FATES, in_words

if TYPE_CHECKING:
    from opsim.results.run import Run

_NO_DELAY = frozenset(cause.title for cause in CAUSES if not cause.delay)
_MOST_CAUSES = 6


def story(run: Run, order: int) -> str:
    """Return the story of `order`: its dates as on the axis of the timeline, then its causes, the longest first."""
    return "\n".join([_headline(run, order), *_causes(run, order)])


def _headline(run: Run, order: int) -> str:
    """Return what was ordered and when, and what became of it."""
    orders, start = run.history.tables["orders"], run.scenario.clock.start
    arrived, delivered, due = (int(orders[name][order]) for name in ("arrived", "delivered", "due"))
    item = title_of(run, run.history.names.items[int(orders["product"][order])])
    text = f"Order {order}: {full(int(orders['units'][order]))} × {item}, ordered {moment_text(start, arrived)}"
    text += f", due {moment_text(start, due)}. " if due >= 0 else ". "
    if delivered < 0:
        return f"{text}It was {FATES[int(orders['status'][order])]}."
    text += f"Delivered {moment_text(start, delivered)}, after {in_words(delivered - arrived)}"
    return text + _lateness(run, order, delivered - due) if due >= 0 else f"{text}."


def _lateness(run: Run, order: int, late_ms: int) -> str:
    """Return how late an order came, and what that cost in discounts."""
    if late_ms <= 0:
        return ": on time." if late_ms == 0 else f": {in_words(-late_ms)} early."
    discount = int(run.history.tables["orders"]["discount"][order])
    cost = (
        f", which cost {full(discount / CENTS, 2)} {shown(run.scenario.currency, 8)} in discounts" if discount else ""
    )
    return f": {in_words(late_ms)} late{cost}."


def _causes(run: Run, order: int) -> list[str]:
    """Return one line per cause: how long it lasted, what it was and where, and whose it is."""
    spent: dict[tuple[str, str, str], int] = {}
    for tile in run.order_story(order):
        key = (tile.cause, tile.place, tile.function)
        spent[key] = spent.get(key, 0) + tile.end - tile.start
    total = sum(spent.values())
    if not total:
        return ["It was served from stock at once."]
    useful = sum(ms for key, ms in spent.items() if key[0] in _NO_DELAY)
    lines = [f"{in_words(useful)}  ({useful / total:.0%})  work on it or planned transit"] if useful else []
    waits = sorted(((ms, *key) for key, ms in spent.items() if key[0] not in _NO_DELAY), key=lambda w: (-w[0], w[1:]))
    for ms, cause, place, function in waits[:_MOST_CAUSES]:
        where = f" ({shown(place, 30)})" if place else ""
        lines.append(f"{in_words(ms)}  ({ms / total:.0%})  {cause}{where}, caused by {function.capitalize()}")
    return lines
