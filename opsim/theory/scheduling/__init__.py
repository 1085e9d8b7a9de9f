"""Scheduling: sequences for one machine, flow shops and job shops."""

from opsim.theory.scheduling.due_dates import (
    DUE_DATE,
    Arrival,
    constant_allowance,
    equal_slack,
    jobs_in_queue,
    number_of_operations,
    queue_lead_time,
    quoted_lead_time,
    total_work_content,
)
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
    "DUE_DATE",
    "ORDER",
    "Arrival",
    "Candidate",
    "Job",
    "Operation",
    "Schedule",
    "ScheduledOperation",
    "SequenceMeasures",
    "completion_times",
    "constant_allowance",
    "dispatched",
    "equal_slack",
    "fewest_tardy",
    "job_bound",
    "jobs_in_queue",
    "johnson",
    "machine_bound",
    "makespan",
    "neh",
    "number_of_operations",
    "queue_lead_time",
    "quoted_lead_time",
    "sequence_measures",
    "sequenced",
    "total_work_content",
]
