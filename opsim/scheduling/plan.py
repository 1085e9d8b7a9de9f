"""A plan on paper: a small YAML file that people read and compare, and the order of work that the floor can follow.

The floor needs to know only in which order each station takes the lots: station -> a list of `order/step`, where step 1
is the first of the routing. An entry stands for any lot of that production order which waits for that step, so a
production order of three lots has three entries; how a lot is called does not matter, nor when it was released.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from opsim.errors import InputError
from opsim.files import write_atomically
from opsim.scenario.reading import text_of_file, tree_of
from opsim.scheduling.order_book import OrderBook, Ticket
from opsim.scheduling.schedule import Planned, Solution
from opsim.scheduling.weights import objective_name, weighted_tardiness_ms
from opsim.units import DAY_MS, HOUR_MS, duration_text, quoted

#: Station -> `order/step` in the order of work.
Sequences = dict[str, list[str]]

_VERSION: Final = 1
_PLAIN: Final = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_NO_TEXTS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def sequences(book: OrderBook, solution: Solution) -> Sequences:
    """Return in which order each station takes the lots: what `production.plan` of a scenario would say."""
    return {
        station.id: [f"{_ticket(book, it).lot.order}/{_step(book, it)}" for it in solution.schedule.at(station.id)]
        for station in book.problem.stations
    }


def plan_text(book: OrderBook, solution: Solution) -> str:
    """Return a plan as the text of its file."""
    head = {
        "opsim-plan": _VERSION,
        "scenario": _yaml(book.scenario.id),
        "seed": book.seed,
        "at": duration_text(book.problem.start),
        "objective": objective_name(book, solution),
        "method": _yaml(solution.method),
        "status": solution.status,
        "makespan": f"{solution.schedule.makespan / HOUR_MS:.2f} h",
        "tardiness": f"{solution.schedule.unweighted_tardiness / HOUR_MS:.2f} h",
        "weighted-tardiness": f"{weighted_tardiness_ms(book, solution.schedule) / HOUR_MS:.2f} h",
        "bound": f"{solution.bound_ms / HOUR_MS:.2f} h",
    }
    lines = ["# Which lots each station takes, in this order; the times are expected ones."]
    lines += [f"{key}: {value}" for key, value in head.items()]
    lines += ["stations:", *_station_lines(book, solution)]
    return "\n".join(lines) + "\n"


def save_plan(book: OrderBook, solution: Solution, file: str | Path) -> None:
    """Write a plan to a file, whole or not at all."""
    write_atomically(file, plan_text(book, solution).encode("utf-8"))


def read_plan(file: str | Path) -> Sequences:
    """Return the order of work in a plan's file; people may have changed it. Times in the file are not looked at."""
    tree = tree_of(text_of_file(Path(file)), str(file))
    data = tree.data
    if tree.faults or not isinstance(data, dict) or data.get("opsim-plan") != _VERSION:
        raise InputError(f"{file}: this is no plan that OpSim can read; make one with opsim schedule --save")
    stations = data.get("stations")
    if not isinstance(stations, dict):
        raise InputError(f"{file}: a plan has a section 'stations'; make one with opsim schedule --save")
    return {str(name): [_entry(row, f"{file}: {name}") for row in rows or []] for name, rows in stations.items()}


def moment(book: OrderBook, at_ms: int) -> str:
    """Return a time as date and time of day, to the second, or to the ms where it has to be."""
    days, within = divmod(at_ms, DAY_MS)
    try:
        day = (book.scenario.clock.start + timedelta(days=days)).isoformat()
    except OverflowError:
        day = f"day {days}"
    seconds, ms = divmod(within, 1000)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{day} {clock}" + (f".{ms:03}" if ms else "")


def _station_lines(book: OrderBook, solution: Solution) -> Iterator[str]:
    for station in book.problem.stations:
        there = solution.schedule.at(station.id)
        yield f"  {_yaml(station.id)}:" if there else f"  {_yaml(station.id)}: []"
        for planned in there:
            ticket = _ticket(book, planned)
            lot = f"{'r' if ticket.lot.is_rework else ''}{ticket.lot.number}"
            yield (
                f"    - {{job: {ticket.lot.order}, lot: {lot}, product: {_yaml(ticket.product)}, "
                f"step: {_step(book, planned)}, machine: {planned.machine + 1}, "
                f'start: "{moment(book, planned.start)}", end: "{moment(book, planned.end)}"}}'
            )


def _ticket(book: OrderBook, planned: Planned) -> Ticket:
    return book.tickets[planned.job]


def _step(book: OrderBook, planned: Planned) -> int:
    """Return the step of the routing, counted from 1."""
    return book.tickets[planned.job].first_step + planned.step + 1


def _entry(row: Any, where: str) -> str:
    """Read one line of a plan."""
    job, step = (row.get("job"), row.get("step")) if isinstance(row, dict) else (None, None)
    if not (isinstance(job, int) and isinstance(step, int) and job >= 0 and step >= 1):
        raise InputError(f"{where}: {quoted(str(row))} names no job and step; write it as in {{job: 12, step: 1}}")
    return f"{job}/{step}"


def _yaml(text: str) -> str:
    """Return a text as YAML reads it back: in quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXTS else json.dumps(text, ensure_ascii=False)
