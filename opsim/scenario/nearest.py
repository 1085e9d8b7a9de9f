"""The name that a person most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[object]) -> str:
    """Return the remedy for an unknown name: the nearest one, or all of them when they are few."""
    names = [str(each) for each in known]
    folded = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{folded[near[0]]}'?"
    shown = ", ".join(sorted(names)[:12])
    return f"there is {shown}{', …' if len(names) > 12 else ''}" if names else "there are none"
