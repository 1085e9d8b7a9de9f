"""Why an order took as long as it did, in words: the one source of these sentences, for notebooks and for the app.

Every text goes through `say`, which the app uses to translate it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.ledgers.history import DELIVERED, LEFT, LOST, OPEN, REFUSED
from opsim.results.columns.rounding import largest_remainder
from opsim.results.dates import moment_text
from opsim.results.time.lots import Lots
from opsim.results.time.why import Part, Wait, Why, why
from opsim.units import DAY_MS, HOUR_MS, MINUTE_MS

if TYPE_CHECKING:
    from opsim.results.run import Run

Say = Callable[[str], str]

FATES: Final = {
    DELIVERED: "delivered",
    LOST: "lost: there was no stock, and the customer did not wait",
    REFUSED: "refused: the firm had too many orders already",
    LEFT: "lost: the customer waited and left",
    OPEN: "still open at the end of the run",
}
MOST_WAITS: Final = 6
#: What causes are called where there is little room or the place is known; the others have their own title.
_SHORT: Final = {
    "waiting for machine": "queue",
    "machine busy with rework": "rework ahead",
    "machine in set-up": "set-up for others",
    "waiting for a full load": "full load",
    "waiting for its own lot": "own lot",
    "waiting for release": "release",
    "waiting for material": "material",
    "scrapped and made again": "made again",
    "waiting for rest of order": "rest of order",
    "waiting for carrier": "carrier",
    "transit longer than planned": "late in transit",
}
#: How a wait without a place is told.
_WITHOUT_PLACE: Final = {
    "waiting for release": "waited {0} for release to the floor",
    "waiting for material": "waited {0} for material",
    "not yet ordered": "{0} passed before anybody ordered it",
    "scrapped and made again": "{0} went into units that were scrapped and made again",
    "waiting for rest of order": "waited {0} for the rest of the order",
    "waiting for carrier": "waited {0} for the carrier",
    "transit longer than planned": "{0} longer on its way than planned",
}
#: Longest unit first: a time is told in the first unit of which it fills at least so much.
_UNITS: Final = ((2 * DAY_MS, DAY_MS, "{0} days", 1), (HOUR_MS, HOUR_MS, "{0} h", 1), (0, MINUTE_MS, "{0} min", 0))


def explain(run: Run, order: int) -> str:
    """Return a few plain sentences: what became of the order, and its waits with their causes, longest first."""
    return " ".join(told(run, order))


def told(run: Run, order: int, say: Say = str, *, working_time: bool = False) -> list[str]:
    """Return the same sentence by sentence; in `working_time`, hours off shift are left out of the waits."""
    found = why(run.order_story(order), working_time=working_time)
    return [*_fate(run, order, say), *because(run, found, say, working_time=working_time)]


def told_of_lot(run: Run, lot: int, say: Say = str, *, working_time: bool = False) -> list[str]:
    """Return the story of a lot in sentences."""
    lots, start = Lots(run.history), run.scenario.clock.start
    created, finished = int(lots["created"][lot]), int(lots["finished"][lot])
    head = say("Lot {0}: {1} × {2}, opened {3}.").format(
        lot, f"{int(lots['units'][lot]):,}", _product(run, int(lots["product"][lot])), moment_text(start, created)
    )
    if finished >= 0:
        head += " " + say("It left the floor {0}, after {1}.").format(
            moment_text(start, finished), in_words(finished - created, say)
        )
    found = why(run.lot_story(lot), working_time=working_time)
    return [head, *because(run, found, say, working_time=working_time), *_for_whom(run, lot, say)]


def because(run: Run, found: Why, say: Say = str, *, working_time: bool = False) -> list[str]:
    """Return one sentence for each of the longest waits, and what else the time went into."""
    if not found.total_ms:
        return [say("It was served from stock at once.")]
    lines = [_sentence(run, wait, say) for wait in found.waits[:MOST_WAITS]]
    if rest := sum(wait.ms for wait in found.waits[MOST_WAITS:]):
        lines.append(say("{0} of other waits.").format(in_words(rest, say)))
    if found.waits:
        lines.append(_by_function(found, say))
    if found.useful_ms:
        lines.append(say("{0} of work on it or planned transit.").format(in_words(found.useful_ms, say)))
    if working_time and found.off_shift_ms:
        lines.append(say("Off shift ({0} in all) is left out.").format(in_words(found.off_shift_ms, say)))
    return lines


def _by_function(found: Why, say: Say) -> str:
    """Return which functions of the firm caused the waiting, and how much of it."""
    spent: dict[str, int] = {}
    for part in (part for wait in found.waits for part in wait.parts):
        spent[part.function] = spent.get(part.function, 0) + part.ms
    percent = largest_remainder(np.array([100]), np.array([[ms] for ms in spent.values()]))[:, 0].tolist()
    ranked = sorted(zip(percent, spent, strict=True), key=lambda row: (-row[0], row[1]))
    shares = ", ".join(f"{say(function.capitalize())} {share} %" for share, function in ranked if share)
    return say("Caused by: {0}.").format(shares)


def in_words(ms: int, say: Say = str) -> str:
    """Return a length of time as people say it: `2.5 days`, `3.0 h`, `12 min`."""
    _least, unit, text, places = _unit_for(ms)
    return say(text).format(f"{ms / unit:.{places}f}")


def place_title(run: Run, kind: str, place: str) -> str:
    """Return what people call a station or a supplier."""
    if kind == "station":
        spec = run.scenario.production.stations.get(place)
        return (spec.title if spec else "") or place
    suppliers = (known.get(place) for known in run.scenario.operations.purchasing.values())
    return next((supplier.title for supplier in suppliers if supplier is not None and supplier.title), place)


def cause_word(cause: str) -> str:
    """Return what a cause is called in few words."""
    return _SHORT.get(cause, cause)


def _fate(run: Run, order: int, say: Say) -> list[str]:
    """Return what was ordered and when, and what became of it."""
    orders, start = run.history.tables["orders"], run.scenario.clock.start
    arrived, delivered, due = (int(orders[name][order]) for name in ("arrived", "delivered", "due"))
    units, product = f"{int(orders['units'][order]):,}", _product(run, int(orders["product"][order]))
    ordered = moment_text(start, arrived)
    if due < 0:
        head = say("Order {0}: {1} × {2}, ordered {3}.").format(order, units, product, ordered)
    else:
        text = say("Order {0}: {1} × {2}, ordered {3}, promised for {4}.")
        head = text.format(order, units, product, ordered, moment_text(start, due))
    if delivered < 0:
        return [head, say("It was {0}.").format(say(FATES[int(orders["status"][order])]))]
    came = say("Delivered {0}, after {1}").format(moment_text(start, delivered), in_words(delivered - arrived, say))
    return [head, came + (_lateness(run, order, delivered - due, say) if due >= 0 else ".")]


def _lateness(run: Run, order: int, late_ms: int, say: Say) -> str:
    """Return how late an order came, and what that cost in discounts."""
    if late_ms <= 0:
        return say(": {0} early.").format(in_words(-late_ms, say)) if late_ms else say(": on time.")
    cents = int(run.history.tables["orders"]["discount"][order])
    if not cents:
        return say(": {0} late.").format(in_words(late_ms, say))
    text = say(": {0} late, which cost {1} {2} in discounts.")
    return text.format(in_words(late_ms, say), f"{cents / 100:,.2f}", run.scenario.currency)


def _for_whom(run: Run, lot: int, say: Say) -> list[str]:
    """Return which customers' orders waited for a lot."""
    waited = np.flatnonzero(run.history.tables["orders"]["lot"] == lot).tolist()
    if not waited:
        return []
    numbers = ", ".join(f"#{order}" for order in waited[:MOST_WAITS]) + (", …" if len(waited) > MOST_WAITS else "")
    return [say("Orders that waited for it: {0}.").format(numbers)]


def _sentence(run: Run, wait: Wait, say: Say) -> str:
    """Return one wait: how long, where, and its causes in the same unit."""
    if not wait.kind:
        text = say(_WITHOUT_PLACE.get(wait.parts[0].cause, "{0}: " + wait.parts[0].cause)) + "."
        return _capital(text.format(in_words(wait.ms, say)))
    text = say("waited {0} at {1}: {2}.") if wait.kind == "station" else say("waited {0} for goods from {1}: {2}.")
    place = place_title(run, wait.kind, wait.place)
    return _capital(text.format(in_words(wait.ms, say), place, _split(wait.parts, wait.ms, say)))


def _split(parts: tuple[Part, ...], ms: int, say: Say) -> str:
    """Return the parts of a wait; they are rounded so that they add up to what is said of the whole."""
    _least, unit, _text, places = _unit_for(ms)
    whole = np.array([round(ms / unit * 10**places)])
    steps = largest_remainder(whole, np.array([[part.ms] for part in parts]))[:, 0].tolist()
    seen = [(step / 10**places, say(cause_word(part.cause))) for step, part in zip(steps, parts, strict=True) if step]
    if len(seen) < 2:
        return say(cause_word(parts[0].cause))
    return ", ".join(f"{number:.{places}f} {word}" for number, word in seen)


def _unit_for(ms: int) -> tuple[int, int, str, int]:
    """Return the unit that a length of time is told in."""
    return next(row for row in _UNITS if ms >= row[0])


def _product(run: Run, item: int) -> str:
    """Return what people call an item."""
    name = run.history.names.items[item]
    return (run.scenario.products[name].title if name in run.scenario.products else "") or name


def _capital(text: str) -> str:
    """Return `text` with a capital letter at its start."""
    return text[:1].upper() + text[1:]
