"""Where an order's time went: one bar for each place at which it waited, split by cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.patches import Patch

from opsim.plots.axes import name_ticks, nothing_to_show, prepare, title, width_pt
from opsim.plots.theme import LIGHT, Theme
from opsim.plots.tiles import Cause, cause_look, legend_above
from opsim.results.time.explain import cause_word, in_words, place_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from opsim.results.run import Run
    from opsim.results.time.why import Wait, Why

MOST_BARS: Final = 7
#: Causes with a smaller share of the time are not named in the legend; nor are more than so many.
_LEAST_SHARE: Final = 0.01
_MOST_NAMED: Final = 6
_MOST_LINES: Final = 2
#: Room for the names in front of the bars, as a share of the width, and the width of a letter in text sizes.
_NAME_SHARE: Final = 0.36
_LETTER_EM: Final = 0.58
#: Room right of the longest bar for its number, as a share of the axis.
_NUMBER_SHARE: Final = 0.18


def draw_why(ax: Axes, run: Run, found: Why, theme: Theme = LIGHT, heading: str = "Where the time went") -> None:
    """Draw the waits of one life, the longest at the top, each cut by cause, with its length beside it."""
    prepare(ax, theme, heading, grid="x")
    waits = found.waits[:MOST_BARS]
    if not waits:
        nothing_to_show(ax, theme, "Nothing kept it waiting.")
        return
    for row, wait in enumerate(waits):
        _bar(ax, row, wait, theme)
    longest = max(wait.ms for wait in waits)
    style: dict[str, Any] = {"va": "center", "color": theme.ink, "fontsize": theme.font_size, "parse_math": False}
    for row, wait in enumerate(waits):
        ax.text(wait.ms + 0.015 * longest, row, in_words(wait.ms), **style)
    letters = int(_NAME_SHARE * width_pt(ax) / (_LETTER_EM * theme.font_size))
    name_ticks(ax, [_name(run, wait) for wait in waits], theme, longest=max(8, letters))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(0, longest / (1 - _NUMBER_SHARE) or 1.0)
    title(ax, theme, heading, legend_above(ax, _handles(waits, theme), theme, _MOST_LINES))


def _handles(waits: Sequence[Wait], theme: Theme) -> list[Patch]:
    """Return the legend: the causes that took the most time."""
    spent: dict[tuple[str, str], int] = {}
    for wait in waits:
        for part in wait.parts:
            key = (part.cause, part.function)
            spent[key] = spent.get(key, 0) + part.ms
    total = sum(spent.values())
    seen = sorted((key for key in spent if spent[key] >= _LEAST_SHARE * total), key=lambda key: -spent[key])
    return [
        Patch(label=cause_word(cause), linewidth=0, **cause_look(Cause(cause, function), theme))
        for cause, function in seen[:_MOST_NAMED]
    ]


def _bar(ax: Axes, row: int, wait: Wait, theme: Theme) -> None:
    """Draw one bar, part by part."""
    left = 0
    for part in wait.parts:
        ax.barh(row, part.ms, 0.62, left=left, linewidth=0, **cause_look(Cause(part.cause, part.function), theme))
        left += part.ms


def _name(run: Run, wait: Wait) -> str:
    """Return what stands in front of a bar."""
    return place_title(run, wait.kind, wait.place) if wait.kind else cause_word(wait.parts[0].cause).capitalize()
