"""Scheduling: sequences for one machine, flow shops and job shops."""

from opsim.theory.scheduling.flow_shop import completion_times, johnson, makespan, neh
from opsim.theory.scheduling.job_shop import (
    DISPATCH,
    Candidate,
    Operation,
    Schedule,
    ScheduledOperation,
    dispatched,
    job_bound,
    machine_bound,
)
from opsim.theory.scheduling.single_machine import (
    ORDER,
    Job,
    SequenceMeasures,
    fewest_tardy,
    sequence_measures,
    sequenced,
)

__all__ = [
    "DISPATCH",
    "ORDER",
    "Candidate",
    "Job",
    "Operation",
    "Schedule",
    "ScheduledOperation",
    "SequenceMeasures",
    "completion_times",
    "dispatched",
    "fewest_tardy",
    "job_bound",
    "johnson",
    "machine_bound",
    "makespan",
    "neh",
    "sequence_measures",
    "sequenced",
]
