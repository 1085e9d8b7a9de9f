"""What all plots share: calm axes, texts that are never read as mathematics, time axes, words where data is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final, Literal

from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from opsim.plots.words import DAY_MS, HOUR_MS, WEEK_MS, compact, shown
from opsim.results.dates import day_text

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

    from opsim.plots.theme import Theme

Grid = Literal["both", "x", "y"]

_MINUTE_MS: Final = 60_000
#: Width of one column of a legend, in text sizes.
_LEGEND_COLUMN_EM: Final = 9.0
#: Mean width of a letter, in text sizes.
_EM_PER_LETTER: Final = 0.6
#: Room that a tick takes, in text sizes: a date, a date with its day of the week, a number.
_DATE_EM: Final = 4.7
_DAY_EM: Final = 6.0
_NUMBER_EM: Final = 4.7
#: How much of a figure's width its horizontal axis has at least.
_AXIS_SHARE: Final = 0.76
_TICK_STEPS_MS: Final = (
    *(_MINUTE_MS * n for n in (1, 5, 15, 30)),
    *(HOUR_MS * n for n in (1, 2, 4, 8, 12)),
    *(DAY_MS * n for n in (1, 2, 4)),
    *(WEEK_MS * n for n in (1, 2, 4, 8, 13, 26, 52, 104, 208, 520, 1040)),
)
#: Ticks further apart are numbered by weeks: day and month would not tell the year.
_DATES_UP_TO_MS: Final = 13 * WEEK_MS


def prepare(ax: Axes, theme: Theme, heading: str, *, x: str = "", y: str = "", grid: Grid = "both") -> None:
    """Empty `ax` and give it the theme's look, a title and axis labels (each with its unit in it)."""
    ax.clear()
    if ax.figure is not None:
        ax.figure.set_facecolor(theme.paper)
    ax.set_facecolor(theme.paper)
    small = theme.font_size
    muted: dict[str, Any] = {"parse_math": False, "color": theme.muted}
    title(ax, theme, heading)
    ax.set_xlabel("", fontsize=small, **muted)
    label_x(ax, x)
    ax.set_ylabel(shown(y, 60), fontsize=small, **muted)
    ax.tick_params(colors=theme.muted, labelsize=small, length=0, pad=5)
    for side, spine in ax.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(theme.grid)
    ax.grid(visible=True, axis=grid, color=theme.grid, linewidth=0.8)
    ax.set_axisbelow(True)


def title(ax: Axes, theme: Theme, heading: str, lines_below: int = 0) -> None:
    """Write a plot's title above its left end, and above so many lines of a legend."""
    style: dict[str, Any] = {"parse_math": False, "color": theme.ink, "fontweight": "bold"}
    ax.set_title(
        shown(heading, 70),
        fontsize=theme.font_size + 1.5,
        loc="left",
        pad=10 + lines_below * 1.7 * theme.font_size,
        **style,
    )


def label_x(ax: Axes, text: str) -> None:
    """Write below the horizontal axis what it shows, on as many lines as it takes."""
    ax.set_xlabel(fill(shown(text, 110), max(12, _most_that_fit(ax, _EM_PER_LETTER))))


def _most_that_fit(ax: Axes, each_em: float) -> int:
    """Return how many ticks or letters of a width, in text sizes, fit beside each other below the horizontal axis."""
    text_pt = ax.xaxis.label.get_fontproperties().get_size_in_points()
    return max(2, int(_AXIS_SHARE * width_pt(ax) / (each_em * text_pt)))


def number_ticks(ax: Axes, which: str, most: int = 5) -> None:
    """Give the axis `which` ("x" or "y") few, short, whole-looking numbers."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    most = min(most, _most_that_fit(ax, _NUMBER_EM)) if which == "x" else most
    axis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _position: compact(value)))


def name_ticks(ax: Axes, names: Iterable[object], theme: Theme, longest: int = 22) -> None:
    """Write `names` at 0, 1, 2, ... down the left side."""
    labels = [shown(name, longest) for name in names]
    ax.set_yticks(range(len(labels)), labels=labels, parse_math=False, color=theme.ink)
    ax.set_ylim(max(len(labels), 4) - 0.4, -0.6)  # a few bars do not grow into blocks


def time_axis(ax: Axes, start: date, low_ms: float, high_ms: float, most: int = 8) -> None:
    """Show `low_ms`..`high_ms` (milliseconds since `start`) with ticks at round dates or times of day, and say so.

    There are at most so many steps, and no more ticks than fit beside each other.
    """
    span = max(high_ms - low_ms, float(_MINUTE_MS))
    dates, days = min(most, _most_that_fit(ax, _DATE_EM)), min(most, _most_that_fit(ax, _DAY_EM))
    step = next((s for s in _TICK_STEPS_MS if span / s <= (dates if s >= WEEK_MS else days)), _TICK_STEPS_MS[-1])
    first = -(-int(low_ms) // step) * step
    ticks = [float(first + i * step) for i in range(int((low_ms + span - first) // step) + 1)][: 4 * most]
    ax.set_xlim(low_ms, low_ms + span)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FuncFormatter(_moment_format(start, step)))
    first_day = f"{start.day} {start:%b %Y}"
    weeks = "Time since {0}" if step > _DATES_UP_TO_MS else "Date (from {0})"
    label_x(ax, weeks.format(first_day) if step >= WEEK_MS else f"Date and time ({start:%Y})")


def _moment_format(start: date, step_ms: int) -> Callable[[float, int | None], str]:
    """Return the formatter for ticks that are `step_ms` apart: weeks, dates, or times of day."""

    def formatted(at_ms: float, _position: int | None = None) -> str:
        if step_ms > _DATES_UP_TO_MS:
            return f"week {round(at_ms / WEEK_MS)}"
        day = day_text(start, at_ms)
        if step_ms >= WEEK_MS:
            return day.partition(" ")[2]  # every tick is the same day of the week
        minutes = int(at_ms % DAY_MS) // _MINUTE_MS
        return day if step_ms >= DAY_MS or minutes == 0 else f"{minutes // 60:02d}:{minutes % 60:02d}"

    return formatted


def nothing_to_show(ax: Axes, theme: Theme, text: str) -> None:
    """Say in the middle of an otherwise empty plot why it is empty."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel("")
    ax.set_ylabel("")
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    letters = max(12, int(width_pt(ax) / (_EM_PER_LETTER * 1.3 * theme.font_size)))
    style: dict[str, Any] = {"ha": "center", "va": "center", "color": theme.muted, "fontsize": theme.font_size}
    ax.text(0.5, 0.5, fill(shown(text, 150), letters), transform=ax.transAxes, parse_math=False, **style)


def width_pt(ax: Axes) -> float:
    """Return the width of the figure around `ax`, in points."""
    figure = ax.get_figure(root=True)
    return 72.0 * float(figure.get_figwidth()) if figure is not None else 1.0


def _columns_that_fit(ax: Axes, theme: Theme) -> int:
    """Return how many columns of a legend fit beside each other at this text size."""
    return max(1, int(width_pt(ax) / (_LEGEND_COLUMN_EM * theme.font_size)))


def legend(ax: Axes, theme: Theme, columns: int = 4) -> Legend | None:
    """Put a legend above the plot's right end, where it hides nothing; None when nothing has a name."""
    handles, labels = ax.get_legend_handles_labels()
    if not labels:
        return None
    made = ax.legend(
        handles,
        [shown(label, 28) for label in labels],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        borderaxespad=0.2,
        ncols=min(columns, _columns_that_fit(ax, theme)),
        fontsize=theme.font_size - 1,
        frameon=False,
        labelcolor=theme.ink,
        handlelength=1.6,
        columnspacing=1.2,
    )
    for text in made.get_texts():
        text.set_parse_math(False)
    title(ax, theme, ax.get_title(loc="left"), lines_of_legend(ax))
    return made


def lines_of_legend(ax: Axes) -> int:
    """Return how many lines the legend above a plot takes."""
    made = ax.get_legend()
    columns = getattr(made, "_ncols", 1)
    return -(-len(made.get_texts()) // max(1, columns)) if made is not None else 0
