"""One run: a scenario, decisions, a seed and a replication go in, a history comes out. Nothing else is looked at."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from opsim.errors import Fault, ScenarioError
from opsim.ledgers.history import Decision, History, Names, tables
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.parameter import FUNCTIONS
from opsim.simulation.firm import Firm
from opsim.simulation.kernel.clock import URGENT, Clock, Halted, watch


def simulate(  # noqa: PLR0917 - the public signature of a run
    scenario: Scenario,
    decisions: Iterable[Decision] = (),
    seed: int = 1,
    replication: int = 0,
    until: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> History:
    """Run the firm and return everything that happened.

    `decisions` change parameters at their times; the scenario's shocks do so too. `until` (ms) ends the run before
    the scenario's horizon. `on_progress` gets the share done, `should_stop` is asked now and then.
    Raises Cancelled when asked to stop, ScenarioError when a decision does not fit, ModelError when the firm cannot
    go on (a deadlock, time standing still). The same arguments give the same bytes on every machine.
    """
    end_ms = min(scenario.clock.horizon, until) if until is not None else scenario.clock.horizon
    _refuse_untimely(scenario, decisions := tuple(decisions))
    clock = Clock()
    look = watch(clock, end_ms, on_progress, should_stop)
    with _undisturbed():
        return _history(Firm(scenario, clock, tables(), seed, replication), decisions, end_ms, look)


def _refuse_untimely(scenario: Scenario, decisions: tuple[Decision, ...]) -> None:
    faults = [
        Fault(decision.path, "cannot change while the firm runs", "set it before the run")
        for decision in decisions
        if decision.at_ms > 0 and not scenario.may_change(decision.path)
    ]
    if faults:
        raise ScenarioError(faults)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the garbage collector rest during a run, then clear away the firm, whose departments know each other."""
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if enabled:
            gc.enable()


def _history(firm: Firm, decisions: tuple[Decision, ...], end_ms: int, look: Callable[[], None]) -> History:
    clock, opening, partial = firm.clock, firm.scenario, ""
    _schedule(firm, clock, decisions)
    try:
        clock.run_to(end_ms, look)
    except Halted as halted:
        partial, end_ms = str(halted), clock.now_ms
    closing = firm.close(end_ms)
    seed, replication = firm.streams.seed, firm.streams.replication
    return History(opening, decisions, seed, replication, end_ms, partial, _names(firm), _columns(firm.tables), closing)


def _schedule(firm: Firm, clock: Clock, decisions: tuple[Decision, ...]) -> None:
    """Let decisions and shocks happen at their times, in the order of the file and then of the decisions."""

    def change(values: dict[str, Any]) -> None:
        firm.adopt(firm.scenario.revised(values))

    def strike(values: dict[str, Any], ends_ms: int | None) -> None:
        before = firm.scenario.written(values)
        change(values)
        if ends_ms is not None:
            clock.call_at(ends_ms, lambda: change(before), "end of a shock", URGENT)

    for shock in firm.scenario.shocks:
        ends = None if shock.lasts is None else shock.at + shock.lasts
        clock.call_at(shock.at, lambda values=dict(shock.set), ends=ends: strike(values, ends), "a shock", URGENT)  # type: ignore[misc]
    for decision in decisions:
        values = {decision.path: decision.value}
        clock.call_at(decision.at_ms, lambda values=values: change(values), "a decision", URGENT)  # type: ignore[misc]


def _names(firm: Firm) -> Names:
    return Names(list(FUNCTIONS), firm.items, list(firm.floor.stations), firm.suppliers, firm.books.kinds)


def _columns(books: dict[str, Rows]) -> dict[str, Any]:
    return {name: rows.columns() for name, rows in books.items()}
