"""Schedules by dispatching rule: a free machine takes the best job that waits, and never idles while one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from opsim.scheduling.building import Shop, built
from opsim.scheduling.problem import Problem
from opsim.scheduling.schedule import Objective, Schedule
from opsim.theory.scheduling import DISPATCH, Candidate


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that waits, as a rule sees it: as in a static shop, and its due date, weight and the time."""

    candidate: Candidate
    due: int
    weight: int
    now: int

    @property
    def slack(self) -> int:
        """Time to the due date that is not needed for work."""
        return self.due - self.now - self.candidate.work_left


#: Rule -> rank of a waiting job; the least goes first, ties go to the job listed first.
RULES: Final[dict[str, Callable[[Waiting], float]]] = {
    **{
        name: lambda waiting, rank=DISPATCH[name]: rank(waiting.candidate)  # type: ignore[misc]
        for name in ("fifo", "spt", "lpt", "mwkr", "lwkr", "mopnr")
    },
    "edd": lambda waiting: waiting.due,
    "slack": lambda waiting: waiting.slack,
    "slack per operation": lambda waiting: waiting.slack / waiting.candidate.operations_left,
    "wspt": lambda waiting: waiting.candidate.duration / waiting.weight if waiting.weight else _LATE,
}
#: Stands for the due date of a job that has none.
_LATE: Final = 1 << 60


def dispatched(problem: Problem, rule: str) -> Schedule:
    """Return the non-delay schedule that a rule of `RULES` leads to."""
    shop, rank = Shop(problem), RULES[rule]
    left = _work_left(shop)

    def pick(station: int, waiting: dict[int, int], now: int) -> int:
        def key(op: int) -> tuple[float, int]:
            job = problem.jobs[shop.job[op]]
            operations_left = len(job.operations) - shop.step[op]
            candidate = Candidate(waiting[op], shop.work[op][station], left[op], operations_left)
            due = _LATE if job.due is None else job.due
            return rank(Waiting(candidate, due, job.weight, now)), op

        return min(waiting, key=key)

    schedule = built(shop, pick)
    if schedule is None:
        raise AssertionError("a shop that always takes what waits cannot come to a stand")
    return schedule


def best_dispatched(
    problem: Problem, objective: Objective, is_over: Callable[[], bool] = lambda: False
) -> tuple[str, Schedule]:
    """Return the rule that does best, and its schedule; of equal ones the first in `RULES`.

    Once `is_over` says so no further rule is tried.
    """
    found: dict[str, Schedule] = {}
    for rule in RULES:
        found[rule] = dispatched(problem, rule)
        if is_over():
            break
    best = min(found, key=lambda rule: found[rule].value(objective))
    return best, found[best]


def _work_left(shop: Shop) -> list[int]:
    """Return for each operation the work of it and of all that follow in its job, at their usual stations."""
    left = [0] * len(shop)
    for op in reversed(range(len(shop))):
        following = shop.following[op]
        left[op] = next(iter(shop.work[op].values())) + (left[following] if following >= 0 else 0)
    return left
