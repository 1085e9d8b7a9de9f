"""How the states of machines look, and rows of them over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.patches import Patch

from opsim.plots.rows import Kinds, Row, draw_rows
from opsim.plots.theme import Theme
from opsim.results.time.states import STATE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from opsim.results.time.states import States

#: State -> fill in a light room, fill in a dark one, hatch. Okabe and Ito's colours (2008), which colour-blind people
#: can tell apart; in grey, two states differ in their lightness, in their hatch, or in both.
STATE_LOOK: Final[dict[str, tuple[str, str, str]]] = {
    "run": ("#009e73", "#009e73", ""),
    "rework": ("#b9659b", "#c06fa3", "///"),
    "set-up": ("#f0e442", "#f0e442", ""),
    "down": ("#d55e00", "#d55e00", "xxx"),
    "planned maintenance": ("#e69f00", "#e69f00", "\\\\\\"),
    "adjustment": ("#7a5195", "#a17fbb", "+++"),
    "no spare part": ("#7a3e00", "#a4693a", "++"),
    "blocked": ("#0072b2", "#0072b2", ""),
    "filling": ("#56b4e9", "#56b4e9", "|||"),
    "starved": ("#dcedf7", "#37505f", "---"),
    "no operator": ("#8fc7ee", "#8fc7ee", "..."),
    "off shift": ("#b9c3c8", "#2c363c", ""),
}
#: States that are drawn at least one pixel wide, since they are rare and tell the most.
_ALWAYS_SEEN: Final = frozenset(
    {"set-up", "rework", "down", "planned maintenance", "no spare part", "adjustment", "blocked", "no operator"}
)
#: States whose stretches end with a gap, so that one lot can be told from the next.
_LOT_BY_LOT: Final = frozenset({"run", "rework"})


def look_of(state: str, theme: Theme) -> dict[str, Any]:
    """Return fill, hatch and edge of a state."""
    light, dark, hatch = STATE_LOOK[state]
    return {"facecolor": dark if theme.name == "dark" else light, "hatch": hatch, "edgecolor": theme.paper}


def state_handles(states: Iterable[str], theme: Theme) -> list[Patch]:
    """Return the entries of a legend."""
    return [Patch(label=state, linewidth=0, **look_of(state, theme)) for state in states]


def draw_state_rows(ax: Axes, rows: Iterable[States], window: tuple[float, float], theme: Theme) -> None:
    """Draw one row of states for each machine, from the top, in a window of time (ms)."""
    kinds = Kinds(
        {code: look_of(state, theme) for code, state in enumerate(STATE_NAMES)},
        frozenset(map(STATE_NAMES.index, _ALWAYS_SEEN)),
        frozenset(map(STATE_NAMES.index, _LOT_BY_LOT)),
    )
    draw_rows(ax, (Row(states.state, states.start, states.end) for states in rows), kinds, window)
