"""A plan on the terminal, and as a JSON document."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from opsim.cli.table import Column, show_table
from opsim.cli.words import number
from opsim.results.dates import moment_text
from opsim.scheduling.plan import moment, sequences
from opsim.scheduling.weights import objective_name, weighted_tardiness_ms
from opsim.units import DAY_MS, HOUR_MS, duration_text

if TYPE_CHECKING:
    from opsim.scheduling.order_book import OrderBook
    from opsim.scheduling.schedule import Planned, Solution

COLUMNS = (
    Column("station"),
    Column("machine", numbers=True),
    Column("lot"),
    Column("product"),
    Column("units", numbers=True),
    Column("step", numbers=True),
    Column("start"),
    Column("end"),
    Column("takes, h", numbers=True),
    Column("set-up, h", numbers=True),
)


def show_schedule(book: OrderBook, solution: Solution) -> None:
    """Print the operations by machine, and how good the plan is."""
    scenario, schedule = book.scenario, solution.schedule
    made = moment_text(scenario.clock.start, book.problem.start)
    when = f"{made}, {duration_text(book.problem.start)} after the start"
    rows = [
        [station.id, *_row(book, planned)]
        for station in book.problem.stations
        for planned in sorted(schedule.at(station.id), key=lambda it: (it.machine, it.start))
    ]
    show_table(COLUMNS, rows, f"{scenario.title}: plan of {when} (seed {book.seed})")
    print(f"\n{len(book.tickets)} lots, {len(rows)} operations, {len(book.in_hand)} more in hand")
    print(f"makespan   {_length(schedule.makespan)}")
    late = len(schedule.late_jobs)
    print(f"tardiness  {_length(schedule.unweighted_tardiness)} in all; {late} of {len(book.tickets)} lots late")
    if any(product.weight != 1 for product in scenario.products.values()):
        print(f"           {_length(weighted_tardiness_ms(book, schedule))} by the weights of the products")
    print(_verdict(book, solution))


def _row(book: OrderBook, planned: Planned) -> list[str]:
    """Return the row of one operation, without its station."""
    ticket, start = book.tickets[planned.job], book.scenario.clock.start
    hours = book.problem.station[planned.station].hours
    return [
        str(planned.machine + 1),
        ticket.lot.text,
        ticket.product,
        str(ticket.units),
        str(ticket.first_step + planned.step + 1),
        moment_text(start, planned.start),
        moment_text(start, planned.end),
        f"{hours.open_ms(planned.start, planned.end) / HOUR_MS:.2f}",
        f"{planned.set_up / HOUR_MS:.2f}",
    ]


def _length(ms: float) -> str:
    """Return a length in hours, long ones in days as well."""
    hours = f"{number(ms / HOUR_MS)} h"
    return f"{hours} ({number(ms / DAY_MS)} days)" if ms >= DAY_MS else hours


def _verdict(book: OrderBook, solution: Solution) -> str:
    """Say how good the plan is known to be."""
    aim = objective_name(book, solution).replace("-", " ")
    by = f"by {solution.method}, {solution.seconds:.1f} s"
    if solution.status == "optimal":
        return f"optimal: no plan has less {aim} ({by})"
    bound = _length(solution.bound_ms)
    return f"feasible: no plan has less {aim} than {bound}, {solution.gap:.1%} below this one ({by})"


def schedule_document(book: OrderBook, solution: Solution) -> dict[str, Any]:
    """Return the plan as a document: times in ms since the start of the run, measures in h as well."""
    schedule = solution.schedule
    return {
        "scenario": book.scenario.id,
        "seed": book.seed,
        "at_ms": book.problem.start,
        "objective": objective_name(book, solution),
        "status": solution.status,
        "method": solution.method,
        "partial": solution.is_cancelled,
        "makespan_h": schedule.makespan / HOUR_MS,
        "tardiness_h": schedule.unweighted_tardiness / HOUR_MS,
        "weighted_tardiness_h": weighted_tardiness_ms(book, schedule) / HOUR_MS,
        "bound_h": solution.bound_ms / HOUR_MS,
        "exact": {
            "makespan_ms": schedule.makespan, "tardiness_ms": schedule.unweighted_tardiness,
            "bound_ms": ceil(solution.bound_ms),
        },
        "lots": [
            {
                "lot": ticket.lot.text, "product": ticket.product, "units": ticket.units,
                "released": ticket.is_released, "ready_ms": job.release, "due_ms": job.due, "end_ms": end,
            }
            for ticket, job, end in zip(book.tickets, book.problem.jobs, schedule.completions, strict=True)
        ],
        "operations": [_operation(book, planned) for planned in schedule.operations],
        "plan": sequences(book, solution),
    }  # fmt: skip


def _operation(book: OrderBook, planned: Planned) -> dict[str, Any]:
    ticket = book.tickets[planned.job]
    return {
        "station": planned.station, "machine": planned.machine + 1, "lot": ticket.lot.text,
        "step": ticket.first_step + planned.step + 1, "start": moment(book, planned.start),
        "end": moment(book, planned.end), "start_ms": planned.start, "end_ms": planned.end,
        "set_up_ms": planned.set_up,
    }  # fmt: skip
