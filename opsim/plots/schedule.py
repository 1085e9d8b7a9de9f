"""A plan and what became of it on one Gantt chart: outlined bars are planned, filled ones were done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from opsim.plots.axes import name_ticks, prepare, time_axis, title, width_pt
from opsim.plots.theme import FUNCTION_LOOK, LIGHT, Theme
from opsim.plots.tiles import legend_above
from opsim.plots.words import HOUR_MS, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from opsim.scheduling.execution import Done
    from opsim.scheduling.order_book import OrderBook
    from opsim.scheduling.schedule import Solution

_LANE: Final = 0.36
_MOST_TICKS: Final = 12
#: Width of a letter in a bar, in text sizes, and how much of the figure's width is time.
_LETTER_EM: Final = 0.62
_TIME_SHARE: Final = 0.82
_MOST_PRODUCTS: Final = 10
_OTHERS: Final = "not in the plan"


@dataclass(frozen=True)
class _Bar:
    """One operation on the chart: `row` is its machine's, `product` -1 for work that is not in the plan."""

    row: int
    station: str
    start: int
    end: int
    label: str
    product: int


def draw_schedule(
    ax: Axes, book: OrderBook, solution: Solution, done: Sequence[Done] | None = None, theme: Theme = LIGHT
) -> None:
    """Draw the plan by machine and, below each planned bar, what was done (`done`, from `executed`).

    Bars are cut where the station is closed; grey is off shift.
    """
    chart = _Chart(ax, book, theme)
    planned = list(chart.planned(solution))
    did = list(chart.done(done)) if done is not None else []
    low = book.problem.start
    high = max((bar.end for bar in (*planned, *did)), default=low + HOUR_MS)
    high = max(min(high, low + round(1.25 * solution.schedule.makespan)), low + HOUR_MS // 4)
    chart.frame(low, high)
    half = _LANE if done is None else _LANE / 2
    lift = 0.0 if done is None else half
    chart.draw(planned, lift=-lift, half=half, is_filled=False)
    chart.draw(did, lift=lift, half=half, is_filled=True)
    lines = legend_above(ax, chart.legend(planned, did), theme)
    title(ax, theme, "The plan" if done is None else "The plan (outlined) and what was done (filled)", lines)


class _Chart:
    """Rows, colours and time of one chart."""

    def __init__(self, ax: Axes, book: OrderBook, theme: Theme) -> None:
        self.ax, self.book, self.theme = ax, book, theme
        machines = [(it.id, number) for it in book.problem.stations for number in range(len(it.machines))]
        self.rows = {machine: row for row, machine in enumerate(machines)}
        products = [ticket.product for ticket in book.tickets] + [busy.product for busy in book.in_hand]
        self.products = {product: place for place, product in enumerate(dict.fromkeys(products))}
        self.low = self.high = 0

    def planned(self, solution: Solution) -> Iterator[_Bar]:
        """Yield a bar (ms) for work in hand when the plan was made, from then on, and for each planned operation."""
        start = self.book.problem.start
        for busy in self.book.in_hand:
            row = self.rows[busy.station, busy.machine]
            yield _Bar(row, busy.station, start, busy.end, busy.lot.text, self.products[busy.product])
        for it in solution.schedule.operations:
            ticket = self.book.tickets[it.job]
            row = self.rows[it.station, it.machine]
            yield _Bar(row, it.station, it.start, it.end, ticket.lot.text, self.products[ticket.product])

    def done(self, done: Sequence[Done]) -> Iterator[_Bar]:
        """Yield a bar (ms) for each operation that the floor did; unplanned ones have no product's colour."""
        for it in done:
            if (it.station, it.machine) in self.rows:  # machines that were bought after the plan have no row
                product = self.products.get(it.product, -1) if it.is_planned else -1
                yield _Bar(self.rows[it.station, it.machine], it.station, it.start, it.end, it.lot.text, product)

    def frame(self, low: int, high: int) -> None:
        """Prepare the axes, and shade the hours at which the machines do not work."""
        self.low, self.high = low, high
        ax, theme = self.ax, self.theme
        prepare(ax, theme, "", grid="x")
        name_ticks(ax, [self._name(*machine) for machine in self.rows], theme, longest=26)
        time_axis(ax, self.book.scenario.clock.start, low, high, most=_MOST_TICKS)
        ax.grid(visible=False, axis="y")
        for (station, _), row in self.rows.items():
            closed = _between(self._open(station, low, high), low, high)
            ax.broken_barh([(a, b - a) for a, b in closed], (row - 0.5, 1.0), color=theme.grid, linewidth=0, zorder=0)

    def _name(self, station: str, number: int) -> str:
        machines = len(self.book.problem.station[station].machines)
        name = shown(self.book.scenario.production.stations[station].title or station, 20)
        return f"{name} {number + 1}" if machines > 1 else name

    def _open(self, station: str, low: int, high: int) -> list[tuple[int, int]]:
        starts, ends = self.book.problem.station[station].hours.open_intervals(low, high)
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    # -- bars -------------------------------------------------------------------------------------------------------

    def draw(self, bars: Sequence[_Bar], *, lift: float, half: float, is_filled: bool) -> None:
        """Draw bars around a line `lift` below the middle of their rows."""
        for bar in bars:
            pieces = self._open(bar.station, max(bar.start, self.low), min(bar.end, self.high))
            if not pieces:
                continue
            look = self._filled(bar.product) if is_filled else self._outlined(bar.product)
            lane = (bar.row + lift - half, 2 * half)
            self.ax.broken_barh([(a, b - a) for a, b in pieces], lane, zorder=3, **look)
            self._label(bar, max(pieces, key=lambda piece: piece[1] - piece[0]), bar.row + lift)

    def _label(self, bar: _Bar, piece: tuple[int, int], y: float) -> None:
        """Write what a bar is where it is wide enough."""
        small = self.theme.font_size - 3
        room = (piece[1] - piece[0]) / (self.high - self.low) * _TIME_SHARE * width_pt(self.ax)
        if len(bar.label) * _LETTER_EM * small < room:
            style: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": self.theme.ink, "clip_on": True}
            self.ax.text(sum(piece) / 2, y, bar.label, parse_math=False, fontsize=small, zorder=4, **style)

    def _filled(self, product: int) -> dict[str, Any]:
        colour, hatch = self._look(product)
        paper = to_rgb(self.theme.paper)
        fill = tuple(0.62 * mine + 0.38 * its for mine, its in zip(to_rgb(colour), paper, strict=True))
        return {"facecolor": fill, "edgecolor": self.theme.paper, "linewidth": 0.6, "hatch": hatch}

    def _outlined(self, product: int) -> dict[str, Any]:
        return {"facecolor": self.theme.paper, "edgecolor": self._look(product)[0], "linewidth": 1.4}

    def _look(self, product: int) -> tuple[str, str]:
        """Return colour and hatch of a product; grey for work that is not in the plan."""
        looks = list(FUNCTION_LOOK.values())
        return looks[(4 + product) % (len(looks) - 1)] if product >= 0 else (self.theme.muted, "")

    def legend(self, planned: Sequence[_Bar], done: Sequence[_Bar]) -> list[Patch]:
        """Return the entries of the legend: products, and work that is not in the plan."""
        shown_products = list(self.products)[:_MOST_PRODUCTS]
        look = self._filled if done else self._outlined
        seen = {bar.product for bar in (*planned, *done)}
        entries = [
            Patch(label=shown(self.book.scenario.products[name].title or name, 28), **look(self.products[name]))
            for name in shown_products
            if self.products[name] in seen
        ]
        return [*entries, Patch(label=_OTHERS, **look(-1))] if -1 in seen else entries


def _between(intervals: Sequence[tuple[int, int]], low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield what the intervals leave free."""
    at = low
    for start, end in intervals:
        if start > at:
            yield at, start
        at = max(at, end)
    if high > at:
        yield at, high
