"""Colours and sizes of every plot: one theme for light rooms, one for dark ones, one colour for each function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True)
class Theme:
    """How a plot looks. Sizes are in points."""

    name: str
    paper: str
    ink: str
    muted: str
    grid: str
    accent: str
    ghost: str
    good: str
    bad: str
    font_size: float = 11.0

    def sized(self, font_size: float) -> Theme:
        """Return this theme with another text size."""
        return replace(self, font_size=font_size)


LIGHT: Final = Theme(
    name="light",
    paper="#ffffff",
    ink="#1d2b33",
    muted="#5d6d76",
    grid="#e3e8ea",
    accent="#0072b2",
    ghost="#39454c",
    good="#007a58",
    bad="#b84a00",
)
DARK: Final = Theme(
    name="dark",
    paper="#1e262b",
    ink="#e8eef0",
    muted="#a3b1b8",
    grid="#36424a",
    accent="#56b4e9",
    ghost="#d5dee2",
    good="#35c89a",
    bad="#ff8a3c",
)
THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK)}

#: One colour and one hatch for each function. The plain seven are Okabe and Ito's (2008), which colour-blind people
#: can tell apart; the hatched ones are told apart by their hatch as well.
FUNCTION_LOOK: Final[dict[str, tuple[str, str]]] = {
    "market": ("#cc79a7", ""),
    "planning": ("#f0e442", ""),
    "inventory": ("#56b4e9", ""),
    "purchasing": ("#e69f00", ""),
    "production": ("#009e73", ""),
    "scheduling": ("#0072b2", ""),
    "maintenance": ("#d55e00", ""),
    "quality": ("#aa5588", "///"),
    "teams": ("#88ccaa", "\\\\\\"),
    "delivery": ("#9a9fe0", "..."),
    "finance": ("#b8a05a", "xxx"),
    "overheads": ("#98a4aa", "---"),
}
_UNKNOWN: Final = ("#98a4aa", "")


def colour_of(function: str) -> str:
    """Return the colour of a function of the firm."""
    return FUNCTION_LOOK.get(function, _UNKNOWN)[0]


def hatch_of(function: str) -> str:
    """Return the hatch of a function of the firm; "" for a plain fill."""
    return FUNCTION_LOOK.get(function, _UNKNOWN)[1]
