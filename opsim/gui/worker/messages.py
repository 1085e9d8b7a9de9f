"""What travels from the window to the worker process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.studies.policy_curve import PolicyCurve


@dataclass(frozen=True)
class Job:
    """One simulation to be done, or a study of many; the number tells its answers from those of older jobs."""

    number: int
    scenario: Scenario
    seed: int
    study: PolicyCurve | None = None
