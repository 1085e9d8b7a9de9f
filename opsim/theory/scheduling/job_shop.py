"""Static job shops: every job has its own route, and free machines take the best job that waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opsim.theory.numerics import require


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a route: the machine, by number from 0, and the time on it in whole units."""

    machine: int
    duration: int


Route = Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A job that waits at a machine, as a dispatching rule sees it."""

    arrived: int
    """When it joined the queue of this machine."""
    duration: int
    """Time of the operation that waits."""
    work_left: int
    """Time of this and all later operations."""
    operations_left: int
    """This and all later operations."""


DISPATCH: dict[str, Callable[[Candidate], int]] = {
    "fifo": lambda job: job.arrived,
    "spt": lambda job: job.duration,
    "lpt": lambda job: -job.duration,
    "mwkr": lambda job: -job.work_left,
    "lwkr": lambda job: job.work_left,
    "mopnr": lambda job: -job.operations_left,
}
"""Dispatching rules: the waiting job with the least value goes first; ties go to the job listed first."""


@dataclass(frozen=True, slots=True)
class ScheduledOperation:
    """One bar of the Gantt chart."""

    job: int
    step: int
    machine: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """All operations in the order of their start, with the time each job is done."""

    operations: tuple[ScheduledOperation, ...]
    completions: tuple[int, ...]

    @property
    def makespan(self) -> int:
        """Return when the last job is done."""
        return max(self.completions, default=0)

    @property
    def mean_flow(self) -> float:
        """Return the mean time from 0 to a job's completion."""
        return sum(self.completions) / len(self.completions)


def dispatched(routes: Sequence[Route], rule: str) -> Schedule:
    """Return the non-delay schedule that a rule of `DISPATCH` leads to, all jobs there at time 0.

    At each instant all completions come first; then the free machines, in order of number, each take their best waiting
    job. No machine idles while a job waits for it (Baker 1974).
    """
    shop = _Shop(routes, DISPATCH[rule])
    while shop.running or shop.waiting_anywhere():
        shop.start_what_can_start()
        shop.finish_the_next()
    return Schedule(tuple(shop.log), tuple(shop.completions))


def machine_bound(routes: Sequence[Route]) -> int:
    """Return the work of the busiest machine, which no makespan can beat."""
    return max(_work_by_machine(routes).values(), default=0)


def job_bound(routes: Sequence[Route]) -> int:
    """Return the time of the longest job, which no makespan can beat either."""
    return max((sum(step.duration for step in route) for route in routes), default=0)


class _Shop:
    """The state of the shop while it is dispatched."""

    def __init__(self, routes: Sequence[Route], priority: Callable[[Candidate], int]) -> None:
        self.routes = routes
        self.priority = priority
        self.clock = 0
        self.running: dict[int, tuple[int, int, int]] = {}
        self.queues: dict[int, list[tuple[int, int, int]]] = {m: [] for m in sorted(_work_by_machine(routes))}
        self.log: list[ScheduledOperation] = []
        self.completions = [0] * len(routes)
        for job in range(len(routes)):
            self._move_on(job, 0)

    def waiting_anywhere(self) -> bool:
        """Say whether a job waits in front of any machine."""
        return any(self.queues.values())

    def start_what_can_start(self) -> None:
        """Let every free machine take the best job that waits there, in the order of machines; ties go to the first.

        So no machine idles while work waits for it: the schedule is a non-delay schedule (Giffler & Thompson 1960).
        """
        for machine, queue in self.queues.items():
            if queue and machine not in self.running:
                best = min(queue, key=lambda waiting: (self._rank(*waiting), waiting[0]))
                queue.remove(best)
                self._start(machine, job=best[0], step=best[1])

    def finish_the_next(self) -> None:
        """Move the clock to the next completion and finish all that end then."""
        self.clock = min(end for _, _, end in self.running.values())
        for machine in sorted(self.running):
            job, step, end = self.running[machine]
            if end == self.clock:
                del self.running[machine]
                self._move_on(job, step + 1)

    def _start(self, machine: int, job: int, step: int) -> None:
        end = self.clock + self.routes[job][step].duration
        self.running[machine] = (job, step, end)
        self.log.append(ScheduledOperation(job, step, machine, self.clock, end))

    def _move_on(self, job: int, step: int) -> None:
        if step < len(self.routes[job]):
            self.queues[self.routes[job][step].machine].append((job, step, self.clock))
        else:
            self.completions[job] = self.clock

    def _rank(self, job: int, step: int, arrived: int) -> int:
        left = self.routes[job][step:]
        work = sum(operation.duration for operation in left)
        return self.priority(Candidate(arrived, left[0].duration, work, len(left)))


def _work_by_machine(routes: Sequence[Route]) -> dict[int, int]:
    """Return the total time wanted on each machine."""
    work: dict[int, int] = {}
    for route in routes:
        for step in route:
            require(step.duration >= 0, f"duration {step.duration} on machine {step.machine} is negative")
            work[step.machine] = work.get(step.machine, 0) + step.duration
    return work
