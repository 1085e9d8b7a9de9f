"""The same firm several times over, each time with other luck."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from opsim.errors import Cancelled
from opsim.studies.asked import as_decisions, end_ms, whole
from opsim.studies.pool import ShouldStop, processors, work_in_pools, work_with
from opsim.studies.replications import Failure, Replications, Summary
from opsim.studies.worker import Task, perform

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.studies.asked import Time, Timed

#: Seconds for which replications run in this process, before it pays to start others.
PATIENCE_S = 0.5


def replicate(
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    decisions: Sequence[Timed] = (),
    *,
    until: Time | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    histories: Collection[int] = (),
    on_progress: Callable[[float], None] | None = None,
    should_stop: ShouldStop | None = None,
) -> Replications:
    """Run `scenario` `replications` times under `seed`, on all processors, and return the summaries.

    The result does not depend on the number of `workers` (None: one for each processor; 1: all in this process) nor on
    the `executor`, if one is given (a Dask client's, for one). `decisions` and `until` are as in `simulate`. The
    replications numbered in `histories` bring their whole history along. `on_progress` is told the share done, 0 to 1.

    When `should_stop` returns true, what has finished is returned, labelled as partial. A replication that cannot be
    had (the firm cannot go on, or its worker is killed again and again) is a failure in the result and spares the rest.
    """
    asked, seed = whole("replications", replications, least=1), whole("seed", seed)
    made, until_ms = as_decisions(decisions), end_ms(until)
    tasks = [Task(scenario, made, seed, number, until_ms, number in histories) for number in range(asked)]
    study = _Study(asked, on_progress or _nobody_listens)
    try:
        _work(tasks, study, workers or processors(), executor, should_stop or _never)
    except Cancelled:
        return study.result(seed, made, partial="cancelled")
    return study.result(seed, made)


def _work(tasks: list[Task], study: _Study, workers: int, executor: Executor | None, should_stop: ShouldStop) -> None:
    """Work through `tasks` in the way that suits them."""
    if executor is not None:
        work_with(executor, tasks, study.take, should_stop)
    elif workers == 1:
        _work_here(tasks, study, should_stop)
    else:
        began = time.monotonic()
        try:
            _work_here(tasks, study, lambda: should_stop() or time.monotonic() - began > PATIENCE_S)
        except Cancelled:
            if should_stop():
                raise
        work_in_pools(study.missing(tasks), workers, study.take, should_stop)


def _work_here(tasks: list[Task], study: _Study, should_stop: ShouldStop) -> None:
    """Work through `tasks` one after the other in this process."""
    for task in tasks:
        if should_stop():
            raise Cancelled("the study was cancelled")
        study.take(perform(task, study.during_one, should_stop))


class _Study:
    """What has come in so far."""

    def __init__(self, asked: int, on_progress: Callable[[float], None]) -> None:
        self.asked = asked
        self.on_progress = on_progress
        self.came_in: dict[int, Summary | Failure] = {}

    def take(self, result: Summary | Failure) -> None:
        """Keep `result` and tell the progress."""
        self.came_in[result.replication] = result
        self.on_progress(len(self.came_in) / self.asked)

    def during_one(self, share: float) -> None:
        """Tell the progress while one replication runs in this process."""
        self.on_progress((len(self.came_in) + share) / self.asked)

    def missing(self, tasks: list[Task]) -> list[Task]:
        """Return the tasks that have no result yet."""
        return [task for task in tasks if task.replication not in self.came_in]

    def result(self, seed: int, decisions: tuple[Any, ...], partial: str = "") -> Replications:
        """Return everything in the order of the replications."""
        in_order = [self.came_in[number] for number in sorted(self.came_in)]
        return Replications(
            seed=seed,
            asked=self.asked,
            summaries=tuple(result for result in in_order if isinstance(result, Summary)),
            failures=tuple(result for result in in_order if isinstance(result, Failure)),
            partial=partial and f"{partial} after {len(in_order)} of {self.asked} replications",
            decisions=decisions,
        )


def _nobody_listens(_share: float) -> None:
    """Take no notice of progress."""


def _never() -> bool:
    """Do not wish to stop."""
    return False
