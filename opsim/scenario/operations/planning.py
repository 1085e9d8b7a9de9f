"""What the user declares about looking ahead."""

from __future__ import annotations

from typing import ClassVar, Literal

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Duration


class Forecasting(Spec):
    """How the firm looks ahead."""

    function: ClassVar = "planning"
    method: Literal["naive", "moving-average", "ses", "holt"] = parameter(
        "moving-average", title="Method",
        help="naive: as last period; moving average; simple exponential smoothing; Holt: with trend.",
    )
    review: Duration = parameter(
        "1 week", title="Period", help="Length of one forecasting period.", ge=3_600_000, timed=False,
    )
    window: int = parameter(4, title="Window", help="Periods in the moving average.", unit="periods", ge=1, le=104)
    alpha: float = parameter(0.2, title="Alpha", help="Weight of the newest demand.", ge=0, le=1)
    beta: float = parameter(0.1, title="Beta", help="Weight of the newest trend.", ge=0, le=1)
