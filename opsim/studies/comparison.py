"""Two ways to run a firm, compared under common random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from opsim.errors import InputError
from opsim.studies.statistics import CONFIDENCE, Estimate, paired_difference

if TYPE_CHECKING:
    from opsim.studies.replications import Replications, Summary


@dataclass(frozen=True)
class Comparison:
    """What changed from one set of replications to the other: the paired difference of each key figure."""

    pairs: int
    differences: dict[str, Estimate]

    @property
    def clear(self) -> dict[str, Estimate]:
        """The differences that are more than noise: their interval excludes zero."""
        return {kpi: difference for kpi, difference in self.differences.items() if difference.excludes_zero}


def compare(before: Replications, after: Replications, confidence: float = CONFIDENCE) -> Comparison:
    """Return `after - before` for every key figure that both have, with the paired interval.

    Replications of one number share all streams that both firms have (common random numbers), so their luck cancels and
    far fewer are needed than for two independent samples. Raises `InputError` if they cannot be paired.
    """
    if before.seed != after.seed:
        raise InputError(
            f"seeds {before.seed} and {after.seed} do not pair; replicate both scenarios under the same seed"
        )
    pairs = _paired(before, after)
    if not pairs:
        raise InputError("nothing to compare: no replication finished on both sides; run both again")
    kpis = [kpi for kpi in before.kpis if kpi in after.kpis]
    return Comparison(len(pairs), {kpi: _difference(kpi, pairs, confidence) for kpi in kpis})


def _paired(before: Replications, after: Replications) -> list[tuple[Summary, Summary]]:
    """Return the replications that finished on both sides, by number."""
    others = {summary.replication: summary for summary in after.summaries}
    return [(mine, others[mine.replication]) for mine in before.summaries if mine.replication in others]


def _difference(kpi: str, pairs: list[tuple[Summary, Summary]], confidence: float) -> Estimate:
    """Return the paired difference of one key figure over the pairs in which both have it."""
    values = [(a.kpis.get(kpi, float("nan")), b.kpis.get(kpi, float("nan"))) for a, b in pairs]
    known = [(a, b) for a, b in values if not (isnan(a) or isnan(b))]
    return paired_difference([a for a, _ in known], [b for _, b in known], confidence)
