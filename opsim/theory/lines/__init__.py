"""Production lines: what they can make, and what variability and breakdowns take away."""

from opsim.theory.lines.bernoulli import (
    BernoulliLine,
    BernoulliPair,
    bernoulli_aggregation,
    bernoulli_line,
    bernoulli_pair,
)
from opsim.theory.lines.closed_network import ClosedNetwork, closed_network
from opsim.theory.lines.exponential import (
    BufferedLine,
    balanced_pair_throughput,
    exponential_line,
    pair_throughput,
)
from opsim.theory.lines.factory_physics import (
    Performance,
    WorkCentre,
    best_case,
    bottleneck_rate,
    critical_wip,
    practical_worst_case,
    raw_process_time,
    worst_case,
)
from opsim.theory.lines.unreliable import (
    BufferedPair,
    UnreliableMachine,
    continuous_pair,
    deterministic_pair,
    line_with_time_failures,
    line_without_buffers,
    pair_bounds,
)

__all__ = [
    "BernoulliLine",
    "BernoulliPair",
    "BufferedLine",
    "BufferedPair",
    "ClosedNetwork",
    "Performance",
    "UnreliableMachine",
    "WorkCentre",
    "balanced_pair_throughput",
    "bernoulli_aggregation",
    "bernoulli_line",
    "bernoulli_pair",
    "best_case",
    "bottleneck_rate",
    "closed_network",
    "continuous_pair",
    "critical_wip",
    "deterministic_pair",
    "exponential_line",
    "line_with_time_failures",
    "line_without_buffers",
    "pair_bounds",
    "pair_throughput",
    "practical_worst_case",
    "raw_process_time",
    "worst_case",
]
