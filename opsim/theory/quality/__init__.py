"""Quality: capability, control charts, acceptance sampling, yields."""

from opsim.theory.quality.acceptance import SamplingPlan, WorstOutgoing, outgoing_quality_limit, sampling_plan
from opsim.theory.quality.capability import (
    Capability,
    InspectionOutcome,
    capability,
    defects_per_unit,
    inputs_needed,
    inspection_with_rework,
    normalised_yield,
    rolled_yield,
)
from opsim.theory.quality.control_charts import (
    ControlLimits,
    RunLength,
    cusum_arl,
    cusum_one_sided_arl,
    ewma_arl,
    ewma_limit,
    p_chart_limits,
    p_chart_run_length,
    run_length,
    shewhart_run_length,
)
from opsim.theory.quality.runs_rules import WESTERN_ELECTRIC, RunRule, run_rules_arl

__all__ = [
    "WESTERN_ELECTRIC",
    "Capability",
    "ControlLimits",
    "InspectionOutcome",
    "RunLength",
    "RunRule",
    "SamplingPlan",
    "WorstOutgoing",
    "capability",
    "cusum_arl",
    "cusum_one_sided_arl",
    "defects_per_unit",
    "ewma_arl",
    "ewma_limit",
    "inputs_needed",
    "inspection_with_rework",
    "normalised_yield",
    "outgoing_quality_limit",
    "p_chart_limits",
    "p_chart_run_length",
    "rolled_yield",
    "run_length",
    "run_rules_arl",
    "sampling_plan",
    "shewhart_run_length",
]
