"""What a set of replications says: the summary of each, and the figures over all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from opsim.studies.statistics import Estimate, estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsim.ledgers.history import History
    from opsim.results.run import Run

TOTAL_COST = "finance.total_cost"
TOTAL_LEAD_TIME_MS = "flow.total_lead_time_ms"


class GoalMark(NamedTuple):
    """What became of one goal in one replication (see `opsim.results.goals`)."""

    value: float | None
    met: bool
    progress: float


@dataclass(frozen=True)
class Summary:
    """One replication in a few numbers, small enough to travel between processes.

    Costs are in whole cents, lead times in whole ms. `partial` tells why the run stopped early, if it did; `stopped`
    says also when. `history` is the whole history where the study asked for it. `goals` are in the order of the
    scenario, `score` from 0 to 1.
    """

    replication: int
    digest: str
    kpis: dict[str, float]
    cost_by_function: dict[str, int]
    lead_time_by_function: dict[str, int]
    invariants: dict[str, bool]
    partial: str = ""
    history: History | None = None
    goals: tuple[GoalMark, ...] = ()
    score: float = 0.0
    stopped: str = ""


@dataclass(frozen=True)
class Failure:
    """A replication that has no result, and why."""

    replication: int
    reason: str


def summary_of(run: Run, *, with_history: bool = False) -> Summary:
    """Return the summary of `run`."""
    return Summary(
        replication=run.replication,
        digest=run.digest,
        kpis={kpi: float(value) for kpi, value in run.kpis.items()},
        cost_by_function={function: int(cents) for function, cents in run.cost_by_function.items()},
        lead_time_by_function={function: int(ms) for function, ms in run.lead_time_by_function.items()},
        invariants={name: bool(holds) for name, holds in run.invariants.items()},
        partial=run.partial,
        history=run.history if with_history else None,
        goals=tuple(GoalMark(goal.value, goal.met, goal.progress) for goal in run.goals),
        score=run.score,
        stopped=run.stopped,
    )


@dataclass(frozen=True)
class Replications:
    """The replications of one scenario under one seed; equal whatever the number of workers.

    `summaries` hold those that finished, by number; `failures` those that could not be had. `partial` tells why some
    are missing altogether ("" when none is).
    """

    seed: int
    asked: int
    summaries: tuple[Summary, ...]
    failures: tuple[Failure, ...] = ()
    partial: str = ""
    decisions: tuple[Any, ...] = field(default=(), compare=False)

    @cached_property
    def kpis(self) -> dict[str, Estimate]:
        """Each key figure over the replications: mean, 95 % half-width and the number of replications that have it.

        Total cost and total lead time are given in whole cents and ms, so that the parts by function sum to them.
        """
        ids = dict.fromkeys(kpi for summary in self.summaries for kpi in summary.kpis)
        figures = {kpi: estimate(self.values(kpi)) for kpi in ids}
        for kpi, total in (
            (TOTAL_COST, sum(self.cost_by_function.values()) / 100),
            (TOTAL_LEAD_TIME_MS, float(sum(self.lead_time_by_function.values()))),
        ):
            if kpi in figures:
                figures[kpi] = replace(figures[kpi], mean=total)
        return figures

    def values(self, kpi: str) -> list[float]:
        """Return one key figure of every finished replication, by number; NaN where a replication has none."""
        return [summary.kpis.get(kpi, float("nan")) for summary in self.summaries]

    @property
    def score(self) -> Estimate:
        """The score of the goals, from 0 to 1, over the replications."""
        return estimate([summary.score for summary in self.summaries])

    def goal_value(self, number: int) -> Estimate:
        """Return the figure of one goal, as it was judged, over the replications that have it."""
        marks = (summary.goals[number].value for summary in self.summaries)
        return estimate([float("nan") if value is None else value for value in marks])

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the digests of the replications, in order; of a single one its own digest."""
        digests = [summary.digest for summary in self.summaries]
        return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode("ascii")).hexdigest()

    @cached_property
    def invariants(self) -> dict[str, bool]:
        """Whether each invariant held in every replication; one that contradicts itself has failed, and is not here."""
        names = dict.fromkeys(name for summary in self.summaries for name in summary.invariants)
        return {name: all(summary.invariants.get(name, True) for summary in self.summaries) for name in names}

    @property
    def shortcomings(self) -> list[str]:
        """What is missing, in words: replications cut short, failed or never run."""
        cut = [f"{self._named(each)} {each.stopped}" for each in self.summaries if each.partial]
        failed = [f"replication {each.replication} failed: {each.reason}" for each in self.failures]
        return [*cut, *failed, *([self.partial] if self.partial else [])]

    def _named(self, summary: Summary) -> str:
        """Return what a replication is called: by its number, where there are several."""
        return "the run" if self.asked == 1 else f"replication {summary.replication}"

    @cached_property
    def cost_by_function(self) -> dict[str, int]:
        """Mean cost of each function in whole cents; they sum to the mean total cost in whole cents."""
        return whole_means([summary.cost_by_function for summary in self.summaries])

    @cached_property
    def lead_time_by_function(self) -> dict[str, int]:
        """Mean lead time that each function caused, in whole ms; they sum to the mean total lead time in whole ms."""
        return whole_means([summary.lead_time_by_function for summary in self.summaries])


def whole_means(rows: Sequence[dict[str, int]]) -> dict[str, int]:
    """Return the mean of each column in whole numbers that sum to the rounded mean of the totals.

    Every mean is rounded down; what is then missing from the total goes, one each, to the largest remainders.
    """
    if not rows:
        return {}
    sums = {name: sum(row.get(name, 0) for row in rows) for name in dict.fromkeys(n for row in rows for n in row)}
    n = len(rows)
    means = {name: total // n for name, total in sums.items()}
    missing = (2 * sum(sums.values()) + n) // (2 * n) - sum(means.values())
    for name in sorted(sums, key=lambda name: -(sums[name] % n))[:missing]:
        means[name] += 1
    return means
