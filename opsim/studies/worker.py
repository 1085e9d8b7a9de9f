"""What a worker process does. It imports the engine only when the first task comes, so that it is up at once."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any

from opsim.errors import Cancelled, OpsimError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.synchronize import Event

    from opsim.scenario import Scenario
    from opsim.studies.replications import Failure, Summary


@dataclass(frozen=True)
class Task:
    """One replication to run; `until_ms` is None for the whole horizon."""

    scenario: Scenario
    decisions: tuple[Any, ...]
    seed: int
    replication: int
    until_ms: int | None = None
    with_history: bool = False


class _Wish:
    """Whether the study that this worker belongs to wishes to stop; asked by the run now and then."""

    stop: Event | None = None

    @classmethod
    def to_stop(cls) -> bool:
        """Say whether the study has asked its workers to stop; never, in a process that has joined none."""
        return cls.stop is not None and cls.stop.is_set()


def join_study(stop: Event) -> None:
    """Prepare this process: Ctrl-C is the parent's to handle, and a worker does not outlive its parent."""
    _Wish.stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this process when its parent is gone, however that ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def perform(
    task: Task,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] = _Wish.to_stop,
) -> Summary | Failure:
    """Run one replication; a fault of the model is its result, so that the other replications go on.

    Raises `Cancelled` when `should_stop` says so.
    """
    from opsim.studies.replications import Failure, summary_of
    from opsim.studies.single import simulate

    try:
        run = simulate(
            task.scenario,
            task.decisions,
            task.seed,
            task.replication,
            until=task.until_ms,
            on_progress=on_progress,
            should_stop=should_stop,
        )
        return summary_of(run, with_history=task.with_history)
    except Cancelled:
        raise
    except OpsimError as error:
        return Failure(task.replication, str(error))
    except MemoryError:
        return Failure(task.replication, "not enough memory for it; shorten the run or free some memory")
