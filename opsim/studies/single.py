"""One run, from a scenario to what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsim.ledgers.history import Decision
from opsim.results.run import Run
from opsim.simulation import run as engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsim.scenario import Scenario

#: A decision as people write it: when (ms since the start), address, value.
Timed = Decision | tuple[int, str, Any]


def simulate(
    scenario: Scenario,
    decisions: Sequence[Timed] = (),
    seed: int = 1,
    replication: int = 0,
    *,
    until: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Run:
    """Run the firm of `scenario` once: a pure function of scenario, decisions, seed and replication.

    `decisions` are (time in ms since the start, address, value); `until` ends the run early, in ms. `on_progress` is
    told the share done, 0 to 1; as soon as `should_stop` returns true the run ends with `Cancelled`.
    Raises `ModelError` when the firm cannot go on, `InputError` for a decision that makes no sense, and
    `InvariantError` when the run contradicts itself: such a run is never shown as a result.
    """
    changes = [each if isinstance(each, Decision) else Decision(*each) for each in decisions]
    history = engine.simulate(
        scenario, changes, seed, replication, until=until, on_progress=on_progress, should_stop=should_stop
    )
    return Run(history).verify()
