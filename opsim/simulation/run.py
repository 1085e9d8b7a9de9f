"""One run: a scenario, decisions, a seed and a replication go in, a history comes out. Nothing else is looked at."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial, reduce
from typing import Any, Final

from opsim.errors import Fault, ScenarioError
from opsim.ledgers.blocks import Columns
from opsim.ledgers.history import Decision, History, Names, tables
from opsim.ledgers.rows import Rows
from opsim.scenario import Scenario
from opsim.scenario.firm import Shock
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

    `decisions` change parameters at their times; the scenario's shocks do so too, and while one lasts that will pass,
    what it sets holds whatever else is decided. `until` (ms) ends the run before the scenario's horizon. `on_progress`
    gets the share done, `should_stop` is asked now and then.
    Raises Cancelled when asked to stop, ScenarioError when a decision does not fit, ModelError when the firm cannot
    go on (a deadlock, time standing still). The same arguments give the same bytes on every machine.
    """
    end_ms = min(scenario.clock.horizon, until) if until is not None else scenario.clock.horizon
    _refuse_untimely(scenario, decisions := tuple(decisions))
    clock = Clock()
    ledgers, look = tables(), watch(clock, end_ms, on_progress, should_stop)

    def between_bursts() -> None:
        look()
        for rows in ledgers.values():
            if len(rows.buffer) >= rows.enough:
                rows.settle()

    with _undisturbed():
        return _history(Firm(scenario, clock, ledgers, seed, replication), decisions, end_ms, between_bursts)


def _refuse_untimely(scenario: Scenario, decisions: tuple[Decision, ...]) -> None:
    faults = [
        Fault(decision.path, "cannot change while the firm runs", "set it before the run")
        for decision in decisions
        if decision.at_ms > 0 and not scenario.may_change(decision.path)
    ]
    if faults:
        raise ScenarioError(faults)


class _Litter:
    """How many bytes of ledgers were written since all that nobody holds any more was last cleared away.

    Results know their run and the run its results, so that only the collector finds them; and what is frozen during a
    run it does not look at for long. Without this, a loop over large runs would keep them all.
    """

    most: Final = 64 << 20
    written = 0


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the garbage collector rest during a run, then clear away the firm, whose departments know each other."""
    enabled = gc.isenabled()
    if _Litter.written > _Litter.most:
        gc.collect()
        _Litter.written = 0
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
    partial = partial or firm.floor.standstill()
    closing = firm.close(end_ms)
    seed, replication = firm.streams.seed, firm.streams.replication
    return History(opening, decisions, seed, replication, end_ms, partial, _names(firm), _columns(firm.tables), closing)


def _schedule(firm: Firm, clock: Clock, decisions: tuple[Decision, ...]) -> None:
    """Let decisions and shocks happen at their times, in the order of the file and then of the decisions."""
    for_good, passing = firm.scenario, dict[int, dict[str, Any]]()

    def change(values: dict[str, Any]) -> None:
        nonlocal for_good
        for_good = for_good.revised(values)
        tell()

    def tell() -> None:
        firm.adopt(reduce(Scenario.revised, passing.values(), for_good))

    def strike(number: int, shock: Shock) -> None:
        if shock.lasts is None:
            change(dict(shock.set))
        else:
            passing[number] = dict(shock.set)
            clock.call_at(shock.at + shock.lasts, lambda: pass_over(number), "end of a shock", URGENT)
            tell()

    def pass_over(number: int) -> None:
        del passing[number]
        tell()

    for number, shock in enumerate(firm.scenario.shocks):
        clock.call_at(shock.at, partial(strike, number, shock), "a shock", URGENT)
    for decision in decisions:
        values = {decision.path: decision.value}
        clock.call_at(decision.at_ms, partial(change, values), "a decision", URGENT)


def _names(firm: Firm) -> Names:
    return Names(list(FUNCTIONS), firm.items, list(firm.floor.stations), firm.suppliers, firm.books.kinds)


def _columns(books: dict[str, Rows]) -> dict[str, Columns]:
    _Litter.written += sum(len(rows) * rows.size for rows in books.values())
    return {name: rows.columns() for name, rows in books.items()}
