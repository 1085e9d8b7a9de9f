"""`opsim schedule`: the open work of a firm, planned machine by machine."""

from __future__ import annotations

import argparse
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from opsim.cli.assignments import with_settings
from opsim.cli.edge import CANCELLED, DONE, told
from opsim.cli.output import print_json
from opsim.cli.progress import progress_of
from opsim.cli.schedule_report import schedule_document, show_schedule
from opsim.errors import InputError
from opsim.files import write_atomically
from opsim.scenario import load
from opsim.scheduling.exact import Search, or_tools, schedule_exactly
from opsim.scheduling.execution import Done, executed, followed
from opsim.scheduling.heuristic import schedule_by_search
from opsim.scheduling.order_book import order_book
from opsim.scheduling.plan import save_plan
from opsim.scheduling.schedule import faults

if TYPE_CHECKING:
    from opsim.cli.progress import Progress
    from opsim.scenario import Scenario
    from opsim.scheduling.order_book import OrderBook
    from opsim.scheduling.schedule import Objective, Solution

WEIGHTED = "weighted-tardiness"
PICTURES = (".png", ".svg", ".pdf")


def run(wishes: argparse.Namespace) -> int:
    """Plan the scenario's open work as asked, and return the exit code."""
    scenario = with_settings(load(wishes.scenario), wishes.settings)
    _check_targets(wishes)
    if not wishes.heuristic:
        or_tools()  # a missing group is told before a long run, not after it
    with progress_of(f"{scenario.id}, open work") as progress:
        book = order_book(
            scenario, wishes.at, wishes.seed, on_progress=progress.show, should_stop=progress.is_cancelled,
            weighted=wishes.objective == WEIGHTED,
        )  # fmt: skip
    with progress_of(f"{scenario.id}, plan") as progress:
        solution = _solved(book, wishes, progress)
    if broken := faults(solution.schedule):
        raise AssertionError(f"this plan cannot be carried out: {'; '.join(broken[:3])}")
    if wishes.json:
        print_json(schedule_document(book, solution))
    else:
        show_schedule(book, solution)
    if wishes.save:
        save_plan(book, solution, wishes.save)
    if solution.is_cancelled:
        return told(CANCELLED, "Cancelled: this is the best plan so far.")
    if wishes.plot:
        _draw(scenario, book, solution, Path(wishes.plot))
    return DONE


def _solved(book: OrderBook, wishes: argparse.Namespace, progress: Progress) -> Solution:
    """Search for the plan in the way that is wished for."""
    limit_s = wishes.limit / 1000
    objective: Objective = "tardiness" if wishes.objective == WEIGHTED else wishes.objective
    if wishes.heuristic:
        return schedule_by_search(
            book.problem, objective, limit_s=limit_s,
            on_progress=progress.show, should_stop=progress.is_cancelled,
        )  # fmt: skip
    search = Search(limit_s, seed=wishes.seed, on_progress=progress.show, should_stop=progress.is_cancelled)
    return schedule_exactly(book.problem, objective, search)


def _check_targets(wishes: argparse.Namespace) -> None:
    """Find out before a long search, not after it, that its results could not be written."""
    for option, name in (("--save", wishes.save), ("--plot", wishes.plot)):
        if name is None:
            continue
        file = Path(name)
        if file.is_dir():
            raise InputError(f"{option} {name}: this is a folder; name a file")
        if not file.parent.is_dir():
            raise InputError(f"{option} {name}: there is no folder {file.parent}; make it first")
    if wishes.plot and Path(wishes.plot).suffix.lower() not in PICTURES:
        raise InputError(f"--plot {wishes.plot}: no kind of picture is known by this ending; use {', '.join(PICTURES)}")


def _draw(scenario: Scenario, book: OrderBook, solution: Solution, file: Path) -> None:
    """Draw the plan, and what the floor did when it followed it."""
    try:
        from opsim.plots.save import any_script, new_figure
        from opsim.plots.schedule import draw_schedule
    except ModuleNotFoundError as missing:
        if missing.name != "matplotlib":
            raise
        raise InputError("--plot needs matplotlib, which is not installed; type: pip install 'opsim[plots]'") from None
    with progress_of(f"{scenario.id}, execution") as progress:
        done: list[Done] = executed(
            scenario, book, solution, followed(book, solution),
            on_progress=progress.show, should_stop=progress.is_cancelled,
        )  # fmt: skip
    rows = sum(len(station.machines) for station in book.problem.stations)
    figure, picture = new_figure(inches=(12.0, max(4.5, 1.6 + 0.5 * rows))), BytesIO()
    with any_script():
        draw_schedule(figure.subplots(), book, solution, done)
        figure.savefig(picture, dpi=130, format=file.suffix[1:].lower())
    write_atomically(file, picture.getvalue())
