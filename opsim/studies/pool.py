"""Tasks worked through by processes: a killed worker costs time, never the replications that are already there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import get_context

from opsim.errors import Cancelled
from opsim.studies.replications import Failure, Summary
from opsim.studies.worker import Task, join_study, perform

#: Where results go as they come in.
Take = Callable[[Summary | Failure], None]
ShouldStop = Callable[[], bool]
#: One go at some tasks; returns those that got no result because a worker was killed.
Attempt = Callable[[Sequence[Task]], list[Task]]

#: Seconds between two looks at the wish to stop.
LOOK_S = 0.05
#: Windows cannot wait for more processes than this.
MOST_WORKERS = 60

KILLED = "its worker process was killed three times, perhaps for want of memory; shorten the run or free some memory"


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work_in_pools(tasks: Sequence[Task], workers: int, take: Take, should_stop: ShouldStop) -> None:
    """Work through `tasks` in processes of our own; hand each result to `take`.

    What a broken pool leaves undone goes to a fresh one, and then, one by one, to workers of their own, so that only
    the replication that kills its worker is marked as failed. Raises `Cancelled` when `should_stop` says so.
    """

    def together(missing: Sequence[Task]) -> list[Task]:
        with fresh_pool(min(workers, len(missing), MOST_WORKERS)) as pool:
            return submit(pool, missing, take, should_stop, while_starting=left_in_peace)

    def one_by_one(missing: Sequence[Task]) -> list[Task]:
        return [task for alone in missing for task in together([alone])]

    _attempt(tasks, (together, together, one_by_one), take)


def work_with(executor: Executor, tasks: Sequence[Task], take: Take, should_stop: ShouldStop) -> None:
    """Work through `tasks` with somebody else's executor, which is left open."""

    def again(missing: Sequence[Task]) -> list[Task]:
        return submit(executor, missing, take, should_stop)

    _attempt(tasks, (again, again, again), take)


def _attempt(tasks: Sequence[Task], attempts: Sequence[Attempt], take: Take) -> None:
    """Go through `attempts` until nothing is missing; mark what is missing after the last."""
    missing = list(tasks)
    for attempt in attempts:
        if missing:
            missing = attempt(missing)
    for task in missing:
        take(Failure(task.replication, KILLED))


@contextmanager
def fresh_pool(workers: int) -> Iterator[Executor]:
    """Give a pool of new processes; on leaving, however that happens, the runs in it stop and the processes end."""
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=join_study, initargs=(stop,))
    try:
        yield pool
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def left_in_peace() -> Iterator[None]:
    """Let processes that start inside the block hear no Ctrl-C and run no script."""
    with ctrl_c_held_back(), main_kept_out():
        yield


@contextmanager
def main_kept_out() -> Iterator[None]:
    """Do not tell the processes that start inside the block which program has started them.

    They would run it again, up to where it asks for replications, unless it guards that part as few scripts do; and
    they need nothing of it.
    """
    main = sys.modules["__main__"]
    told = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    for name in told:
        setattr(main, name, None)
    try:
        yield
    finally:
        for name, value in told.items():
            setattr(main, name, value)


@contextmanager
def ctrl_c_held_back() -> Iterator[None]:
    """Let Ctrl-C wait until the block ends; a process that starts inside the block never hears it.

    Ctrl-C reaches every process of a terminal, and a worker that is still starting, before `join_study` runs in it,
    would answer with a traceback. What is blocked here stays blocked in a child. Windows knows no such thing.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def submit(
    executor: Executor,
    tasks: Sequence[Task],
    take: Take,
    should_stop: ShouldStop,
    while_starting: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> list[Task]:
    """Have `executor` perform `tasks`, `take` each result, and return the tasks that a killed worker left undone.

    The executor starts its processes as the tasks come in: that happens inside of `while_starting`.
    """
    futures: dict[Future[Summary | Failure], Task] = {}
    missing: list[Task] = []
    with while_starting():
        for task in tasks:
            try:
                futures[executor.submit(perform, task)] = task
            except BrokenExecutor:
                missing.append(task)
    waiting = set(futures)
    try:
        while waiting:
            finished, waiting = wait(waiting, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            missing += [futures[future] for future in finished if not _taken(future, take)]
            if waiting and should_stop():
                raise Cancelled("the study was cancelled")
    finally:
        for future in waiting:
            future.cancel()
    return missing


def _taken(future: Future[Summary | Failure], take: Take) -> bool:
    """Hand over the result of `future`; return False if its worker was killed."""
    try:
        take(future.result())
    except BrokenExecutor:
        return False
    return True
