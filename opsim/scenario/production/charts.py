"""What the user declares about control charts, and about what they are to find: assignable causes."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Duration, Flag, Id, Money, Share, Time


class AssignableCause(Spec):
    """What puts a machine's process out of order, from time to time; adjustment and maintenance set it right."""

    function: ClassVar = "quality"
    time_between: Time = parameter(
        title="Time in order", help="Time on shift from the moment the process is set right until the next cause strikes.",
    )
    size: float = parameter(
        0.0, title="Shift of the mean", help="How far the mean of each characteristic made here moves.", unit="sigma",
        ge=0, le=100,
    )
    direction: Literal["either", "up", "down"] = parameter(
        "either", title="Direction", help="Where the mean moves to; either: up or down by chance.",
    )
    defects: Share = parameter(
        0.0, title="Added defects", help="How much the defect rate of each step here grows while the cause lasts.", ge=0,
        le=1,
    )


class Adjustment(Spec):
    """What a chart's signal calls: the machine stops, the cause is looked for, the mean is set right."""

    function: ClassVar = "quality"
    duration: Time = parameter("30 min", title="Duration", help="How long the machine stands, also after a false alarm.")
    cost: Money = parameter(
        0, title="Cost of an adjustment", help="Material and outside help for each, also after a false alarm.",
        unit="{currency}", ge=0,
    )


class Chart(Spec):
    """A control chart: samples of what one station makes, kept for each machine."""

    function: ClassVar = "quality"
    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    station: Id = parameter(title="Station", help="What leaves it is sampled.", timed=False)
    product: Id | None = parameter(
        None, title="Product", help="Only its lots are sampled; those of all products if left out.", timed=False,
    )
    kind: Literal["x-bar", "x-bar-r", "individuals", "p", "ewma", "cusum"] = parameter(
        "x-bar-r", title="Kind",
        help="x-bar: means; x-bar-r: means and ranges; individuals: single units; p: share of defectives; ewma and "
        "cusum: means with memory.",
        timed=False,
    )
    n: int = parameter(
        5, title="Sample size", help="Units of one sample, consecutive ones, from several lots if need be.",
        unit="units", ge=1, le=1000, timed=False,
    )
    every: int = parameter(
        1, title="Sample every", help="So many lots (or units) from the start of one sample to the next.", ge=1,
        le=1_000_000,
    )
    counted_in: Literal["lots", "units"] = parameter(
        "lots", title="Counted in", help="Whether lots or units are counted between samples.",
    )
    interval: Duration | None = parameter(
        None, title="Sampling interval", help="Time from one sample to the next, instead of a count.", ge=1000,
    )
    limits_from: Literal["parameters", "samples"] = parameter(
        "parameters", title="Limits from",
        help="parameters: centre and sigma as given; samples: estimated from the first samples of each machine.",
        timed=False,
    )
    first: int = parameter(
        25, title="Samples for the limits", help="Samples from which the limits are estimated; none signals before.",
        unit="samples", ge=2, le=10_000, timed=False,
    )
    centre: float | None = parameter(
        None, title="Centre line",
        help="Mean in control (p: share of defectives); the characteristic's target (p: the declared defect rate) if left "
        "out.",
        ge=-1e12, le=1e12,
    )
    sigma: float | None = parameter(
        None, title="Sigma", help="Standard deviation from unit to unit in control; the characteristic's if left out.", ge=0,
        le=1e12,
    )
    width: float = parameter(
        3.0, title="Width of the limits", help="From the centre line to each limit.", unit="sigma", ge=0.5, le=10,
    )
    weight: float = parameter(
        0.2, title="Weight (EWMA)", help="Weight of the newest sample in an EWMA chart.", ge=0.01, le=1,
    )
    slack: float = parameter(
        0.5, title="Slack k (CUSUM)", help="Half the shift of the mean that matters.", unit="sigma", ge=0, le=10,
    )
    decision: float = parameter(
        5.0, title="Decision limit h (CUSUM)", help="A sum above it is a signal.", unit="sigma", ge=0.1, le=100,
    )
    run_rules: Flag = parameter(
        False, title="Run rules",
        help="Also signal by the Western Electric rules: 2 of 3 beyond 2 sigma, 4 of 5 beyond 1, 8 on one side.",
    )
    action: Literal["warn", "stop"] = parameter(
        "warn", title="On a signal", help="warn: note it; stop: stop the machine and adjust the process.",
    )
    cost: Money = parameter(
        0, title="Cost per unit", help="Of measuring one sampled unit, beside the line.", unit="{currency}/unit", ge=0,
    )
    adjustment: Adjustment = parameter(
        default_factory=Adjustment, title="Adjustment", help="What a signal calls, if it stops the machine.",
    )

    @model_validator(mode="after")
    def centre_fits_kind(self) -> Self:
        """The centre line of a p chart is a share."""
        if self.kind == "p" and self.centre is not None and not 0 < self.centre < 1:
            raise disagree("centre", f"{self.centre:g} is no share of defectives", "write a share between 0 and 1")
        return self
