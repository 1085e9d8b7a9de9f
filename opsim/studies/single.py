"""One run, from a scenario to what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.results.run import Run
from opsim.simulation import run as engine
from opsim.studies.asked import as_decisions, end_ms, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsim.scenario import Scenario
    from opsim.studies.asked import Time, Timed


def simulate(
    scenario: Scenario,
    decisions: Sequence[Timed] = (),
    seed: int = 1,
    replication: int = 0,
    *,
    until: Time | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Run:
    """Run the firm of `scenario` once: a pure function of scenario, decisions, seed and replication.

    `decisions` are (time, address, value), where a time is in whole ms since the start or a text such as "30 days";
    `until` is the time at which the run ends early. `on_progress` is told the share done, 0 to 1; as soon as
    `should_stop` returns true the run ends with `Cancelled`.
    Raises `ModelError` when the firm cannot go on, `InputError` for an argument that makes no sense, and
    `InvariantError` when the run contradicts itself: such a run is never shown as a result.
    """
    history = engine.simulate(
        scenario, as_decisions(decisions), whole("seed", seed), whole("replication", replication, least=0),
        until=end_ms(until), on_progress=on_progress, should_stop=should_stop,
    )  # fmt: skip
    return Run(history).verify()
