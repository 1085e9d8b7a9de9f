"""How the causes of a delay look, and the legend that names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from opsim.plots.axes import width_pt
from opsim.plots.theme import Theme, colour_of, hatch_of
from opsim.results.time.causes import CAUSES
from opsim.results.time.explain import cause_word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

#: Width of a letter of the legend and of what stands around a text, in text sizes.
_LETTER_EM = 0.52
_AROUND_EM = 3.4
#: How much of the figure lies right of the names of its rows, above which the legend stands.
_LEGEND_SHARE = 0.8
#: Causes of one function in turn: how far its colour is mixed with the text's (up to 1) or the paper's (down to -1),
#: and the hatch; None is the function's own.
_VARIANTS: Final[tuple[tuple[float, str | None], ...]] = (
    (0.0, None),
    (0.45, ""),
    (-0.5, ""),
    (0.45, "//"),
    (0.0, "xx"),
    (0.65, ".."),
    (-0.5, "--"),
)
#: Stands for no function: a machine that nobody expects to work is shown as part of the background.
OFF = ""


@dataclass(frozen=True)
class Cause:
    """What a stretch of time was used for, and the function of the firm that stands behind it."""

    name: str
    function: str


def cause_handles(causes: Iterable[Cause], theme: Theme) -> list[Patch]:
    """Return the entries of a legend."""
    return [Patch(label=cause_word(cause.name), linewidth=0, **cause_look(cause, theme)) for cause in causes]


def cause_look(cause: Cause, theme: Theme) -> dict[str, Any]:
    """Return fill, hatch and edge of a cause's tiles: the function's colour, in a tint of the cause's own."""
    if cause.function == OFF:
        return {"facecolor": theme.grid, "hatch": "", "edgecolor": theme.paper}
    share, hatch = _VARIANTS[_place_in_function(cause) % len(_VARIANTS)]
    fill = _mixed(colour_of(cause.function), theme.ink if share > 0 else theme.paper, abs(share))
    return {
        "facecolor": fill,
        "hatch": hatch_of(cause.function) if hatch is None else hatch,
        "edgecolor": theme.paper,
    }


def _place_in_function(cause: Cause) -> int:
    """Return which of its function's causes this is: the same in every picture; 0 for one that is not known."""
    names = [known.title for known in CAUSES if known.function == cause.function]
    return names.index(cause.name) if cause.name in names else 0


def _mixed(colour: str, other: str, share: float) -> tuple[float, ...]:
    """Return `colour` with a share of `other` in it."""
    return tuple((1 - share) * mine + share * its for mine, its in zip(to_rgb(colour), to_rgb(other), strict=True))


def legend_above(ax: Axes, handles: list[Patch], theme: Theme, most_lines: int = 9) -> int:
    """Put a legend between title and tiles, the first handles in so many lines at most; return how many it has."""
    if not handles:
        return 0
    longest = max(len(str(handle.get_label())) for handle in handles)
    columns = max(1, int(_LEGEND_SHARE * width_pt(ax) / ((longest * _LETTER_EM + _AROUND_EM) * (theme.font_size - 1))))
    handles = handles[: columns * most_lines]
    made = ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        fontsize=theme.font_size - 1,
        frameon=False,
        labelcolor=theme.ink,
        handlelength=1.3,
        handleheight=0.9,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
    for text in made.get_texts():
        text.set_parse_math(False)
    return -(-len(handles) // columns)
