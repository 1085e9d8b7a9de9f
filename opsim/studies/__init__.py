"""Many runs: replicate, compare, and what they say together."""

from __future__ import annotations

from opsim.studies.comparison import Comparison, compare
from opsim.studies.replications import Replications
from opsim.studies.several import replicate
from opsim.studies.statistics import Estimate, estimate, paired_difference, student_t_quantile

__all__ = [
    "Comparison",
    "Estimate",
    "Replications",
    "compare",
    "estimate",
    "paired_difference",
    "replicate",
    "student_t_quantile",
]
